package interp

// This file defines the conversions from addresses to pointers. Values, and what
// lives in raw memory, hold addresses as plain words; the rest of the package
// turns them into pointers here and nowhere else.
//
// The functions carry go:nocheckptr because checkptr wants a pointer to be
// derived from another into the same Go allocation, and a word has lost that
// origin. What they rest on instead is the collector's promise: an object that
// was reachable at the last collection step, and the raw memory that such an
// object owns, stays where it is. Values are followed only while they are
// reachable, or, at the border of the API, after gc.Heap.Check.

import "unsafe"

// pointer returns addr, which may be 0, as a pointer.
func pointer(addr uintptr) unsafe.Pointer {
	// SAFETY: addr is an object or a block of this heap, or 0 (see above). The word
	// is read as a pointer because the compiler takes what unsafe.Add returns for
	// not nil.
	return *(*unsafe.Pointer)(unsafe.Pointer(&addr))
}

// valueAt returns the value at addr.
//
//go:nocheckptr
func valueAt(addr uintptr) *Value {
	// SAFETY: addr is an element of an array of values in raw memory.
	return (*Value)(unsafe.Add(nil, addr))
}

// wordAt returns the word at addr.
//
//go:nocheckptr
func wordAt(addr uintptr) *uint64 {
	// SAFETY: addr is an 8-byte aligned word of an object or of raw memory.
	return (*uint64)(unsafe.Add(nil, addr))
}

// nodeAt returns the table node at addr.
//
//go:nocheckptr
func nodeAt(addr uintptr) *node {
	// SAFETY: addr is an element of a table's node array, or dummyNode.
	return (*node)(unsafe.Add(nil, addr))
}

// shortAt returns the interned string at addr.
//
//go:nocheckptr
func shortAt(addr uint64) *shortString {
	// SAFETY: addr is a live object whose kind is KShortStr.
	return (*shortString)(unsafe.Add(nil, uintptr(addr)))
}

// longAt returns the long string at addr.
//
//go:nocheckptr
func longAt(addr uint64) *longString {
	// SAFETY: addr is a live object whose kind is KLongStr.
	return (*longString)(unsafe.Add(nil, uintptr(addr)))
}

// upvalAt returns the upvalue at addr.
//
//go:nocheckptr
func upvalAt(addr uint64) *Upvalue {
	// SAFETY: addr is a live upvalue: it is linked in its thread's list.
	return (*Upvalue)(unsafe.Add(nil, uintptr(addr)))
}

// table returns the table that v, of kind KTable, refers to.
//
//go:nocheckptr
func (v Value) table() *Table {
	// SAFETY: the kind tells the type of the object.
	return (*Table)(unsafe.Add(nil, uintptr(v.u)))
}

// luaFn returns the closure that v, of kind KLuaFn, refers to.
//
//go:nocheckptr
func (v Value) luaFn() *Closure {
	// SAFETY: the kind tells the type of the object.
	return (*Closure)(unsafe.Add(nil, uintptr(v.u)))
}

// goFn returns the function that v, of kind KGoFn, refers to.
//
//go:nocheckptr
func (v Value) goFn() *GoFunction {
	// SAFETY: the kind tells the type of the object.
	return (*GoFunction)(unsafe.Add(nil, uintptr(v.u)))
}

// userdata returns the userdata that v, of kind KUserdata, refers to.
//
//go:nocheckptr
func (v Value) userdata() *Userdata {
	// SAFETY: the kind tells the type of the object.
	return (*Userdata)(unsafe.Add(nil, uintptr(v.u)))
}

// thread returns the thread that v, of kind KThread, refers to.
//
//go:nocheckptr
func (v Value) thread() *Thread {
	// SAFETY: the kind tells the type of the object.
	return (*Thread)(unsafe.Add(nil, uintptr(v.u)))
}

// bytesAt returns the n bytes of raw memory at addr.
func bytesAt(addr uintptr, n int) []byte {
	// SAFETY: the caller owns n bytes of raw memory at addr.
	return unsafe.Slice((*byte)(pointer(addr)), n)
}

// stringAt returns the n bytes of raw memory at addr as a string that must not
// be used any longer than the memory's owner lives.
func stringAt(addr uintptr, n int) string {
	// SAFETY: n bytes at addr belong to a live string, and no string changes.
	return unsafe.String((*byte)(pointer(addr)), n)
}

// viewOf returns b as a string that must not be used after b changes.
func viewOf(b []byte) string {
	// SAFETY: the caller only reads the string, before it touches b again.
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// valuesAt returns the n values of raw memory at addr.
func valuesAt(addr uintptr, n int) []Value {
	// SAFETY: the caller owns an array of n values at addr.
	return unsafe.Slice((*Value)(pointer(addr)), n)
}

// wordsAt returns the n words of raw memory at addr.
func wordsAt(addr uintptr, n int) []uint64 {
	// SAFETY: the caller owns an array of n words at addr.
	return unsafe.Slice((*uint64)(pointer(addr)), n)
}

// ptr returns the table as an object of the heap.
func (t *Table) ptr() unsafe.Pointer {
	// SAFETY: the conversion only drops the type.
	return unsafe.Pointer(t)
}

// ptr returns the string as an object of the heap.
func (p *shortString) ptr() unsafe.Pointer {
	// SAFETY: the conversion only drops the type.
	return unsafe.Pointer(p)
}

// ptr returns the string as an object of the heap.
func (p *longString) ptr() unsafe.Pointer {
	// SAFETY: the conversion only drops the type.
	return unsafe.Pointer(p)
}

// addr returns the node's address.
func (n *node) addr() uintptr {
	// SAFETY: an address for arithmetic within the block of nodes.
	return uintptr(unsafe.Pointer(n))
}

// after returns the node d nodes behind n.
func (n *node) after(d int32) *node {
	// SAFETY: d is the distance to another node of the same block (node.next).
	return (*node)(unsafe.Add(unsafe.Pointer(n), int(d)<<nodeShift))
}

// slotsFrom returns n values that lie one after the other from first on.
func slotsFrom(first *Value, n int) []Value {
	// SAFETY: the caller owns n values from first on, in raw memory.
	return unsafe.Slice(first, n)
}

// addrOf returns the address of what p points to as a word that Go's collector
// does not follow. It is for objects of the heap, which keeps them.
func addrOf(p unsafe.Pointer) uintptr { return uintptr(p) }
