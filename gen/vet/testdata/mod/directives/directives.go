// Package directives has mistakes.
//
//luster:module directives
package directives

import (
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

//luster:typ // want `LB101: unknown directive //luster:typ; did you mean "type"\?`
type A struct{}

// luster:type // want `LB106: .* is not read as a directive`
type B struct{}

//luster:type
type C struct {
	hook func() // want `LB201: func\(\) cannot be traced.*path: C.hook -> func\(\)`
}

//luster:trace
type D struct {
	fn rt.Root[rt.Func] // want `LB206: .* is a leak`
}

// E traces itself.
//
//luster:trace manual
type E struct{ v rt.Value }

// TraceGC marks the value.
func (e *E) TraceGC(t *gc.Tracer) { e.v.TraceGC(t) }

// F embeds it.
type F struct { // want `LB207: F gets its trace method from E, which does not trace w`
	E
	w rt.Value
}
