package interp

// This file defines the instructions that work on long strings in pieces, with
// looks at the budget in between.

import (
	"strings"

	"github.com/lusterlua/luster/internal/audit"
	"github.com/lusterlua/luster/runtime/internal/code"
)

// longChunk is how many bytes are moved, compared or hashed in one go.
const longChunk = 32 << 10

// paidBytes pays for n bytes and reports whether the instruction may go on.
func (vm *VM) paidBytes(n int) bool {
	vm.fuel -= int64(n >> 6)
	audit.Bytes(n)
	audit.Check()
	return vm.fuel >= 0
}

// goOnLater makes the current thread go on with the instruction of the frame f
// when there is fuel.
func (vm *VM) goOnLater(f *Frame, n int, hash uint64) {
	vm.th.redo = redo{act: moreOp, n: n, hash: hash, top: f.top - vm.th.stack.addr}
	vm.pending = true
}

// concatLong joins the k operands at first, at least two, and puts the result in
// the first. done is false if it cannot be done now; then ok is what the executor
// goes on with.
func (vm *VM) concatLong(f *Frame, first *Value, k int) (done, ok bool) {
	vals := slotsFrom(first, k)
	total := 0
	for i := range vals {
		if !vals[i].isString() { // nothing else sees the operands any more
			var space [maxText]byte
			vals[i] = vm.intern(viewOf(appendNumber(space[:0], vals[i])))
		}
		n := strLen(vals[i])
		total += n
	}
	for i := range vals {
		if strLen(vals[i]) == total { // all others are empty
			*first = vals[i]
			return true, true
		}
	}
	th := vm.th
	v, off := th.redoVal, vm.progress.n
	vm.progress.n, th.redoVal = 0, Nil
	if v.IsNil() {
		var made bool
		if v, _, made = vm.newLong(total); !made {
			return false, vm.refused(vm.needMemory(int64(total)), f.top)
		}
	}
	dst := BufferBytes(v)
	begin := 0 // of the operand
	for i := range vals {
		text := str(vals[i])
		for off < begin+len(text) {
			n := copy(dst[off:min(len(dst), off+longChunk)], text[off-begin:])
			off += n
			if !vm.paidBytes(n) && off < total {
				th.redoVal = v
				vm.heap.Forward(uintptr(v.u))
				vm.goOnLater(f, off, 0)
				return false, true
			}
		}
		begin += len(text)
	}
	*first = v
	return true, true
}

// compareLong completes a comparison of two long strings.
func (vm *VM) compareLong(f *Frame, i code.Instr, a, b Value) bool {
	x, y := str(a), str(b)
	op := i.Op()
	equal := op == code.OpEq || op == code.OpEqK
	if equal && len(x) != len(y) {
		return vm.condJump(f, i, false)
	}
	off, c := vm.progress.n, 0
	vm.progress.n = 0
	if a.u == b.u {
		off = len(x)
	}
	for n := min(len(x), len(y)); off < n && c == 0; {
		m := min(n-off, longChunk)
		c = strings.Compare(x[off:off+m], y[off:off+m])
		off += m
		if !vm.paidBytes(m) && off < n && c == 0 {
			vm.goOnLater(f, off, 0)
			return true
		}
	}
	if c == 0 {
		c = len(x) - len(y)
	}
	switch op {
	case code.OpLt:
		return vm.condJump(f, i, c < 0)
	case code.OpLe:
		return vm.condJump(f, i, c <= 0)
	}
	return vm.condJump(f, i, c == 0)
}

// hashKey hashes the long string k, which the current instruction of f uses as a
// key. It returns false if there is more to do when there is fuel.
func (vm *VM) hashKey(f *Frame, k Value) bool {
	p := longAt(k.u)
	if p.hashed {
		vm.fuel -= int64(p.n >> 6) // it will be compared
		return true
	}
	keys := expandKeys(uint64(vm.mix))
	x := p.view()
	off, h := vm.progress.n, vm.progress.hash
	vm.progress.n = 0
	if off == 0 {
		h = keys.c
	}
	for len(x)-off > 16 {
		from := off
		off, h = keys.some(x, off, h)
		if !vm.paidBytes(off-from) && len(x)-off > 16 {
			vm.goOnLater(f, off, h)
			return false
		}
	}
	p.hash, p.hashed = keys.hashFrom(x, off, h), true
	return true
}
