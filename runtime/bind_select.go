package runtime

// This file defines what chooses between overloads: tests of values that convert
// nothing, and the errors when nothing fits.

import (
	"reflect"
	"strings"

	"github.com/lusterlua/luster/runtime/interp"
)

// ValueSet is a set of kinds of values.
type ValueSet uint16

// Kinds of values. An integer is also a float that has an integral value.
const (
	IsNil ValueSet = 1 << iota
	IsBool
	IsInt
	IsFloat // any number that is no integer
	IsString
	IsTable
	IsFunc // what can be called
	IsThread
	IsUserdata
)

// Is reports whether v is one of a set.
func Is(c *Call, v Value, set ValueSet) bool {
	switch v.Kind() {
	case KindNil:
		return set&IsNil != 0
	case KindFalse, KindTrue:
		return set&IsBool != 0
	case KindInt:
		return set&IsInt != 0
	case KindFloat:
		if _, whole := v.ToInt(); whole {
			return set&IsInt != 0
		}
		return set&IsFloat != 0
	case KindShortStr, KindLongStr:
		return set&IsString != 0
	case KindTable:
		return set&IsTable != 0 || set&IsFunc != 0 && callable(c, v)
	case KindLuaFunc, KindGoFunc:
		return set&IsFunc != 0
	case KindThread:
		return set&IsThread != 0
	case KindUserdata:
		return set&IsUserdata != 0 || set&IsFunc != 0 && callable(c, v)
	}
	return false
}

func callable(c *Call, v Value) bool { return !c.VM().Metafield(v, "__call").IsNil() }

// IsHost reports whether v is a userdata of a *T, or of a type that embeds T.
func IsHost[T any](c *Call, v Value) bool {
	p, ok := interp.DataOf(interp.Value(v)).(*T)
	if ok {
		return p != nil
	}
	if v.Kind() != KindUserdata {
		return false
	}
	_, bad := FromHost[T](c, v)
	return bad == nil
}

// IsInterface reports whether v is a userdata whose Go value implements T.
func IsInterface[T any](_ *Call, v Value) bool {
	_, ok := dataOf(v).(T)
	return ok
}

// NoOverload returns the error for a call that no overload of fn fits: first is
// the number of the first argument that counts.
func NoOverload(c *Call, first int, fn string, forms ...string) error {
	var got []string
	for i := first; i <= c.NArgs(); i++ {
		got = append(got, c.VM().describe(c.Arg(i)))
	}
	return c.Errorf("bad arguments to '%s' (%s expected, got (%s))", fn, strings.Join(forms, " or "), strings.Join(got, ", "))
}

// NoOperator returns the error for operands that no method of an operator fits.
func NoOperator(c *Call, fn string, forms ...string) error {
	return c.Errorf("bad operands of '%s' (%s expected, got %s and %s)", fn, strings.Join(forms, " or "),
		c.VM().describe(c.Arg(1)), c.VM().describe(c.Arg(2)))
}

// An Upcast is the way from a type to one that it embeds.
type Upcast struct {
	to reflect.Type
	up func(any) any
}

// UpcastOf returns the upcast that up does. It returns nil for an embedded pointer
// that is nil.
func UpcastOf[T, U any](up func(*T) *U) Upcast {
	return Upcast{reflect.TypeFor[*U](), func(x any) any {
		if p, ok := x.(*T); ok {
			if u := up(p); u != nil {
				return u
			}
		}
		return nil
	}}
}

// upcast returns the part of a userdata's Go value that is of the pointer type t,
// nil if there is none.
func (b *bindings) upcast(v Value, t reflect.Type) any {
	data := interp.DataOf(interp.Value(v))
	if data == nil {
		return nil
	}
	ty := b.types[reflect.TypeOf(data)]
	if ty == nil {
		return nil
	}
	for i := range ty.host.Upcasts {
		if u := &ty.host.Upcasts[i]; u.to == t {
			return u.up(data)
		}
	}
	return nil
}
