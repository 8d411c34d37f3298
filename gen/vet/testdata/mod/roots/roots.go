package roots

import (
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

type object struct {
	fn    rt.Root[rt.Func]    // want `fn holds a root inside object, which the collector traces: a leak`
	other *gc.Root[object]    // want `other holds a root`
	list  []rt.Root[rt.Value] // want `list holds a root`
	v     rt.Value
}

func (o *object) TraceGC(t *gc.Tracer) { o.v.TraceGC(t) }

type host struct{ fn rt.Root[rt.Func] }
