package finalizers

import (
	"runtime"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

type object struct{ v rt.Value }

func (o *object) TraceGC(t *gc.Tracer) { o.v.TraceGC(t) }

func newObject() *object {
	o := &object{}
	runtime.SetFinalizer(o, (*object).close) // want `object is traced by the VM's collector, so runtime.SetFinalizer never runs while Lua can reach it`
	runtime.AddCleanup(o, func(int) {}, 1)   // want `runtime.AddCleanup never runs`
	runtime.SetFinalizer(new(int), func(*int) {})
	return o
}

func (o *object) close() {}
