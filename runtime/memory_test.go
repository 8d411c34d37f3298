package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// steady programs hold as much all the time, and make garbage.
var steady = map[string]string{
	"small tables": `
		live = {} for i = 1, 20000 do live[i] = {i} end
		function work(i) live[i % 20000 + 1] = {i} return {}, {i} end`,
	"strings": `
		live = {} for i = 1, 5000 do live[i] = ("x"):rep(200) .. i end
		function work(i) live[i % 5000 + 1] = ("x"):rep(200) .. i end`,
	"big tables": `
		live = {} for i = 1, 100 do local t = {} for j = 1, 1000 do t[j] = j end live[i] = t end
		function work(i) if i % 500 == 0 then local t = {} for j = 1, 1000 do t[j] = j end live[i // 500 % 100 + 1] = t end end`,
	"closures": `
		live = {} for i = 1, 10000 do local x = i live[i] = function() return x end end
		function work(i) local x = {i} live[i % 10000 + 1] = function() return x end end`,
	"coroutines": `
		live = {} local function body() coroutine.yield() end
		for i = 1, 1000 do live[i] = coroutine.wrap(body) live[i]() end
		function work(i) if i % 10 == 0 then local co = coroutine.wrap(body) co() live[i // 10 % 1000 + 1] = co end end`,
	"weak tables": `
		live = setmetatable({}, {__mode = "k"}) keys = {}
		for i = 1, 5000 do keys[i] = {} live[keys[i]] = {i} end
		function work(i) local k = {} keys[i % 5000 + 1] = k live[k] = {i} end`,
	"finalizers": `
		live = {} local mt = {__gc = function() end}
		for i = 1, 5000 do live[i] = setmetatable({}, mt) end
		function work(i) live[i % 5000 + 1] = setmetatable({}, mt) end`,
}

// The collector catches up, whatever a program allocates: the heap never grows
// beyond a factor of what is live. With the pause p, the next cycle begins at p of
// the live size; until it ends, half of that is allocated at most, and what is
// then to be finalized is there for some cycles more.
func TestTheHeapStaysBelowAFactorOfTheLiveBytes(t *testing.T) {
	for name, program := range steady {
		for _, pause := range []int{150, 200, 300} {
			t.Run(fmt.Sprint(name, " ", pause), func(t *testing.T) {
				t.Parallel()
				vm := openSafe(t, rt.Config{})
				results, err := vm.Run(context.Background(), "=t", program+`
					collectgarbage("setpause", ...)
					collectgarbage() collectgarbage()
					local least, most = collectgarbage("count"), 0
					local work, count, max = work, collectgarbage, math.max
					for i = 1, 150000 do
						work(i)
						if i % 16 == 0 then most = max(most, count("count")) end
					end
					collectgarbage() collectgarbage()
					return most / max(least, count("count"))`, pause)
				if err != nil {
					t.Fatal(err)
				}
				v, err := results[0].Get()
				if err != nil {
					t.Fatal(err)
				}
				factor, _ := v.AsFloat()
				t.Logf("the heap was at most %.2f of the live bytes, in %d cycles", factor, vm.Heap().Stats().Cycles)
				if limit := float64(pause)/100*1.5 + 2; factor > limit {
					t.Errorf("the heap was %.2f of the live bytes, more than %.2f", factor, limit)
				}
			})
		}
	}
}

// failing programs use memory in every way.
var failing = []string{
	`local t = {} for i = 1, 300 do t[i] = {i} t["k" .. i] = ("v"):rep(i) end return #table.concat(t, ",", 1, 0)`,
	`return #string.format("%s %d %q", ("x"):rep(3000), 1, ("y\n"):rep(300)):gsub("y", "zz")`,
	`local f = load("return " .. ("1 + "):rep(300) .. "1") return f()`,
	`local function deep(n, ...) if n > 0 then return 1 + deep(n - 1, n, ...) end return 0 end return deep(60)`,
	`local t = {} for i = 1, 50 do t[i] = coroutine.wrap(function(...) local a = {...} coroutine.yield(function() return a end) end) t[i](i, i) end`,
	`local t = {} for i = 1, 200 do t[i] = 200 - i end table.sort(t, function(a, b) return a < b end) return select("#", table.unpack(t))`,
	`local t = setmetatable({}, {__mode = "k"}) for i = 1, 200 do t[{}] = {} end return pcall(string.rep, "x", 1 << 20)`,
	`for i = 1, 100 do setmetatable({}, {__gc = function(o) local s = ("x"):rep(i * 10) end}) end collectgarbage()`,
	`local s = "" for i = 1, 200 do s = s .. i end return s:upper():reverse():find("9", 1, true), utf8.char(230, 231), s:byte(1, -1)`,
}

// Memory is refused at each place in turn, once: the script gets "not enough
// memory", or does not notice, and the VM stays usable.
func TestEveryAllocationMayFail(t *testing.T) {
	for p, src := range failing {
		t.Run(fmt.Sprint(p), func(t *testing.T) {
			t.Parallel()
			skip := 1
			if testing.Short() {
				skip = 7
			}
			failed := 0
			for n := 1; ; n += skip {
				vm := openSafe(t, rt.Config{Seed: 1})
				vm.Heap().SetStress(gc.Stress{FailNth: int64(n)})
				_, err := vm.Run(context.Background(), "=t", src)
				var e *rt.Error
				switch {
				case err == nil:
				case errors.Is(err, rt.ErrMemory), errors.As(err, &e) && strings.Contains(err.Error(), "not enough memory"):
					failed++
				default:
					t.Fatalf("request %d: %v", n, err)
				}
				reached := vm.Heap().Requests() >= int64(n)
				vm.Heap().SetStress(gc.Stress{})
				if _, err := vm.Run(context.Background(), "=t", src); err != nil {
					t.Fatalf("after request %d: %v", n, err)
				}
				if err := vm.Collect(); err != nil {
					t.Fatal(err)
				}
				if err := vm.Heap().Verify(); err != nil {
					t.Fatalf("request %d: %v", n, err)
				}
				if err := vm.Close(); err != nil {
					t.Fatal(err)
				}
				if !reached {
					t.Logf("%d requests, %d noticed", n, failed)
					return
				}
			}
		})
	}
}

// After a full collection "count" is what a walk over the heap adds up to.
func TestCountIsExact(t *testing.T) {
	for name, program := range steady {
		vm := openSafe(t, rt.Config{})
		if _, err := vm.Run(context.Background(), "=t", program+" for i = 1, 3000 do work(i) end"); err != nil {
			t.Fatal(err)
		}
		if err := vm.Collect(); err != nil {
			t.Fatal(err)
		}
		if err := vm.Heap().Verify(); err != nil { // compares with Count
			t.Errorf("%s: %v", name, err)
		}
		s, err := vm.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		if got, want := s.Retained(0), vm.Heap().Count(); got != want {
			t.Errorf("%s: the nodes have %d bytes, the heap %d", name, got, want)
		}
		results, err := vm.Run(context.Background(), "=t", `return collectgarbage("count") * 1024 // 1 | 0`)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := results[0].Get()
		if n, _ := v.AsInt(); n < vm.Heap().Count()-8192 || n > vm.Heap().Count()+8192 {
			t.Errorf("%s: the script counts %d bytes, the host %d", name, n, vm.Heap().Count())
		}
	}
}
