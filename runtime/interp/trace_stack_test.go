package interp

// This file tests how the collector sees deep stacks.

import (
	"fmt"
	"testing"

	"github.com/lusterlua/luster/runtime/gc"
)

// traceDeepFrom makes stacks of more than n slots deep for the time of a test.
func traceDeepFrom(t *testing.T, n uint32) {
	old := stackSmall
	stackSmall = n
	t.Cleanup(func() { stackSmall = old })
}

// deepWalk calls itself at random, up and down, with errors, coroutines, upvalues
// and many arguments, and checks all the time that its variables are what it last
// stored in them.
const deepWalk = `
local seed = %d
local function rnd(n) seed = (seed * 1103515245 + 12345) %% 2147483648 return seed // 65536 %% n end
local function check(x, d) if type(x) ~= "table" or x.depth ~= d or x.self ~= x then error("wrong at " .. d, 0) end end
local function new(d) local x = {depth = d} x.self = x return x end
local kept, n = {}, 0
local function walk(d, limit, ...)
  local a, b = new(d), new(-d)
  local get, set
  if rnd(3) == 0 then
    function get() return b end
    function set(v) b = v end
    if rnd(4) == 0 then n = n %% 50 + 1 kept[n] = {get, set, -d} end
  end
  for i = 1, rnd(4) + 1 do
    if d < limit and rnd(3) > 0 then
      local how = rnd(8)
      if how == 0 then
        local ok, e = pcall(walk, d + 1, limit, a)
        if not ok then check(e, d + 1) end
      elseif how == 1 and d < limit - 20 then
        local co = create(function(...) walk(d + 1, d + 10, ...) yield(a) walk(d + 1, d + 5) return a end)
        local ok, v = resume(co, b)
        if ok then check(v, d) if rnd(2) == 0 then resume(co) else kept[51] = co end end
      elseif how == 2 then
        walk(d + 1, limit, a, b, a, b, ...)
      elseif how == 3 and i > 2 then
        return walk(d + 1, limit)
      else
        walk(d + 1, limit)
      end
    end
    a = new(d)
    if set then set(new(-d)) check(get(), -d) end
    local k = kept[rnd(50) + 1]
    if k then check(k[1](), k[3]) k[2](new(k[3])) end
    check(a, d) check(b, -d)
    local x = select1(...)
    if x then check(x, x.depth) end
    if d > 2 and rnd(40) == 0 then error(a) end
  end
end
for i = 1, %d do pcall(walk, 1, 5 + i * 7 %% 90) end
print("done")
`

func deepTester(t *testing.T, cfg Config) *tester {
	tt := newTester(t, cfg)
	tt.global("select1", tt.NewGoFunction("select1", func(c *Call) error { return c.Return(c.Arg(1)) }))
	return tt
}

func TestDeepStacksUnderACollectorThatIsAlwaysBusy(t *testing.T) {
	traceDeepFrom(t, 6)
	rounds := 60
	if testing.Short() {
		rounds = 15
	}
	for _, stress := range []gc.Stress{{}, {StepEvery: 1}, {StepEvery: 7}, {CollectEvery: 97}} {
		for seed := range 4 {
			tt := deepTester(t, Config{GC: gc.Config{Stress: stress, StepSize: 6}})
			out, err := tt.run(t, fmt.Sprintf(deepWalk, seed, rounds), 1000)
			if err != nil || out != "done\n" {
				t.Errorf("%+v, seed %d: %s %v", stress, seed, out, err)
			}
			tt.heap.Collect()
			verify(t, tt.heap)
		}
	}
}

func TestNoStepTracesADeepStackAtOnce(t *testing.T) {
	tt := newTester(t, Config{})
	src := `
local function down(n)
  local a, b, c = {n}, n, n
  if n > 0 then return down(n - 1) + 1 end
  local x
  for i = 1, 200000 do x = {i} end
  return 0
end
print(down(100000))
local x
for i = 1, 20000 do x = {i} end`
	if out, err := tt.run(t, src, 1<<20); err != nil || out != "100000\n" {
		t.Fatal(out, err)
	}
	s := tt.heap.Stats()
	if s.Cycles < 2 || s.MaxWork > 8000 {
		t.Errorf("%d cycles, a step did %d units of work", s.Cycles, s.MaxWork)
	}
	verify(t, tt.heap)
}

// A closure in a deep frame is written to by the frames above it while the stack
// is being traced: the barrier of the upvalue is all that tells of it.
func TestUpvaluesOfADeepStackAreMarkedBeforeItsSlots(t *testing.T) {
	traceDeepFrom(t, 6)
	tt := newTester(t, Config{GC: gc.Config{StepSize: 4}})
	src := `
local function outer()
  local x = {0}
  local function down(n, set)
    local pad = {n}
    set({n})
    if n > 0 then down(n - 1, set) end
    for i = 1, 20 do set({n, i}) end
    return pad
  end
  for i = 1, 20 do
    down(300, function(v) x = v end)
    if x[1] ~= 300 or x[2] ~= 20 then error("wrong") end
  end
end
outer()
print("done")`
	if out, err := tt.run(t, src, 1<<20); err != nil || out != "done\n" {
		t.Fatal(out, err)
	}
}

// What a collection has left in the part of the stack that is not used must not
// be taken for values by frames that come to lie there.
func TestTheUnusedPartOfAStackIsClearedBeforeItIsUsed(t *testing.T) {
	tt := newTester(t, Config{})
	src := `
local function down(n) local a, b, c, d, e = {}, {}, {}, {}, {} if n > 0 then return down(n - 1) + 1 end return 0 end
local function plain(n) if n > 0 then local r = plain(n - 1) return r + 1 end return 0 end
for i = 1, 30 do
  down(5000)
  local x
  for j = 1, 3000 do x = {j} end
  plain(4000)
  down(i * 100)
end
print("done")`
	if out, err := tt.run(t, src, 5000); err != nil || out != "done\n" {
		t.Fatal(out, err)
	}
	tt.heap.Collect()
	verify(t, tt.heap)
}
