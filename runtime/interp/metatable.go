package interp

// This file defines metatables and the events that look into them.

import "github.com/lusterlua/luster/runtime/gc"

// event is something that a metamethod can handle.
type event uint8

// Events. A table caches the absence of the first eight in its flags.
const (
	evIndex event = iota
	evNewIndex
	evGC
	evMode
	evLen
	evEq
	evCall
	evClose
	evAdd
	evSub
	evMul
	evMod
	evPow
	evDiv
	evIDiv
	evBAnd
	evBOr
	evBXor
	evShl
	evShr
	evUnm
	evBNot
	evLt
	evLe
	evConcat
	evName
	evToString
	evPairs
	evMetatable
	numEvents

	cachedEvents = evClose + 1
)

var eventNames = [numEvents]string{
	"__index", "__newindex", "__gc", "__mode", "__len", "__eq", "__call", "__close",
	"__add", "__sub", "__mul", "__mod", "__pow", "__div", "__idiv",
	"__band", "__bor", "__bxor", "__shl", "__shr", "__unm", "__bnot",
	"__lt", "__le", "__concat", "__name", "__tostring", "__pairs", "__metatable",
}

// metaOf returns the metatable of v, nil when it has none.
func (vm *VM) metaOf(v *Value) *Table {
	switch v.Kind() {
	case KTable:
		return v.table().meta.Get()
	case KUserdata:
		return v.userdata().meta.Get()
	default:
		return vm.metas[metaSlot(v.Kind())].Get()
	}
}

// metaSlot maps the kinds of one Lua type to one entry of VM.metas.
func metaSlot(k Kind) Kind {
	switch k {
	case KFalse:
		return KTrue
	case KFloat:
		return KInt
	case KLongStr:
		return KShortStr
	case KGoFn:
		return KLuaFn
	}
	return k
}

// metamethod returns the metamethod of v for e, nil when there is none.
func (vm *VM) metamethod(v *Value, e event) Value {
	return vm.fastMeta(vm.metaOf(v), e)
}

// fastMeta looks e up in the metatable mt, which may be nil. It remembers the
// absence of the events that tables cache.
func (vm *VM) fastMeta(mt *Table, e event) Value {
	if mt == nil || e < cachedEvents && mt.flags&(1<<e) != 0 {
		return Nil
	}
	v := mt.getShort(vm.names[e].u)
	if v.t == uint64(KNil) && e < cachedEvents {
		mt.flags |= 1 << e
	}
	return v
}

// Metafield returns field name of v's metatable, nil when there is none.
func (vm *VM) Metafield(v Value, name string) Value {
	mt := vm.metaOf(&v)
	if mt == nil {
		return Nil
	}
	for e := evName; e <= evMetatable; e++ { // what libraries ask for all the time
		if eventNames[e] == name {
			return mt.getShort(vm.names[e].u)
		}
	}
	return mt.getShort(vm.intern(name).u)
}

// Metatable returns the metatable of v, nil when it has none.
func (vm *VM) Metatable(v Value) Value {
	if mt := vm.metaOf(&v); mt != nil {
		return tableValue(mt)
	}
	return Nil
}

// SetMetatable sets the metatable of v: of the object for a table or userdata, of
// the whole type otherwise. mt is a table or nil. An object whose metatable has a
// __gc field at that time is marked for finalization.
func (vm *VM) SetMetatable(v, mt Value) {
	var m *Table
	if mt.Kind() == KTable {
		m = mt.table()
	}
	switch v.Kind() {
	case KTable:
		t := v.table()
		t.meta = gc.PtrTo(m)
	case KUserdata:
		u := v.userdata()
		u.meta = gc.PtrTo(m)
	default:
		vm.metas[metaSlot(v.Kind())] = gc.PtrTo(m)
		return
	}
	if m == nil {
		return
	}
	vm.heap.BarrierForward(pointer(uintptr(v.u)), uintptr(mt.u))
	if vm.fastMeta(m, evGC).t != uint64(KNil) {
		vm.heap.SetFinalizer(pointer(uintptr(v.u)), v.t)
	}
}

// typeNames are the names of the types as scripts see them, by Kind.
var typeNames = [...]string{
	KNil: "nil", KFalse: "boolean", KTrue: "boolean", KInt: "number", KFloat: "number",
	KLight: "userdata", KShortStr: "string", KLongStr: "string", KTable: "table",
	KLuaFn: "function", KGoFn: "function", KUserdata: "userdata", KThread: "thread",
}

// TypeName returns the name of v's type as the function type does.
func TypeName(v Value) string { return typeNames[v.Kind()] }

// typeNameFor returns the name of v's type for messages: a string in the
// metatable's __name wins.
func (vm *VM) typeNameFor(v Value) string {
	if k := v.Kind(); k == KTable || k == KUserdata {
		if mt := vm.metaOf(&v); mt != nil {
			if n := mt.getShort(vm.names[evName].u); n.isString() {
				return string([]byte(str(n)))
			}
		}
	}
	return TypeName(v)
}

// TypeNameFor is TypeName, but a metatable's __name wins, as in messages.
func (vm *VM) TypeNameFor(v Value) string { return vm.typeNameFor(v) }
