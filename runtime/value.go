package runtime

// This file defines Value, a Lua value as a plain word.

import (
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// Value is any Lua value: two machine words without a Go pointer. The zero Value
// is nil. A Value that refers to an object is valid until the callback that
// received it returns, and, outside of callbacks, until the VM runs next; keep a
// [Root] for longer. A value that is used later is recognised and refused with
// [ErrStale].
//
// Two Values are == when they are the same object, or equal integers, floats of
// equal bits, booleans or short strings; use [VM.RawEqual] for Lua's equality.
type Value interp.Value

// Kind is the representation of a Value. Lua's types are coarser: see
// [Value.TypeName].
type Kind = interp.Kind

// The kinds of values.
const (
	KindNil      = interp.KNil
	KindFalse    = interp.KFalse
	KindTrue     = interp.KTrue
	KindInt      = interp.KInt      // an integer
	KindFloat    = interp.KFloat    // a float
	KindLight    = interp.KLight    // an opaque word of the host
	KindShortStr = interp.KShortStr // an interned string
	KindLongStr  = interp.KLongStr  // a string that is compared by content
	KindTable    = interp.KTable
	KindLuaFunc  = interp.KLuaFn // a function written in Lua
	KindGoFunc   = interp.KGoFn  // a function written in Go
	KindUserdata = interp.KUserdata
	KindThread   = interp.KThread // a coroutine
)

// Nil is the nil value.
var Nil = Value{}

// Int returns an integer value.
func Int(i int64) Value { return Value(interp.Int(i)) }

// Float returns a float value.
func Float(f float64) Value { return Value(interp.Float(f)) }

// Bool returns a boolean value.
func Bool(b bool) Value { return Value(interp.Bool(b)) }

// Kind returns the value's kind.
func (v Value) Kind() Kind { return interp.Value(v).Kind() }

// typeNames are Lua's names of the kinds' types.
var typeNames = [...]string{
	KindNil: "nil", KindFalse: "boolean", KindTrue: "boolean", KindInt: "number", KindFloat: "number",
	KindLight: "userdata", KindShortStr: "string", KindLongStr: "string", KindTable: "table",
	KindLuaFunc: "function", KindGoFunc: "function", KindUserdata: "userdata", KindThread: "thread",
}

// KindTypeName returns the name of the Lua type of values of kind k.
func KindTypeName(k Kind) string { return typeNames[k] }

// TypeName returns the name of the value's Lua type: "nil", "boolean", "number",
// "string", "table", "function", "userdata" or "thread".
func (v Value) TypeName() string { return typeNames[v.Kind()] }

// IsNil reports whether v is nil.
func (v Value) IsNil() bool { return v == Value{} }

// Truthy reports whether a condition holds for v: it is neither nil nor false.
func (v Value) Truthy() bool { return v.Kind() > KindFalse }

// AsInt returns an integer's value. It converts nothing: a float is not an
// integer here, see [Value.ToInt].
func (v Value) AsInt() (int64, bool) { return interp.Value(v).AsInt() }

// AsFloat returns a float's value. It converts nothing.
func (v Value) AsFloat() (float64, bool) { return interp.Value(v).AsFloat() }

// AsBool returns a boolean's value.
func (v Value) AsBool() (b, ok bool) {
	k := v.Kind()
	return k == KindTrue, k == KindTrue || k == KindFalse
}

// ToInt returns the value of an integer, or of a float that is integral and in
// range.
func (v Value) ToInt() (int64, bool) {
	if i, ok := v.AsInt(); ok {
		return i, true
	}
	if f, ok := v.AsFloat(); ok {
		return floatToInt(f)
	}
	return 0, false
}

// ToFloat returns the value of a number as a float.
func (v Value) ToFloat() (float64, bool) {
	if f, ok := v.AsFloat(); ok {
		return f, true
	}
	i, ok := v.AsInt()
	return float64(i), ok
}

// IsNumber reports whether v is an integer or a float.
func (v Value) IsNumber() bool { return v.Kind() == KindInt || v.Kind() == KindFloat }

// IsString reports whether v is a string.
func (v Value) IsString() bool { return v.Kind() == KindShortStr || v.Kind() == KindLongStr }

// IsFunc reports whether v is a function.
func (v Value) IsFunc() bool { return v.Kind() == KindLuaFunc || v.Kind() == KindGoFunc }

// isObject reports whether v refers to an object of a heap.
func (v Value) isObject() bool { return v.Kind() >= KindShortStr }

// AsTable returns v as a table.
func (v Value) AsTable() (Table, bool) { return Table(v), v.Kind() == KindTable }

// AsFunc returns v as a function.
func (v Value) AsFunc() (Func, bool) { return Func(v), v.IsFunc() }

// AsUserdata returns v as a userdata.
func (v Value) AsUserdata() (Userdata, bool) { return Userdata(v), v.Kind() == KindUserdata }

// AsThread returns v as a coroutine.
func (v Value) AsThread() (Thread, bool) { return Thread(v), v.Kind() == KindThread }

// AsString returns a copy of a string's bytes. It converts nothing; ok is false
// for other values and for a string that is no longer valid.
func (v Value) AsString(vm *VM) (s string, ok bool) {
	if !v.IsString() || vm.Check(v) != nil {
		return "", false
	}
	return string(vm.view(v)), true
}

// Value returns v, so that a Value is an [Object].
func (v Value) Value() Value { return v }

// TraceGC marks the object that v refers to.
func (v Value) TraceGC(t *gc.Tracer) { interp.Value(v).TraceGC(t) }

// floatToInt converts a float with an exact integer representation.
func floatToInt(f float64) (int64, bool) {
	if f >= -0x1p63 && f < 0x1p63 {
		if i := int64(f); float64(i) == f {
			return i, true
		}
	}
	return 0, false
}

// Object is implemented by the types that stand for a Lua value: [Value] itself,
// the words for one type of object, and [Root].
type Object interface {
	// Value returns the value as a plain word.
	Value() Value
}

// Word is the constraint of the plain words that a [Root] can hold.
type Word interface {
	Value | Table | Func | Thread | Userdata | String
	Object
}

// Table is a Lua table. Its operations are raw: no metamethod runs.
type Table Value

// Func is a function, of Lua or of Go.
type Func Value

// Thread is a coroutine.
type Thread Value

// Userdata is a Go value that scripts hold.
type Userdata Value

// String is a string value. Its bytes are read with [VM.StringOf].
type String Value

// Value returns the table as a value.
func (t Table) Value() Value { return Value(t) }

// Value returns the function as a value.
func (f Func) Value() Value { return Value(f) }

// Value returns the coroutine as a value.
func (t Thread) Value() Value { return Value(t) }

// Value returns the userdata as a value.
func (u Userdata) Value() Value { return Value(u) }

// Value returns the string as a value.
func (s String) Value() Value { return Value(s) }

// TraceGC marks the table.
func (t Table) TraceGC(tr *gc.Tracer) { Value(t).TraceGC(tr) }

// TraceGC marks the function.
func (f Func) TraceGC(tr *gc.Tracer) { Value(f).TraceGC(tr) }

// TraceGC marks the coroutine.
func (t Thread) TraceGC(tr *gc.Tracer) { Value(t).TraceGC(tr) }

// TraceGC marks the userdata.
func (u Userdata) TraceGC(tr *gc.Tracer) { Value(u).TraceGC(tr) }

// TraceGC marks the string.
func (s String) TraceGC(tr *gc.Tracer) { Value(s).TraceGC(tr) }

// IsNil reports whether t is the zero Table, which is no table.
func (t Table) IsNil() bool { return Value(t).IsNil() }

// IsNil reports whether f is the zero Func, which is no function.
func (f Func) IsNil() bool { return Value(f).IsNil() }

// IsNil reports whether t is the zero Thread, which is no coroutine.
func (t Thread) IsNil() bool { return Value(t).IsNil() }

// IsNil reports whether u is the zero Userdata, which is no userdata.
func (u Userdata) IsNil() bool { return Value(u).IsNil() }
