package interp

// This file defines a prototype as one VM holds it: the shared, immutable
// code.Proto with its constants as values of this VM and a copy of its code.

import (
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/internal/code"
)

// Proto is a function prototype of one VM. What a call needs comes first.
//
//luster:trace
type Proto struct {
	code     uintptr // address of the instructions, one padding word behind them
	k        constants
	trap     uintptr // address of the copy that a hook needs, see trapped
	maxStack uint8
	nparams  uint8
	vararg   bool
	nups     uint16
	ncode    uint32
	cost     int64 // fuel charged at entry
	protos   []gc.Ptr[Proto]
	src      *code.Proto
	source   Value // the chunk's name as a string
}

// constants is an array of Values in raw memory.
//
//luster:trace manual
type constants struct {
	addr uintptr
	n    uint32
}

// TraceGC marks the constants.
func (c *constants) TraceGC(t *gc.Tracer) {
	lo, hi := t.Chunk(int(c.n))
	for i := lo; i < hi; i++ {
		markValue(t, valueAt(c.addr+uintptr(i)*valueSize))
	}
}

// DropGC frees the code and the constants.
func (p *Proto) DropGC(h *gc.Heap) {
	if p.code != 0 {
		h.FreeMem(pointer(p.code), codeSize(p.ncode))
	}
	if p.trap != 0 {
		h.FreeMem(pointer(p.trap), codeSize(p.ncode))
	}
	if p.k.addr != 0 {
		h.FreeMem(pointer(p.k.addr), uintptr(p.k.n)*valueSize)
	}
	h.Account(-protoBytes(p.src))
	p.src, p.protos = nil, nil
}

// codeSize includes a padding word: the address of the next instruction, which
// the loop computes before it executes one, stays inside the block.
func codeSize(n uint32) uintptr { return (uintptr(n) + 1) * 8 }

// protoBytes estimates what the shared prototype takes on Go's heap.
func protoBytes(p *code.Proto) int64 {
	if p == nil {
		return 0
	}
	return int64(len(p.Lines))*4 + int64(len(p.Locals))*24 + int64(len(p.Upvals))*24 + int64(len(p.Protos))*16 + 160
}

// loadProto makes p and its nested prototypes usable in this VM. It returns nil
// when memory is refused. No collection may happen meanwhile.
//
// Equal long constants of a chunk are one string.
func (vm *VM) loadProto(src *code.Proto) *Proto {
	return vm.loadNested(src, map[string]Value{})
}

func (vm *VM) loadNested(src *code.Proto, long map[string]Value) *Proto {
	p := vm.protos.New()
	p.maxStack, p.nparams, p.vararg = src.MaxStack, src.NumParams, src.IsVararg
	p.nups = uint16(len(src.Upvals))
	p.cost = 1 + int64(len(src.Code)/4)
	p.source = Nil
	name, ok := vm.newString(src.Source)
	if !ok {
		return nil
	}
	p.source = name
	if n := len(src.Consts); n > 0 {
		mem := vm.heap.AllocMem(uintptr(n) * valueSize)
		if mem == nil {
			return nil
		}
		p.k = constants{uintptr(mem), uint32(n)}
		for i := range src.Consts {
			v, ok := vm.constant(&src.Consts[i], long)
			if !ok {
				return nil
			}
			*valueAt(p.k.addr + uintptr(i)*valueSize) = v
		}
	}
	mem := vm.heap.AllocMem(codeSize(uint32(len(src.Code))))
	if mem == nil {
		return nil
	}
	p.code, p.ncode = uintptr(mem), uint32(len(src.Code))
	// SAFETY: the block was made for len(src.Code) instructions and one more.
	copy(unsafe.Slice((*code.Instr)(mem), len(src.Code)), src.Code)
	p.src = src
	vm.heap.Account(protoBytes(src))
	for _, s := range src.Protos {
		q := vm.loadNested(s, long)
		if q == nil {
			return nil
		}
		p.protos = append(p.protos, gc.PtrTo(q))
	}
	return p
}

// constant returns a constant as a value of this VM.
func (vm *VM) constant(c *code.Const, long map[string]Value) (Value, bool) {
	switch c.Kind {
	case code.ConstFalse:
		return Bool(false), true
	case code.ConstTrue:
		return Bool(true), true
	case code.ConstInt:
		return Int(c.I), true
	case code.ConstFloat:
		return Float(c.F), true
	case code.ConstString:
		if len(c.S) <= code.MaxShortString {
			return vm.newString(c.S)
		}
		if v, ok := long[c.S]; ok {
			return v, true
		}
		v, ok := vm.newString(c.S)
		long[c.S] = v
		return v, ok
	}
	return Nil, true
}
