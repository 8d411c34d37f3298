package game_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lusterlua/luster/examples/game"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// update rewrites the expected outputs.
var update = os.Getenv("UPDATE") != ""

func newVM(t *testing.T, cfg rt.Config) *rt.VM {
	t.Helper()
	vm, err := rt.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		t.Fatal(err)
	}
	if err := game.OpenLua(vm); err != nil {
		t.Fatal(err)
	}
	return vm
}

func run(t *testing.T, vm *rt.VM, src string) {
	t.Helper()
	results, err := vm.Run(context.Background(), "=script", src)
	if err != nil {
		var e *rt.Error
		if errors.As(err, &e) {
			t.Fatalf("%v\n%s", err, e.Traceback())
		}
		t.Fatal(err)
	}
	for _, r := range results {
		_ = r.Release()
	}
}

// TestMainScript checks what the example prints, however the collector is set.
func TestMainScript(t *testing.T) {
	src, err := os.ReadFile("main.lua")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/main.out")
	if err != nil {
		t.Fatal(err)
	}
	for name, stress := range map[string]gc.Stress{
		"plain":                          {},
		"a step at every allocation":     {StepEvery: 1},
		"a collection every 20th object": {CollectEvery: 20},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			vm := newVM(t, rt.Config{Stdout: &out, Stress: stress, Seed: 1})
			run(t, vm, string(src))
			if update {
				if err := os.WriteFile("testdata/main.out", []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				want = []byte(out.String())
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
		})
	}
}

// objects counts the objects of a VM by kind, after everything dead is gone.
func objects(t *testing.T, vm *rt.VM) map[string]int {
	t.Helper()
	for range 3 { // finalizers and what they held may need a second round
		if err := vm.Collect(); err != nil {
			t.Fatal(err)
		}
	}
	if err := vm.Heap().Verify(); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	vm.Heap().Each(func(_ uintptr, _ gc.Header, name string) { count[name]++ })
	return count
}

// cycle makes a cycle from Go to a Lua closure and back, several times over: the
// world holds entities, these hold their world, each other and functions, the
// functions hold entities and the world.
const cycle = `
	local n = ...
	for i = 1, n do
		local world = game.World("w")
		local a, b = world:spawn("a"), world:spawn("b")
		local item = game.Item.new("i", "Weapon")
		a.inventory:add(item)
		item.effect = function() return a, item end
		a.on_hit = function(self, damage) return b.alive and self == a and damage // 2 end
		b.on_hit = function() return world, a end
		a.target, b.target = b, a
		b.data = { a, world, coroutine.create(function() return a end) }
		assert(a:damage(10) == 5)
	end
`

// TestCycleIsCollected drops such cycles and counts: nothing remains.
func TestCycleIsCollected(t *testing.T) {
	vm := newVM(t, rt.Config{Seed: 1})
	fn, err := vm.Load("=cycle", cycle)
	if err != nil {
		t.Fatal(err)
	}
	call := func(n int) {
		t.Helper()
		if _, err := vm.Call(context.Background(), fn, n); err != nil {
			t.Fatal(err)
		}
	}
	call(1) // strings and metatables that stay
	before, bytes := objects(t, vm), vm.Heap().Count()
	call(100)
	if diff := cmp.Diff(before, objects(t, vm)); diff != "" {
		t.Errorf("objects (-before +after):\n%s", diff)
	}
	if got := vm.Heap().Count(); got > bytes+bytes/10 {
		t.Errorf("%d bytes after, %d before", got, bytes)
	}
}

// TestCycleIsKept holds one entity of such a structure from a global and checks
// that all the rest, which is reachable through Go alone, is still there, while
// the collector works at every allocation.
func TestCycleIsKept(t *testing.T) {
	for name, stress := range map[string]gc.Stress{
		"step":       {StepEvery: 1},
		"collection": {CollectEvery: 1},
	} {
		t.Run(name, func(t *testing.T) {
			vm := newVM(t, rt.Config{Seed: 1, Stress: stress})
			run(t, vm, `
				do
					local world = game.World("w")
					local a = world:spawn("a", game.Vec(1, 2), 200)
					for i = 1, 20 do
						local e = world:spawn("e" .. i)
						local secret = { "secret " .. i }
						e.on_hit = function(self, damage)
							assert(self == e and self.world == world)
							local garbage = {}
							for k = 1, 10 do garbage[k] = { k .. "" } end
							return damage + #secret[1]
						end
						e.inventory:add(game.Item.new("item" .. i, "Potion"))
						e.inventory:get("item" .. i).effect = function() return secret[1] end
						a.target, e.target = e, a.target
						e.data = coroutine.wrap(function()
							for k = 1, 100 do coroutine.yield(secret[1] .. k) end
						end)
					end
					keep = a
				end
				local n = 0
				for round = 1, 3 do
					local e = keep.target
					while e do
						n = n + 1
						local i = e.name:sub(2)
						assert(e:damage(1) == 1 + #("secret " .. i), e.name)
						assert(e.inventory:get("item" .. i).effect() == "secret " .. i)
						assert(e.data() == "secret " .. i .. round)
						assert(e.world == keep.world and e.world:find(e.name) == e)
						e = e.target
					end
				end
				assert(n == 60, n)
				assert(#keep.world == 21)`)
			if err := vm.Heap().Verify(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestChangesWhileMarking changes what Go values refer to while the collector is
// in the middle of marking: a heap that takes many steps makes sure of that.
func TestChangesWhileMarking(t *testing.T) {
	vm := newVM(t, rt.Config{Seed: 1, Stress: gc.Stress{StepEvery: 1}})
	run(t, vm, `
		local ballast = {}
		for i = 1, 30000 do ballast[i] = { i } end
		local world = game.World("w")
		for i = 1, 10 do world:spawn("e" .. i) end
		for round = 1, 3000 do
			local name = "e" .. (round % 10 + 1)
			world:find(name).on_hit = function() return #name + round % 7 end
			world:find(name).inventory:remove("i")
			world:find(name).inventory:add(game.Item.new("i", "Weapon"))
			world:find(name).inventory:get("i").effect = function() return name .. round end
			local other = "e" .. (round * 7 % 10 + 1)
			if round > 10 then
				local e = world:find(other)
				local done = e:damage(1)
				e:heal(done)
				assert(done >= 2 and done <= 9)
				assert(e.inventory:get("i").effect():sub(1, #other) == other)
			end
		end`)
	if err := vm.Heap().Verify(); err != nil {
		t.Error(err)
	}
}

// TestErrorsKeepTheirCause follows Go errors through Lua back to the host.
func TestErrorsKeepTheirCause(t *testing.T) {
	vm := newVM(t, rt.Config{})
	_, err := vm.Run(context.Background(), "=script", `
		local e = game.World("w"):spawn("Bob", nil, 1)
		e:damage(1)
		e:damage(1)`)
	var dead *game.DeadError
	if !errors.As(err, &dead) || dead.Name != "Bob" {
		t.Errorf("got %v, want a *game.DeadError", err)
	}
	_, err = vm.Run(context.Background(), "=script", `
		local e = game.World("w"):spawn("Bob")
		for i = 1, game.MAX_ITEMS + 1 do
			local ok, err = pcall(e.inventory.add, e.inventory, game.Item.new("i" .. i, "Weapon"))
			if not ok then error(err, 0) end
		end`)
	if !errors.Is(err, game.ErrFull) {
		t.Errorf("got %v, want ErrFull, though the script caught and raised it again", err)
	}
	_, err = vm.Run(context.Background(), "=script", `
		local e = game.World("w"):spawn("Bob")
		e.on_hit = function() error("ouch") end
		e:damage(1)`)
	if err == nil || !strings.Contains(err.Error(), "ouch") {
		t.Errorf("got %v", err)
	}
}

// TestPanicIsContained turns a panic of Go code into an error that a script
// cannot catch.
func TestPanicIsContained(t *testing.T) {
	vm := newVM(t, rt.Config{})
	_, err := vm.Run(context.Background(), "=script", `
		local w = game.World("w")
		w:spawn("Bob")
		pcall(w.each, w, nil) -- Each calls what it was given
		caught = true`)
	var p *rt.PanicError
	if !errors.As(err, &p) || !strings.Contains(p.Stack, "(*World).Each") {
		t.Errorf("got %v, want a *rt.PanicError with the stack of Each", err)
	}
	if v, err := rt.Get[any](vm, "caught"); v != nil || err != nil {
		t.Errorf("the script went on after a panic: %v, %v", v, err)
	}
}
