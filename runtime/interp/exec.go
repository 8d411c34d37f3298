package interp

// This file defines the execution loop. Its rules, and the measurements behind
// them, are in doc.go.

import (
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/internal/code"
	"math"
)

// loop executes the current thread until the executor must leave: the thread
// that the host started ended, yielded, failed, or its fuel is spent.
//
// Alive across the dispatch: pc, R, f and vm, nothing else. Every slow path saves
// pc in the frame, does its work on the frame that vm.fp names, and returns false
// when the loop must end; then everything is loaded anew, since it may have moved
// the stack, pushed a frame or switched threads.
//
// The windows on registers reach beyond a block's end, which checkptr does not like;
// nothing there is touched.
//
//go:nocheckptr
func (vm *VM) loop() {
	var (
		f  *Frame
		R  *[256]Value
		pc *code.Instr
	)
reload:
	for vm.pending {
		if !vm.drive() {
			return
		}
	}
	f = frameAt(vm.fp)
	R = f.regs()
	pc = instrAt(f.pc)
next:
	for {
		i := *pc
		pc = pcAdd(pc, 8)
		switch code.Op(i) {
		case code.OpMove:
			R[uint8(i>>8)] = R[uint8(i>>16)]
			continue
		case code.OpLoadI:
			R[uint8(i>>8)] = Value{uint64(KInt), uint64(int64(i) >> 32)}
			continue
		case code.OpLoadK:
			R[uint8(i>>8)] = *valueAt(f.k + uintptr(i>>32)*valueSize)
			continue
		case code.OpLoadNil:
			for a, n := uint8(i>>8), uint8(i>>16); ; a++ {
				R[a] = Value{}
				if n == 0 {
					break
				}
				n--
			}
			continue
		case code.OpLoadFalse:
			R[uint8(i>>8)] = Value{t: uint64(KFalse)}
			continue
		case code.OpLoadTrue:
			R[uint8(i>>8)] = Value{t: uint64(KTrue)}
			continue
		case code.OpLFalseSkip:
			R[uint8(i>>8)] = Value{t: uint64(KFalse)}
			pc = pcAdd(pc, 8)
			continue
		case code.OpGetUpval:
			R[uint8(i>>8)] = *valueAt(upvalAt(*wordAt(f.cl + closureUps + uintptr(uint8(i>>16))*wordSize)).v)
			continue
		case code.OpSetUpval:
			u := upvalAt(*wordAt(f.cl + closureUps + uintptr(uint8(i>>16))*wordSize))
			v := R[uint8(i>>8)]
			*valueAt(u.v) = v
			if Kind(v.t) >= KShortStr && *gc.HeaderOf(u.ptr())&gc.Black != 0 {
				f.pc = pcAddr(pc)
				vm.heap.BarrierForward(u.ptr(), uintptr(v.u))
				goto reload
			}
			continue

		case code.OpGetTabUp:
			b := valueAt(upvalAt(*wordAt(f.cl + closureUps + uintptr(uint8(i>>16))*wordSize)).v)

			if Kind(b.t) == KTable {
				t := b.table()
				k := valueAt(f.k + uintptr(uint16(i>>32))*valueSize).u
				n := nodeAt(t.hash.node + uintptr(shortAt(k).hash&t.hash.mask)<<nodeShift)
				for {
					if n.ku == k && n.kk == uint32(KShortStr) {
						if n.val.t != 0 {
							R[uint8(i>>8)] = n.val
							continue next
						}
						break
					}
					if n.next == 0 {
						break
					}
					n = n.after(n.next)
				}
				if t.meta.Addr() == 0 {
					R[uint8(i>>8)] = Value{}
					continue
				}
			}
			f.pc = pcAddr(pc)
			if !vm.slowGet(i) {
				return
			}
			goto reload

		case code.OpGetTable:
			b, c := &R[uint8(i>>16)], &R[uint8(i>>32)]
			if Kind(b.t) == KTable {
				t := b.table()
				if c.t == uint64(KInt) {
					if k := c.u - 1; k < uint64(t.array.n) {
						v := valueAt(t.array.addr + uintptr(k)*valueSize)
						if v.t != 0 || t.meta.Addr() == 0 {
							R[uint8(i>>8)] = *v
							continue
						}
					}
				} else if Kind(c.t) == KShortStr {
					n := nodeAt(t.hash.node + uintptr(shortAt(c.u).hash&t.hash.mask)<<nodeShift)
					for {
						if n.ku == c.u && n.kk == uint32(KShortStr) {
							if n.val.t == 0 {
								break
							}
							R[uint8(i>>8)] = n.val
							continue next
						}
						if n.next == 0 {
							break
						}
						n = n.after(n.next)
					}
				}
			}
			f.pc = pcAddr(pc)
			if !vm.opGetTable(i) {
				return
			}
			goto reload
		case code.OpGetI:
			b := &R[uint8(i>>16)]
			if Kind(b.t) == KTable {
				t := b.table()
				if k := uint64(uint16(i>>32)) - 1; k < uint64(t.array.n) {
					v := valueAt(t.array.addr + uintptr(k)*valueSize)
					if v.t != 0 || t.meta.Addr() == 0 {
						R[uint8(i>>8)] = *v
						continue
					}
				}
			}
			f.pc = pcAddr(pc)
			if !vm.slowGet(i) {
				return
			}
			goto reload

		case code.OpGetField:
			b := &R[uint8(i>>16)]

			if Kind(b.t) == KTable {
				t := b.table()
				k := valueAt(f.k + uintptr(uint16(i>>32))*valueSize).u
				n := nodeAt(t.hash.node + uintptr(shortAt(k).hash&t.hash.mask)<<nodeShift)
				for {
					if n.ku == k && n.kk == uint32(KShortStr) {
						if n.val.t != 0 {
							R[uint8(i>>8)] = n.val
							continue next
						}
						break
					}
					if n.next == 0 {
						break
					}
					n = n.after(n.next)
				}
				if t.meta.Addr() == 0 {
					R[uint8(i>>8)] = Value{}
					continue
				}
			}
			f.pc = pcAddr(pc)
			if !vm.slowGet(i) {
				return
			}
			goto reload

		case code.OpSelf:
			b := R[uint8(i>>16)]
			R[uint8(i>>8)+1] = b
			if Kind(b.t) == KTable {
				t := b.table()
				k := valueAt(f.k + uintptr(uint16(i>>32))*valueSize).u
				n := nodeAt(t.hash.node + uintptr(shortAt(k).hash&t.hash.mask)<<nodeShift)
				for {
					if n.ku == k && n.kk == uint32(KShortStr) {
						if n.val.t != 0 {
							R[uint8(i>>8)] = n.val
							continue next
						}
						break
					}
					if n.next == 0 {
						break
					}
					n = n.after(n.next)
				}
				if t.meta.Addr() == 0 {
					R[uint8(i>>8)] = Value{}
					continue
				}
			}
			f.pc = pcAddr(pc)
			if !vm.slowGet(i) {
				return
			}
			goto reload

		case code.OpSetTabUp:
			b := valueAt(upvalAt(*wordAt(f.cl + closureUps + uintptr(uint8(i>>8))*wordSize)).v)
			if Kind(b.t) == KTable {
				t := b.table()
				k := valueAt(f.k + uintptr(uint16(i>>16))*valueSize).u
				n := nodeAt(t.hash.node + uintptr(shortAt(k).hash&t.hash.mask)<<nodeShift)
				for n.ku != k || n.kk != uint32(KShortStr) {
					if n.next == 0 {
						goto slowSet
					}
					n = n.after(n.next)
				}
				if n.val.t != 0 && !t.frozen {
					v := &R[uint8(i>>32)]
					if c := uint16(i >> 32); c >= 256 {
						v = valueAt(f.k + uintptr(c-256)*valueSize)
					}
					n.val = *v
					if Kind(v.t) >= KShortStr && *gc.HeaderOf(t.ptr())&gc.Black != 0 {
						f.pc = pcAddr(pc)
						vm.heap.BarrierBack(t.ptr(), uintptr(v.u))
						goto reload
					}
					continue
				}
			}
			goto slowSet

		case code.OpSetField:
			b := &R[uint8(i>>8)]
			if Kind(b.t) == KTable {
				t := b.table()
				k := valueAt(f.k + uintptr(uint16(i>>16))*valueSize).u
				n := nodeAt(t.hash.node + uintptr(shortAt(k).hash&t.hash.mask)<<nodeShift)
				for n.ku != k || n.kk != uint32(KShortStr) {
					if n.next == 0 {
						goto slowSet
					}
					n = n.after(n.next)
				}
				if n.val.t != 0 && !t.frozen {
					v := &R[uint8(i>>32)]
					if c := uint16(i >> 32); c >= 256 {
						v = valueAt(f.k + uintptr(c-256)*valueSize)
					}
					n.val = *v
					if Kind(v.t) >= KShortStr && *gc.HeaderOf(t.ptr())&gc.Black != 0 {
						f.pc = pcAddr(pc)
						vm.heap.BarrierBack(t.ptr(), uintptr(v.u))
						goto reload
					}
					continue
				}
			}
			goto slowSet

		case code.OpSetTable:
			b := &R[uint8(i>>8)]
			if c := &R[uint8(i>>16)]; Kind(b.t) == KTable && c.t == uint64(KInt) {
				t := b.table()
				if k := c.u - 1; k < uint64(t.array.n) {
					e := valueAt(t.array.addr + uintptr(k)*valueSize)
					if e.t != 0 || t.meta.Addr() == 0 {
						v := &R[uint8(i>>32)]
						if c := uint16(i >> 32); c >= 256 {
							v = valueAt(f.k + uintptr(c-256)*valueSize)
						}
						*e = *v
						if Kind(v.t) >= KShortStr && *gc.HeaderOf(t.ptr())&gc.Black != 0 {
							f.pc = pcAddr(pc)
							vm.heap.BarrierBack(t.ptr(), uintptr(v.u))
							goto reload
						}
						continue
					}
				}
			}
			goto slowSet

		case code.OpSetI:
			b := &R[uint8(i>>8)]
			if Kind(b.t) == KTable {
				t := b.table()
				if k := uint64(uint16(i>>16)) - 1; k < uint64(t.array.n) {
					e := valueAt(t.array.addr + uintptr(k)*valueSize)
					if e.t != 0 || t.meta.Addr() == 0 {
						v := &R[uint8(i>>32)]
						if c := uint16(i >> 32); c >= 256 {
							v = valueAt(f.k + uintptr(c-256)*valueSize)
						}
						*e = *v
						if Kind(v.t) >= KShortStr && *gc.HeaderOf(t.ptr())&gc.Black != 0 {
							f.pc = pcAddr(pc)
							vm.heap.BarrierBack(t.ptr(), uintptr(v.u))
							goto reload
						}
						continue
					}
				}
			}
			goto slowSet

		case code.OpNewTable:
			f.pc = pcAddr(pc)
			if !vm.opNewTable(i) {
				return
			}
			goto reload

		case code.OpSetList:
			f.pc = pcAddr(pc)
			if !vm.opSetList(i) {
				return
			}
			goto reload

		case code.OpAdd:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) {
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KInt), b.u + c.u}
					continue
				}
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(float64(int64(b.u)) + math.Float64frombits(c.u))}
					continue
				}
			} else if b.t == uint64(KFloat) {
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) + math.Float64frombits(c.u))}
					continue
				}
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) + float64(int64(c.u)))}
					continue
				}
			}
			goto slowArith

		case code.OpSub:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) {
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KInt), b.u - c.u}
					continue
				}
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(float64(int64(b.u)) - math.Float64frombits(c.u))}
					continue
				}
			} else if b.t == uint64(KFloat) {
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) - math.Float64frombits(c.u))}
					continue
				}
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) - float64(int64(c.u)))}
					continue
				}
			}
			goto slowArith

		case code.OpMul:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) {
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KInt), b.u * c.u}
					continue
				}
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(float64(int64(b.u)) * math.Float64frombits(c.u))}
					continue
				}
			} else if b.t == uint64(KFloat) {
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) * math.Float64frombits(c.u))}
					continue
				}
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) * float64(int64(c.u)))}
					continue
				}
			}
			goto slowArith

		case code.OpMod:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				x, y := int64(b.u), int64(c.u)
				if uint64(y)+1 > 1 { // neither 0 nor -1
					r := x % y
					if r != 0 && r^y < 0 {
						r += y
					}
					R[uint8(i>>8)] = Value{uint64(KInt), uint64(r)}
					continue
				}
			}
			goto slowArith

		case code.OpDiv:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			var x, y float64
			switch b.t {
			case uint64(KFloat):
				x = math.Float64frombits(b.u)
			case uint64(KInt):
				x = float64(int64(b.u))
			default:
				goto slowArith
			}
			switch c.t {
			case uint64(KFloat):
				y = math.Float64frombits(c.u)
			case uint64(KInt):
				y = float64(int64(c.u))
			default:
				goto slowArith
			}
			R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(x / y)}
			continue

		case code.OpIDiv:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				x, y := int64(b.u), int64(c.u)
				if uint64(y)+1 > 1 { // neither 0 nor -1
					q := x / y
					if x^y < 0 && q*y != x {
						q--
					}
					R[uint8(i>>8)] = Value{uint64(KInt), uint64(q)}
					continue
				}
			}
			goto slowArith

		case code.OpBAnd:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), b.u & c.u}
				continue
			}
			goto slowArith

		case code.OpBOr:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), b.u | c.u}
				continue
			}
			goto slowArith

		case code.OpBXor:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), b.u ^ c.u}
				continue
			}
			goto slowArith

		case code.OpShl:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), uint64(shl(int64(b.u), int64(c.u)))}
				continue
			}
			goto slowArith

		case code.OpShr:
			b := &R[uint8(i>>16)]
			c := &R[uint8(i>>32)]
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), uint64(shr(int64(b.u), int64(c.u)))}
				continue
			}
			goto slowArith

		case code.OpAddI:
			b := &R[uint8(i>>16)]
			if b.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), b.u + uint64(int64(int16(i>>32)))}
				continue
			}
			if b.t == uint64(KFloat) {
				R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) + float64(int16(i>>32)))}
				continue
			}
			goto slowArith

		case code.OpAddK:
			b := &R[uint8(i>>16)]
			c := valueAt(f.k + uintptr(uint16(i>>32))*valueSize)
			if b.t == uint64(KInt) {
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KInt), b.u + c.u}
					continue
				}
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(float64(int64(b.u)) + math.Float64frombits(c.u))}
					continue
				}
			} else if b.t == uint64(KFloat) {
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) + math.Float64frombits(c.u))}
					continue
				}
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) + float64(int64(c.u)))}
					continue
				}
			}
			goto slowArith

		case code.OpSubK:
			b := &R[uint8(i>>16)]
			c := valueAt(f.k + uintptr(uint16(i>>32))*valueSize)
			if b.t == uint64(KInt) {
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KInt), b.u - c.u}
					continue
				}
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(float64(int64(b.u)) - math.Float64frombits(c.u))}
					continue
				}
			} else if b.t == uint64(KFloat) {
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) - math.Float64frombits(c.u))}
					continue
				}
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) - float64(int64(c.u)))}
					continue
				}
			}
			goto slowArith

		case code.OpMulK:
			b := &R[uint8(i>>16)]
			c := valueAt(f.k + uintptr(uint16(i>>32))*valueSize)
			if b.t == uint64(KInt) {
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KInt), b.u * c.u}
					continue
				}
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(float64(int64(b.u)) * math.Float64frombits(c.u))}
					continue
				}
			} else if b.t == uint64(KFloat) {
				if c.t == uint64(KFloat) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) * math.Float64frombits(c.u))}
					continue
				}
				if c.t == uint64(KInt) {
					R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(math.Float64frombits(b.u) * float64(int64(c.u)))}
					continue
				}
			}
			goto slowArith

		case code.OpModK:
			b := &R[uint8(i>>16)]
			c := valueAt(f.k + uintptr(uint16(i>>32))*valueSize)
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				x, y := int64(b.u), int64(c.u)
				if uint64(y)+1 > 1 { // neither 0 nor -1
					r := x % y
					if r != 0 && r^y < 0 {
						r += y
					}
					R[uint8(i>>8)] = Value{uint64(KInt), uint64(r)}
					continue
				}
			}
			goto slowArith

		case code.OpDivK:
			b := &R[uint8(i>>16)]
			c := valueAt(f.k + uintptr(uint16(i>>32))*valueSize)
			var x, y float64
			switch b.t {
			case uint64(KFloat):
				x = math.Float64frombits(b.u)
			case uint64(KInt):
				x = float64(int64(b.u))
			default:
				goto slowArith
			}
			switch c.t {
			case uint64(KFloat):
				y = math.Float64frombits(c.u)
			case uint64(KInt):
				y = float64(int64(c.u))
			default:
				goto slowArith
			}
			R[uint8(i>>8)] = Value{uint64(KFloat), math.Float64bits(x / y)}
			continue

		case code.OpIDivK:
			b := &R[uint8(i>>16)]
			c := valueAt(f.k + uintptr(uint16(i>>32))*valueSize)
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				x, y := int64(b.u), int64(c.u)
				if uint64(y)+1 > 1 { // neither 0 nor -1
					q := x / y
					if x^y < 0 && q*y != x {
						q--
					}
					R[uint8(i>>8)] = Value{uint64(KInt), uint64(q)}
					continue
				}
			}
			goto slowArith

		case code.OpBAndK:
			b := &R[uint8(i>>16)]
			c := valueAt(f.k + uintptr(uint16(i>>32))*valueSize)
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), b.u & c.u}
				continue
			}
			goto slowArith

		case code.OpBOrK:
			b := &R[uint8(i>>16)]
			c := valueAt(f.k + uintptr(uint16(i>>32))*valueSize)
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), b.u | c.u}
				continue
			}
			goto slowArith

		case code.OpBXorK:
			b := &R[uint8(i>>16)]
			c := valueAt(f.k + uintptr(uint16(i>>32))*valueSize)
			if b.t == uint64(KInt) && c.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), b.u ^ c.u}
				continue
			}
			goto slowArith

		case code.OpPow, code.OpPowK, code.OpShlI, code.OpShrI:
			goto slowArith
		case code.OpUnm:
			b := &R[uint8(i>>16)]
			if b.t == uint64(KInt) {
				R[uint8(i>>8)] = Value{uint64(KInt), -b.u}
				continue
			}
			if b.t == uint64(KFloat) {
				R[uint8(i>>8)] = Value{uint64(KFloat), b.u ^ 1<<63}
				continue
			}
			f.pc = pcAddr(pc)
			if !vm.slowUnary(i) {
				return
			}
			goto reload
		case code.OpNot:
			t := uint64(KFalse)
			if R[uint8(i>>16)].t <= uint64(KFalse) {
				t = uint64(KTrue)
			}
			R[uint8(i>>8)] = Value{t: t}
			continue

		case code.OpLen:
			f.pc = pcAddr(pc)
			if !vm.slowUnary(i) {
				return
			}
			goto reload

		case code.OpBNot:
			f.pc = pcAddr(pc)
			if !vm.slowUnary(i) {
				return
			}
			goto reload

		case code.OpConcat:
			f.pc = pcAddr(pc)
			if !vm.opConcat(i) {
				return
			}
			goto reload

		case code.OpClose:
			f.pc = pcAddr(pc)
			if !vm.opClose(i) {
				return
			}
			goto reload

		case code.OpTBC:
			f.pc = pcAddr(pc)
			if !vm.opTBC(i) {
				return
			}
			goto reload

		case code.OpJmp:
			pc = pcAdd(pc, jump(i))
			if int64(i) >= 0 {
				continue
			}
			if vm.fuel += int64(i) >> 40; vm.fuel >= 0 {
				continue
			}
			goto spent

		case code.OpEq:
			a, b := R[uint8(i>>8)], R[uint8(i>>16)]
			var r bool
			if a.t == b.t && Kind(a.t) != KLongStr && Kind(a.t) != KFloat {
				r = a.u == b.u
				if !r && Kind(a.t) >= KTable {
					goto slowCompare
				}
			} else {
				goto slowCompare
			}
			if r == (i&(1<<32) != 0) {
				goto jump
			}
			continue

		case code.OpLt:
			a, b := &R[uint8(i>>8)], &R[uint8(i>>16)]
			var r bool
			if a.t == uint64(KInt) && b.t == uint64(KInt) {
				r = int64(a.u) < int64(b.u)
			} else if a.t == uint64(KFloat) && b.t == uint64(KFloat) {
				r = math.Float64frombits(a.u) < math.Float64frombits(b.u)
			} else {
				goto slowCompare
			}
			if r == (i&(1<<32) != 0) {
				goto jump
			}
			continue

		case code.OpLe:
			a, b := &R[uint8(i>>8)], &R[uint8(i>>16)]
			var r bool
			if a.t == uint64(KInt) && b.t == uint64(KInt) {
				r = int64(a.u) <= int64(b.u)
			} else if a.t == uint64(KFloat) && b.t == uint64(KFloat) {
				r = math.Float64frombits(a.u) <= math.Float64frombits(b.u)
			} else {
				goto slowCompare
			}
			if r == (i&(1<<32) != 0) {
				goto jump
			}
			continue

		case code.OpEqK:
			a, b := R[uint8(i>>8)], *valueAt(f.k + uintptr(uint16(i>>16))*valueSize)
			var r bool
			if a.t == b.t && Kind(a.t) != KFloat {
				r = a.u == b.u
			} else if a.isNumber() && b.isNumber() {
				goto slowCompare
			}
			if r == (i&(1<<32) != 0) {
				goto jump
			}
			continue

		case code.OpEqI:
			a := &R[uint8(i>>8)]
			var r bool
			if a.t == uint64(KInt) {
				r = int64(a.u) == int64(int16(i>>16))
			} else if a.t == uint64(KFloat) {
				r = math.Float64frombits(a.u) == float64(int16(i>>16))
			} else {
				r = false
			}
			if r == (i&(1<<32) != 0) {
				goto jump
			}
			continue

		case code.OpLtI:
			a := &R[uint8(i>>8)]
			var r bool
			if a.t == uint64(KInt) {
				r = int64(a.u) < int64(int16(i>>16))
			} else if a.t == uint64(KFloat) {
				r = math.Float64frombits(a.u) < float64(int16(i>>16))
			} else {
				goto slowCompare
			}
			if r == (i&(1<<32) != 0) {
				goto jump
			}
			continue

		case code.OpLeI:
			a := &R[uint8(i>>8)]
			var r bool
			if a.t == uint64(KInt) {
				r = int64(a.u) <= int64(int16(i>>16))
			} else if a.t == uint64(KFloat) {
				r = math.Float64frombits(a.u) <= float64(int16(i>>16))
			} else {
				goto slowCompare
			}
			if r == (i&(1<<32) != 0) {
				goto jump
			}
			continue

		case code.OpGtI:
			a := &R[uint8(i>>8)]
			var r bool
			if a.t == uint64(KInt) {
				r = int64(a.u) > int64(int16(i>>16))
			} else if a.t == uint64(KFloat) {
				r = math.Float64frombits(a.u) > float64(int16(i>>16))
			} else {
				goto slowCompare
			}
			if r == (i&(1<<32) != 0) {
				goto jump
			}
			continue

		case code.OpGeI:
			a := &R[uint8(i>>8)]
			var r bool
			if a.t == uint64(KInt) {
				r = int64(a.u) >= int64(int16(i>>16))
			} else if a.t == uint64(KFloat) {
				r = math.Float64frombits(a.u) >= float64(int16(i>>16))
			} else {
				goto slowCompare
			}
			if r == (i&(1<<32) != 0) {
				goto jump
			}
			continue

		case code.OpTest:
			if (R[uint8(i>>8)].t > uint64(KFalse)) == (i&(1<<32) != 0) {
				goto jump
			}
			continue
		case code.OpTestSet:
			b := R[uint8(i>>16)]
			if (b.t > uint64(KFalse)) == (i&(1<<32) != 0) {
				R[uint8(i>>8)] = b
				goto jump
			}
			continue
		case code.OpCall:
			a := &R[uint8(i>>8)]
			n := int(uint16(i>>16)) - 1
			if n < 0 {
				n = int((vm.top-a.addr())/valueSize) - 1
			}
			f.pc = pcAddr(pc)
			if Kind(a.t) == KLuaFn {
				cl := a.luaFn()
				p := cl.proto.Get()
				base := a.addr() + valueSize
				top := base + uintptr(p.maxStack)*valueSize
				if top <= vm.stackEnd && vm.fp+2*frameSize <= vm.frameEnd && !p.vararg {
					f = f.up()
					vm.fp = f.addr()
					R = (*[256]Value)(pointer(base))
					for j := n; j < int(p.nparams); j++ {
						R[uint8(j)] = Value{}
					}
					f.base = base
					f.cl = uintptr(cl.ptr())
					f.k = p.k.addr
					f.top = top
					f.setCall(int16(uint16(i>>32)) - 1)
					pc = instrAt(p.code)
					if vm.fuel -= p.cost; vm.fuel >= 0 {
						continue
					}
					goto spent
				}
			} else if Kind(a.t) == KGoFn {
				if !vm.callGo(a.goFn(), a.addr(), n, int(uint16(i>>32))-1, 0) {
					return
				}
				goto reload
			}
			if !vm.callValue(a.addr(), n, int(uint16(i>>32))-1, 0) {
				return
			}
			goto reload

		case code.OpTailCall:
			f.pc = pcAddr(pc)
			if !vm.opTailCall(i) {
				return
			}
			goto reload

		case code.OpReturn:
			f.pc = pcAddr(pc)
			if !vm.opReturn(i) {
				return
			}
			goto reload

		case code.OpReturn0:
			if f.status&fsSlowReturn == 0 {
				if n := f.nres; n != 0 {
					if n < 0 {
						vm.top = f.base - valueSize
					} else {
						for a := f.base - valueSize; n > 0; n-- {
							*valueAt(a) = Value{}
							a += valueSize
						}
					}
				}
				f = f.down()
				vm.fp = f.addr()
				R = f.regs()
				pc = instrAt(f.pc)
				continue
			}
			f.pc = pcAddr(pc)
			if !vm.finishCall(f, f.base, 0) {
				return
			}
			goto reload
		case code.OpReturn1:
			if f.status&fsSlowReturn == 0 {
				n := f.nres
				if n == 1 {
					*valueAt(f.base - valueSize) = R[uint8(i>>8)]
				} else if n != 0 {
					a := f.base - valueSize
					*valueAt(a) = R[uint8(i>>8)]
					a += valueSize
					if n < 0 {
						vm.top = a
					}
					for ; n > 1; n-- {
						*valueAt(a) = Value{}
						a += valueSize
					}
				}
				f = f.down()
				vm.fp = f.addr()
				R = f.regs()
				pc = instrAt(f.pc)
				continue
			}
			f.pc = pcAddr(pc)
			if !vm.finishCall(f, (&R[uint8(i>>8)]).addr(), 1) {
				return
			}
			goto reload

		case code.OpForPrep:
			f.pc = pcAddr(pc)
			if !vm.opForPrep(i) {
				return
			}
			goto reload

		case code.OpForLoop:
			// The loop's registers; the compiler gave it four. They are written
			// whole: a binary chunk or debug.setlocal can have put anything there,
			// and a number must never become an object's address.
			a := regs4(&R[uint8(i>>8)])
			if a[2].t == uint64(KInt) {
				n := a[1].u
				if n == 0 {
					continue
				}
				a[1] = Value{uint64(KInt), n - 1}
				x := a[0].u + a[2].u
				a[0] = Value{uint64(KInt), x}
				a[3] = Value{uint64(KInt), x}
			} else {
				step := math.Float64frombits(a[2].u)
				x := math.Float64frombits(a[0].u) + step
				limit := math.Float64frombits(a[1].u)
				if step > 0 {
					if !(x <= limit) {
						continue
					}
				} else if !(limit <= x) {
					continue
				}
				a[0] = Value{uint64(KFloat), math.Float64bits(x)}
				a[3] = Value{uint64(KFloat), math.Float64bits(x)}
			}
			pc = pcAdd(pc, jump(i))
			if vm.fuel += int64(i) >> 40; vm.fuel >= 0 {
				continue
			}
			goto spent

		case code.OpTForPrep:
			if a := &R[uint8(i>>8)+3]; a.t == 0 { // no closing value
				pc = pcAdd(pc, jump(i))
				continue
			}
			f.pc = pcAddr(pc)
			if !vm.opTForPrep(i) {
				return
			}
			goto reload
		case code.OpTForCall:
			a := regs6(&R[uint8(i>>8)])
			if Kind(a[0].t) == KGoFn && Kind(a[1].t) == KTable && a[0].goFn().intr == intrNext {
				f.pc = pcAddr(pc)
				if vm.forNext(a, int(uint16(i>>32))) {
					goto reload
				}
			}
			f.pc = pcAddr(pc)
			if !vm.opTForCall(i) {
				return
			}
			goto reload
		case code.OpTForLoop:
			a := regs5(&R[uint8(i>>8)])
			if a[4].t == 0 {
				continue
			}
			a[2] = a[4]
			pc = pcAdd(pc, jump(i))
			if vm.fuel += int64(i) >> 40; vm.fuel >= 0 {
				continue
			}
			goto spent

		case code.OpClosure:
			f.pc = pcAddr(pc)
			if !vm.opClosure(i) {
				return
			}
			goto reload

		case code.OpVararg:
			f.pc = pcAddr(pc)
			if !vm.opVararg(i) {
				return
			}
			goto reload

		case code.OpVarargPrep: // done by the call
			continue
		case code.OpTrap:
			f.pc = pcAddr(pc)
			if !vm.opTrap() {
				return
			}
			goto reload
		default:
			panic("BUG: unknown opcode")
		}

	jump:
		pc = pcAdd(pc, jump(i))
		if int64(i) >= 0 {
			continue
		}
		if vm.fuel += int64(i) >> 40; vm.fuel >= 0 {
			continue
		}
	spent:
		f.pc = pcAddr(pc)
		if !vm.refuelOrPause() {
			return
		}
		goto reload
	slowArith:
		f.pc = pcAddr(pc)
		if !vm.slowArith(i) {
			return
		}
		goto reload
	slowCompare:
		f.pc = pcAddr(pc)
		if !vm.slowCompare(i) {
			return
		}
		goto reload
	slowSet:
		f.pc = pcAddr(pc)
		if !vm.slowSet(i) {
			return
		}
		goto reload
	}
}
