package traces

import (
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

type base struct{ v rt.Value }

type forgetful struct {
	base
	a, b rt.Value  // want `the trace method of forgetful does not mention b, which holds references`
	list []rt.Func // want `does not mention list`
	weak gc.Weak[base]
	//luster:notrace "a copy of a"
	c rt.Value
	n int
}

func (f *forgetful) TraceGC(t *gc.Tracer) {
	f.v.TraceGC(t)
	f.a.TraceGC(t)
}

type whole struct{ a rt.Value }

func (w *whole) TraceGC(t *gc.Tracer) { mark(w, t) }

func mark(w *whole, t *gc.Tracer) { w.a.TraceGC(t) }
