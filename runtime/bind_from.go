package runtime

// This file defines the conversions from Lua that generated bindings use. Each
// is a function of a Call and a Value that returns the Go value or a Mismatch.

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// From converts a Lua value to a T.
type From[T any] = func(c *Call, v Value) (T, *Mismatch)

// A Mismatch tells why a value could not be converted.
type Mismatch struct {
	path    string // to the place in a table: "element 3: "
	want    string
	got     string
	refused string // said by the host, in place of want and got
	rest    int    // which of several arguments, from 0
	typed   bool   // the value is of another type: LuaArg names it
}

// Want returns a mismatch of v for conversions written by hand.
func Want(c *Call, v Value, want string) *Mismatch {
	return &Mismatch{want: want, got: c.VM().describe(v)}
}

func (m *Mismatch) text() string {
	if m.refused != "" {
		return m.path + m.refused
	}
	return m.path + m.want + " expected, got " + m.got
}

// Arg returns the error for argument i, called name, of the function fn.
func (m *Mismatch) Arg(c *Call, i int, name, fn string) error {
	if i > c.NArgs() && m.path == "" {
		m.got = "no value"
	}
	return c.Errorf("bad argument #%d ('%s') to '%s' (%s)", i, name, fn, m.text())
}

// Rest is Arg for one of the arguments from the i-th on.
func (m *Mismatch) Rest(c *Call, i int, name, fn string) error { return m.Arg(c, i+m.rest, name, fn) }

// Field returns the error for the assignment to a field.
func (m *Mismatch) Field(c *Call, field string) error {
	return c.Errorf("bad value for '%s' (%s)", field, m.text())
}

// Result returns the error for result i of a callback.
func (m *Mismatch) Result(c *Call, i int) error {
	return c.Errorf("bad result #%d of a callback (%s)", i, m.text())
}

// in returns the mismatch with a step before its path.
func (m *Mismatch) in(format string, args ...any) *Mismatch {
	m.path = fmt.Sprintf(format, args...) + ": " + m.path
	return m
}

// Integer is the constraint of Go's integer types.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// FromBool converts a boolean.
func FromBool[T ~bool](c *Call, v Value) (T, *Mismatch) {
	b, ok := v.AsBool()
	if !ok {
		return false, Want(c, v, "boolean")
	}
	return T(b), nil
}

// FromInt converts an integer in T's range, or a float that is one.
func FromInt[T Integer](c *Call, v Value) (T, *Mismatch) {
	if n, ok := v.AsInt(); ok {
		if x := T(n); int64(x) == n && (x < 0) == (n < 0) {
			return x, nil
		}
	}
	return fromIntSlow[T](c, v)
}

//go:noinline
func fromIntSlow[T Integer](c *Call, v Value) (T, *Mismatch) {
	if f, ok := v.AsFloat(); ok && f == math.Trunc(f) {
		if n, ok := v.ToInt(); ok {
			if x := T(n); int64(x) == n && (x < 0) == (n < 0) {
				return x, nil
			}
		} else if x := T(0); x-1 > 0 && f >= 0x1p63 && f < 0x1p64 && reflect.TypeFor[T]().Size() == 8 {
			return T(uint64(f)), nil
		}
	}
	return 0, Want(c, v, intRange[T]())
}

// intRange describes the integers of a type.
func intRange[T Integer]() string {
	bits := uint(reflect.TypeFor[T]().Size()) * 8
	signed := T(0)-1 < 0
	switch {
	case signed && bits == 64:
		return "integer"
	case signed:
		return fmt.Sprintf("integer in %d..%d", -(int64(1) << (bits - 1)), int64(1)<<(bits-1)-1)
	case bits == 64:
		return "integer in 0..18446744073709551615"
	}
	return fmt.Sprintf("integer in 0..%d", uint64(1)<<bits-1)
}

// FromFloat converts a number.
func FromFloat[T ~float32 | ~float64](c *Call, v Value) (T, *Mismatch) {
	f, ok := v.ToFloat()
	if !ok {
		return 0, Want(c, v, "number")
	}
	x := T(f)
	if math.IsInf(float64(x), 0) && !math.IsInf(f, 0) {
		return 0, Want(c, v, "number in the range of float32")
	}
	return x, nil
}

// FromString converts a string, byte for byte.
func FromString[T ~string](c *Call, v Value) (T, *Mismatch) {
	s, ok := c.StringView(v)
	if !ok {
		return "", Want(c, v, "string")
	}
	return T(strings.Clone(s)), nil
}

// FromUTF8 converts a string that is valid UTF-8.
func FromUTF8[T ~string](c *Call, v Value) (T, *Mismatch) {
	s, bad := FromString[T](c, v)
	if bad == nil && !utf8.ValidString(string(s)) {
		return "", &Mismatch{want: "UTF-8", got: "other bytes"}
	}
	return s, bad
}

// FromBytes converts a string to a copy of its bytes, and nil to nil.
func FromBytes[T ~[]byte](c *Call, v Value) (T, *Mismatch) {
	if v.IsNil() {
		return nil, nil
	}
	b, ok := c.Bytes(v)
	if !ok {
		return nil, Want(c, v, "string")
	}
	return T(b), nil
}

// FromValue passes any value.
func FromValue(_ *Call, v Value) (Value, *Mismatch) { return v, nil }

// FromTable converts a table or nil.
func FromTable(c *Call, v Value) (Table, *Mismatch) {
	if t, ok := v.AsTable(); ok || v.IsNil() {
		return t, nil
	}
	return Table{}, Want(c, v, "table")
}

// FromFunc converts a function or nil.
func FromFunc(c *Call, v Value) (Func, *Mismatch) {
	if f, ok := v.AsFunc(); ok || v.IsNil() {
		return f, nil
	}
	return Func{}, Want(c, v, "function")
}

// FromThread converts a coroutine or nil.
func FromThread(c *Call, v Value) (Thread, *Mismatch) {
	if t, ok := v.AsThread(); ok || v.IsNil() {
		return t, nil
	}
	return Thread{}, Want(c, v, "thread")
}

// FromUserdata converts a userdata or nil.
func FromUserdata(c *Call, v Value) (Userdata, *Mismatch) {
	if u, ok := v.AsUserdata(); ok || v.IsNil() {
		return u, nil
	}
	return Userdata{}, Want(c, v, "userdata")
}

// FromCallable converts a value that can be called, or nil, for a callback.
func FromCallable(c *Call, v Value) (Value, *Mismatch) {
	if v.IsNil() || v.IsFunc() || !c.VM().Metafield(v, "__call").IsNil() {
		c.Keep(v)
		return v, nil
	}
	return Nil, Want(c, v, "function")
}

// FromHost converts a userdata whose Go value is a *T.
func FromHost[T any](c *Call, v Value) (*T, *Mismatch) {
	if p, ok := interp.DataOf(interp.Value(v)).(*T); ok && p != nil {
		return p, nil
	}
	return fromEmbedded[T](c, v)
}

//go:noinline
func fromEmbedded[T any](c *Call, v Value) (*T, *Mismatch) {
	t := reflect.TypeFor[*T]()
	if p, ok := c.VM().bound().upcast(v, t).(*T); ok {
		return p, nil
	}
	return nil, wantHost(c, v, t)
}

//go:noinline
func wantHost(c *Call, v Value, t reflect.Type) *Mismatch {
	want := t.Elem().String()
	if b := c.VM().bound().types[t]; b != nil {
		want = b.host.Name
	}
	return Want(c, v, want)
}

// FromHostOrNil is FromHost that also takes nil.
func FromHostOrNil[T any](c *Call, v Value) (*T, *Mismatch) {
	if v.IsNil() {
		return nil, nil
	}
	return FromHost[T](c, v)
}

// FromHostValue converts a userdata to a copy of its Go value.
func FromHostValue[T any](c *Call, v Value) (T, *Mismatch) {
	p, bad := FromHost[T](c, v)
	if bad != nil {
		var zero T
		return zero, bad
	}
	return *p, nil
}

// FromRef converts a userdata that stands for an object of the heap, or nil.
func FromRef[T any](c *Call, v Value) (gc.Ref[T], *Mismatch) {
	if v.IsNil() {
		return gc.Ref[T]{}, nil
	}
	if _, bad := FromHost[T](c, v); bad != nil {
		return gc.Ref[T]{}, bad
	}
	r, ok := interp.HeldBy(interp.Value(v)).(gc.Ref[T])
	if !ok {
		return gc.Ref[T]{}, Want(c, v, "an object of the VM's heap")
	}
	return r, nil
}

// FromInterface converts a userdata whose Go value implements T, or nil.
func FromInterface[T any](c *Call, v Value) (T, *Mismatch) {
	var zero T
	if v.IsNil() {
		return zero, nil
	}
	x, ok := dataOf(v).(T)
	if !ok {
		return zero, wantHost(c, v, reflect.TypeFor[*T]())
	}
	return x, nil
}

// FromAny converts any value: to nil, a bool, int64, float64, string, the Go
// value of a userdata, or the plain word for other objects.
func FromAny(c *Call, v Value) (any, *Mismatch) {
	switch v.Kind() {
	case KindNil:
		return nil, nil
	case KindFalse, KindTrue:
		return v.Truthy(), nil
	case KindInt:
		n, _ := v.AsInt()
		return n, nil
	case KindFloat:
		f, _ := v.AsFloat()
		return f, nil
	case KindShortStr, KindLongStr:
		return FromString[string](c, v)
	case KindTable:
		return Table(v), nil
	case KindLuaFunc, KindGoFunc:
		return Func(v), nil
	case KindUserdata:
		if data := dataOf(v); data != nil {
			return data, nil
		}
		return Userdata(v), nil
	case KindThread:
		return Thread(v), nil
	}
	return v, nil
}

// FromError converts a string or another value that scripts use as an error.
//
//lint:ignore ST1008 the error is the value, the mismatch tells what is wrong
func FromError(c *Call, v Value) (error, *Mismatch) {
	if v.IsNil() {
		return nil, nil
	}
	if err, ok := dataOf(v).(error); ok {
		return err, nil
	}
	return c.Throw(v), nil
}

// FromPtr converts nil to nil, and another value to a pointer to it.
func FromPtr[T any](elem From[T]) From[*T] {
	return func(c *Call, v Value) (*T, *Mismatch) {
		if v.IsNil() {
			return nil, nil
		}
		x, bad := elem(c, v)
		if bad != nil {
			return nil, bad
		}
		return &x, nil
	}
}

// NonNil refuses nil where from would take it.
func NonNil[T any](from From[T]) From[T] {
	return func(c *Call, v Value) (T, *Mismatch) {
		if v.IsNil() {
			var zero T
			return zero, Want(c, v, "a value")
		}
		return from(c, v)
	}
}

// FromSlice converts a sequence to a new slice, and nil to nil.
func FromSlice[S ~[]E, E any](elem From[E]) From[S] {
	return func(c *Call, v Value) (S, *Mismatch) {
		if v.IsNil() {
			return nil, nil
		}
		t, ok := v.AsTable()
		if !ok {
			if s, ok := cloneViewed[S](c, v); ok {
				return s, nil
			}
			return nil, Want(c, v, "table")
		}
		n := t.RawLen(c.VM())
		s := make(S, 0, min(n, 1024))
		for i := int64(1); i <= n; i++ {
			if i%1024 == 0 {
				c.Charge(1024)
			}
			x, bad := elem(c, t.RawGetInt(c.VM(), i))
			if bad != nil {
				return nil, bad.in("element %d", i)
			}
			s = append(s, x)
		}
		return s, nil
	}
}

// FillArray converts a sequence of exactly len(dst) elements.
func FillArray[E any](c *Call, v Value, dst []E, elem From[E]) *Mismatch {
	t, ok := v.AsTable()
	if !ok {
		return Want(c, v, "table")
	}
	if n := t.RawLen(c.VM()); n != int64(len(dst)) {
		return &Mismatch{want: strconv.Itoa(len(dst)) + " elements", got: strconv.FormatInt(n, 10)}
	}
	for i := range dst {
		if i%1024 == 1023 {
			c.Charge(1024)
		}
		var bad *Mismatch
		if dst[i], bad = elem(c, t.RawGetInt(c.VM(), int64(i)+1)); bad != nil {
			return bad.in("element %d", i+1)
		}
	}
	return nil
}

// FromMap converts a table to a new map, and nil to nil.
func FromMap[M ~map[K]V, K comparable, V any](key From[K], val From[V]) From[M] {
	return func(c *Call, v Value) (M, *Mismatch) {
		if v.IsNil() {
			return nil, nil
		}
		t, ok := v.AsTable()
		if !ok {
			if p, ok := Viewed[M](v); ok {
				return maps.Clone(*p), nil
			}
			return nil, Want(c, v, "table")
		}
		m := make(M)
		for lk, lv := range t.All(c.VM()) {
			if len(m)%1024 == 1023 {
				c.Charge(1024)
			}
			k, bad := key(c, lk)
			if bad != nil {
				return nil, bad.in("key %s", c.VM().describeKey(lk))
			}
			if !reflect.ValueOf(&k).Elem().Comparable() {
				return nil, Want(c, lk, "a key that Go can compare").in("key %s", c.VM().describeKey(lk))
			}
			if m[k], bad = val(c, lv); bad != nil {
				return nil, bad.in("value of %s", c.VM().describeKey(lk))
			}
		}
		return m, nil
	}
}

// describeKey names a table key in a message.
func (vm *VM) describeKey(k Value) string {
	if s, ok := k.AsString(vm); ok && len(s) <= 40 {
		return strconv.Quote(s)
	}
	return vm.describe(k)
}

// FromRest converts the arguments from the n-th on.
func FromRest[T any](c *Call, n int, elem From[T]) ([]T, *Mismatch) {
	var list []T
	for i := n; i <= c.NArgs(); i++ {
		x, bad := elem(c, c.Arg(i))
		if bad != nil {
			bad.rest = i - n
			return nil, bad
		}
		list = append(list, x)
	}
	return list, nil
}

// FromStruct checks that v is a table, for a struct that crosses as one.
func FromStruct(c *Call, v Value, want string) (Table, *Mismatch) {
	t, ok := v.AsTable()
	if !ok {
		return t, Want(c, v, want+" (a table)")
	}
	return t, nil
}

// TableField converts a field of a table.
func TableField[T any](c *Call, t Table, name string, from From[T]) (T, *Mismatch) {
	x, bad := from(c, t.RawGetString(c.VM(), name))
	if bad != nil {
		return x, bad.in("field '%s'", name)
	}
	return x, nil
}

// TableFieldOpt is TableField that gives the zero T when the field is absent.
func TableFieldOpt[T any](c *Call, t Table, name string, from From[T]) (T, *Mismatch) {
	if t.RawGetString(c.VM(), name).IsNil() {
		var zero T
		return zero, nil
	}
	return TableField(c, t, name, from)
}

// Result returns result i of a callback, nil if there are fewer.
func Result(rs []Value, i int) Value {
	if i > len(rs) {
		return Nil
	}
	return rs[i-1]
}
