package interp

// This file defines what an error that nothing caught tells beyond its message:
// the line that its position stands for, and a name that may have been meant in
// place of one that is nil. It is found while the stack is intact, and only for
// errors that go to the host.

import (
	"strings"

	"github.com/lusterlua/luster/internal/spell"
	"github.com/lusterlua/luster/runtime/internal/code"
)

// Place is where an error happened, and what may have been meant there.
type Place struct {
	Source  string // the chunk's name as given to load; "" when not known
	Line    int
	Suggest string // a name like that of the variable which is nil; "" for none
}

// Place returns what is known about an error that no script caught.
func (e *Error) Place() Place { return e.place }

const (
	placeLevels   = 10   // frames whose position may be that of a message
	hintSlots     = 4096 // table slots that are looked at for a name
	hintChain     = 16   // length of an __index chain that is followed, and of a path
	handlerSearch = 256  // frames that are searched for a handler
)

// explain finds the place of an error that the current thread did not catch.
func (vm *VM) explain(err *Error) {
	if err.place.Source != "" || err.fatal || !err.val.isString() {
		return
	}
	msg := str(err.val)
	for level := range placeLevels {
		f := vm.frameAtLevel(vm.th, level)
		if f == nil {
			return
		}
		if where := vm.where(level); where != "" && strings.HasPrefix(msg, where) {
			err.place = Place{Source: strings.Clone(f.proto().src.Source), Line: f.line()}
			if level == 0 {
				h := hinter{vm: vm, f: f, p: f.proto().src, slots: hintSlots}
				err.place.Suggest = h.hint(msg)
			}
			return
		}
	}
}

// handled reports whether the error of a coroutine may be caught by a thread
// that waits for it. The search is short: a wrong yes costs a hint.
func (vm *VM) handled(th *Thread) bool {
	n := handlerSearch
	for th = th.from.Get(); th != nil; th = th.from.Get() {
		for a := th.fp; a >= th.frames; a -= frameSize {
			f := frameAt(a)
			resumes := a == th.fp && f.kind == kindGo && f.goFunction().intr == intrResume
			if n--; n < 0 || resumes || f.status&(fsProtect|fsFinalizer) != 0 {
				return true
			}
		}
	}
	return false
}

// hinter looks for a name that may have been meant.
type hinter struct {
	vm    *VM
	f     *Frame
	p     *code.Proto
	slots int // that may still be looked at
}

// hint returns a name like the one that the message ends with, if that is of a
// variable or a field that the current instruction found to be nil.
func (h *hinter) hint(msg string) string {
	if !strings.Contains(msg, " a nil value (") {
		return ""
	}
	pc := h.f.pcIndex()
	for _, r := range h.operands(h.p.Code[pc], pc) {
		kind, name := objectName(h.p, pc, r)
		if kind != "global" && kind != "field" && kind != "method" || !strings.HasSuffix(msg, describe(kind, name)) {
			continue
		}
		if at := h.origin(pc, r); at >= 0 {
			return h.nearest(name, kind, pc, at)
		}
	}
	return ""
}

// operands returns the registers that instruction i uses.
func (h *hinter) operands(i code.Instr, pc int) []int {
	switch i.Op() {
	case code.OpCall, code.OpTailCall, code.OpSetTable, code.OpSetI, code.OpSetField:
		return []int{i.A()}
	case code.OpConcat:
		n := int(h.f.aux)
		return []int{i.A() + max(n-2, 0), i.A() + max(n-1, 0)}
	}
	var regs []int
	if row := &code.Rows[i.Op()]; row.Mode == code.ModeABC {
		if row.B == code.UseReg {
			regs = append(regs, i.B())
		}
		if row.C == code.UseReg {
			regs = append(regs, i.C())
		}
	}
	return regs
}

// origin returns the instruction that read what register r holds at pc, past
// moves; -1 when that is not certain.
func (h *hinter) origin(pc, r int) int {
	for range hintChain {
		at := findSetReg(h.p, pc, r)
		if at < 0 || h.p.Code[at].Op() != code.OpMove {
			return at
		}
		pc, r = at, h.p.Code[at].B()
	}
	return -1
}

// nearest looks for a name among the keys of what the instruction at indexed,
// and, for a global variable, among the local variables that are in scope.
func (h *hinter) nearest(name, kind string, pc, at int) string {
	f := spell.New(name)
	i := h.p.Code[at]
	var o Value
	switch i.Op() {
	case code.OpGetTabUp:
		o = *h.f.closure().upval(i.B()).val()
	case code.OpSelf:
		o = h.before(pc, i.A()+1, pc, 0)
	case code.OpGetField, code.OpGetTable:
		o = h.before(at, i.B(), pc, 0)
	default:
		return ""
	}
	h.keys(o, f)
	if kind == "global" {
		for i := range h.p.Locals {
			if v := &h.p.Locals[i]; int(v.StartPC) <= pc && pc < int(v.EndPC) && v.Name[0] != '(' {
				f.Offer(v.Name)
			}
		}
		for i := range h.p.Upvals {
			f.Offer(h.p.Upvals[i].Name)
		}
	}
	if f.Best() == name {
		return "" // the table changed on the way to the error
	}
	return strings.Clone(f.Best())
}

// keys offers the names that o has, and those behind its __index.
func (h *hinter) keys(o Value, f *spell.Finder) {
	for range hintChain {
		if o.Kind() == KTable {
			h.tableKeys(o.table(), f)
		}
		if o = h.vm.metamethod(&o, evIndex); o.Kind() != KTable {
			return
		}
	}
}

func (h *hinter) tableKeys(t *Table, f *spell.Finder) {
	last := uint64(t.hash.mask)
	for i, a := uint64(0), t.hash.node; i <= last && h.slots > 0; i, a = i+1, a+nodeSize {
		h.slots--
		n := nodeAt(a)
		if n.val.IsNil() {
			continue
		}
		if k := n.key(); k.isString() && f.Near(str(k)) {
			f.Offer(strings.Clone(str(k)))
		}
	}
}

// before returns what register r held before instruction at, as seen from pc: it
// is there still, or is read again the way it was read then. It is nil when that
// is not known.
func (h *hinter) before(at, r, pc, depth int) Value {
	set := findSetReg(h.p, at, r)
	name := localNameAt(h.p, r, at)
	if name != "" && name == localNameAt(h.p, r, pc) || set >= 0 && set == findSetReg(h.p, pc, r) {
		return h.f.regs()[uint8(r)]
	}
	if set < 0 || depth > hintChain {
		return Nil
	}
	switch i := h.p.Code[set]; i.Op() {
	case code.OpMove:
		return h.before(set, i.B(), pc, depth+1)
	case code.OpGetUpval:
		return *h.f.closure().upval(i.B()).val()
	case code.OpGetTabUp:
		return h.field(*h.f.closure().upval(i.B()).val(), *h.f.constant(i.C()))
	case code.OpGetField:
		return h.field(h.before(set, i.B(), pc, depth+1), *h.f.constant(i.C()))
	}
	return Nil
}

// field returns o[k] as far as tables have it; no function is called.
func (h *hinter) field(o, k Value) Value {
	for range hintChain {
		if o.Kind() == KTable {
			if v := o.table().get(h.vm.heap, k); !v.IsNil() {
				return v
			}
		}
		if o = h.vm.metamethod(&o, evIndex); o.Kind() != KTable {
			return Nil
		}
	}
	return Nil
}
