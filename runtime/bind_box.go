package runtime

// This file defines values of exposed interface types, and conversions by
// functions of the host.

import (
	"reflect"

	"github.com/lusterlua/luster/runtime/interp"
)

// A box is the Go value of a userdata for a value of an interface type, whose
// dynamic type is not exposed itself.
type box[T any] struct{ x T }

func (b *box[T]) unbox() any { return b.x }

// intern returns the key by which the box of the same value is found again: a
// pointer to it is identity enough, other values have none.
func (b *box[T]) internKey() any {
	if reflect.ValueOf(b.x).Kind() == reflect.Pointer {
		return boxKey[T]{b.x}
	}
	return nil
}

// boxKey keeps values boxed as different interfaces apart.
type boxKey[T any] struct{ x any }

// unbox returns what a box holds, and other values as they are.
func unbox(data any) any {
	if b, ok := data.(interface{ unbox() any }); ok {
		return b.unbox()
	}
	return data
}

// internKey returns the key of a userdata's Go value in the intern table, nil if
// it has no identity.
func internKey(data any) any {
	if b, ok := data.(interface{ internKey() any }); ok {
		return b.internKey()
	}
	return data
}

// dataOf returns the Go value that a userdata stands for, nil for other values.
func dataOf(v Value) any { return unbox(interp.DataOf(interp.Value(v))) }

// ToBoxed converts a value of an exposed interface type: to the userdata of its
// dynamic type if that is exposed, else to one that has the interface's methods.
func ToBoxed[T any](c *Call, x T) (Value, error) {
	p := any(x)
	if p == nil {
		return Nil, nil
	}
	if v, ok := c.VM().hostValue(p); ok {
		c.Keep(v)
		return v, nil
	}
	return c.VM().bound().toHost(c, &box[T]{x}, reflect.TypeFor[*T](), nil)
}

// FromSelf is FromInterface for the receiver of a method, which is never nil.
func FromSelf[T any](c *Call, v Value) (T, *Mismatch) {
	if x, ok := dataOf(v).(T); ok {
		return x, nil
	}
	var zero T
	return zero, wantHost(c, v, reflect.TypeFor[*T]())
}

// ToVia converts by way of another type.
func ToVia[T, U any](f func(T) U, to To[U]) To[T] {
	return func(c *Call, x T) (Value, error) { return to(c, f(x)) }
}

// FromVia converts by way of another type.
func FromVia[T, U any](f func(U) T, from From[U]) From[T] {
	return func(c *Call, v Value) (T, *Mismatch) {
		u, bad := from(c, v)
		if bad != nil {
			var zero T
			return zero, bad
		}
		return f(u), nil
	}
}

// FromViaErr is FromVia for a function that can refuse.
func FromViaErr[T, U any](f func(U) (T, error), from From[U]) From[T] {
	return func(c *Call, v Value) (T, *Mismatch) {
		u, bad := from(c, v)
		if bad != nil {
			var zero T
			return zero, bad
		}
		x, err := f(u)
		if err != nil {
			return x, &Mismatch{refused: err.Error()}
		}
		return x, nil
	}
}
