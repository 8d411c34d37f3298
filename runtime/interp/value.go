package interp

// This file defines Value, the representation of every Lua value.

import (
	"math"
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
)

// Kind is the representation of a value, finer than Lua's types: integers and
// floats are both numbers, interned and other strings are both strings.
type Kind uint8

// The kinds. The order matters: what is below KTrue is false in a condition, and
// what is not below KShortStr is an object of the heap.
const (
	KNil      Kind = iota // nil
	KFalse                // false
	KTrue                 // true
	KInt                  // 64-bit integer
	KFloat                // 64-bit float
	KLight                // an opaque word of the host
	KShortStr             // an interned string of at most MaxShortString bytes: equal means same object
	KLongStr              // a longer string, compared by content
	KTable                // *Table
	KLuaFn                // *Closure
	KGoFn                 // *GoFunction
	KUserdata             // *Userdata
	KThread               // *Thread
	numKinds
)

// Value is a Lua value. It holds no Go pointer, is comparable, and its zero
// value is nil. The low byte of t is the kind; for an object the rest of t is the
// stamp of its header, so that a copy that outlived the object can be told. u is
// the integer, the bits of the float, or the object's address.
//
// == on Values is Lua's raw equality but for floats (NaN, the two zeros, integral
// floats beside integers) and long strings; see RawEquals.
type Value struct{ t, u uint64 }

const (
	_ uint = 16 - uint(unsafe.Sizeof(Value{}))
	_ uint = uint(unsafe.Sizeof(Value{})) - 16
)

// Nil is the nil value.
var Nil Value

// Int returns an integer value.
func Int(i int64) Value { return Value{uint64(KInt), uint64(i)} }

// Float returns a float value.
func Float(f float64) Value { return Value{uint64(KFloat), math.Float64bits(f)} }

// Bool returns a boolean value.
func Bool(b bool) Value {
	if b {
		return Value{t: uint64(KTrue)}
	}
	return Value{t: uint64(KFalse)}
}

// Light returns an opaque word as a value (a light userdata).
func Light(u uint64) Value { return Value{uint64(KLight), u} }

// Kind returns the value's kind.
func (v Value) Kind() Kind { return Kind(v.t) }

// AsInt returns an integer's value. Floats are not converted.
func (v Value) AsInt() (int64, bool) { return int64(v.u), v.t == uint64(KInt) }

// AsFloat returns a float's value. Integers are not converted.
func (v Value) AsFloat() (float64, bool) { return math.Float64frombits(v.u), v.t == uint64(KFloat) }

// AsBool returns a boolean's value.
func (v Value) AsBool() (b, ok bool) {
	return v.t == uint64(KTrue), v.t-uint64(KFalse) <= uint64(KTrue-KFalse)
}

// AsLight returns an opaque word.
func (v Value) AsLight() (uint64, bool) { return v.u, v.t == uint64(KLight) }

// IsNil reports whether v is nil.
func (v Value) IsNil() bool { return v.t == 0 }

// Truthy reports whether a condition holds for v: it is neither nil nor false.
func (v Value) Truthy() bool { return v.t > uint64(KFalse) }

// Addr returns the address of an object, and the word of any other value.
func (v Value) Addr() uint64 { return v.u }

// Stamp returns the part of an object's value that tells it from another object
// at the same address.
func (v Value) Stamp() uint64 { return v.t &^ 0xff }

// IsObject reports whether v refers to an object of a heap.
func (v Value) IsObject() bool { return v.collectable() }

// IsString reports whether v is a string.
func (v Value) IsString() bool { return v.isString() }

func (v Value) truthy() bool      { return v.t > uint64(KFalse) }
func (v Value) falsy() bool       { return v.t <= uint64(KFalse) }
func (v Value) isInt() bool       { return v.t == uint64(KInt) }
func (v Value) isFloat() bool     { return v.t == uint64(KFloat) }
func (v Value) isNumber() bool    { return v.t-uint64(KInt) <= uint64(KFloat-KInt) }
func (v Value) isString() bool    { return Kind(v.t)-KShortStr <= KLongStr-KShortStr }
func (v Value) isShort() bool     { return Kind(v.t) == KShortStr }
func (v Value) collectable() bool { return Kind(v.t) >= KShortStr }

// int and float return the number without looking at the kind.
func (v Value) int() int64     { return int64(v.u) }
func (v Value) float() float64 { return math.Float64frombits(v.u) }

// TraceGC marks the object that v refers to, if any.
func (v Value) TraceGC(t *gc.Tracer) {
	if v.collectable() {
		t.Mark(uintptr(v.u))
	}
}

// markValue marks the object that the value at p refers to, if any.
func markValue(t *gc.Tracer, p *Value) {
	if p.collectable() {
		t.Mark(uintptr(p.u))
	}
}

// objValue returns the value for the object at p, whose kind is k.
func objValue(k Kind, p unsafe.Pointer) Value {
	return Value{uint64(k) | gc.HeaderOf(p).Stamp(), uint64(addrOf(p))}
}

// tableValue returns the value for a table.
func tableValue(t *Table) Value { return objValue(KTable, t.ptr()) }

// RawEquals reports whether a and b are equal without metamethods.
func RawEquals(a, b Value) bool {
	return a == b && a.t != uint64(KFloat) || rawEqualsSlow(a, b)
}

// rawEqualsSlow is RawEquals for floats and for values of different words.
func rawEqualsSlow(a, b Value) bool {
	switch Kind(a.t) {
	case KInt:
		if b.isFloat() {
			i, ok := floatToInt(b.float())
			return ok && i == a.int()
		}
	case KFloat:
		if b.isFloat() {
			return a.float() == b.float()
		}
		if b.isInt() {
			i, ok := floatToInt(a.float())
			return ok && i == b.int()
		}
	case KLongStr:
		return Kind(b.t) == KLongStr && longEqual(longAt(a.u), longAt(b.u))
	}
	return false
}
