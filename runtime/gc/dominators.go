package gc

// This file finds out what an object keeps alive: the dominators of a snapshot and retained sizes.

// Dominator returns the node that alone keeps node i alive, the nearest one if there are several: if it
// were not there, nothing would lead to node i. For node 0 it is 0.
func (s *Snapshot) Dominator(i int) int {
	s.dominate()
	return s.dominators[i]
}

// Retained returns the bytes that would be freed if node i were not there: of all nodes that it
// dominates, with itself.
func (s *Snapshot) Retained(i int) int64 {
	s.dominate()
	return s.retained[i]
}

func (s *Snapshot) dominate() {
	if s.dominators != nil {
		return
	}
	l := newLengauer(s)
	s.dominators = l.run()
	s.retained = make([]int64, len(s.Nodes))
	for i := range s.Nodes {
		s.retained[i] = s.Nodes[i].Size
	}
	for k := len(l.vertex) - 1; k > 0; k-- { // a dominator comes before what it dominates
		i := l.vertex[k]
		s.retained[s.dominators[i]] += s.retained[i]
	}
}

// lengauer is the state of the algorithm in its simple form: T. Lengauer and R. E. Tarjan, "A fast
// algorithm for finding dominators in a flowgraph", TOPLAS 1 (1979). Nodes are numbered in the order of
// a depth-first search; nothing recurses, as a list on the heap can be a million objects deep.
type lengauer struct {
	s        *Snapshot
	number   []int // of a node, -1 if not visited
	vertex   []int // the node of a number
	parent   []int // in the search, by number, as all that follows
	semi     []int
	best     []int
	ancestor []int
	dom      []int
	pred     [][]int
	bucket   [][]int
}

func newLengauer(s *Snapshot) *lengauer {
	n := len(s.Nodes)
	l := &lengauer{s: s, number: make([]int, n)}
	for i := range l.number {
		l.number[i] = -1
	}
	l.search()
	n = len(l.vertex)
	l.semi, l.best, l.ancestor, l.dom = make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	l.pred, l.bucket = make([][]int, n), make([][]int, n)
	for v := range n {
		l.semi[v], l.best[v], l.ancestor[v] = v, v, -1
		for _, e := range s.Nodes[l.vertex[v]].Edges {
			if w := l.number[e.To]; e.Kind != EdgeWeak {
				l.pred[w] = append(l.pred[w], v)
			}
		}
	}
	return l
}

// search numbers the nodes.
func (l *lengauer) search() {
	type place struct{ v, edge int }
	visit := func(node, parent int) {
		l.number[node] = len(l.vertex)
		l.vertex = append(l.vertex, node)
		l.parent = append(l.parent, parent)
	}
	visit(0, 0)
	stack := []place{{0, 0}}
	for len(stack) > 0 {
		p := &stack[len(stack)-1]
		edges := l.s.Nodes[l.vertex[p.v]].Edges
		if p.edge == len(edges) {
			stack = stack[:len(stack)-1]
			continue
		}
		e := &edges[p.edge]
		p.edge++
		if e.Kind != EdgeWeak && l.number[e.To] < 0 {
			visit(e.To, p.v)
			stack = append(stack, place{l.number[e.To], 0})
		}
	}
}

// run returns the dominator of each node.
func (l *lengauer) run() []int {
	for w := len(l.vertex) - 1; w > 0; w-- {
		for _, v := range l.pred[w] {
			l.semi[w] = min(l.semi[w], l.semi[l.eval(v)])
		}
		l.bucket[l.semi[w]] = append(l.bucket[l.semi[w]], w)
		p := l.parent[w]
		l.ancestor[w] = p
		for _, v := range l.bucket[p] {
			l.dom[v] = p
			if u := l.eval(v); l.semi[u] < l.semi[v] {
				l.dom[v] = u
			}
		}
		l.bucket[p] = nil
	}
	result := make([]int, len(l.number))
	for w := 1; w < len(l.vertex); w++ {
		if l.dom[w] != l.semi[w] {
			l.dom[w] = l.dom[l.dom[w]]
		}
		result[l.vertex[w]] = l.vertex[l.dom[w]]
	}
	return result
}

// eval returns the node with the least semidominator on the way from v up to the root of its tree in the
// forest, and shortens the way.
func (l *lengauer) eval(v int) int {
	if l.ancestor[v] < 0 {
		return v
	}
	var path []int
	for u := v; l.ancestor[l.ancestor[u]] >= 0; u = l.ancestor[u] {
		path = append(path, u)
	}
	for i := len(path) - 1; i >= 0; i-- {
		u := path[i]
		a := l.ancestor[u]
		if l.semi[l.best[a]] < l.semi[l.best[u]] {
			l.best[u] = l.best[a]
		}
		l.ancestor[u] = l.ancestor[a]
	}
	return l.best[v]
}
