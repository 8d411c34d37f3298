package escapes

import rt "github.com/lusterlua/luster/runtime"

func makeFunc(c *rt.Call) error {
	v, t := c.Arg(1), rt.Table(c.Arg(2))
	f, err := c.NewFunc("f", func(c2 *rt.Call) error {
		return c2.Return(v, v) // want `v, of type rt.Value, is captured by a function that is called later, by NewFunc`
	})
	if err != nil {
		return err
	}
	g, err := c.VM().NewFunc("g", func(inner *rt.Call) error {
		return inner.Return(rt.Int(t.RawLen(inner.VM()))) // want `t, of type rt.Table, is captured by a function that is called later`
	})
	if err != nil {
		return err
	}
	return c.Return(f.Value(), g.Value())
}
