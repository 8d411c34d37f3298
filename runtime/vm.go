package runtime

// This file defines VM: its life, its tables of globals and modules, and the
// operations on values that need it.

import (
	"context"
	crand "crypto/rand"
	"encoding/binary"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// VM is one Lua state: a heap, its globals and coroutines. VMs are independent of
// each other. A VM is used by one goroutine at a time; only [VM.Interrupt] may be
// called from others. Close it when it is no longer needed.
type VM interp.VM

func (vm *VM) engine() *interp.VM { return (*interp.VM)(vm) }

// host is what this package keeps for a VM beside the engine's state.
type host struct {
	cfg     Config
	stdout  io.Writer
	stderr  io.Writer
	stdin   io.Reader
	scratch []byte
	warning warning
	seed    uint64

	maxString int
	nesting   int
	owned     map[any]func() error // see Own
	bind      *bindings            // of generated modules, nil before the first

	busy        atomic.Bool
	interrupted atomic.Bool
	mu          sync.Mutex      // orders Interrupt and the end of a call
	ctx         context.Context // of the call that runs; nil if it is never done
	fuel        int64           // left, when the VM's fuel is limited
	limited     bool
	ending      bool  // Shutdown calls finalizers
	spent       int64 // by the last step
}

func (vm *VM) host() *host { return vm.engine().Host().(*host) }

// New returns a VM. It has no library: see package stdlib.
func New(cfg Config) (*VM, error) {
	seed := cfg.Seed
	if seed == 0 {
		var b [8]byte
		_, _ = crand.Read(b[:]) // never fails
		seed = binary.LittleEndian.Uint64(b[:])
	}
	h := &host{cfg: cfg, stdout: cfg.Stdout, stderr: cfg.Stderr, stdin: cfg.Stdin, seed: seed}
	if h.stdout == nil {
		h.stdout = os.Stdout
	}
	if h.stderr == nil {
		h.stderr = os.Stderr
	}
	if h.stdin == nil {
		h.stdin = eof{}
	}
	h.fuel, h.limited = cfg.Fuel, cfg.Fuel > 0
	h.maxString = cfg.StringLen
	if h.maxString <= 0 {
		h.maxString = 1 << 30
	}
	h.nesting = min(max(cfg.Nesting, 0), MaxNesting)
	e, err := interp.New(interp.Config{
		GC:          gc.Config{Limit: cfg.Memory, Stress: cfg.Stress, Places: cfg.Seed != 0},
		StackLimit:  cfg.StackSlots,
		FrameLimit:  cfg.CallDepth,
		Seed:        seed,
		MaxString:   h.maxString,
		MaxThreads:  cfg.Coroutines,
		MaxResumes:  cfg.ResumeDepth,
		CatchPanics: cfg.CatchPanics,
	})
	if err != nil {
		return nil, err
	}
	vm := (*VM)(e)
	e.SetHost(h)
	e.SetWarn(func(msg string) { vm.Warn(msg, false) })
	e.SetCheck(h.check)
	loaded, err := vm.NewTable(0, 16)
	if err != nil {
		return nil, err
	}
	return vm, vm.Registry().RawSetString(vm, loadedKey, loaded.Value())
}

// eof is the standard input of a VM that was given none.
type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// Close ends the VM without running any more script code, and frees its memory.
// It closes the host's resources that objects of the VM hold, see [VM.Own], and
// returns their errors; for the rest it takes no longer for a big heap.
// Values and Roots of the VM are invalid afterwards. It returns [ErrBusy] when
// the VM is running, and nil when it is closed.
func (vm *VM) Close() error {
	switch err := vm.enter(); err {
	case nil:
	case ErrClosed:
		return nil
	default:
		return err
	}
	defer vm.leave()
	if b := vm.host().bind; b != nil {
		b.closeIterators()
	}
	err := vm.closeOwned()
	vm.engine().Close()
	return err
}

// enter takes the VM for this goroutine, until leave.
func (vm *VM) enter() error {
	h := vm.host()
	if !h.busy.CompareAndSwap(false, true) {
		return ErrBusy
	}
	if err := vm.refusal(); err != nil {
		h.busy.Store(false)
		return err
	}
	return nil
}

// refusal returns why nothing can be made in the VM or changed: it is closed, or
// a trace method asks.
func (vm *VM) refusal() error {
	switch e := vm.engine(); {
	case e.Closed():
		return ErrClosed
	case e.Heap().Busy():
		return ErrBusy
	}
	return nil
}

func (vm *VM) leave() {
	h := vm.host()
	h.mu.Lock()
	h.busy.Store(false)
	h.interrupted.Store(false)
	h.mu.Unlock()
}

// Heap returns the VM's heap: for accounting memory of the host, for collections,
// and for objects of traced types.
func (vm *VM) Heap() *gc.Heap { return vm.engine().Heap() }

// Config returns the configuration that the VM was made with.
func (vm *VM) Config() Config { return vm.host().cfg }

// Seed returns the seed of the VM, which is Config.Seed unless that was zero.
func (vm *VM) Seed() uint64 { return vm.host().seed }

// Globals returns the table of globals.
func (vm *VM) Globals() Table { return Table(vm.engine().Globals()) }

// Registry returns a table for the host's own use: scripts cannot reach it.
func (vm *VM) Registry() Table { return Table(vm.engine().Registry()) }

// Stdout returns where print and the io library write.
func (vm *VM) Stdout() io.Writer { return vm.host().stdout }

// Stderr returns where warnings go.
func (vm *VM) Stderr() io.Writer { return vm.host().stderr }

// Stdin returns what the io library reads.
func (vm *VM) Stdin() io.Reader { return vm.host().stdin }

// Scratch returns an empty buffer that functions share; the next function that
// asks gets the same one. Give it back with SetScratch when it may have grown.
func (vm *VM) Scratch() []byte { return vm.host().scratch[:0] }

// SetScratch keeps b as the buffer that Scratch returns, unless it is large.
func (vm *VM) SetScratch(b []byte) {
	if cap(b) <= 64<<10 {
		vm.host().scratch = b
	}
}

// Check reports whether v can be used with this VM: it returns nil, [ErrClosed],
// [ErrForeign] or [ErrStale]. Every operation that takes a value does it.
func (vm *VM) Check(v Value) error {
	if !v.isObject() || vm.engine().Recent(interp.Value(v)) {
		return nil
	}
	return vm.checkObject(v)
}

// checkObject checks the object v, and says why it cannot be used.
//
//go:noinline
func (vm *VM) checkObject(v Value) error {
	switch {
	case vm.engine().Valid(interp.Value(v)):
		return nil
	case vm.engine().Closed():
		return ErrClosed
	case interp.HeapID(interp.Value(v)) != vm.Heap().ID():
		return ErrForeign
	}
	return ErrStale
}

// view returns the bytes of a string, which was checked, without a copy.
func (vm *VM) view(v Value) string { return interp.View(interp.Value(v)) }

// NewString returns a string value with a copy of s.
func (vm *VM) NewString(s string) (Value, error) {
	if err := vm.refusal(); err != nil {
		return Nil, err
	}
	v, ok := vm.engine().NewString(s)
	if !ok {
		return Nil, vm.engine().MemoryError()
	}
	return Value(v), nil
}

// NewTable returns an empty table with room for narr entries of a sequence and
// nrec other entries.
func (vm *VM) NewTable(narr, nrec int) (Table, error) {
	if err := vm.refusal(); err != nil {
		return Table{}, err
	}
	v, ok := vm.engine().NewTable(max(narr, 0), max(nrec, 0))
	if !ok {
		return Table{}, vm.engine().MemoryError()
	}
	return Table(v), nil
}

// NewFunc returns a function value for fn, which reads the upvalues with
// [Call.Upvalue]. The name appears in messages and tracebacks.
func (vm *VM) NewFunc(name string, fn Function, upvalues ...Value) (Func, error) {
	if err := vm.refusal(); err != nil {
		return Func{}, err
	}
	for _, v := range upvalues {
		if err := vm.Check(v); err != nil {
			return Func{}, err
		}
	}
	return Func(vm.engine().NewGoFunction(name, engineFunc(fn), engineValues(upvalues)...)), nil
}

// Intrinsic returns a function that the executor itself implements: pcall,
// xpcall, next, ipairs_iter, resume, yield and close of coroutines, and limited.
// It returns nil for another name.
//
// limited(fuel, f, ...) is pcall(f, ...) with no more than so much fuel: when that
// is spent, nothing of f runs any more, neither handlers nor __close metamethods,
// and limited returns false and the text of [ErrFuel]. It is in no library, because
// a script could not catch the end of its fuel without: a host that wants it sets
// it as a global, or uses it from Go with [Call.CallThen] or [Call.TailCall]. What
// is spent counts for all budgets around it, and none of them can be exceeded. f
// may yield; what others do until it is resumed does not count.
func (vm *VM) Intrinsic(name string) Value { return Value(vm.engine().Intrinsic(name)) }

// Metafield returns the field of that name of v's metatable, nil when there is
// none.
func (vm *VM) Metafield(v Value, name string) Value {
	if vm.Check(v) != nil {
		return Nil
	}
	return Value(vm.engine().Metafield(interp.Value(v), name))
}

// Metatable returns v's metatable: its own for a table or userdata, that of its
// type for others.
func (vm *VM) Metatable(v Value) (Table, bool) {
	if vm.Check(v) != nil {
		return Table{}, false
	}
	return Value(vm.engine().Metatable(interp.Value(v))).AsTable()
}

// SetTypeMetatable sets the metatable that all values of v's type share; v must
// be no table or userdata. The zero Table takes it away.
func (vm *VM) SetTypeMetatable(v Value, mt Table) error {
	if err := vm.Check(mt.Value()); err != nil {
		return err
	}
	if k := v.Kind(); k == KindTable || k == KindUserdata {
		return &ArgError{"SetTypeMetatable", "a type without metatables of its own", v.TypeName()}
	}
	vm.engine().SetMetatable(interp.Value(v), interp.Value(mt))
	return nil
}

// TypeNameFor returns the name of v's type for messages: __name of its metatable
// if that is a string.
func (vm *VM) TypeNameFor(v Value) string {
	if vm.Check(v) != nil {
		return v.TypeName()
	}
	return vm.engine().TypeNameFor(interp.Value(v))
}

// RawEqual reports whether two values are equal for Lua, without metamethods.
func (vm *VM) RawEqual(a, b Value) bool {
	return vm.Check(a) == nil && vm.Check(b) == nil && interp.RawEquals(interp.Value(a), interp.Value(b))
}

// AppendValue appends v as tostring shows it when it has no __tostring.
func (vm *VM) AppendValue(dst []byte, v Value) []byte {
	switch v.Kind() {
	case KindNil:
		return append(dst, "nil"...)
	case KindFalse:
		return append(dst, "false"...)
	case KindTrue:
		return append(dst, "true"...)
	case KindInt, KindFloat:
		return AppendNumber(dst, v)
	}
	if err := vm.Check(v); err != nil {
		return append(append(dst, v.TypeName()...), ": (invalid)"...)
	}
	if v.IsString() {
		return append(dst, vm.view(v)...)
	}
	dst = append(dst, vm.TypeNameFor(v)...)
	dst = append(dst, ": "...)
	return vm.engine().AppendAddress(dst, interp.Value(v))
}

// RawToString returns v as tostring shows it when it has no __tostring.
func (c *Call) RawToString(v Value) (Value, error) {
	if v.IsString() {
		return v, c.VM().Check(v)
	}
	var buf [64]byte
	return c.NewBytes(c.VM().AppendValue(buf[:0], v))
}

// InFinalizer reports whether a finalizer runs.
func (vm *VM) InFinalizer() bool { return vm.engine().InFinalizer() || vm.host().ending }
