package runtime

// This file defines what a debug library needs: activation records, local
// variables and upvalues. It can break the isolation of functions from each
// other, though not of the VM from its host.

import "github.com/lusterlua/luster/runtime/interp"

// FuncInfo describes a function and, for an activation record, its call.
type FuncInfo struct {
	Func            Value
	Source          string // chunk name as given to load; "=[C]" for Go functions
	ShortSource     string // as messages show it
	What            string // "Lua", "C" or "main"
	LineDefined     int    // -1 for Go functions
	LastLineDefined int
	CurrentLine     int    // -1 when not known
	Name            string // how the function was called, empty when not known
	NameWhat        string // "global", "local", "method", "field", "upvalue", ...
	NumUpvalues     int
	NumParams       int
	IsVararg        bool
	IsTailCall      bool
	FirstTransfer   int
	NumTransfer     int
}

func publicInfo(i interp.FuncInfo) FuncInfo {
	return FuncInfo{
		Func: Value(i.Func), Source: i.Source, ShortSource: i.ShortSource, What: i.What,
		LineDefined: i.LineDefined, LastLineDefined: i.LastLineDefined, CurrentLine: i.CurrentLine,
		Name: i.Name, NameWhat: i.NameWhat, NumUpvalues: i.NumUpvalues, NumParams: i.NumParams,
		IsVararg: i.IsVararg, IsTailCall: i.IsTailCall, FirstTransfer: i.FirstTransfer, NumTransfer: i.NumTransfer,
	}
}

// The functions of this file that return no error take a value which is not valid
// for one that has nothing: no level, no variable.

// hasStack reports whether a coroutine can be looked at; the zero Thread can while
// the VM runs.
func (vm *VM) hasStack(th Thread) bool {
	if th.IsNil() {
		return vm.engine().Running()
	}
	return th.usable(vm) == nil
}

func (vm *VM) isFunc(fn Func) bool { return Value(fn).IsFunc() && vm.Check(Value(fn)) == nil }

// StackInfo describes the activation at a level of a coroutine (the zero Thread:
// the running one); level 0 is its current function. ok is false when there are
// not so many.
func (vm *VM) StackInfo(th Thread, level int) (info FuncInfo, ok bool) {
	if !vm.hasStack(th) {
		return FuncInfo{}, false
	}
	i, ok := vm.engine().StackInfo(interp.Value(th), level)
	return publicInfo(i), ok
}

// FunctionInfo describes a function that need not be active.
func (vm *VM) FunctionInfo(fn Func) FuncInfo {
	if !vm.isFunc(fn) {
		return FuncInfo{}
	}
	return publicInfo(interp.FunctionInfo(interp.Value(fn)))
}

// ActiveLines returns the lines of a Lua function that have code, with
// repetitions; nil for a Go function.
func (vm *VM) ActiveLines(fn Func) []int32 {
	if !vm.isFunc(fn) {
		return nil
	}
	return interp.ActiveLines(interp.Value(fn))
}

// Local returns local variable n at a level of a coroutine: parameters and
// variables from 1 on, extra arguments from -1 down. name is empty when there is
// no such variable, ok false when there is no such level.
func (vm *VM) Local(th Thread, level, n int) (name string, v Value, ok bool) {
	if !vm.hasStack(th) {
		return "", Nil, false
	}
	name, iv, ok := vm.engine().Local(interp.Value(th), level, n)
	return name, Value(iv), ok
}

// SetLocal changes local variable n at a level of a coroutine; see Local.
func (vm *VM) SetLocal(th Thread, level, n int, v Value) (name string, ok bool) {
	if !vm.hasStack(th) || vm.Check(v) != nil {
		return "", false
	}
	return vm.engine().SetLocal(interp.Value(th), level, n, interp.Value(v))
}

// ParamName returns the name of parameter n of a Lua function, counting from 1,
// empty when it has not so many.
func (vm *VM) ParamName(fn Func, n int) string {
	if !vm.isFunc(fn) {
		return ""
	}
	return interp.ParamName(interp.Value(fn), n)
}

// UpvalueAt returns upvalue n of a function, counting from 1. Those of Go
// functions have the name "".
func (vm *VM) UpvalueAt(fn Func, n int) (name string, v Value, ok bool) {
	if !vm.isFunc(fn) {
		return "", Nil, false
	}
	name, iv, ok := interp.UpvalueAt(interp.Value(fn), n)
	return name, Value(iv), ok
}

// SetUpvalueAt changes upvalue n of a function.
func (vm *VM) SetUpvalueAt(fn Func, n int, v Value) (name string, ok bool) {
	if !vm.isFunc(fn) || vm.Check(v) != nil {
		return "", false
	}
	return vm.engine().SetUpvalueAt(interp.Value(fn), n, interp.Value(v))
}

// UpvalueID returns a value that is equal for two upvalues exactly when they are
// the same variable.
func (vm *VM) UpvalueID(fn Func, n int) (Value, bool) {
	if !vm.isFunc(fn) {
		return Nil, false
	}
	v, ok := interp.UpvalueID(interp.Value(fn), n)
	return Value(v), ok
}

// JoinUpvalues makes upvalue n of the Lua function f refer to the variable of
// upvalue m of the Lua function g. It does nothing unless both exist.
func (vm *VM) JoinUpvalues(f Func, n int, g Func, m int) {
	if Value(f).Kind() != KindLuaFunc || Value(g).Kind() != KindLuaFunc {
		return
	}
	if _, ok := vm.UpvalueID(f, n); !ok {
		return
	}
	if _, ok := vm.UpvalueID(g, m); !ok {
		return
	}
	vm.engine().JoinUpvalues(interp.Value(f), n, interp.Value(g), m)
}

// Traceback returns the stack of a coroutine (the zero Thread: the running one)
// in the format of debug.traceback, without a message.
func (vm *VM) Traceback(th Thread, level int) string {
	switch {
	case !vm.hasStack(th):
		return ""
	case level < 0: // there is none, as in PUC-Rio's Lua
		return "stack traceback:"
	}
	return vm.engine().Traceback(interp.Value(th), level)
}
