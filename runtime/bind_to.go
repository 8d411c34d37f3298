package runtime

// This file defines the conversions to Lua that generated bindings use, and with
// them the identity of host values.

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// To converts a T to a Lua value.
type To[T any] = func(c *Call, x T) (Value, error)

// ToBool converts a boolean.
func ToBool[T ~bool](_ *Call, x T) (Value, error) { return Bool(bool(x)), nil }

// ToInt converts an integer; one that does not fit in 64 signed bits is an error.
func ToInt[T Integer](c *Call, x T) (Value, error) {
	if n := int64(x); (n < 0) == (x < 0) {
		return Int(n), nil
	}
	return Nil, c.Errorf("the result %d is not in the range of Lua's integers", x)
}

// ToFloat converts a float.
func ToFloat[T ~float32 | ~float64](_ *Call, x T) (Value, error) { return Float(float64(x)), nil }

// ToString converts a string, byte for byte.
func ToString[T ~string](c *Call, x T) (Value, error) { return c.NewString(string(x)) }

// ToBytes converts bytes to a string, and nil to nil.
func ToBytes[T ~[]byte](c *Call, x T) (Value, error) {
	if x == nil {
		return Nil, nil
	}
	return c.NewBytes(x)
}

// ToWord passes a plain word. One that is no longer valid is an error.
func ToWord[T Word](c *Call, x T) (Value, error) {
	v := x.Value()
	if err := c.VM().Check(v); err != nil {
		return Nil, err
	}
	c.Keep(v)
	return v, nil
}

// ToHost returns the userdata of p: the same one for the same pointer, for as
// long as a script can tell. A nil pointer is nil.
func ToHost[T any](c *Call, p *T) (Value, error) {
	if p == nil {
		return Nil, nil
	}
	return c.VM().bound().toHost(c, p, reflect.TypeFor[*T](), nil)
}

// ToHostValue returns a userdata with a copy of x.
func ToHostValue[T any](c *Call, x T) (Value, error) {
	return c.VM().bound().toHost(c, &x, reflect.TypeFor[*T](), nil)
}

// ToView returns the userdata of p, which points into the Go value of owner: it
// keeps the owner alive.
func ToView[T any](c *Call, owner Value, p *T) (Value, error) {
	var hold gc.Traceable
	if interp.HeldBy(interp.Value(owner)) != nil {
		hold = owner // the memory is a cell of the heap
	}
	return c.VM().bound().toHost(c, p, reflect.TypeFor[*T](), hold)
}

// ToRef returns the userdata of an object of the heap: the same one for the same
// object, for as long as a script can tell. A nil reference is nil.
func ToRef[T any](c *Call, r gc.Ref[T]) (Value, error) {
	if r.IsNil() {
		return Nil, nil
	}
	p, err := r.Get(c.VM().Heap())
	if err != nil {
		return Nil, err
	}
	return c.VM().bound().toHost(c, p, reflect.TypeFor[*T](), r)
}

// toHost returns the userdata of the pointer p. hold, if not nil, is the object
// that p points into.
func (b *bindings) toHost(c *Call, p any, t reflect.Type, hold gc.Traceable) (Value, error) {
	ty := b.types[t]
	if ty == nil {
		return Nil, c.Errorf("the module of type %s is not open: call its OpenLua", t.Elem())
	}
	v := b.userdata(p, ty, hold)
	c.Keep(v)
	return v, nil
}

// internCost is what an entry of the intern table is accounted for, in bytes.
const internCost = 64

// userdata is toHost for a type that is known to be bound.
func (b *bindings) userdata(p any, ty *binding, hold gc.Traceable) Value {
	key := any(nil)
	if !ty.host.Copy {
		key = internKey(p)
	}
	if key != nil {
		if v, ok := b.intern[key]; ok && b.vm.engine().Valid(interp.Value(v)) {
			return v
		}
	}
	size := ty.host.Go.size
	if hold != nil {
		size = 0 // accounted for with its cell
	}
	if key != nil {
		size += internCost
	}
	v := Value(b.vm.engine().NewUserdata(p, &ty.engine, interp.Value(ty.meta), size))
	if hold != nil {
		interp.Hold(interp.Value(v), hold)
	}
	if ty.host.Closer != "" && hold == nil {
		b.vm.engine().SetMetatable(interp.Value(v), interp.Value(ty.meta)) // with __gc
		if end := closerOf(p); end != nil {
			if _, done := b.closed[p]; !done {
				b.vm.Own(p, end)
			}
		}
	}
	if key != nil {
		b.intern[key] = v
	}
	return v
}

// hostValue returns the userdata of a pointer to a bound type, or of a copy of a
// value of one; ok is false for other values.
func (vm *VM) hostValue(x any) (v Value, ok bool) {
	b := vm.host().bind
	if b == nil || x == nil {
		return Nil, false
	}
	t := reflect.TypeOf(x)
	if ty := b.types[t]; ty != nil {
		if reflect.ValueOf(x).IsNil() {
			return Nil, true
		}
		return b.userdata(x, ty, nil), true
	}
	if t.Kind() == reflect.Pointer {
		return Nil, false
	}
	ty := b.types[reflect.PointerTo(t)]
	if ty == nil {
		return Nil, false
	}
	box := reflect.New(t)
	box.Elem().Set(reflect.ValueOf(x))
	return b.userdata(box.Interface(), ty, nil), true
}

// ToInterface converts a value by its dynamic type: a pointer to an exposed type
// is its userdata; the rest is as in [VM.ToValue].
func ToInterface[T any](c *Call, x T) (Value, error) {
	p := any(x)
	if p == nil {
		return Nil, nil
	}
	v, err := c.VM().ToValue(p)
	if err != nil {
		return Nil, err
	}
	c.Keep(v)
	return v, nil
}

// ToError converts an error to its text, and nil to nil.
func ToError(c *Call, err error) (Value, error) {
	if err == nil {
		return Nil, nil
	}
	return c.NewString(err.Error())
}

// ToPtr converts nil to nil, and another pointer to what it points to.
func ToPtr[T any](elem To[T]) To[*T] {
	return func(c *Call, x *T) (Value, error) {
		if x == nil {
			return Nil, nil
		}
		return elem(c, *x)
	}
}

// ToSlice converts a slice to a new table. A nil slice is an empty table, because
// scripts loop over results.
func ToSlice[S ~[]E, E any](elem To[E]) To[S] {
	return func(c *Call, x S) (Value, error) {
		if err := c.Reserve(16 * len(x)); err != nil {
			return Nil, err
		}
		t, err := c.NewTable(len(x), 0)
		if err != nil {
			return Nil, err
		}
		for i := range x {
			if i%1024 == 1023 {
				c.Charge(1024)
			}
			v, err := elem(c, x[i])
			if err != nil {
				return Nil, err
			}
			if err := t.RawSetInt(c.VM(), int64(i)+1, v); err != nil {
				return Nil, err
			}
		}
		return t.Value(), nil
	}
}

// ToMap converts a map to a new table. A nil map is an empty table.
func ToMap[M ~map[K]V, K comparable, V any](key To[K], val To[V]) To[M] {
	return func(c *Call, x M) (Value, error) {
		t, err := c.NewTable(0, len(x))
		if err != nil {
			return Nil, err
		}
		n := 0
		for k, e := range x {
			if n++; n%1024 == 0 {
				c.Charge(1024)
			}
			lk, err := key(c, k)
			if err != nil {
				return Nil, err
			}
			if f, ok := lk.AsFloat(); ok && math.IsNaN(f) {
				return Nil, c.Errorf("a map with NaN as a key has no form in Lua")
			}
			lv, err := val(c, e)
			if err != nil {
				return Nil, err
			}
			if err := t.RawSet(c.VM(), lk, lv); err != nil {
				return Nil, err
			}
		}
		return t.Value(), nil
	}
}

// SetTableField converts x and stores it as a field of t.
func SetTableField[T any](c *Call, t Table, name string, x T, to To[T]) error {
	v, err := to(c, x)
	if err != nil {
		return err
	}
	return t.RawSetString(c.VM(), name, v)
}

// An Enum maps the values of a Go type to the strings that stand for them.
type Enum[T comparable] struct {
	name    string
	names   []string
	byName  map[string]T
	byValue map[T]string
}

// An EnumItem is a value with its name.
type EnumItem[T comparable] struct {
	Name  string
	Value T
}

// enums finds the Enum of a type for code of other packages. It is written while
// packages are initialized and only read afterwards.
var enums = map[reflect.Type]any{}

// NewEnum returns the table of an enum. Of several names for one value the first
// is used. It must be called while packages are initialized.
func NewEnum[T comparable](name string, items []EnumItem[T]) *Enum[T] {
	e := &Enum[T]{name: name, byName: map[string]T{}, byValue: map[T]string{}}
	for _, it := range items {
		e.names = append(e.names, it.Name)
		e.byName[it.Name] = it.Value
		if _, ok := e.byValue[it.Value]; !ok {
			e.byValue[it.Value] = it.Name
		}
	}
	enums[reflect.TypeFor[T]()] = e
	return e
}

// EnumOf returns the table of an enum of another package.
func EnumOf[T comparable]() *Enum[T] {
	e, ok := enums[reflect.TypeFor[T]()].(*Enum[T])
	if !ok {
		panic(fmt.Sprintf("BUG: no enum of type %s", reflect.TypeFor[T]()))
	}
	return e
}

// Names returns the names in the order of the declaration.
func (e *Enum[T]) Names() []string { return slices.Clone(e.names) }

// FromEnum converts the name of a value.
func FromEnum[T comparable](e *Enum[T]) From[T] {
	return func(c *Call, v Value) (T, *Mismatch) {
		s, ok := c.StringView(v)
		if ok {
			if x, ok := e.byName[s]; ok {
				return x, nil
			}
		}
		var zero T
		bad := Want(c, v, "one of '"+strings.Join(e.names, "', '")+"'")
		if ok && len(s) <= 40 {
			bad.got = "'" + s + "'"
		}
		return zero, bad
	}
}

// ToEnum converts a value to its name. A value without one is an error.
func ToEnum[T comparable](e *Enum[T]) To[T] {
	return func(c *Call, x T) (Value, error) {
		name, ok := e.byValue[x]
		if !ok {
			return Nil, c.Errorf("%v is no value of %s", x, e.name)
		}
		return c.NewString(name)
	}
}
