package interp

// This file defines strings: interned short ones, long ones, and the views that
// the rest of the engine reads them through.

import (
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/internal/code"
)

// shortString is an interned string. Its bytes follow the struct in the cell.
type shortString struct {
	next uint64 // address of the next string in the intern table's bucket
	hash uint32
	n    uint32
}

const (
	maxShort = code.MaxShortString
	// shortData is the offset of a short string's bytes.
	shortData = unsafe.Sizeof(shortString{})
	// shortPools is the number of cell sizes: 0, 8, ..., maxShort bytes of data.
	shortPools = (maxShort+7)/8 + 1
)

// A cell of 10 bytes of text takes 8 (header) + 16 + 16 bytes.
const _ uint = 40 - (8 + uint(shortData) + 16)

// longString is a string that is too long to be interned. Its bytes are in raw
// memory.
type longString struct {
	data   uintptr
	n      uint64
	hash   uint32 // if hashed
	hashed bool
}

const _ uint = 32 - (8 + uint(unsafe.Sizeof(longString{})))

// view returns the bytes of the string.
func (p *shortString) view() string {
	return stringAt(addrOf(p.ptr())+shortData, int(p.n))
}

// view returns the bytes of the string.
func (p *longString) view() string { return stringAt(p.data, int(p.n)) }

// DropGC takes the string out of the intern table.
func (p *shortString) DropGC(h *gc.Heap) { storeOf(h).dropString(p) }

// DropGC frees the bytes.
func (p *longString) DropGC(h *gc.Heap) { h.FreeMem(pointer(p.data), uintptr(p.n)) }

// str returns the bytes of a string value. The result is a view into the heap:
// it is valid until the next collection step that finds the string unreachable,
// so it must not be kept, nor handed to a host.
func str(v Value) string {
	if Kind(v.t) == KShortStr {
		return shortAt(v.u).view()
	}
	return longAt(v.u).view()
}

// strLen returns the length of a string value.
func strLen(v Value) int {
	if Kind(v.t) == KShortStr {
		return int(shortAt(v.u).n)
	}
	return int(longAt(v.u).n)
}

// View returns the bytes of a string value without copying them: see str for how
// long they may be used. It returns "" for other values.
func View(v Value) string {
	if !v.isString() {
		return ""
	}
	return str(v)
}

// longEqual reports whether two long strings have the same bytes.
func longEqual(a, b *longString) bool {
	return a == b || a.n == b.n && a.view() == b.view()
}

// lessString orders two strings by their bytes, as PUC does in the C locale.
func lessString(a, b Value) bool { return str(a) < str(b) }

// lessEqualString is a <= b for strings.
func lessEqualString(a, b Value) bool { return str(a) <= str(b) }

// keyHash returns the hash of a long string, computing it at most once. mix is the
// seed that every table of the VM carries.
func (p *longString) keyHash(mix uint32) uint32 {
	if !p.hashed {
		k := expandKeys(uint64(mix))
		p.hash = k.hash(p.view())
		p.hashed = true
	}
	return p.hash
}

// newString returns a string with the given bytes, false when memory is refused.
// Short strings always succeed.
func (s *store) newString(x string) (Value, bool) {
	if len(x) <= maxShort {
		return s.intern(x), true
	}
	v, buf, ok := s.newLong(len(x))
	if ok {
		copy(buf, x)
	}
	return v, ok
}

// newBytes is newString for a byte slice, which it copies.
func (s *store) newBytes(b []byte) (Value, bool) { return s.newString(viewOf(b)) }

// newLong returns a string of n > MaxShortString bytes that the caller fills
// through buf before anything else can see the string. It fails when memory is
// refused.
func (s *store) newLong(n int) (v Value, buf []byte, ok bool) {
	mem := s.heap.AllocRaw(uintptr(n))
	if mem == nil {
		return Nil, nil, false
	}
	p := s.longStrings.New()
	p.data, p.n = addrOf(mem), uint64(n)
	return objValue(KLongStr, p.ptr()), bytesAt(p.data, n), true
}

// maxText is the room that any number's text fits in.
const maxText = 48

// concat returns the concatenation of n >= 2 strings and numbers that lie one
// after the other from first on, which must be in raw memory. It fails when
// memory is refused.
func (s *store) concat(first *Value, n int) (Value, bool) {
	vals := slotsFrom(first, n)
	total, filled := 0, 0
	only := Nil // the only operand that is not empty
	s.text = s.text[:0]
	s.textLens = s.textLens[:0]
	for i := range vals {
		size := 0
		if vals[i].isString() {
			size = strLen(vals[i])
		} else {
			before := len(s.text)
			s.text = appendNumber(s.text, vals[i])
			size = len(s.text) - before
			s.textLens = append(s.textLens, uint8(size))
		}
		if size > 0 {
			filled++
			only = vals[i]
		}
		total += size
	}
	if filled == 1 && only.isString() {
		return only, true
	}
	if total <= maxShort {
		var short [maxShort]byte
		s.join(short[:total], vals)
		return s.intern(viewOf(short[:total])), true
	}
	v, buf, ok := s.newLong(total)
	if ok {
		s.join(buf, vals)
	}
	return v, ok
}

// join copies the operands of concat into dst.
func (s *store) join(dst []byte, vals []Value) {
	text, lens := s.text, s.textLens
	for i := range vals {
		if vals[i].isString() {
			dst = dst[copy(dst, str(vals[i])):]
			continue
		}
		n := int(lens[0])
		copy(dst, text[:n])
		dst, text, lens = dst[n:], text[n:], lens[1:]
	}
}
