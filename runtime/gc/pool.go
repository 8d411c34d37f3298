package gc

// This file defines Pool, the typed source of objects.

import (
	"reflect"
	"unsafe"
)

// A Pool allocates objects of one type on one heap.
type Pool[T any] struct {
	core core
}

// cell is the memory of one object.
type cell[T any] struct {
	header Header
	value  T
}

// NewPool returns a pool of objects that trace themselves. name is for people: introspection, errors.
func NewPool[T any, P interface {
	*T
	Traceable
}](h *Heap, name string) *Pool[T] {
	p := new(Pool[T])
	p.init(h, name, 0, P(nil), genMax)
	return p
}

// NewPoolExtra returns a pool of objects that are followed by extra bytes of raw memory. It panics if
// T contains Go pointers.
func NewPoolExtra[T any, P interface {
	*T
	Traceable
}](h *Heap, name string, extra uintptr) *Pool[T] {
	p := new(Pool[T])
	p.init(h, name, extra, P(nil), genMax)
	return p
}

// NewLeafPool returns a pool of objects without edges to other objects, followed by extra bytes of raw
// memory. It panics if extra is not 0 and T contains Go pointers.
func NewLeafPool[T any](h *Heap, name string, extra uintptr) *Pool[T] {
	p := new(Pool[T])
	p.init(h, name, extra, nil, genMax)
	return p
}

func (p *Pool[T]) init(h *Heap, name string, extra uintptr, trace Traceable, genLimit uint32) {
	c := &p.core
	c.h, c.name, c.genLimit, c.owner = h, name, genLimit, p
	c.extra = (extra + 7) &^ 7
	c.trace = trace
	if trace == nil {
		c.bits = Leaf
	}
	c.weak, _ = any((*T)(nil)).(WeakObject)
	c.describe, _ = any((*T)(nil)).(Describer)
	c.strong = notFlagged
	if f, ok := c.weak.(WeakFlagger); ok {
		c.strong = f.WeakFlag()
	}
	c.drop, _ = any((*T)(nil)).(Dropper)
	if f, ok := c.drop.(DropFlagger); ok {
		c.flag = headerSize + f.DropFlag()
	}
	c.size = unsafe.Sizeof(cell[T]{}) + c.extra
	if hasPointers(reflect.TypeFor[T]()) {
		if extra > 0 {
			panic("gc: a type with Go pointers can't have extra bytes: " + reflect.TypeFor[T]().String())
		}
		c.make = func(n int) unsafe.Pointer {
			// SAFETY: typed memory, so Go's collector sees the pointers in it.
			return unsafe.Pointer(unsafe.SliceData(make([]cell[T], n)))
		}
		c.clear = func(p unsafe.Pointer) {
			var zero T
			// SAFETY: p is the payload of a cell of this pool.
			*(*T)(p) = zero
		}
		c.flag = 0 // every cell is cleared
	}
	if !h.newType(c) {
		panic("gc: too many types on one heap")
	}
	h.pools = append(h.pools, c)
}

// New returns a new object, zeroed. It never fails: an object may take the heap over its limit, by no
// more than a slab; OverLimit tells. No collection happens in it.
func (p *Pool[T]) New() *T {
	a := p.core.alloc()
	// SAFETY: alloc returned a cell of this pool, which nothing else refers to.
	v := (*T)(at(a))
	var zero T
	*v = zero
	if p.core.extra != 0 {
		clearWords(a+unsafe.Sizeof(zero), p.core.extra)
	}
	return v
}

// TypeID returns the type id in the headers of new objects.
func (p *Pool[T]) TypeID() uint16 { return p.core.typeID }

// Name returns the name given to the pool.
func (p *Pool[T]) Name() string { return p.core.name }

// CellSize returns the accounted bytes of one object.
func (p *Pool[T]) CellSize() uintptr { return p.core.size }

// hasPointers reports whether values of the type contain pointers that Go's collector follows.
func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return t.Len() > 0 && hasPointers(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if hasPointers(t.Field(i).Type) {
				return true
			}
		}
		return false
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer,
		reflect.Slice, reflect.String, reflect.UnsafePointer:
		return true
	}
	return false
}

func typeName[T any]() string { return reflect.TypeFor[T]().String() }
