package interp

// This file defines Table: its layout and the reading of keys.

import (
	"math/bits"
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
)

// Table is a Lua table. The keys 1 to array.n are in the array part, the others
// in the hash part: a chained scatter table with Brent's variation, so that a key
// out of its main position never displaces one that is in its own, and the table
// works at full load.
//
// The empty hash part is dummyNode, which is never written to, so that no lookup
// asks whether there is one.
//
//luster:trace
type Table struct {
	meta  gc.Ptr[Table] // first: the rest of the trace may be cut
	array arrayPart
	hash  hashPart
	mix   uint32 // the store's
	// Bit e set: the table, as a metatable, is known not to have event e. Every
	// store to a string key whose value was nil clears it.
	flags uint8
	// frozen: every store is refused. The array part is empty then, so that only
	// stores to nodes have to look.
	frozen bool
	// own tells which parts are blocks that DropGC frees: see inlineParts.
	own uint8
}

// arrayPart is a block of values: element i-1 belongs to key i.
//
//luster:trace manual
type arrayPart struct {
	addr  uintptr
	n     uint32 // elements
	limit uint32 // a hint for length: at most n
}

// hashPart is a block of nodes.
//
//luster:trace manual
type hashPart struct {
	node uintptr
	mask uint32 // number of nodes, a power of two, less one
	free uint32 // all nodes from here on have been used
}

// node is an entry of a hash part. A node whose value is nil is no entry, but
// its key stays for the chain it is in and for traversals.
type node struct {
	val  Value
	ku   uint64 // the key's word u
	kk   uint32 // the key's kind, KNil if the node was never used; or deadKey
	next int32  // distance to the next node of the chain, in nodes; 0 ends it
}

// deadKey is the kind of a key that was an object and may be gone; ku is still
// its address. The value of its node is nil.
const deadKey = 0xff

// Bits of Table.own.
const (
	ownArray uint8 = 1 << iota
	ownNodes
)

const (
	nodeShift = 5
	nodeSize  = 1 << nodeShift
	// maxArray and maxNodes bound the parts; what does not fit is refused like
	// memory.
	maxArray = 1 << 31
	maxNodes = 1 << 30
	// tableSize is where the parts begin that are in a table's own cell.
	tableSize = unsafe.Sizeof(Table{})
)

// Sizes: a table takes 56 bytes with its header, {x=1, y=2} 120.
const (
	_ uint = 48 - uint(unsafe.Sizeof(Table{}))
	_ uint = nodeSize - uint(unsafe.Sizeof(node{}))
	_ uint = uint(unsafe.Sizeof(node{})) - nodeSize
)

var (
	dummyNode node
	dummyAddr = dummyNode.addr() // package variables do not move
)

// wordHash is the hash of an integer, or of another key's bits. As many numbers as
// there are nodes, from a multiple of that on, get each a node of its own, in
// their order, and where the first one is depends on the seed: neighbours share
// cache lines, as do keys of an arithmetic progression, and any two keys that are
// not from the same range collide as seldom as random ones.
func (t *Table) wordHash(x uint64) uint32 {
	return hashWord(x>>(bits.Len32(t.hash.mask)&31), t.mix) + uint32(x)
}

// keyBits returns the word of a key other than a string in the form that wordHash
// likes: what differs between like keys is in the low bits.
func keyBits(h *gc.Heap, u uint64, kk uint32) uint64 {
	switch {
	case kk == uint32(KFloat):
		return bits.RotateLeft64(u, 32) // low bits of the fraction are often 0
	case kk >= uint32(KShortStr):
		return h.Place(u) >> 3 // cells are aligned
	}
	return u
}

// hashWord is a hash of a word. Without knowing the seed no script can make keys
// collide. One multiplication is not enough for that: it maps an arithmetic
// progression to another, and with some seeds the second one meets few of the
// nodes. The shift breaks the progression.
func hashWord(x uint64, mix uint32) uint32 {
	hi, lo := bits.Mul64(x, uint64(mix)*mixFactor)
	x = hi ^ lo
	return uint32((x ^ x>>29) * hashFactor >> 32)
}

const (
	// mixFactor spreads the 32 bits of the seed that a table has room for over 64.
	mixFactor  = 0x9e3779b97f4a7c15
	hashFactor = 0xd6e8feb86659fd93
)

// at returns node i.
func (p *hashPart) at(i uint32) *node { return nodeAt(p.node + uintptr(i)<<nodeShift) }

// main returns the main position of a key with hash h.
func (p *hashPart) main(h uint32) *node { return nodeAt(p.node + uintptr(h&p.mask)<<nodeShift) }

// index returns the number of a node.
func (p *hashPart) index(n *node) uint32 {
	return uint32((n.addr() - p.node) >> nodeShift)
}

// size returns the number of nodes, 0 if there is no block of them.
func (p *hashPart) size() int {
	if p.node == dummyAddr {
		return 0
	}
	return int(p.mask) + 1
}

// key returns the node's key. It must not be dead.
func (n *node) key() Value {
	if n.kk >= uint32(KShortStr) {
		return objValue(Kind(n.kk), pointer(uintptr(n.ku)))
	}
	return Value{uint64(n.kk), n.ku}
}

// getInt returns the value of an integer key.
func (t *Table) getInt(i int64) Value {
	if k := uint64(i) - 1; k < uint64(t.array.n) {
		return *valueAt(t.array.addr + uintptr(k)*valueSize)
	}
	n := t.hash.main(t.wordHash(uint64(i)))
	for {
		if n.ku == uint64(i) && n.kk == uint32(KInt) {
			return n.val
		}
		if n.next == 0 {
			return Value{}
		}
		n = n.after(n.next)
	}
}

// getShort returns the value of the short string at addr.
func (t *Table) getShort(addr uint64) Value {
	n := t.hash.main(shortAt(addr).hash)
	for {
		if n.ku == addr && n.kk == uint32(KShortStr) {
			return n.val
		}
		if n.next == 0 {
			return Value{}
		}
		n = n.after(n.next)
	}
}

// findShort returns the node of the short string at addr, nil if there is none.
func (t *Table) findShort(addr uint64) *node {
	n := t.hash.main(shortAt(addr).hash)
	for n.ku != addr || n.kk != uint32(KShortStr) {
		if n.next == 0 {
			return nil
		}
		n = n.after(n.next)
	}
	return n
}

// shortSlot returns the number of the node of the short string at addr, or -1.
func (t *Table) shortSlot(addr uint64) int32 {
	if n := t.findShort(addr); n != nil {
		return int32(t.hash.index(n))
	}
	return -1
}

// findInt returns the node of an integer key, nil if there is none.
func (t *Table) findInt(i int64) *node {
	n := t.hash.main(t.wordHash(uint64(i)))
	for n.ku != uint64(i) || n.kk != uint32(KInt) {
		if n.next == 0 {
			return nil
		}
		n = n.after(n.next)
	}
	return n
}

// findWord returns the node of a key that equals only a key of the same kind and
// word: a boolean, a float without an integer value, a host's word, an object
// that is not a string.
func (t *Table) findWord(h *gc.Heap, k Value) *node {
	n := t.hash.main(t.wordHash(keyBits(h, k.u, uint32(Kind(k.t)))))
	for n.ku != k.u || n.kk != uint32(Kind(k.t)) {
		if n.next == 0 {
			return nil
		}
		n = n.after(n.next)
	}
	return n
}

// findLong returns the node of a long string.
func (t *Table) findLong(k Value) *node {
	p := longAt(k.u)
	n := t.hash.main(p.keyHash(t.mix))
	for n.kk != uint32(KLongStr) || !longEqual(p, longAt(n.ku)) {
		if n.next == 0 {
			return nil
		}
		n = n.after(n.next)
	}
	return n
}

// find returns the node of a key that is no integer, nor a float that equals
// one.
func (t *Table) find(h *gc.Heap, k Value) *node {
	switch Kind(k.t) {
	case KShortStr:
		return t.findShort(k.u)
	case KLongStr:
		return t.findLong(k)
	case KNil:
		return nil
	}
	return t.findWord(h, k)
}

// get returns the value of any key without metamethods.
func (t *Table) get(h *gc.Heap, k Value) Value {
	switch Kind(k.t) {
	case KShortStr:
		return t.getShort(k.u)
	case KInt:
		return t.getInt(int64(k.u))
	case KFloat:
		if i, ok := floatToInt(k.float()); ok {
			return t.getInt(i)
		}
	case KLongStr:
		if n := t.findLong(k); n != nil {
			return n.val
		}
		return Value{}
	case KNil:
		return Value{}
	}
	if n := t.findWord(h, k); n != nil {
		return n.val
	}
	return Value{}
}

// slotInt returns the place of an integer key's value, nil if there is none. It
// is valid until the table grows.
func (t *Table) slotInt(i int64) *Value {
	if k := uint64(i) - 1; k < uint64(t.array.n) {
		return valueAt(t.array.addr + uintptr(k)*valueSize)
	}
	if n := t.findInt(i); n != nil {
		return &n.val
	}
	return nil
}

// slot is slotInt for any key.
func (t *Table) slot(h *gc.Heap, k Value) *Value {
	switch Kind(k.t) {
	case KInt:
		return t.slotInt(int64(k.u))
	case KFloat:
		if i, ok := floatToInt(k.float()); ok {
			return t.slotInt(i)
		}
	}
	if n := t.find(h, k); n != nil {
		return &n.val
	}
	return nil
}

// DropGC frees the parts.
func (t *Table) DropGC(h *gc.Heap) {
	if t.own&ownArray != 0 {
		h.FreeMem(pointer(t.array.addr), uintptr(t.array.n)*valueSize)
	}
	if t.own&ownNodes != 0 {
		h.FreeMem(pointer(t.hash.node), (uintptr(t.hash.mask)+1)<<nodeShift)
	}
}

// DropFlag is where DropGC has something to do: a table whose parts are in its own
// cell dies without being looked at.
func (t *Table) DropFlag() uintptr { return unsafe.Offsetof(t.own) }

// WeakFlag is where a table has its metatable: without one it is not weak.
func (t *Table) WeakFlag() uintptr { return unsafe.Offsetof(t.meta) }
