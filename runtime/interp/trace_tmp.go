package interp

import "github.com/lusterlua/luster/runtime/gc"

func (x *Closure) TraceGC(t *gc.Tracer) {
	x.proto.TraceGC(t)
	x.ups.TraceGC(t)
}

func (x *GoFunction) TraceGC(t *gc.Tracer) {
	for i := range x.ups {
		x.ups[i].TraceGC(t)
	}
}

func (x *Proto) TraceGC(t *gc.Tracer) {
	x.k.TraceGC(t)
	for i := range x.protos {
		x.protos[i].TraceGC(t)
	}
	x.source.TraceGC(t)
}

func (x *Thread) TraceGC(t *gc.Tracer) {
	x.stack.TraceGC(t)
	x.from.TraceGC(t)
	x.inner.TraceGC(t)
	for i := range x.seqs {
		if x.seqs[i] != nil {
			x.seqs[i].TraceGC(t)
		}
	}
	if x.unwind != nil {
		x.unwind.TraceGC(t)
	}
	if x.err != nil {
		x.err.TraceGC(t)
	}
}

func (x *unwinding) TraceGC(t *gc.Tracer) {
	if x.err != nil {
		x.err.TraceGC(t)
	}
}

func (x *Error) TraceGC(t *gc.Tracer) { x.val.TraceGC(t) }
