package interp

// This file defines what messages know about the code that runs: lines, names of
// variables and functions. The names are found by looking at the instructions
// that produced a value, as PUC-Rio's ldebug.c does.

import (
	"fmt"
	"github.com/lusterlua/luster/runtime/internal/code"
	"strings"
)

func chunkID(source string) string { return code.ChunkID(source) }

// frameAtLevel returns the frame at a level of th, 0 being the current one; nil
// when there are not so many.
func (vm *VM) frameAtLevel(th *Thread, level int) *Frame {
	fp := th.fp
	if th == vm.th {
		fp = vm.fp
	}
	if fp == 0 || level < 0 {
		return nil
	}
	a := fp - uintptr(level)*frameSize
	if a < th.frames || a > fp {
		return nil
	}
	return frameAt(a)
}

// proto returns the prototype of a Lua frame.
func (f *Frame) proto() *Proto { return f.closure().proto.Get() }

// pcIndex returns the index of the instruction that a Lua frame executes.
func (f *Frame) pcIndex() int {
	p := f.proto()
	base := p.code
	if f.isTrapped(p) {
		base = p.trap
	}
	return max(int(f.pc-base)/8-1, 0)
}

// line returns the line that a Lua frame executes.
func (f *Frame) line() int {
	src := f.proto().src
	if i := f.pcIndex(); i < len(src.Lines) {
		return int(src.Lines[i])
	}
	return -1
}

// localNameAt returns the name of the local variable in register r at pc, empty
// when there is none.
func localNameAt(p *code.Proto, r, pc int) string {
	for i := range p.Locals {
		v := &p.Locals[i]
		if int(v.StartPC) > pc {
			break
		}
		if pc < int(v.EndPC) {
			if r == 0 {
				return v.Name
			}
			r--
		}
	}
	return ""
}

// localName returns the name of register r where f executes. A TBC instruction
// marks a variable that becomes active behind it.
func (f *Frame) localName(r int) string {
	p := f.proto().src
	pc := f.pcIndex()
	if s := localNameAt(p, r, pc); s != "" {
		return s
	}
	return localNameAt(p, r, pc+1)
}

// findSetReg returns the index of the instruction that last wrote register r
// before index last, or -1 when a jump makes that uncertain.
func findSetReg(p *code.Proto, last, r int) int {
	set := -1
	target := 0 // code before it is conditional
	for pc := range last {
		i := p.Code[pc]
		a := i.A()
		change := false
		switch i.Op() {
		case code.OpLoadNil:
			change = a <= r && r <= a+i.B()
		case code.OpTForCall:
			change = r >= a+2
		case code.OpCall, code.OpTailCall:
			change = r >= a
		case code.OpSelf:
			change = r == a || r == a+1
		case code.OpVararg:
			change = r >= a
		case code.OpForPrep, code.OpForLoop:
			change = r >= a && r <= a+3
		default:
			row := &code.Rows[i.Op()]
			if row.Mode == code.ModeABJ {
				if i.J() > 0 {
					if dest := pc + 1 + i.J(); dest <= last && dest > target {
						target = dest
					}
				}
			}
			change = row.SetA && a == r
		}
		if change {
			set = pc
			if pc < target {
				set = -1
			}
		}
	}
	return set
}

// objectName describes what register r holds before instruction pc: "local",
// "upvalue", "global", "field", "method" or "constant", and its name.
func objectName(p *code.Proto, pc, r int) (kind, name string) {
	for range 100 { // chains of moves
		if name = localNameAt(p, r, pc); name != "" {
			return "local", name
		}
		at := findSetReg(p, pc, r)
		if at < 0 {
			return "", ""
		}
		i := p.Code[at]
		switch i.Op() {
		case code.OpMove:
			if i.B() >= i.A() {
				return "", ""
			}
			pc, r = at, i.B()
		case code.OpGetTabUp:
			return fieldKind(upvalName(p, i.B())), constName(p, i.C())
		case code.OpGetTable:
			name := "?"
			if k, n := objectName(p, at, i.C()); k == "constant" {
				name = n
			}
			return fieldKind(regEnvName(p, at, i.B())), name
		case code.OpGetI:
			return "field", "integer index"
		case code.OpGetField:
			return fieldKind(regEnvName(p, at, i.B())), constName(p, i.C())
		case code.OpGetUpval:
			return "upvalue", upvalName(p, i.B())
		case code.OpLoadK:
			if k := i.K(); k < len(p.Consts) && p.Consts[k].Kind == code.ConstString {
				return "constant", p.Consts[k].S
			}
			return "", ""
		case code.OpSelf:
			return "method", constName(p, i.C())
		default:
			return "", ""
		}
	}
	return "", ""
}

// regEnvName returns the name of the variable in a register that is indexed.
func regEnvName(p *code.Proto, pc, r int) string {
	kind, name := objectName(p, pc, r)
	if kind == "local" || kind == "upvalue" {
		return name
	}
	return ""
}

func fieldKind(tableName string) string {
	if tableName == "_ENV" {
		return "global"
	}
	return "field"
}

func upvalName(p *code.Proto, i int) string {
	if i < len(p.Upvals) && p.Upvals[i].Name != "" {
		return p.Upvals[i].Name
	}
	return "?"
}

func constName(p *code.Proto, i int) string {
	if i < len(p.Consts) && p.Consts[i].Kind == code.ConstString {
		return p.Consts[i].S
	}
	return "?"
}

// describe formats a kind and a name for a message.
func describe(kind, name string) string {
	if kind == "" {
		return ""
	}
	name, _, _ = strings.Cut(name, "\x00") // as C prints it
	return fmt.Sprintf(" (%s '%s')", kind, name)
}

// varInfo describes where the current instruction of f got v from, empty when
// that is not known. Operands are compared by identity, so a value that a
// metamethod chain came to has no description.
func (f *Frame) varInfo(v Value) string {
	if f.kind != kindLua {
		return ""
	}
	p := f.proto().src
	pc := f.pcIndex()
	i := p.Code[pc]
	R := f.regs()
	reg := func(r int) (string, bool) {
		if R[uint8(r)] != v {
			return "", false
		}
		return describe(objectName(p, pc, r)), true
	}
	switch i.Op() {
	case code.OpGetTabUp:
		if *f.closure().upval(i.B()).val() == v {
			return describe("upvalue", upvalName(p, i.B()))
		}
	case code.OpSetTabUp:
		if *f.closure().upval(i.A()).val() == v {
			return describe("upvalue", upvalName(p, i.A()))
		}
	case code.OpSelf:
		if R[uint8(i.A()+1)] == v {
			return describe(objectName(p, pc, i.B()))
		}
	case code.OpGetTable, code.OpGetI, code.OpGetField, code.OpUnm, code.OpBNot, code.OpLen:
		s, _ := reg(i.B())
		return s
	case code.OpSetTable, code.OpSetI, code.OpSetField, code.OpCall, code.OpTailCall:
		s, _ := reg(i.A())
		return s
	case code.OpConcat:
		for r := i.A() + int(f.aux) - 2; r < i.A()+int(f.aux); r++ {
			if s, ok := reg(r); ok {
				return s
			}
		}
	case code.OpTForCall:
		s, _ := reg(i.A())
		return s
	default:
		row := &code.Rows[i.Op()]
		if row.Mode != code.ModeABC {
			break
		}
		if row.B == code.UseReg {
			if s, ok := reg(i.B()); ok {
				return s
			}
		}
		if row.C == code.UseReg {
			s, _ := reg(i.C())
			return s
		}
	}
	return ""
}

// current returns the current frame when it runs a Lua function.
func (vm *VM) current() *Frame {
	if vm.fp == 0 {
		return nil
	}
	f := frameAt(vm.fp)
	if f.kind != kindLua {
		return nil
	}
	return f
}

// typeError is "attempt to op a T value" with the variable's name.
func (vm *VM) typeError(v Value, op string) *Error {
	info := ""
	if f := vm.current(); f != nil {
		info = f.varInfo(v)
	}
	return vm.runError("attempt to %s a %s value%s", op, vm.typeNameFor(v), info)
}

// indexError is the error of an access to a field of a value without fields.
func (vm *VM) indexError(o, k Value) *Error {
	if vm.current() == nil && k.isString() {
		return vm.runErrorAt(0, "attempt to index a %s value (field '%s')", vm.typeNameFor(o), str(k))
	}
	return vm.typeError(o, "index")
}

// callError is the error of a call of the value v in slot.
func (vm *VM) callError(slot uintptr, v Value) *Error {
	f := vm.current()
	if f == nil {
		return vm.runError("attempt to call a %s value", vm.typeNameFor(v))
	}
	info := ""
	if kind, name := f.callName(); kind != "" && slot >= f.base {
		info = describe(kind, name)
	} else {
		info = f.varInfo(v)
	}
	return vm.runError("attempt to call a %s value%s", vm.typeNameFor(v), info)
}

// arithError is the error of an arithmetic or bitwise operation.
func (vm *VM) arithError(e event, a, b Value) *Error {
	if e >= evBAnd && e <= evShr || e == evBNot {
		if a.isNumber() && b.isNumber() {
			v := b
			if _, ok := toInt(a); !ok {
				v = a
			}
			info := ""
			if f := vm.current(); f != nil {
				info = f.varInfo(v)
			}
			return vm.runError("number%s has no integer representation", info)
		}
		if a.isNumber() {
			a = b
		}
		return vm.typeError(a, "perform bitwise operation on")
	}
	if a.isNumber() {
		a = b
	}
	return vm.typeError(a, "perform arithmetic on")
}

func (vm *VM) concatError(a, b *Value) *Error {
	v := *a
	if isConcat(a) {
		v = *b
	}
	return vm.typeError(v, "concatenate")
}

func (vm *VM) compareError(a, b Value) *Error {
	x, y := vm.typeNameFor(a), vm.typeNameFor(b)
	if x == y {
		return vm.runError("attempt to compare two %s values", x)
	}
	return vm.runError("attempt to compare %s with %s", x, y)
}

// callName describes what the current instruction of the Lua frame f calls.
func (f *Frame) callName() (kind, name string) {
	p := f.proto().src
	pc := f.pcIndex()
	i := p.Code[pc]
	switch i.Op() {
	case code.OpCall, code.OpTailCall:
		return objectName(p, pc, i.A())
	case code.OpTForCall:
		return "for iterator", "for iterator"
	case code.OpSelf, code.OpGetTabUp, code.OpGetTable, code.OpGetI, code.OpGetField:
		return "metamethod", "index"
	case code.OpSetTabUp, code.OpSetTable, code.OpSetI, code.OpSetField:
		return "metamethod", "newindex"
	case code.OpConcat:
		return "metamethod", "concat"
	case code.OpEq:
		return "metamethod", "eq"
	case code.OpLt, code.OpLtI, code.OpGtI:
		return "metamethod", "lt"
	case code.OpLe, code.OpLeI, code.OpGeI:
		return "metamethod", "le"
	case code.OpClose, code.OpReturn:
		return "metamethod", "close"
	case code.OpLen:
		return "metamethod", "len"
	}
	if e := arithEvent[i.Op()]; e != 0 {
		_, _, e = f.operands(i)
		if i.Op() == code.OpUnm || i.Op() == code.OpBNot {
			e = arithEvent[i.Op()]
		}
		return "metamethod", eventNames[e][2:]
	}
	return "", ""
}

// functionName describes how the function of frame f was called.
func (vm *VM) functionName(th *Thread, f *Frame) (kind, name string) {
	switch {
	case f.status&fsTail != 0:
		return "", ""
	case f.status&fsHook != 0:
		return "hook", "?"
	case f.status&fsFinalizer != 0:
		return "metamethod", "__gc"
	}
	if f.status&fsBoundary != 0 || f.addr() <= th.frames {
		return "", ""
	}
	caller := f.down()
	if caller.kind != kindLua {
		return "", ""
	}
	return caller.callName()
}

// runErrorAt is an error with the position of the function at a level.
func (vm *VM) runErrorAt(level int, format string, args ...any) *Error {
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	return vm.newError(vm.where(level) + msg)
}

// argError is "bad argument #i to 'name' (msg)" for the current Go function.
func (vm *VM) argError(i int, msg string) *Error {
	f := vm.frameAtLevel(vm.th, 0)
	kind, name := vm.functionName(vm.th, f)
	if kind == "method" {
		i--
		if i == 0 {
			return vm.runErrorAt(1, "calling '%s' on bad self (%s)", name, msg)
		}
	}
	if name == "" {
		name = vm.globalName(*f.fn())
		if name == "" {
			name = "?"
		}
	}
	return vm.runErrorAt(1, "bad argument #%d to '%s' (%s)", i, name, msg)
}

// typeArgError is an argError about the argument's type.
func (vm *VM) typeArgError(i int, want string) *Error {
	f := vm.frameAtLevel(vm.th, 0)
	got := "no value"
	if a := f.base + uintptr(i-1)*valueSize; a < f.top {
		got = vm.typeNameFor(*valueAt(a))
		if v := valueAt(a); v.Kind() == KLight {
			got = "light userdata"
		}
	}
	return vm.argError(i, want+" expected, got "+got)
}

// ArgError returns "bad argument #i to 'name' (msg)".
func (c *Call) ArgError(i int, msg string) error { return c.vm.argError(i, msg) }

// TypeError returns the error for an argument of the wrong type.
func (c *Call) TypeError(i int, want string) error {
	got := "no value"
	if i <= c.n {
		v := c.Arg(i)
		got = c.vm.typeNameFor(v)
		if v.Kind() == KLight {
			got = "light userdata"
		}
	}
	return c.vm.argError(i, want+" expected, got "+got)
}

// maxNameSearch bounds the entries that globalName looks at, since scripts fill
// the tables.
const maxNameSearch = 4096

// globalName returns the name under which a loaded module has the function v,
// such as "string.rep"; functions of _G have no prefix.
func (vm *VM) globalName(v Value) string {
	loaded := vm.registry.table().getShort(vm.intern("_LOADED").u)
	if loaded.Kind() != KTable {
		return ""
	}
	best := ""
	budget := maxNameSearch
	t := loaded.table()
	for i, k, m := t.nextIndex(0); i != 0; i, k, m = t.nextIndex(i) {
		if m.Kind() != KTable || !k.isString() {
			continue
		}
		mt := m.table()
		for j, k2, v2 := mt.nextIndex(0); j != 0; j, k2, v2 = mt.nextIndex(j) {
			if budget--; budget < 0 {
				return best
			}
			if v2 != v || !k2.isString() {
				continue
			}
			if s := str(k); s == "_G" {
				return strings.Clone(str(k2))
			} else if name := s + "." + str(k2); best == "" || name < best {
				best = name
			}
		}
	}
	return best
}

// traceback returns the stack of th in the format of debug.traceback, without a
// message, from a level on.
func (vm *VM) traceback(th *Thread, level int) string {
	const first, last = 10, 11
	var b strings.Builder
	b.WriteString("stack traceback:")
	n := 0
	for vm.frameAtLevel(th, n) != nil {
		n++
	}
	end := n - 1 // the last level
	if th.main {
		end++ // the host's
	}
	left := -1
	if end-level > first+last {
		left = first
	}
	for l := level; l < n; l++ {
		if left == 0 {
			skip := end - l - last // and the level of this line, as the reference counts
			fmt.Fprintf(&b, "\n\t...\t(skipping %d levels)", skip)
			l += skip
			left = -1
			continue
		}
		left--
		vm.traceFrame(&b, th, vm.frameAtLevel(th, l))
	}
	if th.main {
		b.WriteString("\n\t[C]: in ?") // the host, as lua shows its own frame
	}
	return b.String()
}

// traceFrame appends a line of a traceback.
func (vm *VM) traceFrame(b *strings.Builder, th *Thread, f *Frame) {
	b.WriteString("\n\t")
	if f.kind == kindLua {
		p := f.proto().src
		b.WriteString(chunkID(p.Source))
		if len(p.Lines) > 0 {
			fmt.Fprintf(b, ":%d", f.line())
		}
		b.WriteString(": in ")
	} else {
		b.WriteString("[C]: in ")
	}
	kind, name := vm.functionName(th, f)
	switch {
	case vm.globalName(*f.fn()) != "":
		fmt.Fprintf(b, "function '%s'", vm.globalName(*f.fn()))
	case kind != "":
		fmt.Fprintf(b, "%s '%s'", kind, name)
	case f.kind == kindGo && f.goFunction().name != "":
		fmt.Fprintf(b, "function '%s'", f.goFunction().name)
	case f.kind == kindGo:
		b.WriteString("?")
	case f.proto().src.LineDefined == 0:
		b.WriteString("main chunk")
	default:
		p := f.proto().src
		fmt.Fprintf(b, "function <%s:%d>", chunkID(p.Source), p.LineDefined)
	}
	if f.status&fsTail != 0 {
		b.WriteString("\n\t(...tail calls...)")
	}
}

// Traceback returns the stack of a thread in the format of debug.traceback,
// without a message, from a level on. Level 0 is the running function.
func (vm *VM) Traceback(th Value, level int) string {
	t := vm.th
	if th.Kind() == KThread {
		t = th.thread()
	}
	if t == nil {
		return "stack traceback:"
	}
	return vm.traceback(t, level)
}
