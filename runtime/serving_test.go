package runtime_test

// This file tests what servers rely on: VMs are independent of each other, and a
// run can be repeated to the byte.

import (
	"bytes"
	"fmt"
	goruntime "runtime"
	"sync"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// A thousand VMs on all cores share compiled code and nothing else.
func TestThousandVMs(t *testing.T) {
	ch, err := rt.Compile("=work", `
		local id = ...
		local t, co = {}, coroutine.wrap(function() for i = 1, math.huge do coroutine.yield(i) end end)
		for i = 1, 60 do
			t[#t + 1] = setmetatable({id = id, name = ("%d-%d"):format(id, i)}, {__index = string})
			t["k" .. i % 20] = co()
		end
		table.sort(t, function(a, b) return a.name < b.name end)
		local sum = 0
		for i, x in ipairs(t) do sum = sum + #x.name + x.id end
		collectgarbage()
		local ok, e = pcall(function() return t.x.y end)
		return sum, e`)
	if err != nil {
		t.Fatal(err)
	}
	if err := work(ch, 0); err != nil { // Go starts a goroutine of its own at the first cleanup
		t.Fatal(err)
	}
	goroutines := goruntime.NumGoroutine()
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range 2 * goruntime.GOMAXPROCS(0) {
		wg.Go(func() {
			for id := range jobs {
				if err := work(ch, id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for id := range 1000 {
		jobs <- id
	}
	close(jobs)
	wg.Wait()
	if n := goruntime.NumGoroutine(); n > goroutines {
		t.Errorf("%d goroutines before, %d after", goroutines, n)
	}
}

func work(ch *rt.Chunk, id int) error {
	vm, err := rt.New(rt.Config{Memory: 4 << 20})
	if err != nil {
		return err
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		return err
	}
	fn, err := vm.LoadChunk(ch)
	if err != nil {
		return err
	}
	results, err := vm.Call(ctx, fn, id)
	if err != nil {
		return err
	}
	want := 0
	for i := 1; i <= 60; i++ {
		want += len(fmt.Sprintf("%d-%d", id, i)) + id
	}
	if sum, _ := results[0].Value().AsInt(); int(sum) != want {
		return fmt.Errorf("VM %d: sum %d, want %d", id, sum, want)
	}
	if e, _ := results[1].Value().AsString(vm); e != "work:12: attempt to index a nil value (field 'x')" {
		return fmt.Errorf("VM %d: error %q", id, e)
	}
	return nil
}

// With a seed and no outside capability two runs print the same bytes: the order
// of pairs, addresses, random numbers and the moments of finalizers included.
func TestDeterminism(t *testing.T) {
	const script = `
		local t = {}
		for i = 1, 200 do
			t["key" .. i] = i
			t[i * 1.5] = {}
			t[print] = setmetatable({}, {__gc = function(o) print("gc", o) end})
			t[function() end] = coroutine.create(print)
		end
		for k, v in pairs(t) do print(k, v) end
		print(math.random(), math.random(100), math.random(0))
		print(print, string, coroutine.running(), io, tostring(nil))
		for i = 1, 2000 do local x = setmetatable({}, {__gc = function() if i % 500 == 0 then print("gc", i) end end}) end
		print(collectgarbage("count"))
		print(pcall(error, {}))
		print(string.format("%p", t))`
	run := func(seed uint64) []byte {
		var out bytes.Buffer
		vm := newVM(rt.Config{Stdout: &out, Seed: seed})
		defer vm.Close()
		if _, err := vm.Run(ctx, "=det", script); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	first := run(42)
	for range 5 {
		make([][]byte, 1000)[0] = make([]byte, 1<<20) // other addresses for what follows
		if again := run(42); !bytes.Equal(first, again) {
			a, b := bytes.Split(first, []byte("\n")), bytes.Split(again, []byte("\n"))
			for i := range min(len(a), len(b)) {
				if !bytes.Equal(a[i], b[i]) {
					t.Fatalf("line %d: %s\nthen:    %s", i+1, a[i], b[i])
				}
			}
			t.Fatalf("%d and %d bytes", len(first), len(again))
		}
	}
	if bytes.Equal(first, run(43)) {
		t.Error("another seed makes no difference")
	}
}
