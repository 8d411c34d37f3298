package interp

// This file defines what the debug library can see and change: activation
// records, local variables, upvalues.

import (
	"github.com/lusterlua/luster/runtime/internal/code"
)

// FuncInfo describes a function and, for an activation record, its call. The
// fields are those of Lua's lua_Debug.
type FuncInfo struct {
	Func            Value
	Source          string // chunk name as load received it; "=[C]" for Go functions
	ShortSource     string
	What            string // "Lua", "C" or "main"
	LineDefined     int
	LastLineDefined int
	CurrentLine     int // -1 when not known
	Name            string
	NameWhat        string // "global", "local", "method", "field", "upvalue", "" ...
	NumUpvalues     int
	NumParams       int
	IsVararg        bool
	IsTailCall      bool
	FirstTransfer   int
	NumTransfer     int
}

// debugThread returns the thread that v names, the current one for nil.
func (vm *VM) debugThread(v Value) *Thread {
	if v.Kind() == KThread {
		return v.thread()
	}
	return vm.th
}

// StackInfo describes the activation at a level of a thread (nil: the running
// one), level 0 being its current function; ok is false above the last level.
func (vm *VM) StackInfo(thread Value, level int) (info FuncInfo, ok bool) {
	th := vm.debugThread(thread)
	f := vm.frameAtLevel(th, level)
	if f == nil {
		return FuncInfo{}, false
	}
	info = FunctionInfo(*f.fn())
	info.CurrentLine = -1
	if f.kind == kindLua {
		info.CurrentLine = f.line()
	}
	info.NameWhat, info.Name = vm.functionName(th, f)
	info.IsTailCall = f.status&fsTail != 0
	if above := f.up(); above.addr() <= vm.frameTop(th) && above.status&fsHook != 0 && th.hook.n > 0 {
		info.FirstTransfer, info.NumTransfer = th.hook.first, th.hook.n
	}
	return info, true
}

// FunctionInfo describes a function that is not being called.
func FunctionInfo(fn Value) FuncInfo {
	if fn.Kind() != KLuaFn {
		info := FuncInfo{Func: fn, Source: "=[C]", ShortSource: "[C]", What: "C", LineDefined: -1, LastLineDefined: -1, CurrentLine: -1, IsVararg: true}
		if fn.Kind() == KGoFn {
			info.NumUpvalues = len(fn.goFn().ups)
		}
		return info
	}
	p := fn.luaFn().proto.Get().src
	what := "Lua"
	if p.LineDefined == 0 {
		what = "main"
	}
	src := p.Source
	return FuncInfo{
		Func: fn, Source: src, ShortSource: chunkID(src), What: what,
		LineDefined: int(p.LineDefined), LastLineDefined: int(p.LastLineDefined), CurrentLine: -1,
		NumUpvalues: len(p.Upvals), NumParams: int(p.NumParams), IsVararg: p.IsVararg,
	}
}

// ActiveLines returns the lines of a Lua function that have code, in ascending
// order of their instructions, with repetitions.
func ActiveLines(fn Value) []int32 {
	if fn.Kind() != KLuaFn {
		return nil
	}
	p := fn.luaFn().proto.Get().src
	lines := p.Lines
	if p.IsVararg && len(lines) > 0 {
		lines = lines[1:] // VARARGPREP belongs to no line
	}
	return lines
}

// local finds local variable n of an activation: positive numbers are variables
// and temporaries, negative ones the extra arguments of a vararg function.
func (vm *VM) local(th *Thread, f *Frame, n int) (string, *Value) {
	end := f.top
	if above := f.addr() + frameSize; above <= vm.frameTop(th) {
		end = frameAt(above).callSlot()
	} else if f.kind == kindGo && th == vm.th && vm.call.frame == f.addr()-th.frames {
		end = vm.call.top
	}
	if f.kind == kindLua {
		if n < 0 {
			if f.nextra >= 0 && f.proto().vararg && -n <= int(f.nextra) {
				return "(vararg)", valueAt(f.base - uintptr(int(f.nextra)+2+n)*valueSize)
			}
			return "", nil
		}
		if name := localNameAt(f.proto().src, n-1, f.pcIndex()); name != "" && n > 0 {
			return name, valueAt(f.slotOf(n - 1))
		}
	}
	if n > 0 && f.slotOf(n-1) < end {
		name := "(C temporary)"
		if f.kind == kindLua {
			name = "(temporary)"
		}
		return name, valueAt(f.slotOf(n - 1))
	}
	return "", nil
}

func (vm *VM) frameTop(th *Thread) uintptr {
	if th == vm.th {
		return vm.fp
	}
	return th.fp
}

// Local returns the name and value of local variable n at a level of a thread;
// the name is empty when there is none. ok is false for a level out of range.
func (vm *VM) Local(thread Value, level, n int) (name string, v Value, ok bool) {
	th := vm.debugThread(thread)
	f := vm.frameAtLevel(th, level)
	if f == nil {
		return "", Nil, false
	}
	name, p := vm.local(th, f, n)
	if p == nil {
		return "", Nil, true
	}
	return name, *p, true
}

// SetLocal changes local variable n at a level of a thread.
func (vm *VM) SetLocal(thread Value, level, n int, v Value) (name string, ok bool) {
	th := vm.debugThread(thread)
	f := vm.frameAtLevel(th, level)
	if f == nil {
		return "", false
	}
	name, p := vm.local(th, f, n)
	if p != nil {
		*p = v
		vm.touch(th)
		if v.collectable() { // a frame that is not the top one may have been traced
			vm.heap.Forward(uintptr(v.u))
		}
	}
	return name, true
}

// FuncProto returns the prototype of a Lua function, nil for other values.
func FuncProto(fn Value) *code.Proto {
	if fn.Kind() != KLuaFn {
		return nil
	}
	return fn.luaFn().proto.Get().src
}

// ParamName returns the name of parameter n of a Lua function, counting from 1.
func ParamName(fn Value, n int) string {
	if fn.Kind() != KLuaFn || n < 1 {
		return ""
	}
	return localNameAt(fn.luaFn().proto.Get().src, n-1, 0)
}

// UpvalueAt returns upvalue n of a function, counting from 1; ok is false when
// it has not so many. Upvalues of Go functions have no names.
func UpvalueAt(fn Value, n int) (name string, v Value, ok bool) {
	switch fn.Kind() {
	case KGoFn:
		if g := fn.goFn(); n >= 1 && n <= len(g.ups) {
			return "", g.ups[n-1], true
		}
	case KLuaFn:
		c := fn.luaFn()
		if n >= 1 && n <= int(c.ups.n) {
			return upvalDisplayName(c.proto.Get().src, n-1), *c.upval(n - 1).val(), true
		}
	}
	return "", Nil, false
}

func upvalDisplayName(p *code.Proto, i int) string {
	if i >= len(p.Upvals) || p.Upvals[i].Name == "" {
		return "(no name)"
	}
	return p.Upvals[i].Name
}

// SetUpvalueAt changes upvalue n of a function.
func (vm *VM) SetUpvalueAt(fn Value, n int, v Value) (name string, ok bool) {
	name, _, ok = UpvalueAt(fn, n)
	if !ok {
		return "", false
	}
	if fn.Kind() == KGoFn {
		g := fn.goFn()
		g.ups[n-1] = v
		vm.forward(g.ptr(), v)
	} else {
		u := fn.luaFn().upval(n - 1)
		*u.val() = v
		vm.forward(u.ptr(), v)
	}
	return name, true
}

// UpvalueID returns a value that tells upvalue n of a function from all others
// that are not shared with it.
func UpvalueID(fn Value, n int) (Value, bool) {
	if _, _, ok := UpvalueAt(fn, n); !ok {
		return Nil, false
	}
	if fn.Kind() == KGoFn {
		return Light(uint64(fn.goFn().ups[n-1].addr())), true
	}
	return Light(uint64(fn.luaFn().ups.at(n - 1).Addr())), true
}

// JoinUpvalues makes upvalue n of the Lua function f refer to upvalue m of g.
func (vm *VM) JoinUpvalues(f Value, n int, g Value, m int) {
	c := f.luaFn()
	*c.ups.at(n - 1) = *g.luaFn().ups.at(m - 1)
	vm.heap.BarrierForward(c.ptr(), c.ups.at(n-1).Addr())
}
