package gc

// This file defines Snapshot, a picture of what is on a heap and of what keeps it there.

import (
	"fmt"
	"strings"
)

// Kind says what an object is for its language, for tools that show snapshots.
type Kind uint8

const (
	// KindObject is any object that is nothing of the following.
	KindObject Kind = iota
	// KindString is text; its name is the text, or the begin of it.
	KindString
	// KindClosure is a function.
	KindClosure
	// KindCode is what functions consist of.
	KindCode
	// KindHost is an object of a host's type.
	KindHost
	// KindRoot is what is no object: the heap itself.
	KindRoot
)

// EdgeKind says how an object refers to another.
type EdgeKind uint8

const (
	// EdgeField is a field, with a name.
	EdgeField EdgeKind = iota
	// EdgeElement is an element, with an index.
	EdgeElement
	// EdgeVariable is a variable that a function has captured.
	EdgeVariable
	// EdgeInternal is an edge that the language does not show.
	EdgeInternal
	// EdgeWeak does not keep the object alive.
	EdgeWeak
)

// An Edge of a snapshot is a reference.
type Edge struct {
	Kind  EdgeKind
	Name  string // of an element: empty
	Index int64  // of an element
	To    int    // index of the node
}

// Label returns the edge's name as in a path.
func (e *Edge) Label() string {
	if e.Kind == EdgeElement {
		return fmt.Sprintf("[%d]", e.Index)
	}
	return e.Name
}

// A Node of a snapshot is an object that the roots lead to. Node 0 stands for the heap.
type Node struct {
	Addr  uintptr
	Kind  Kind
	Type  string // name of the object's pool: for people
	Name  string // what tells it from others of its type, or empty
	Size  int64  // bytes of the object and of memory that it alone owns
	Edges []Edge

	from, via int // the edge that leads here from the roots on the shortest way
}

// Label returns the node's name, with its type if that says more.
func (n *Node) Label() string {
	switch {
	case n.Kind == KindString:
		return fmt.Sprintf("%q", n.Name)
	case n.Name == "":
		return n.Type
	case n.Kind == KindClosure:
		return "function " + n.Name
	}
	return n.Name
}

// A Snapshot is the graph of the objects that are reachable. Its memory is Go's, and not accounted.
type Snapshot struct {
	Nodes []Node

	dominators []int
	retained   []int64
}

// A Description is what a type tells about an object. See Describer.
type Description struct {
	Kind  Kind
	Name  string
	Bytes int64 // of memory that the object alone owns, beside its cell

	h     *Heap
	edges []describedEdge
}

type describedEdge struct {
	Edge
	addr uintptr
}

// Describer is optionally implemented by *T of a pool, and by roots. DescribeGC fills in d, and calls its
// methods for each edge that TraceGC marks, and for weak ones. The edges of other types are named after
// the fields of T.
type Describer interface {
	DescribeGC(d *Description)
}

// Edge adds an edge; an address of 0 is ignored.
func (d *Description) Edge(kind EdgeKind, name string, addr uintptr) {
	if addr != 0 {
		d.edges = append(d.edges, describedEdge{Edge{Kind: kind, Name: name}, addr})
	}
}

// Element adds an edge with an index.
func (d *Description) Element(i int64, addr uintptr) {
	if addr != 0 {
		d.edges = append(d.edges, describedEdge{Edge{Kind: EdgeElement, Index: i}, addr})
	}
}

// Snapshot returns a picture of the heap, of its live objects as of now. It takes time and memory in
// proportion to the heap. It must not be called while the heap steps; of a closed heap it is nil.
func (h *Heap) Snapshot() *Snapshot {
	if h.busy || h.closed {
		return nil
	}
	b := snapshotter{h: h, index: make(map[uintptr]int)}
	b.s.Nodes = append(b.s.Nodes, Node{Kind: KindRoot, Type: "heap", Size: h.Count()})
	b.add(0, b.roots())
	for i := 1; i < len(b.s.Nodes); i++ {
		n := &b.s.Nodes[i]
		d := b.describe(n.Addr)
		n.Kind, n.Name = d.Kind, d.Name
		n.Size += d.Bytes
		b.s.Nodes[0].Size -= n.Size // what is no object's own is the heap's
		b.add(i, d.edges)
	}
	return &b.s
}

type snapshotter struct {
	h     *Heap
	s     Snapshot
	index map[uintptr]int
	weak  []weakEdge // to objects that nothing strong has led to yet
}

type weakEdge struct {
	from int
	edge describedEdge
}

// add adds the edges of node i, and the nodes that they lead to. A weak edge is added if something
// else leads to its object.
func (b *snapshotter) add(i int, edges []describedEdge) {
	for _, e := range edges {
		to, ok := b.index[e.addr]
		if !ok {
			if e.Kind == EdgeWeak {
				b.weak = append(b.weak, weakEdge{i, e})
				continue
			}
			to = len(b.s.Nodes)
			b.index[e.addr] = to
			c := b.h.coreOf(e.addr)
			b.s.Nodes = append(b.s.Nodes, Node{
				Addr: e.addr, Type: c.name, Size: int64(c.size), from: i, via: len(b.s.Nodes[i].Edges),
			})
		}
		e.To = to
		b.s.Nodes[i].Edges = append(b.s.Nodes[i].Edges, e.Edge)
	}
	if i != len(b.s.Nodes)-1 {
		return
	}
	for _, w := range b.weak {
		if to, ok := b.index[w.edge.addr]; ok {
			w.edge.To = to
			b.s.Nodes[w.from].Edges = append(b.s.Nodes[w.from].Edges, w.edge.Edge)
		}
	}
	b.weak = nil
}

// roots returns the edges of the heap itself.
func (b *snapshotter) roots() []describedEdge {
	d := Description{h: b.h}
	for _, r := range b.h.roots {
		if r == nil {
			continue
		}
		if x, ok := r.(Describer); ok {
			x.DescribeGC(&d)
			continue
		}
		d.Fields("root", r, r.TraceGC)
	}
	for i, addr := range b.h.anchors.addrs {
		d.Edge(EdgeInternal, fmt.Sprintf("host root %d", i), addr)
	}
	for i := range b.h.queue.n {
		d.Edge(EdgeInternal, "waiting for its finalizer", b.h.queue.at(i).addr)
	}
	return d.edges
}

// describe returns the description of the object at addr.
func (b *snapshotter) describe(addr uintptr) Description {
	d := Description{h: b.h}
	c := b.h.coreOf(addr)
	if c.describe != nil {
		x := c.describe
		retarget(&x, at(addr))
		x.DescribeGC(&d)
	} else if c.trace != nil {
		d.Kind = KindHost
		x := c.trace
		retarget(&x, at(addr))
		d.Fields("", x, x.TraceGC)
	}
	return d
}

// Find returns the index of the node of the object at addr, or -1: it is not reachable.
func (s *Snapshot) Find(addr uintptr) int {
	for i := 1; i < len(s.Nodes); i++ {
		if s.Nodes[i].Addr == addr {
			return i
		}
	}
	return -1
}

// Path returns the nodes from the heap to node i on a shortest way along edges that are not weak, and
// the edges between them: edge k leads from node k to the next.
func (s *Snapshot) Path(i int) (nodes []int, edges []Edge) {
	for ; i != 0; i = s.Nodes[i].from {
		n := &s.Nodes[i]
		nodes = append(nodes, i)
		edges = append(edges, s.Nodes[n.from].Edges[n.via])
	}
	nodes = append(nodes, 0)
	reverse(nodes)
	reverse(edges)
	return nodes, edges
}

// PathString returns the path to node i as text: "heap.globals -> table.player -> Player.OnHit ->
// function main.lua:12".
func (s *Snapshot) PathString(i int) string {
	nodes, edges := s.Path(i)
	var b strings.Builder
	for k, n := range nodes {
		label := s.Nodes[n].Label()
		if k > 0 {
			b.WriteString(" -> ")
		}
		b.WriteString(label)
		if k < len(edges) {
			switch e := &edges[k]; e.Kind {
			case EdgeElement:
				b.WriteString(e.Label())
			case EdgeVariable, EdgeInternal:
				b.WriteString(" -> " + e.Label())
			default:
				b.WriteString("." + e.Label())
			}
		}
	}
	return b.String()
}

func reverse[E any](s []E) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}
