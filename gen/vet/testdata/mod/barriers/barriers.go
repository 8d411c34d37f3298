// Package barriers has bindings.
//
//luster:module barriers
package barriers

import (
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// Node is traced.
//
//luster:type
type Node struct {
	Data  rt.Value
	Next  *Node
	items map[string]*Node
	list  []rt.Value
	cell  gc.Cell[rt.Value]
	n     int
}

//luster:new
func New(v rt.Value) *Node {
	n := &Node{Data: v}
	n.Next = &Node{Data: v} // nobody has it yet
	return n
}

// Put is called by scripts: its wrapper tells the collector.
//
//luster:method
func (x *Node) Put(v rt.Value) { x.Data = v; x.link(&Node{}); both(x) }

func (x *Node) link(other *Node) { x.Next = other }

func both(x *Node) { x.list = append(x.list, x.Data) }

// SetData is for the host.
func (x *Node) SetData(v rt.Value) {
	x.Data = v // want `x.Data changes what a traced \*Node refers to, and the collector does not know`
	x.n = 1
	x.Next = nil
}

func (x *Node) Add(name string, n *Node) {
	x.items[name] = n               // want `x.items\[name\] changes`
	x.list = append(x.list, x.Data) // want `x.list changes`
	x.list = append(x.list[:1], x.list[2:]...)
}

// SetTold tells the collector.
func (x *Node) SetTold(h *gc.Heap, v rt.Value) {
	x.Data = v
	h.Changed(x)
}

// SetCell has a barrier.
func (x *Node) SetCell(h *gc.Heap, v rt.Value) { x.cell.Set(h, v) }

// SetIn can be helped.
func SetIn(vm *rt.VM, x *Node, v rt.Value) {
	x.Data = v // want `x.Data changes`
}

// handler is a callback written by hand.
func handler(c *rt.Call) error {
	x, bad := rt.FromHost[Node](c, c.Arg(1))
	if bad != nil {
		return bad.Arg(c, 1, "self", "handler")
	}
	x.Next.Data = c.Arg(2) // want `x.Next.Data changes`
	return nil
}

var _ = handler

// job is a Sequence: it belongs to a running function.
type job struct{ v rt.Value }

func (j *job) TraceGC(t *gc.Tracer)    { j.v.TraceGC(t) }
func (j *job) Resume(c *rt.Call) error { j.v = c.Arg(1); return nil }
