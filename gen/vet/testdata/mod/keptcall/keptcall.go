package keptcall

import rt "github.com/lusterlua/luster/runtime"

var current *rt.Call

type state struct {
	call *rt.Call // want `a field keeps a \*rt.Call`
	n    int
}

func keep(c *rt.Call) error {
	current = c // want `c, of type \*rt.Call, is stored in a global: the function that gets the Call`
	go func() {
		_ = c.NArgs() // want `c, of type \*rt.Call, is captured by a goroutine`
	}()
	_, err := c.NewFunc("f", func(*rt.Call) error {
		return c.Return(rt.Nil) // want `c, of type \*rt.Call, is captured by a function that is called later, by NewFunc`
	})
	return err
}

func (s *state) set(c *rt.Call) {
	s.call = c // want `c, of type \*rt.Call, is stored in a field`
}

func fine(c *rt.Call) func() int { return func() int { return c.NArgs() } }
