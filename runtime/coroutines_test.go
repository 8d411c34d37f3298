package runtime_test

import (
	"context"
	"flag"
	goruntime "runtime"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

var coroutines = flag.Int("coroutines", 20_000, "how many suspended coroutines TestManyCoroutines makes")

// maxCoroutine is what a suspended coroutine may take, in bytes: its thread, its
// stacks, and the slot of the table that holds it.
const maxCoroutine = 1240

// TestManyCoroutines suspends many coroutines at once, resumes each of them, and
// lets go of them. "-coroutines 1000000" is what the documentation promises.
func TestManyCoroutines(t *testing.T) {
	n := *coroutines
	goruntime.GC()
	var before, after goruntime.MemStats
	goruntime.ReadMemStats(&before)
	vm := newVM(rt.Config{})
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		t.Fatal(err)
	}
	get := func(src string, args ...any) int64 {
		t.Helper()
		results, err := vm.Run(context.Background(), "=many", src, args...)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := results[0].Must().AsInt()
		return v
	}
	_ = vm.Collect()
	empty := vm.Heap().Count()
	get(`local n = ...
		all = table.move({}, 1, n, 1)
		local function body(a) local b = coroutine.yield(a) return a + b end
		for i = 1, n do
			all[i] = coroutine.create(body)
			coroutine.resume(all[i], i)
		end
		return n`, n)
	_ = vm.Collect()
	goruntime.GC()
	goruntime.ReadMemStats(&after)
	each := (vm.Heap().Count() - empty) / int64(n)
	t.Logf("%d coroutines: %d bytes each, %d of Go's heap", n, each, (after.Sys-before.Sys)/uint64(n))
	if each > maxCoroutine {
		t.Errorf("a suspended coroutine takes %d bytes, at most %d are allowed", each, maxCoroutine)
	}
	sum := get(`local sum = 0
		for i = 1, #all do
			local ok, v = coroutine.resume(all[i], 1)
			assert(ok and v == i + 1 and coroutine.status(all[i]) == "dead")
			sum = sum + 1
		end
		all = nil
		return sum`)
	if sum != int64(n) {
		t.Errorf("%d of %d coroutines ended", sum, n)
	}
	_ = vm.Collect()
	if left := vm.Heap().Count() - empty; left > 1<<17 {
		t.Errorf("%d bytes are left of %d coroutines", left, n)
	}
}
