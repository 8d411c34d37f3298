package escapes

import (
	"context"
	"time"

	rt "github.com/lusterlua/luster/runtime"
)

var last rt.Value

var all []rt.Value

var byName = map[string]rt.Func{}

var hook func() rt.Value

var state struct{ v rt.Value }

type session struct {
	handler rt.Func
	args    []rt.Value
	seen    map[string]rt.Table
	//luster:notrace "the registry holds it"
	meta rt.Table
	root rt.Root[rt.Value]
	n    int
}

func global(c *rt.Call) error {
	last = c.Arg(1)                                  // want `c.Arg\(1\), of type rt.Value, is stored in a global: make a Root`
	all = append(all, c.Arg(1))                      // want `is stored in a global`
	byName["x"], _ = c.CheckFunc(1)                  // want `byName\["x"\], of type rt.Func, is stored in a global`
	state.v = c.Arg(2)                               // want `is stored in a global`
	last, last, last = rt.Nil, rt.Int(1), rt.Value{} // numbers and nil are no objects
	v := c.Arg(1)
	hook = func() rt.Value { return v } // want `v, of type rt.Value, is captured by a closure in a global`
	return nil
}

func goroutines(c *rt.Call, ch chan rt.Value) error {
	v, t := c.Arg(1), rt.Table(c.Arg(2))
	go use(v) // want `v, of type rt.Value, is passed to a goroutine`
	go func() {
		use(v)         // want `v, of type rt.Value, is captured by a goroutine`
		use(t.Value()) // want `t, of type rt.Table, is captured by a goroutine`
		use(v)
	}()
	go t.IsNil()                                   // want `t, of type rt.Table, is used by a goroutine`
	ch <- v                                        // want `v, of type rt.Value, is sent through a channel`
	time.AfterFunc(time.Second, func() { use(v) }) // want `v, of type rt.Value, is captured by a function that is called later, by AfterFunc`
	context.AfterFunc(context.Background(), func() { use(rt.Nil) })
	n, _ := v.AsInt()
	go func() { _ = n }() // a copy of a number
	func() { use(v) }()   // at once
	return nil
}

func (s *session) keep(c *rt.Call) error {
	s.handler, _ = c.CheckFunc(1)     // want `s.handler, of type rt.Func, is stored in a field that no trace method marks`
	s.args = append(s.args, c.Arg(2)) // want `is stored in a field`
	s.seen["x"] = rt.Table(c.Arg(3))  // want `is stored in a field`
	s.meta = rt.Table(c.Arg(4))       // somebody said why
	root, err := rt.NewRoot(c.VM(), c.Arg(1))
	s.root, s.n = root, 1
	mine := &session{handler: rt.Func(c.Arg(1))} // on its own stack
	mine.args = append(mine.args, c.Arg(2))
	return err
}

func use(rt.Value) {}
