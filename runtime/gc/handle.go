package gc

// This file defines the handles of Go programs: Ref, Weak and Root.

import "unsafe"

// A Ref refers to an object of type T on some heap. It is one machine word without a Go pointer: the
// address and the low bits of the generation of the cell. Get checks it, so a Ref that outlives its
// object is an error and never another object.
//
// As a field of a traced type it is a strong edge that TraceGC marks. A Ref field is written when its
// owner is made; one that changes later is a Cell, or its owner calls Heap.Touch.
type Ref[T any] struct {
	_    [0]*T
	word uint64
}

const (
	refAddrBits = 45 // addresses have 48 bits and are multiples of 8
	refAddrMask = 1<<refAddrBits - 1
	refGenMax   = 1<<(64-refAddrBits) - 1
)

// New returns a new object with the value v on the heap. Its pool is made on first use.
func New[T any, P interface {
	*T
	Traceable
}](h *Heap, v T) Ref[T] {
	p := poolFor[T, P](h).New()
	*p = v
	// SAFETY: the address of an object becomes a number; the caller makes it reachable before the
	// next step.
	addr := uintptr(unsafe.Pointer(p))
	return Ref[T]{word: uint64(addr)>>3 | uint64(headerAt(addr-headerSize).Generation())<<refAddrBits}
}

func poolFor[T any, P interface {
	*T
	Traceable
}](h *Heap) *Pool[T] {
	key := any(P(nil))
	if p, ok := h.byType[key]; ok {
		return p.(*Pool[T])
	}
	p := new(Pool[T])
	p.init(h, typeName[T](), 0, P(nil), refGenMax)
	if h.byType == nil {
		h.byType = make(map[any]any)
	}
	h.byType[key] = p
	return p
}

func (r Ref[T]) addr() uintptr { return uintptr(r.word&refAddrMask) << 3 }

// Addr returns the address of the object, unchecked.
func (r Ref[T]) Addr() uintptr { return r.addr() }

// IsNil reports whether the reference is the zero value.
func (r Ref[T]) IsNil() bool { return r.word == 0 }

// Get returns the object; a reference that is nil, stale or of another heap is ErrStale. The pointer
// is valid until the next step of the collector.
func (r Ref[T]) Get(h *Heap) (*T, error) {
	reg := h.pages.find(r.addr())
	if reg == nil || reg.slab == nil {
		return nil, ErrStale
	}
	cell := reg.slab.cellOf(r.addr())
	if cell == 0 {
		return nil, ErrStale
	}
	hd := *headerAt(cell)
	if uint64(hd.Generation()) != r.word>>refAddrBits || !h.alive(hd) || !isPool[T](h, reg.slab.core) {
		return nil, ErrStale
	}
	// SAFETY: a live cell of the pool of T.
	return (*T)(at(r.addr())), nil
}

// isPool reports whether c is the pool that New uses for T.
func isPool[T any](h *Heap, c *core) bool {
	p, ok := c.owner.(*Pool[T])
	return ok && p.core.genLimit == refGenMax
}

// Must is Get for a reference that is known to be live; it panics with ErrStale otherwise.
func (r Ref[T]) Must(h *Heap) *T {
	p, err := r.Get(h)
	if err != nil {
		panic(err)
	}
	return p
}

// TraceGC marks the object.
func (r Ref[T]) TraceGC(t *Tracer) { t.Mark(r.addr()) }

// Weak returns a reference to the same object that does not keep it alive.
func (r Ref[T]) Weak() Weak[T] { return Weak[T]{ref: r} }

// A Weak refers to an object without keeping it alive. It costs the collector nothing: the check of
// the generation tells whether the object is still there. An object that its finalizer resurrects
// stays visible through it.
type Weak[T any] struct {
	ref Ref[T]
}

// Get returns a strong reference to the object, or false if it has been collected.
func (w Weak[T]) Get(h *Heap) (Ref[T], bool) {
	if _, err := w.ref.Get(h); err != nil {
		return Ref[T]{}, false
	}
	h.Forward(w.ref.addr()) // the caller may store it where the marker has been
	return w.ref, true
}

// TraceGC does nothing: a weak reference is no edge.
func (w Weak[T]) TraceGC(*Tracer) {}

// A Root keeps an object alive from outside the heap. It ends with Release or when Go's collector
// finds the Root unreachable. It must not be stored in an object of the heap: that would be a leak.
type Root[T any] struct {
	ref    Ref[T]
	anchor *Anchor
}

// NewRoot returns a root of the object, or ErrStale.
func NewRoot[T any](h *Heap, r Ref[T]) (*Root[T], error) {
	if h.closed {
		return nil, ErrClosed
	}
	if _, err := r.Get(h); err != nil {
		return nil, err
	}
	return &Root[T]{ref: r, anchor: h.Anchor(r.addr())}, nil
}

// Ref returns the reference. After Release it is no longer kept alive.
func (r *Root[T]) Ref() Ref[T] { return r.ref }

// Get returns the object, or ErrReleased or ErrClosed.
func (r *Root[T]) Get() (*T, error) {
	switch {
	case r.anchor.h.closed:
		return nil, ErrClosed
	case r.anchor.slot < 0:
		return nil, ErrReleased
	}
	return r.ref.Get(r.anchor.h)
}

// Release ends the root. Releasing twice is ErrReleased.
func (r *Root[T]) Release() error { return r.anchor.Release() }
