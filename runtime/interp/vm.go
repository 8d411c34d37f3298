package interp

// This file defines the virtual machine's state and its life.

import (
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/internal/code"
	"sync/atomic"
)

// Config sets the limits of a VM. The zero value has the defaults.
type Config struct {
	GC         gc.Config // memory limit, stress knobs
	StackLimit int       // slots of a thread's value stack; default 1,000,000
	FrameLimit int       // frames of a thread; default 200,000
	Seed       uint64    // of hashing; a host passes a random one
	MaxString  int       // bytes of one string; default 1<<31 - 1
	// MaxThreads bounds the threads that have not ended; 0 is no limit.
	MaxThreads int
	// MaxResumes bounds the nesting of coroutines that resume each other; the
	// default is 195, what PUC-Rio's limit leaves.
	MaxResumes int
	// CatchPanics lets protected calls catch a PanicError.
	CatchPanics bool
}

// VM is one Lua state: a heap, its threads and the executor.
type VM struct {
	// What the loop needs.
	fp       uintptr // current frame
	fuel     int64   // left in this quantum; negative: see refuel
	top      uintptr // end of an open list of values
	stackEnd uintptr // of the current thread
	frameEnd uintptr
	th       *Thread // current thread
	pending  bool    // see drive
	direct   bool    // finishCall resumes a Go function
	call     Call

	store
	cfg        Config
	closures   [len(closureSizes)]*gc.Pool[Closure]
	goFuncs    *gc.Pool[GoFunction]
	upvalues   *gc.Pool[Upvalue]
	protos     *gc.Pool[Proto]
	threads    *gc.Pool[Thread]
	userdatas  *gc.Pool[Userdata]
	lastThread uint64

	registry Value
	globals  Value
	metas    [16]gc.Ptr[Table] // metatables of the basic types, by Kind
	names    [numEvents]Value  // interned names of the events
	memMsg   Value             // "not enough memory"
	mainTh   Value             // registry's main thread

	remaining int64       // fuel of this Step beyond the quantum
	granted   int64       // fuel that was ever taken from a step's
	limitEnd  int64       // the limit in force, noLimit for none: see budget.go
	limitDue  bool        // it was reached
	interrupt atomic.Bool // set from any goroutine
	onCheck   func() error
	warn      func(msg string)
	err       *Error // why the last Step failed
	caught    caughtError
	host      any // of package runtime, see SetHost
	recent    [recentSize]recentValue
	start     startArgs
	depth     int // coroutines that resumed each other
	yielded   int // values that a thread of the host yielded or returned
	yieldedAt uintptr
	results   []Value
	inFin     bool  // a finalizer runs
	retried   bool  // what runs is done again after a collection
	finLeft   int32 // finalizers to be called one after the other
	progress  redo  // what an instruction that goes on had done
	closed    bool
	armed     uintptr // address of the instruction that replaces its TRAP, see arm
	reserve   int64   // fuel kept back meanwhile
	hook      Hook    // of threads that the host starts
	hookNames [numHookEvents]Value
	asyncs    map[*asyncState]struct{}
	dropped   []*asyncState // bodies to be ended, their coroutines are gone
}

// caughtError remembers the Go error behind the value that a protected call
// returned last, so that a script which raises it again does not lose the cause.
type caughtError struct {
	val Value
	err *Error
}

// New returns a VM without any library.
func New(cfg Config) (*VM, error) {
	if cfg.StackLimit <= 0 {
		cfg.StackLimit = 1_000_000
	}
	if cfg.FrameLimit <= 0 {
		cfg.FrameLimit = 200_000
	}
	if cfg.MaxResumes <= 0 {
		cfg.MaxResumes = 195
	}
	if cfg.MaxString <= 0 {
		cfg.MaxString = 1<<31 - 1
	}
	vm := &VM{cfg: cfg, limitEnd: noLimit}
	if err := vm.store.init(cfg.GC, cfg.Seed); err != nil {
		return nil, err
	}
	h := vm.heap
	vm.store.fuel = &vm.fuel
	h.SetOwner(vm)
	vm.goFuncs = gc.NewPool[GoFunction](h, "function")
	vm.upvalues = gc.NewPool[Upvalue](h, "upvalue")
	vm.protos = gc.NewPool[Proto](h, "prototype")
	vm.threads = gc.NewPool[Thread](h, "thread")
	vm.userdatas = gc.NewPool[Userdata](h, "userdata")
	vm.call.vm = vm
	h.AddRoot(vm)
	for e := range numEvents {
		vm.names[e] = vm.intern(eventNames[e])
	}
	vm.memMsg = vm.intern("not enough memory")
	reg, glob := vm.newTable(0, 4), vm.newTable(0, 32)
	if reg == nil || glob == nil {
		return nil, errMemoryTooSmall
	}
	vm.registry, vm.globals = tableValue(reg), tableValue(glob)
	return vm, nil
}

// Close ends the VM without running any script code.
func (vm *VM) Close() {
	if vm.closed {
		return
	}
	vm.closed = true
	vm.stopAsync()
	vm.heap.Close()
}

// Closed reports whether Close was called.
func (vm *VM) Closed() bool { return vm.closed }

// Heap returns the VM's heap.
func (vm *VM) Heap() *gc.Heap { return vm.heap }

// Config returns the configuration with its defaults filled in.
func (vm *VM) Config() Config { return vm.cfg }

// Globals returns the table of globals.
func (vm *VM) Globals() Value { return vm.globals }

// Registry returns a table that scripts can't reach.
func (vm *VM) Registry() Value { return vm.registry }

// SetWarn sets what receives warnings, such as errors in finalizers.
func (vm *VM) SetWarn(f func(msg string)) { vm.warn = f }

// Interrupt makes the running Step call the host's check soon. Any goroutine may
// call it.
func (vm *VM) Interrupt() { vm.interrupt.Store(true) }

// SetCheck sets a function that the executor calls at least once in each quantum
// of fuel, on the VM's goroutine; an error from it stops the script for good.
func (vm *VM) SetCheck(f func() error) { vm.onCheck = f }

// AddRoot and DropRoot hold a value alive; see runtime's Root.
func (vm *VM) AddRoot(r gc.Traceable) gc.RootID { return vm.heap.AddRoot(r) }

// TraceGC marks what the VM itself refers to.
func (vm *VM) TraceGC(t *gc.Tracer) {
	vm.traceStore(t)
	markValue(t, &vm.registry)
	markValue(t, &vm.globals)
	markValue(t, &vm.memMsg)
	markValue(t, &vm.mainTh)
	markValue(t, &vm.caught.val)
	for i := range vm.metas {
		vm.metas[i].TraceGC(t)
	}
	for i := range vm.names {
		markValue(t, &vm.names[i])
	}
	markValue(t, &vm.hook.Func)
	for i := range vm.hookNames {
		markValue(t, &vm.hookNames[i])
	}
	for th := vm.th; th != nil; th = th.from.Get() {
		t.Mark(uintptr(th.ptr()))
		if t.Atomic() {
			th.TraceGC(t)
		}
	}
	for i := range vm.results {
		markValue(t, &vm.results[i])
	}
	if vm.err != nil {
		markValue(t, &vm.err.val)
	}
}

// LoadProto returns a closure of a main chunk whose only upvalue is env; false
// when memory is refused.
func (vm *VM) LoadProto(p *code.Proto, env Value) (Value, bool) {
	proto := vm.loadProto(p)
	if proto == nil {
		return Nil, false
	}
	c := vm.newClosure(proto)
	for i := range int(proto.nups) {
		u := vm.upvalues.New()
		u.v = u.own.addr()
		if i == 0 {
			u.own = env
		}
		c.ups.at(i).Set(u)
	}
	return c.value(), true
}
