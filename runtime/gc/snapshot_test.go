package gc

// This file tests snapshots: names of edges, paths, dominators and the file format.

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A hero refers to others in every way that a host type can.
type hero struct {
	Name   string
	Friend Ref[hero]
	Rival  Cell[Ref[hero]]
	Team   Slice[Ref[hero]]
	Known  Map[string, Ref[hero]]
	Pack   *pack
	Bags   []pack
	ByDay  map[string]*pack
	Past   Weak[hero]
	hidden Ref[hero]
	Idle   Ref[hero] // not traced
}

type pack struct {
	Owner Ref[hero]
	Next  *pack
}

func (x *hero) TraceGC(t *Tracer) {
	x.Friend.TraceGC(t)
	x.Rival.TraceGC(t)
	x.Team.TraceGC(t)
	x.Known.TraceGC(t)
	t.Walk(x.Pack)
	for i := range x.Bags {
		x.Bags[i].TraceGC(t)
	}
	for _, p := range x.ByDay {
		t.Walk(p)
	}
	x.hidden.TraceGC(t)
}

func (x *pack) TraceGC(t *Tracer) {
	x.Owner.TraceGC(t)
	t.Walk(x.Next)
}

func TestSnapshotNamesTheFieldsOfHostTypes(t *testing.T) {
	h := NewHeap(Config{})
	defer h.Close()
	fresh := func() Ref[hero] { return New[hero](h, hero{}) }
	to := make(map[string]Ref[hero])
	for _, name := range []string{"Friend", "Rival", "Team[1]", "Known[bob]", "Pack.Owner", "Pack.Next.Owner",
		"Bags[1].Owner", "ByDay[monday].Owner", "hidden"} {
		to[name] = fresh()
	}
	all := hero{Friend: to["Friend"], hidden: to["hidden"], Idle: fresh()}
	all.Rival.Set(h, to["Rival"])
	all.Team.Append(h, Ref[hero]{}, to["Team[1]"])
	all.Known.Set(h, "bob", to["Known[bob]"])
	all.Pack = &pack{to["Pack.Owner"], &pack{to["Pack.Next.Owner"], nil}}
	all.Pack.Next.Next = all.Pack
	all.Bags = []pack{{}, {Owner: to["Bags[1].Owner"]}}
	all.ByDay = map[string]*pack{"monday": {Owner: to["ByDay[monday].Owner"]}}
	root, err := NewRoot(h, New[hero](h, all))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Release()
	s := h.Snapshot()
	if len(s.Nodes) != len(to)+2 {
		t.Errorf("%d nodes, not %d", len(s.Nodes), len(to)+2)
	}
	for name, r := range to {
		i := s.Find(r.Addr())
		if i < 0 {
			t.Errorf("%s is missing", name)
			continue
		}
		// What is in a Team or a Known is named after it and the field of the container.
		want := "heap -> host root 0 -> gc.hero." + name + " -> gc.hero"
		if got := s.PathString(i); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if s.Find(all.Idle.Addr()) >= 0 {
		t.Error("a field that is not traced leads to an object")
	}
}

// naiveDominators removes each node in turn and looks what cannot be reached any more.
func naiveDominators(s *Snapshot) []int {
	n := len(s.Nodes)
	reach := func(without int) []bool {
		seen := make([]bool, n)
		todo := []int{0}
		for len(todo) > 0 {
			i := pop(&todo)
			if seen[i] || i == without {
				continue
			}
			seen[i] = true
			for _, e := range s.Nodes[i].Edges {
				if e.Kind != EdgeWeak {
					todo = append(todo, e.To)
				}
			}
		}
		return seen
	}
	count := make([]int, n) // of dominators of each node
	cut := make([][]bool, n)
	for d := 1; d < n; d++ {
		cut[d] = reach(d)
		for i := range n {
			if i != d && !cut[d][i] {
				count[i]++
			}
		}
	}
	result := make([]int, n)
	for i := 1; i < n; i++ {
		for d := 1; d < n; d++ {
			if d != i && !cut[d][i] && count[d] == count[i]-1 { // the nearest
				result[i] = d
			}
		}
	}
	return result
}

func TestDominators(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 7))
		n := 2 + rng.IntN(30)
		s := &Snapshot{Nodes: make([]Node, n)}
		edge := func(from, to int, kind EdgeKind) {
			s.Nodes[from].Edges = append(s.Nodes[from].Edges, Edge{Kind: kind, To: to})
		}
		for i := range n {
			s.Nodes[i].Size = int64(1 + i)
			if i > 0 {
				edge(rng.IntN(i), i, EdgeField) // all are reachable
			}
		}
		for range rng.IntN(2 * n) {
			edge(rng.IntN(n), 1+rng.IntN(n-1), EdgeKind(rng.IntN(5)))
		}
		want := naiveDominators(s)
		var sums = make([]int64, n)
		for i := range n {
			for k := i; ; k = want[k] {
				sums[k] += s.Nodes[i].Size
				if k == 0 {
					break
				}
			}
		}
		for i := range n {
			if got := s.Dominator(i); got != want[i] {
				t.Fatalf("seed %d: the dominator of %d is %d, not %d", seed, i, got, want[i])
			}
			if got := s.Retained(i); got != sums[i] {
				t.Fatalf("seed %d: %d retains %d, not %d", seed, i, got, sums[i])
			}
		}
	}
}

// A list as long as this overflows what recurses.
func TestDominatorsOfALongList(t *testing.T) {
	w := newWorld(t, Config{})
	const n = 100_000
	var last *table
	for range n {
		o := w.table(Strong, 1)
		if last != nil {
			o.set(w.Heap, 0, last, o)
		}
		last = o
	}
	w.root.Set(last)
	s := w.Snapshot()
	if len(s.Nodes) != n+1 || s.Dominator(n) != n-1 || s.Retained(0) != w.Count() {
		t.Errorf("%d nodes, dominator %d, %d of %d bytes", len(s.Nodes), s.Dominator(n), s.Retained(0), w.Count())
	}
}

func TestSnapshotOfABusyOrClosedHeap(t *testing.T) {
	w := newWorld(t, Config{})
	w.busy = true
	if w.Snapshot() != nil {
		t.Error("a snapshot in the middle of a step")
	}
	w.busy = false
	w.Close()
	if w.Snapshot() != nil {
		t.Error("a snapshot of a closed heap")
	}
}

// A snapshot changes nothing: not the colours while marking runs, nor the places of large objects.
func TestSnapshotWhileMarking(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 900)
	w.root.Set(o)
	for i := range 900 {
		o.set(w.Heap, i, w.table(Weakness(i%4), 3), nil)
	}
	for i := 0; w.Phase() != PhasePause || i == 0; i++ {
		w.busy = true
		w.run(1)
		w.busy = false
		if i%40 == 0 {
			if n := len(w.Snapshot().Nodes); n != 902 {
				t.Fatalf("%d nodes in phase %v", n, w.Phase())
			}
			w.verify()
		}
	}
	w.wantAlive(901)
}

// devtools is the file format.
type devtools struct {
	Snapshot struct {
		Meta struct {
			NodeFields []string `json:"node_fields"`
			NodeTypes  []any    `json:"node_types"`
			EdgeFields []string `json:"edge_fields"`
			EdgeTypes  []any    `json:"edge_types"`
		} `json:"meta"`
		NodeCount int `json:"node_count"`
		EdgeCount int `json:"edge_count"`
	} `json:"snapshot"`
	Nodes   []int    `json:"nodes"`
	Edges   []int    `json:"edges"`
	Strings []string `json:"strings"`
}

func TestWriteSnapshot(t *testing.T) {
	s := &Snapshot{Nodes: []Node{
		{Kind: KindRoot, Type: "heap", Edges: []Edge{{Kind: EdgeField, Name: "a", To: 1}, {Kind: EdgeElement, Index: 12, To: 2}}},
		{Kind: KindString, Type: "string", Name: "not \xff valid \"text\" \x00\u2028", Size: 30},
		{Kind: KindClosure, Type: "function", Name: "main.lua:3", Size: 40, Edges: []Edge{
			{Kind: EdgeVariable, Name: "x", To: 1}, {Kind: EdgeInternal, Name: "proto", To: 3}, {Kind: EdgeWeak, Name: "a", To: 2}}},
		{Kind: KindCode, Type: "prototype", Size: 7},
	}}
	var out bytes.Buffer
	if err := s.Write(&out); err != nil {
		t.Fatal(err)
	}
	if !utf8.Valid(out.Bytes()) {
		t.Error("the file is not UTF-8")
	}
	var d devtools
	if err := json.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	checkDevtools(t, &d)
	if got := d.Strings[d.Nodes[nodeFields+1]]; got != "not \uFFFD valid \"text\" \x00\u2028" {
		t.Errorf("the text is %q", got)
	}
	if want := []int{5, slices.Index(d.Strings, "function main.lua:3"), 5, 40, 3, 0, 0}; !slices.Equal(d.Nodes[2*nodeFields:3*nodeFields], want) {
		t.Errorf("node 2 is %v, not %v", d.Nodes[2*nodeFields:3*nodeFields], want)
	}
	if want := []int{1, 12, 2 * nodeFields}; !slices.Equal(d.Edges[3:6], want) {
		t.Errorf("edge 1 is %v, not %v", d.Edges[3:6], want)
	}
}

// checkDevtools checks that a file is consistent.
func checkDevtools(t *testing.T, d *devtools) {
	t.Helper()
	meta := &d.Snapshot.Meta
	nf, ef := len(meta.NodeFields), len(meta.EdgeFields)
	if nf != nodeFields || ef != 3 || len(meta.NodeTypes) != nf || len(meta.EdgeTypes) != ef {
		t.Fatalf("fields of nodes: %v, of edges: %v", meta.NodeFields, meta.EdgeFields)
	}
	if len(d.Nodes) != nf*d.Snapshot.NodeCount || len(d.Edges) != ef*d.Snapshot.EdgeCount {
		t.Fatalf("%d numbers of %d nodes, %d of %d edges", len(d.Nodes), d.Snapshot.NodeCount, len(d.Edges), d.Snapshot.EdgeCount)
	}
	edges := 0
	ids := make(map[int]bool)
	for i := 0; i < len(d.Nodes); i += nf {
		n := d.Nodes[i : i+nf]
		edges += n[4]
		if n[0] >= len(meta.NodeTypes[0].([]any)) || n[1] >= len(d.Strings) || n[3] < 0 || ids[n[2]] {
			t.Errorf("node %d is %v", i/nf, n)
		}
		ids[n[2]] = true
	}
	if edges != d.Snapshot.EdgeCount {
		t.Errorf("nodes have %d edges, not %d", edges, d.Snapshot.EdgeCount)
	}
	kinds := meta.EdgeTypes[0].([]any)
	for i := 0; i < len(d.Edges); i += ef {
		e := d.Edges[i : i+ef]
		if e[0] >= len(kinds) || e[2]%nf != 0 || e[2] >= len(d.Nodes) || kinds[e[0]] != "element" && e[1] >= len(d.Strings) {
			t.Errorf("edge %d is %v", i/ef, e)
		}
	}
}

func TestPathString(t *testing.T) {
	w := newWorld(t, Config{})
	o := w.table(Strong, 1)
	p := w.table(Strong, 0)
	o.set(w.Heap, 0, p, nil)
	w.root.Set(o)
	s := w.Snapshot()
	if got := s.PathString(s.Find(p.addr())); !strings.HasSuffix(got, "table -> (edge) -> table") {
		t.Errorf("got %s", got)
	}
}
