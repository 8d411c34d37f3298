package interp

// This file defines the function values: Lua closures with their upvalues,
// and Go functions.

import (
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
)

// Closure is a Lua function: a prototype and the upvalues that it captured. The
// addresses of the upvalues follow the struct in the same cell.
//
//luster:trace
type Closure struct {
	proto gc.Ptr[Proto]
	ups   upvals // last: the list follows it
}

// upvals is the header of the list of upvalue addresses that ends a Closure.
//
//luster:trace manual
type upvals struct {
	n uint64
}

const (
	closureUps = unsafe.Sizeof(Closure{}) // offset of the first upvalue
	wordSize   = unsafe.Sizeof(uintptr(0))
	valueSize  = unsafe.Sizeof(Value{})
)

// at returns the place of upvalue i.
func (u *upvals) at(i int) *gc.Ptr[Upvalue] {
	// SAFETY: a closure's cell is made by newClosure with room for n words after
	// the struct, and upvals is its last field.
	return (*gc.Ptr[Upvalue])(unsafe.Add(unsafe.Pointer(u), unsafe.Sizeof(*u)+uintptr(i)*wordSize))
}

// TraceGC marks the upvalues.
func (u *upvals) TraceGC(t *gc.Tracer) {
	for i := range int(u.n) {
		t.Mark(u.at(i).Addr())
	}
}

// upval returns upvalue i.
func (c *Closure) upval(i int) *Upvalue { return c.ups.at(i).Get() }

// closureSizes are the numbers of upvalues for which there is a pool.
var closureSizes = [...]uint16{0, 1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256}

// newClosure returns a closure of p whose upvalues are still nil. A collection
// must not happen before they are set.
func (vm *VM) newClosure(p *Proto) *Closure {
	n := int(p.nups)
	class := 0
	for int(closureSizes[class]) < n {
		class++
	}
	pool := vm.closures[class]
	if pool == nil {
		pool = gc.NewPoolExtra[Closure](vm.heap, "function", uintptr(closureSizes[class])*wordSize)
		vm.closures[class] = pool
	}
	c := pool.New()
	c.proto.Set(p)
	c.ups.n = uint64(n)
	return c
}

// GoFunc is a function implemented in Go. It reads its arguments from c, and
// either leaves results there and returns nil, or returns an error to raise. See
// Call for the ways to call Lua.
type GoFunc func(c *Call) error

// intrinsic names a function that the executor implements itself.
type intrinsic uint8

// Functions of the executor.
const (
	intrNone intrinsic = iota
	intrPCall
	intrXPCall
	intrResume
	intrWrap // what coroutine.wrap returns
	intrYield
	intrClose
	intrNext
	intrIpairs // the iterator that ipairs returns
	intrLimited
)

// GoFunction is the function value of a GoFunc.
//
//luster:trace
type GoFunction struct {
	//luster:notrace "values that the function needs are its upvalues"
	fn   GoFunc
	name string
	ups  []Value
	intr intrinsic
	prop bool
}

// NewGoFunction returns a function value for fn. The name appears in messages
// and tracebacks.
func (vm *VM) NewGoFunction(name string, fn GoFunc, upvalues ...Value) Value {
	g := vm.goFuncs.New()
	g.fn = fn
	g.name = name
	if len(upvalues) > 0 {
		g.ups = append([]Value(nil), upvalues...)
		vm.heap.Account(int64(len(upvalues)) * int64(valueSize))
	}
	return g.value()
}

// NewProperty returns a function value that stands for a property: found in the
// table that a metatable's __index or __newindex names, it is called in place of
// being the result of the access.
func (vm *VM) NewProperty(name string, fn GoFunc, upvalues ...Value) Value {
	v := vm.NewGoFunction(name, fn, upvalues...)
	v.goFn().prop = true
	return v
}

// DropGC gives back what the upvalues accounted for.
func (g *GoFunction) DropGC(h *gc.Heap) {
	h.Account(-int64(len(g.ups)) * int64(valueSize))
	g.ups, g.fn = nil, nil
}

// Intrinsics are the names of the functions that the executor provides to the
// libraries: see VM.Intrinsic.
var intrinsicNames = map[string]intrinsic{
	"pcall": intrPCall, "xpcall": intrXPCall, "resume": intrResume,
	"yield": intrYield, "close": intrClose, "next": intrNext, "ipairs_iter": intrIpairs,
	"limited": intrLimited,
}

// Intrinsic returns the function of that name that the executor itself
// implements: pcall, xpcall, resume, yield, close (of coroutines), next,
// ipairs_iter and limited. It returns nil for another name.
func (vm *VM) Intrinsic(name string) Value {
	id, ok := intrinsicNames[name]
	if !ok {
		return Nil
	}
	v := vm.NewGoFunction(name, nil)
	v.goFn().intr = id
	return v
}

// NewWrap returns the function that coroutine.wrap returns for the thread co.
func (vm *VM) NewWrap(co Value) Value {
	v := vm.NewGoFunction("wrap", nil, co)
	v.goFn().intr = intrWrap
	return v
}

// GoName returns the name of a Go function value, empty for other values.
func GoName(v Value) string {
	if v.Kind() != KGoFn {
		return ""
	}
	return v.goFn().name
}
