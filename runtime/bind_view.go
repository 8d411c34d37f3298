package runtime

// This file defines views: userdata that stand for a slice, an array or a map
// which lies in a Go value, so that scripts read and change it in place.

import (
	"reflect"
	"slices"

	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// A View describes the views of one kind of field: those of a P, which is a slice,
// an array or a map. Generated code has one for each, made while packages are
// initialized.
type View[P any] struct {
	name     string // as stubs write it: "string[]"
	readonly bool
	// What the metamethods do with the P.
	get   func(c *Call, self Value, p *P, k Value) (Value, error)
	set   func(c *Call, self Value, p *P, k, v Value) error
	size  func(p *P) int
	pairs func(c *Call, self Value, p *P) error
}

// An Elem converts an element of a view, which owner keeps alive.
type Elem[E any] = func(c *Call, owner Value, e *E) (Value, error)

// ElemOf returns the Elem that converts a copy of the element.
func ElemOf[E any](to To[E]) Elem[E] {
	return func(c *Call, _ Value, e *E) (Value, error) { return to(c, *e) }
}

// ElemView is the Elem for structs of an exposed type: the element itself.
func ElemView[E any](c *Call, owner Value, e *E) (Value, error) { return ToView(c, owner, e) }

// ReadOnly returns a view whose elements cannot be assigned.
func (v *View[P]) ReadOnly() *View[P] {
	r := *v
	r.readonly = true
	return &r
}

// NewSliceView returns the description of views of slices.
func NewSliceView[S ~[]E, E any](name string, from From[E], elem Elem[E]) *View[S] {
	v := &View[S]{name: name, size: func(p *S) int { return len(*p) }}
	list := func(p *S) []E { return *p }
	v.get, v.pairs = sequenceView(v, list, elem)
	text := isText[E]()
	v.set = func(c *Call, self Value, p *S, k, x Value) error {
		i, n := viewIndex(k), int64(len(*p))
		if x.IsNil() && i == n && n > 0 { // t[#t] = nil shortens, as for a table
			var zero E
			(*p)[n-1] = zero
			*p = (*p)[:n-1]
			return nil
		}
		if i < 1 || i > n+1 {
			return c.Errorf("index %s of %s is out of range 1..%d", c.VM().describeKey(k), v.name, n+1)
		}
		e, bad := from(c, x)
		if bad != nil {
			return bad.Field(c, v.name)
		}
		if i <= n {
			old := &(*p)[i-1]
			if text {
				if err := grow(c, self, textLen(e)-textLen(*old)); err != nil {
					return err
				}
			}
			*old = e
			return nil
		}
		size := int(reflect.TypeFor[E]().Size())
		if text {
			size += textLen(e)
		}
		if err := grow(c, self, size); err != nil {
			return err
		}
		*p = append(*p, e)
		return nil
	}
	return v
}

// NewArrayView returns the description of views of arrays; list returns the array
// as a slice.
func NewArrayView[A, E any](name string, list func(*A) []E, from From[E], elem Elem[E]) *View[A] {
	v := &View[A]{name: name, size: func(p *A) int { return len(list(p)) }}
	v.get, v.pairs = sequenceView(v, list, elem)
	v.set = func(c *Call, _ Value, p *A, k, x Value) error {
		i, s := viewIndex(k), list(p)
		if i < 1 || i > int64(len(s)) {
			return c.Errorf("index %s of %s is out of range 1..%d", c.VM().describeKey(k), v.name, len(s))
		}
		e, bad := from(c, x)
		if bad != nil {
			return bad.Field(c, v.name)
		}
		s[i-1] = e
		return nil
	}
	return v
}

// viewIndex returns a key as an index, 0 if it is none.
func viewIndex(k Value) int64 {
	i, ok := k.ToInt()
	if !ok || !k.IsNumber() {
		return 0
	}
	return i
}

// sequenceView returns how slices and arrays are read. What lies outside is nil, so
// that ipairs ends; a key that can never be an index is an error.
func sequenceView[P, E any](v *View[P], list func(*P) []E, elem Elem[E]) (
	get func(*Call, Value, *P, Value) (Value, error), pairs func(*Call, Value, *P) error,
) {
	get = func(c *Call, self Value, p *P, k Value) (Value, error) {
		s, i := list(p), viewIndex(k)
		if i >= 1 && i <= int64(len(s)) {
			return elem(c, self, &s[i-1])
		}
		if !k.IsNumber() {
			return Nil, c.Errorf("%s has no member %s", v.name, c.VM().describeKey(k))
		}
		return Nil, nil
	}
	pairs = func(c *Call, self Value, _ *P) error {
		step, err := c.NewFunc("next", func(c *Call) error {
			p, ok := interp.DataOf(interp.Value(c.Arg(1))).(*P)
			if !ok {
				return c.TypeError(1, v.name)
			}
			i, s := viewIndex(c.Arg(2))+1, list(p)
			if i < 1 || i > int64(len(s)) {
				return c.Return(Nil)
			}
			x, err := elem(c, c.Arg(1), &s[i-1])
			if err != nil {
				return err
			}
			return c.Return(Int(i), x)
		})
		if err != nil {
			return err
		}
		return c.Return(step.Value(), self, Nil)
	}
	return get, pairs
}

// NewMapView returns the description of views of maps.
func NewMapView[M ~map[K]V, K comparable, V any](name string, fromKey From[K], toKey To[K], from From[V], to To[V]) *View[M] {
	v := &View[M]{name: name, size: func(p *M) int { return len(*p) }}
	key := func(c *Call, k Value) (K, error) {
		x, bad := fromKey(c, k)
		if bad == nil && !reflect.ValueOf(&x).Elem().Comparable() {
			bad = Want(c, k, "a key that Go can compare")
		}
		if bad != nil {
			return x, c.Errorf("bad key of %s (%s)", v.name, bad.text())
		}
		return x, nil
	}
	v.get = func(c *Call, _ Value, p *M, k Value) (Value, error) {
		x, err := key(c, k)
		if err != nil {
			return Nil, err
		}
		e, ok := (*p)[x]
		if !ok {
			return Nil, nil
		}
		return to(c, e)
	}
	textK, textV := isText[K](), isText[V]()
	v.set = func(c *Call, self Value, p *M, k, e Value) error {
		x, err := key(c, k)
		if err != nil {
			return err
		}
		if e.IsNil() {
			delete(*p, x)
			return nil
		}
		y, bad := from(c, e)
		if bad != nil {
			return bad.Field(c, v.name)
		}
		old, there := (*p)[x]
		size := 0
		if textV {
			size = textLen(y) - textLen(old)
		}
		if !there {
			size += int(reflect.TypeFor[K]().Size()+reflect.TypeFor[V]().Size()) + 16
			if textK {
				size += textLen(x)
			}
		}
		if err := grow(c, self, size); err != nil {
			return err
		}
		if *p == nil {
			*p = M{}
		}
		(*p)[x] = y
		return nil
	}
	v.pairs = func(c *Call, self Value, p *M) error {
		if err := c.Reserve(len(*p) * int(reflect.TypeFor[K]().Size())); err != nil {
			return err
		}
		// The keys as they are now: what is added meanwhile is not met, what is
		// removed is left out.
		keys := make([]K, 0, len(*p))
		for k := range *p {
			if keys = append(keys, k); len(keys)%1024 == 0 {
				c.Charge(1024)
			}
		}
		i := 0
		step, err := c.NewFunc("next", func(c *Call) error {
			for ; i < len(keys); i++ {
				e, ok := (*p)[keys[i]]
				if !ok {
					if i%1024 == 1023 {
						c.Charge(1024)
					}
					continue
				}
				k, err := toKey(c, keys[i])
				if err != nil {
					return err
				}
				x, err := to(c, e)
				if err != nil {
					return err
				}
				i++
				return c.Return(k, x)
			}
			return c.Return(Nil)
		}, self)
		if err != nil {
			return err
		}
		return c.Return(step.Value(), self, Nil)
	}
	return v
}

func isText[E any]() bool { return reflect.TypeFor[E]().Kind() == reflect.String }

func textLen[E any](e E) int { return reflect.ValueOf(&e).Elem().Len() }

// grow accounts for n more bytes in what the view self stands for. They are those
// of the userdata that owns it, and are given back with that.
func grow(c *Call, self Value, n int) error {
	if n > 0 {
		if err := c.Reserve(n); err != nil {
			return err
		}
	}
	interp.Grow(interp.Value(rootOf(self)), int64(n), c.VM().Heap())
	return nil
}

// rootOf returns the userdata of the Go value that a view lies in.
func rootOf(self Value) Value {
	for {
		owner, ok := interp.HeldBy(interp.Value(self)).(Value)
		if !ok || owner.Kind() != KindUserdata {
			return self
		}
		self = owner
	}
}

// To returns the view of *p, which lies in the Go value of owner: the same one for
// the same p.
func (v *View[P]) To(c *Call, owner Value, p *P) (Value, error) {
	b := c.VM().bound()
	if old, ok := b.intern[p]; ok && b.vm.engine().Valid(interp.Value(old)) {
		c.Keep(old)
		return old, nil
	}
	ty, err := v.binding(b)
	if err != nil {
		return Nil, err
	}
	u := Value(b.vm.engine().NewUserdata(p, &ty.engine, interp.Value(ty.meta), internCost))
	c.Keep(u)
	interp.Hold(interp.Value(u), gc.Traceable(owner))
	b.intern[p] = u
	return u, nil
}

// binding makes the metatable of the views in one VM.
func (v *View[P]) binding(b *bindings) (*binding, error) {
	if ty := b.views[v]; ty != nil {
		return ty, nil
	}
	self := func(fn func(c *Call, p *P) error) Function {
		return func(c *Call) error {
			p, ok := interp.DataOf(interp.Value(c.Arg(1))).(*P)
			if !ok {
				return c.TypeError(1, v.name)
			}
			return fn(c, p)
		}
	}
	meta := []Member{
		{"__index", self(func(c *Call, p *P) error {
			x, err := v.get(c, c.Arg(1), p, c.Arg(2))
			if err != nil {
				return err
			}
			return c.Return1(x)
		})},
		{"__newindex", self(func(c *Call, p *P) error {
			if v.readonly {
				return c.Errorf("%s cannot be changed: it is read-only", v.name)
			}
			err := v.set(c, c.Arg(1), p, c.Arg(2), c.Arg(3))
			Touch(c, rootOf(c.Arg(1)))
			return err
		})},
		{"__len", self(func(c *Call, p *P) error { return c.Return1(Int(int64(v.size(p)))) })},
		{"__pairs", self(func(c *Call, p *P) error { return v.pairs(c, c.Arg(1), p) })},
	}
	mt, err := b.vm.NewTable(0, len(meta)+2)
	if err != nil {
		return nil, err
	}
	if err := b.setMembers(mt, v.name+".", meta); err != nil {
		return nil, err
	}
	name, err := b.vm.NewString(v.name)
	if err != nil {
		return nil, err
	}
	for _, field := range []string{"__name", "__metatable"} {
		if err := mt.RawSetString(b.vm, field, name); err != nil {
			return nil, err
		}
	}
	ty := &binding{meta: mt}
	ty.engine.Name, ty.engine.Drop = v.name, b.drop
	b.views[v] = ty
	return ty, nil
}

// Viewed returns the Go value that a view of a P stands for.
func Viewed[P any](v Value) (p *P, ok bool) {
	p, ok = interp.DataOf(interp.Value(v)).(*P)
	return p, ok && p != nil
}

// cloneViewed returns a copy of the slice that a view stands for.
func cloneViewed[S ~[]E, E any](c *Call, v Value) (S, bool) {
	p, ok := Viewed[S](v)
	if !ok {
		return nil, false
	}
	c.Charge(min(len(*p), 4096))
	return slices.Clone(*p), true
}
