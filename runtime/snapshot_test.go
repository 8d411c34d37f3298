package runtime_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

const snapshotScript = `
World = setmetatable({name = "main world"}, {__name = "World"})
local world = World
Player = {items = {{}, {hat = {}}}}
function Player.OnHit() return world end
World = nil
cache = setmetatable({}, {__mode = "v"}) cache.item = Player.items[1] cache.gone = {}
names = setmetatable({}, {__mode = "k"}) names[Player.items[1]] = {"name"} names[{}] = {"nobody"}
threads = {}
for i = 1, 3 do
  local co = coroutine.create(function(a) local t = {a} local f = function() return t end coroutine.yield(f) return t end)
  coroutine.resume(co, {})
  threads[i] = co
end
threads[4] = coroutine.create(function() pcall(string.gsub, "abc", "b", function() coroutine.yield() end) end)
threads[5] = coroutine.wrap(function() table.sort({3, 2, 1, 4, 5}, function(a, b) coroutine.yield({}) return a < b end) end)
pcall(threads[5])
long = string.rep("a long string ", 1000)
mixed = {[true] = {}, [1.5] = {}, [{}] = 1, [long] = {}}
`

func TestSnapshot(t *testing.T) {
	vm := openSafe(t, rt.Config{})
	if _, err := vm.Run(context.Background(), "@main.lua", snapshotScript); err != nil {
		t.Fatal(err)
	}
	if err := vm.Collect(); err != nil {
		t.Fatal(err)
	}
	s, err := vm.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for i := range s.Nodes {
		n := &s.Nodes[i]
		if n.Kind == gc.KindObject && n.Name == "World" {
			found = true
			const want = "heap.globals -> table.Player -> table.OnHit -> function main.lua:5 -> upvalue 'world' -> upvalue.value -> World"
			if got := s.PathString(i); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if s.Retained(i) <= n.Size {
				t.Errorf("the world retains %d bytes, and has %d", s.Retained(i), n.Size)
			}
		}
		if i > 0 {
			checkEdges(t, vm, s, i)
		}
	}
	if !found {
		t.Error("the world is missing")
	}
	v := vm.Globals().RawGetString(vm, "Player")
	if shotLabel(s, rt.NodeOf(s, v)) != "table" || rt.NodeOf(s, rt.Int(1)) != -1 {
		t.Errorf("the node of a value: %v", rt.NodeOf(s, v))
	}
	// What is left to the heap itself is the table of interned strings.
	if own := s.Nodes[0].Size; own < 0 || own > 64<<10 || s.Retained(0) != vm.Heap().Count() {
		t.Errorf("%d bytes are of no object, %d are retained, of %d", own, s.Retained(0), vm.Heap().Count())
	}
	var out bytes.Buffer
	if err := s.Write(&out); err != nil || !json.Valid(out.Bytes()) {
		t.Errorf("the file: %v", err)
	}
	if !strings.Contains(out.String(), `"upvalue 'world'"`) {
		t.Error("the file has no name of the upvalue")
	}
}

func shotLabel(s *gc.Snapshot, i int) string {
	if i < 0 {
		return "none"
	}
	return s.Nodes[i].Label()
}

// checkEdges compares the edges of a node with what its object marks.
func checkEdges(t *testing.T, vm *rt.VM, s *gc.Snapshot, i int) {
	t.Helper()
	strong, all, marked := map[uintptr]bool{}, map[uintptr]bool{}, map[uintptr]bool{}
	for _, e := range s.Nodes[i].Edges {
		all[s.Nodes[e.To].Addr] = true
		if e.Kind != gc.EdgeWeak {
			strong[s.Nodes[e.To].Addr] = true
		}
	}
	for _, a := range gc.Children(vm.Heap(), s.Nodes[i].Addr) {
		if a != 0 {
			marked[a] = true
		}
	}
	if len(strong) == len(all) && !maps.Equal(strong, marked) {
		t.Errorf("%s has %d edges, and marks %d objects", s.Nodes[i].Label(), len(strong), len(marked))
	}
	for a := range marked {
		if !all[a] {
			t.Errorf("%s marks an object that it has no edge to", s.Nodes[i].Label())
		}
	}
}

func TestSnapshotOfAClosedVM(t *testing.T) {
	vm := openSafe(t, rt.Config{})
	_ = vm.Close()
	if _, err := vm.Snapshot(); err == nil {
		t.Error("a snapshot of a closed VM")
	}
}
