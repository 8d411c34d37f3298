package interp

// This file defines threads: a value stack, a frame stack and what suspends and
// resumes them.

import (
	"errors"
	"unsafe"

	"github.com/lusterlua/luster/runtime/gc"
)

// Status is the state of a thread as its host sees it.
type Status uint8

// Thread states.
const (
	StatusSuspended Status = iota // not started, or yielded
	StatusPaused                  // out of fuel in the middle of its work
	StatusRunning                 // the current thread, or one that resumed it
	StatusDone                    // its function returned
	StatusFailed                  // stopped by an error
)

// Thread is a Lua thread (a coroutine).
//
//luster:trace
type Thread struct {
	stack     stackMem
	fp        uintptr        // address of the current frame; 0 before the start
	frames    uintptr        // frame stack
	fend      uintptr        // its end
	open      uint64         // open upvalues, highest slot first
	from      gc.Ptr[Thread] // the thread that resumed this one
	inner     gc.Ptr[Thread] // of a paused thread of the host: the one that ran
	openTop   uintptr        // VM.top while the thread is not current
	status    Status
	main      bool   // run by a host's call: can't yield
	nny       uint16 // calls in which it can't yield and its hook rests (finalizers, hooks)
	ncalls    uint16 // calls from Go functions that have not returned
	nmsgh     uint16 // nesting of message handlers
	hook      *hook  // nil: none
	tbc       []uint32
	meter     *meter // nil: no limit yet
	seqs      []Sequence
	unwinds   []unwinding // errors on their way, the innermost last
	err       *Error
	redo      redo
	redoOuter *redo // redo while finalizers are called first
	redoVal   Value // the error value of redo, or what moreOp has made
	id        uint64
}

const (
	stackInit  = 32  // slots of a new thread: a body of ten registers that yields
	stackExtra = 8   // slots kept free above every frame for metamethod calls
	stackGoMin = 20  // slots a Go function may push without a check
	framesInit = 4   // frames of a new thread
	errSlots   = 512 // slots beyond the limit for handling a stack overflow
	errFrames  = 16  // frames beyond the limit, likewise
)

// DropGC closes the open upvalues and frees the stacks.
func (th *Thread) DropGC(h *gc.Heap) {
	for th.open != 0 {
		upvalAt(th.open).close()
	}
	th.free(h)
	if vm, ok := h.Owner().(*VM); ok && len(vm.asyncs) > 0 {
		for _, s := range th.seqs {
			if a, ok := s.(*asyncState); ok {
				vm.dropped = append(vm.dropped, a)
			}
		}
	}
	if th.hook != nil {
		h.Account(-hookBytes)
	}
	*th = Thread{}
}

func (th *Thread) free(h *gc.Heap) {
	if th.stack.addr != 0 {
		h.FreeMem(pointer(th.stack.addr), th.stack.size())
		th.stack = stackMem{}
		storeOf(h).running--
	}
	if th.frames != 0 {
		h.FreeMem(pointer(th.frames), th.fend-th.frames)
		th.frames, th.fend, th.fp = 0, 0, 0
	}
}

// newThread returns a thread with empty stacks, nil when memory is refused.
func (vm *VM) newThread() *Thread {
	th := vm.threads.New()
	mem := vm.heap.AllocMem((stackInit + stackExtra) * valueSize)
	if mem == nil {
		return nil
	}
	th.stack = stackMem{addr: uintptr(mem), end: uintptr(mem) + stackInit*valueSize, top: uintptr(mem), slots: stackInit}
	vm.running++
	mem = vm.heap.AllocMem(framesInit * frameSize)
	if mem == nil {
		return nil
	}
	th.frames, th.fend = uintptr(mem), uintptr(mem)+framesInit*frameSize
	vm.lastThread++
	th.id = vm.lastThread
	vm.inheritHook(th)
	return th
}

// NewThread returns a suspended thread that will call fn. Its error is one of
// memory, also when there are too many threads: a collection may help.
func (vm *VM) NewThread(fn Value) (Value, error) {
	if n := vm.cfg.MaxThreads; n > 0 && vm.running >= n {
		return Nil, &Error{val: vm.intern(errThreads), text: errThreads, settled: true, cause: ErrThreads, memory: true}
	}
	th := vm.newThread()
	if th == nil {
		return Nil, vm.memoryError()
	}
	*valueAt(th.stack.addr) = fn
	th.stack.top = th.stack.addr + valueSize
	return th.value(), nil
}

const errThreads = "too many coroutines"

// ErrThreads is the cause of the error when there are as many threads as
// Config.MaxThreads.
var ErrThreads = errors.New("luster: " + errThreads)

// growStack makes room for n more slots above top. It fails with "stack
// overflow" or for lack of memory.
//
//go:noinline
func (vm *VM) growStack(th *Thread, top uintptr, n int) *Error {
	if th == vm.th {
		th.fp = vm.fp
	}
	used := int((top - th.stack.addr) / valueSize)
	need := used + n
	limit := vm.cfg.StackLimit
	if th.inHandler() {
		limit += errSlots
	}
	if need > limit {
		return vm.stackOverflow()
	}
	if need <= int(th.stack.slots) {
		th.stack.reveal(need)
		if th == vm.th {
			vm.stackEnd = th.stack.end
		}
		return nil
	}
	size := 2 * int(th.stack.slots)
	size = min(max(size, need), limit)
	mem := vm.heap.AllocMem(uintptr(size+stackExtra) * valueSize)
	if mem == nil {
		return vm.needMemory(int64(size+stackExtra) * int64(valueSize))
	}
	old, oldSize := th.stack.addr, th.stack.size()
	copyMem(mem, pointer(old), th.stack.end-old+stackExtra*valueSize)
	vm.moveStack(th, uintptr(mem), size)
	vm.heap.FreeMem(pointer(old), oldSize)
	return nil
}

// inHandler reports whether the limits are raised for the handling of an
// overflow.
func (th *Thread) inHandler() bool { return th.nmsgh > 0 || len(th.unwinds) > 0 }

// growFrames makes room for another frame.
//
//go:noinline
func (vm *VM) growFrames(th *Thread) *Error {
	if th == vm.th {
		th.fp = vm.fp
	}
	n := int((th.fend - th.frames) / frameSize)
	limit := vm.cfg.FrameLimit
	if th.inHandler() {
		limit += errFrames
	}
	if n >= limit {
		return vm.stackOverflow()
	}
	size := min(2*n, limit)
	mem := vm.heap.AllocMem(uintptr(size) * frameSize)
	if mem == nil {
		return vm.needMemory(int64(size) * int64(frameSize))
	}
	old := th.frames
	copyMem(mem, pointer(old), uintptr(n)*frameSize)
	if th.fp != 0 {
		th.fp += uintptr(mem) - old
	}
	th.frames, th.fend = uintptr(mem), uintptr(mem)+uintptr(size)*frameSize
	vm.heap.FreeMem(pointer(old), uintptr(n)*frameSize)
	if th == vm.th {
		vm.frameEnd, vm.fp = th.fend, th.fp
	}
	return nil
}

// shrink gives back half of the current thread's stacks when little of them is
// used, and returns where top is afterwards. Everything that holds an address of
// a slot or frame must be loaded anew.
func (vm *VM) shrink(top uintptr) uintptr {
	return vm.shrinkTo(top, 2)
}

// shrinkBelow is shrink at a time when memory is short: little is left of what is
// not used.
func (vm *VM) shrinkBelow(top uintptr) uintptr { return vm.shrinkTo(top, 6) }

// shrinkTo divides by div the parts of the current thread of which less than an
// eighth is used.
func (vm *VM) shrinkTo(top, div uintptr) uintptr {
	th := vm.th
	if used, size := top-th.stack.addr, uintptr(th.stack.slots)*valueSize; size > 4096*valueSize && used < size/8 {
		n := size / valueSize / div
		if mem := vm.heap.AllocMem((n + stackExtra) * valueSize); mem != nil {
			old, oldSize := th.stack.addr, th.stack.size()
			copyMem(mem, pointer(old), used)
			vm.moveStack(th, uintptr(mem), int(n))
			vm.heap.FreeMem(pointer(old), oldSize)
			top += uintptr(mem) - old
		}
	}
	if used, size := vm.fp+frameSize-th.frames, th.fend-th.frames; vm.fp != 0 && size > 1024*frameSize && used < size/8 {
		n := size / frameSize / div * frameSize
		if mem := vm.heap.AllocMem(n); mem != nil {
			copyMem(mem, pointer(th.frames), used)
			vm.heap.FreeMem(pointer(th.frames), size)
			th.fp = vm.fp + uintptr(mem) - th.frames
			th.frames, th.fend = uintptr(mem), uintptr(mem)+n
			vm.frameEnd, vm.fp = th.fend, th.fp
		}
	}
	return top
}

// moveStack makes the block of the given number of slots at addr, into which the
// live ones were copied and that is clear otherwise, the stack of th, and corrects
// every address of a slot.
func (vm *VM) moveStack(th *Thread, addr uintptr, slots int) {
	delta := addr - th.stack.addr
	end := addr + uintptr(slots)*valueSize
	th.stack.addr, th.stack.end = addr, end
	th.stack.slots, th.stack.dirty = uint32(slots), 0
	th.stack.top += delta
	for u := th.open; u != 0; u = upvalAt(u).own.u {
		upvalAt(u).v += delta
	}
	if th.fp != 0 {
		for a := th.frames; a <= th.fp; a += frameSize {
			f := frameAt(a)
			f.base += delta
			f.top += delta
		}
	}
	if th == vm.th {
		vm.stackEnd = end
		vm.top += delta
		vm.call.moved(delta)
	}
}

func copyMem(dst, src unsafe.Pointer, n uintptr) {
	// SAFETY: both are blocks of at least n bytes.
	copy(unsafe.Slice((*byte)(dst), n), unsafe.Slice((*byte)(src), n))
}

// Thread identity for hosts.

// ThreadStatus returns the state of a thread value.
func ThreadStatus(v Value) Status { return v.thread().status }
