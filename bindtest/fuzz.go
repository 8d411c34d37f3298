package bindtest

// This file defines calls with arbitrary arguments.

import (
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// fuzzScript does in Lua what the bytes of an input say.
//
//go:embed fuzz.lua
var fuzzScript string

// Fuzz calls everything that scripts can reach with arguments of every kind, in
// an order that the input decides: with functions that fail, yield, call back in
// and change the object in the middle of a call. It fails for a panic of Go code,
// for a heap that is damaged, and for a VM that cannot be closed. Objects come
// from the functions themselves, and from what open puts into globals.
func Fuzz(f *testing.F, open func(vm *rt.VM) error) {
	for i := range uint64(8) {
		f.Add(fuzzInput(i, 200))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		survive(t, &Config{Open: open}, data, "the input")
	})
}

// fuzzRuns is how many inputs Run tries.
const fuzzRuns = 40

// fuzzSome is Fuzz with a few inputs that are always the same.
func fuzzSome(t testing.TB, cfg Config) {
	t.Helper()
	for i := range uint64(fuzzRuns) {
		if !survive(t, &cfg, fuzzInput(i, 600), fmt.Sprintf("bindtest.Fuzz's input %d", i)) {
			return
		}
	}
}

func fuzzInput(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	return data
}

// maxInput bounds an input: longer ones find nothing that shorter ones do not.
const maxInput = 4096

// survive runs one input, which is called name in messages.
func survive(t testing.TB, cfg *Config, data []byte, name string) bool {
	t.Helper()
	if len(data) > maxInput {
		data = data[:maxInput]
	}
	c := rt.Config{Fuel: 2_000_000, Memory: 64 << 20, Timeout: 10 * time.Second}
	if len(data) > 0 && data[0]%4 == 0 {
		c.Stress = gc.Stress{StepEvery: 1}
	}
	vm, err := cfg.open(c)
	if err != nil {
		t.Fatal(err)
	}
	good := true
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf(name+": "+format, args...)
		good = false
	}
	err = play(vm, cfg, data)
	if p, ok := panicked(err); ok {
		fail("a script can make Go code panic: %v\n%s", p, p.Stack)
	} else if err != nil && !limited(err) {
		fail("%v", err)
	}
	if err := vm.Collect(); err != nil {
		fail("%v", err)
	}
	if err := vm.Heap().Verify(); err != nil {
		fail("the heap is damaged: %v", err)
	}
	if err := vm.Close(); err != nil {
		fail("the VM cannot be closed: %v", err)
	}
	return good
}

func limited(err error) bool {
	for _, limit := range []error{rt.ErrFuel, rt.ErrMemory, rt.ErrDeadline} {
		if errors.Is(err, limit) {
			return true
		}
	}
	return false
}

// play passes the script what there is to call.
func play(vm *rt.VM, cfg *Config, data []byte) error {
	in := fuzzTables{vm: vm, cfg: cfg, hosts: map[string]bool{}}
	functions, seeds := in.functions()
	methods, fields := in.members()
	hosts, err := vm.NewFunc("hosts", func(c *rt.Call) error {
		name := vm.TypeNameFor(c.Arg(1))
		if c.Arg(1).Kind() != rt.KindUserdata || !in.hosts[name] {
			return c.Return(rt.Nil)
		}
		v, err := c.NewString(name)
		if err != nil {
			return err
		}
		return c.Return(v)
	})
	if err := errors.Join(err, in.err); err != nil {
		return err
	}
	text, err := vm.NewString(string(data))
	if err != nil {
		return err
	}
	fn, err := vm.Load("=fuzz", fuzzScript)
	if err != nil {
		return err
	}
	results, err := vm.Call(background, fn, text, functions, methods, fields, hosts, seeds)
	for _, r := range results {
		_ = r.Release()
	}
	return err
}

// fuzzTables makes the tables that the script is given. No script runs while they
// are made, so that nothing is collected.
type fuzzTables struct {
	vm    *rt.VM
	cfg   *Config
	hosts map[string]bool
	err   error
}

func (in *fuzzTables) table() rt.Table {
	t, err := in.vm.NewTable(0, 0)
	in.err = errors.Join(in.err, err)
	return t
}

func (in *fuzzTables) add(t rt.Table, v rt.Value) {
	in.err = errors.Join(in.err, t.RawSetInt(in.vm, t.RawLen(in.vm)+1, v))
}

// functions returns the functions of the modules, and the other values of
// globals that a host set, which calls may begin with.
func (in *fuzzTables) functions() (functions, seeds rt.Table) {
	vm := in.vm
	functions, seeds = in.table(), in.table()
	for _, m := range vm.Modules() {
		mod, _ := vm.Loaded(m.Name).AsTable()
		for k, v := range mod.All(vm) {
			name, _ := k.AsString(vm)
			if in.cfg.skips(m.Name + "." + name) {
				continue
			}
			if v.IsFunc() {
				in.add(functions, v)
				continue
			}
			inner, ok := v.AsTable()
			if !ok {
				continue
			}
			if mt, ok := inner.Metatable(vm); ok && mt.RawGetString(vm, "__call").IsFunc() {
				in.add(seeds, v)
			}
			for k, fn := range inner.All(vm) {
				static, _ := k.AsString(vm)
				if fn.IsFunc() && !in.cfg.skips(m.Name+"."+name+"."+static) {
					in.add(functions, fn)
				}
			}
		}
		in.values(m, seeds)
	}
	for _, v := range vm.Globals().All(vm) {
		if v.Kind() == rt.KindUserdata {
			in.add(seeds, v)
		}
	}
	if in.cfg.Values != nil {
		for _, x := range in.cfg.Values(vm) {
			v, err := vm.ToValue(x)
			in.err = errors.Join(in.err, err)
			in.add(seeds, v)
		}
	}
	return functions, seeds
}

// values adds a zero value of each type that scripts can only be given, not
// make, and whose zero value has nothing inside that methods could miss.
func (in *fuzzTables) values(m *rt.Module, seeds rt.Table) {
	for _, h := range m.Types {
		typ := h.Go.Type()
		if typ == nil || !h.Copy || typ.Kind() != reflect.Struct {
			continue
		}
		v, err := in.vm.ToValue(reflect.New(typ).Interface())
		in.err = errors.Join(in.err, err)
		in.add(seeds, v)
	}
}

// members returns the names of methods and fields of each type.
func (in *fuzzTables) members() (methods, fields rt.Table) {
	methods, fields = in.table(), in.table()
	fill := func(into rt.Table, h *rt.HostType, sep string, lists ...[]rt.Member) {
		t, seen := in.table(), map[string]bool{}
		for _, list := range lists {
			for _, m := range list {
				if seen[m.Name] || in.cfg.skips(fmt.Sprint(h.Name, sep, m.Name)) {
					continue
				}
				seen[m.Name] = true
				v, err := in.vm.NewString(m.Name)
				in.err = errors.Join(in.err, err)
				in.add(t, v)
			}
		}
		in.err = errors.Join(in.err, into.RawSetString(in.vm, h.Name, t.Value()))
	}
	for _, m := range in.vm.Modules() {
		for _, h := range m.Types {
			in.hosts[h.Name] = true
			fill(methods, h, ":", h.Methods)
			fill(fields, h, ".", h.Getters, h.Setters)
		}
	}
	return methods, fields
}
