package gen

// This file defines the type graph of a package: which types hold references
// ("bear" them), and which hold something that nobody can see into. Both are
// least fixpoints, computed once over all types that the package's annotated
// types reach.

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// nodeKind says how a type is traced.
type nodeKind uint8

const (
	nodePlain  nodeKind = iota // by its parts, if it has any
	nodeAuto                   // by the trace method that this run generates
	nodeCall                   // by the trace method that it has
	nodeDyn                    // an interface: by the method of its dynamic type
	nodeSealed                 // an interface whose implementations are known
	nodeParam                  // a type parameter
	nodeAtomic                 // atomic.Pointer
	nodeRoot                   // rt.Root or gc.Root, which no traced type may hold
	nodeOpaque                 // nobody can see into it
	nodeChan                   // opaque if its elements bear references
)

// A gnode is a type in the graph.
type gnode struct {
	typ   types.Type
	kind  nodeKind
	code  Code   // of the diagnostic for an opaque type
	why   string // what is wrong with an opaque type
	edges []gedge
	back  []*gnode

	bearing   bool // a reference is reachable
	troubled  bool // something opaque is reachable
	recursive bool // reaches itself through plain types of this package
	checked   bool // recursive is known
}

// A gedge leads to a part of a type.
type gedge struct {
	label string // "Type.field" or empty
	field *types.Var
	to    *gnode
}

// A graph belongs to one package, because what a trace method may see into
// depends on where it stands.
type graph struct {
	prog  *program
	pkg   *pkg
	nodes typeutil.Map
	list  []*gnode
	done  bool
}

func newGraph(prog *program, p *pkg) *graph {
	g := &graph{prog: prog, pkg: p}
	g.nodes.SetHasher(typeutil.MakeHasher())
	return g
}

// node returns the node of a type, and settles the fixpoints for it.
func (g *graph) node(t types.Type) *gnode {
	n := g.add(t)
	if !g.done {
		g.settle()
	}
	return n
}

// add puts a type and all that it reaches into the graph.
func (g *graph) add(t types.Type) *gnode {
	t = types.Unalias(t)
	if n, ok := g.nodes.At(t).(*gnode); ok {
		return n
	}
	n := &gnode{typ: t}
	g.nodes.Set(t, n)
	g.list = append(g.list, n)
	g.done = false
	g.classify(n)
	for _, e := range n.edges {
		e.to.back = append(e.to.back, n)
	}
	return n
}

func (g *graph) edge(n *gnode, label string, field *types.Var, t types.Type) {
	n.edges = append(n.edges, gedge{label, field, g.add(t)})
}

func (n *gnode) opaque(code Code, why string) {
	n.kind, n.code, n.why = nodeOpaque, code, why
}

func (g *graph) classify(n *gnode) {
	switch t := n.typ.(type) {
	case *types.Named:
		if !g.classifyNamed(n, t) {
			g.parts(n, t.Underlying(), t.Obj().Name())
		}
	case *types.TypeParam:
		n.kind = nodeParam
		if c, ok := t.Constraint().Underlying().(*types.Interface); ok && !hasTraceMethod(c) && onlyBasic(c) {
			n.kind = nodePlain
		}
	default:
		g.parts(n, n.typ, "struct")
	}
}

// classifyNamed handles what a named type decides by its name or methods, and
// reports whether it did.
func (g *graph) classifyNamed(n *gnode, t *types.Named) bool {
	obj := t.Obj()
	if obj.Pkg() == nil {
		return false // error, comparable: their underlying interfaces decide
	}
	path := obj.Pkg().Path()
	switch {
	case (path == runtimePath || path == gcPath) && obj.Name() == "Root":
		n.kind = nodeRoot
		return true
	case obj.Pkg() == g.pkg.Types && g.autoTraced(t):
		n.kind = nodeAuto
		g.parts(n, t.Underlying(), obj.Name())
		return true
	case g.hasOwnTrace(t):
		n.kind = nodeCall
		return true
	case path == "sync/atomic" && obj.Name() == "Pointer":
		n.kind = nodeAtomic
		g.edge(n, "", nil, types.NewPointer(t.TypeArgs().At(0)))
		return true
	case path == "sync" && obj.Name() == "Pool":
		n.opaque("LB208", "its contents come and go unseen")
		return true
	case harmless(path, obj.Name()):
		return true
	}
	return false
}

// autoTraced reports whether this run generates the trace method of a type.
func (g *graph) autoTraced(t *types.Named) bool {
	a := g.prog.types[t.Origin().Obj()]
	return a != nil && a.trace
}

// hasOwnTrace reports whether a type itself declares TraceGC(*gc.Tracer): a
// promoted method would trace the embedded part only.
func (g *graph) hasOwnTrace(t *types.Named) bool {
	for i := range t.NumMethods() {
		if m := t.Method(i); m.Name() == "TraceGC" && isTraceSig(m.Type().(*types.Signature)) {
			return true
		}
	}
	return false
}

func isTraceSig(s *types.Signature) bool {
	if s.Params().Len() != 1 || s.Results().Len() != 0 {
		return false
	}
	p, ok := s.Params().At(0).Type().(*types.Pointer)
	return ok && isNamed(p.Elem(), gcPath, "Tracer")
}

func isNamed(t types.Type, path, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path && n.Obj().Name() == name
}

// harmless lists types of Go's library that hold no reference, though their
// insides alone do not prove it: they use unsafe.Pointer, or functions and
// interfaces of their own.
func harmless(path, name string) bool {
	switch path {
	case "time", "weak", "unique", "os", "regexp", "math/rand", "math/rand/v2":
		return true
	case "sync":
		return name != "Pool" && name != "Map" && name != "Locker"
	case "sync/atomic":
		return name != "Pointer" && name != "Value"
	}
	return false
}

// parts adds the edges of a type literal.
func (g *graph) parts(n *gnode, u types.Type, name string) {
	switch u := u.(type) {
	case *types.Basic:
		if u.Kind() == types.UnsafePointer {
			n.opaque("LB203", "an unsafe.Pointer can lead anywhere")
		}
	case *types.Pointer:
		g.edge(n, "", nil, u.Elem())
	case *types.Slice:
		g.edge(n, "", nil, u.Elem())
	case *types.Array:
		g.edge(n, "", nil, u.Elem())
	case *types.Map:
		g.edge(n, "", nil, u.Key())
		g.edge(n, "", nil, u.Elem())
	case *types.Chan:
		n.kind, n.code, n.why = nodeChan, "LB202", "what waits in a channel is not visible"
		g.edge(n, "", nil, u.Elem())
	case *types.Signature:
		n.opaque("LB201", "a function may have captured references that nobody can see")
	case *types.Struct:
		for i := range u.NumFields() {
			g.field(n, u.Field(i), name)
		}
	case *types.Interface:
		g.iface(n, u)
	}
}

func (g *graph) field(n *gnode, v *types.Var, owner string) {
	if v.Name() == "_" {
		return
	}
	if m := g.mark(v); m != nil {
		if m.dyn {
			n.edges = append(n.edges, gedge{owner + "." + v.Name(), v, g.dynNode()})
		}
		return
	}
	g.edge(n, g.qualified(v, owner)+"."+v.Name(), v, v.Type())
}

// mark returns the directive of a field. Only those of this package count:
// others are not visible when the other package is not part of the run.
func (g *graph) mark(v *types.Var) *fieldMark {
	if v.Pkg() != g.pkg.Types {
		return nil
	}
	if m := g.prog.fields[v.Origin()]; m != nil {
		return m
	}
	return nil
}

func (g *graph) qualified(v *types.Var, owner string) string {
	if v.Pkg() != nil && v.Pkg() != g.pkg.Types {
		return v.Pkg().Name() + "." + owner
	}
	return owner
}

// dynNode is a node that bears references and has no type of its own.
func (g *graph) dynNode() *gnode {
	n := &gnode{typ: types.Universe.Lookup("any").Type(), kind: nodeDyn}
	g.list = append(g.list, n)
	return n
}

func (g *graph) iface(n *gnode, u *types.Interface) {
	if hasTraceMethod(u) {
		n.kind = nodeDyn
		return
	}
	if owner := sealedBy(u); owner != nil {
		n.kind = nodeSealed
		for _, t := range implementers(owner, u) {
			if owner != g.pkg.Types {
				if nt := namedOf(t); nt == nil || !nt.Obj().Exported() {
					continue
				}
			}
			g.edge(n, "", nil, t)
		}
		return
	}
	n.opaque("LB204", "an interface can hold anything, references too")
}

func hasTraceMethod(u *types.Interface) bool {
	for i := range u.NumMethods() {
		if m := u.Method(i); m.Name() == "TraceGC" && isTraceSig(m.Type().(*types.Signature)) {
			return true
		}
	}
	return false
}

// onlyBasic reports whether a constraint admits basic types only.
func onlyBasic(u *types.Interface) bool {
	found := false
	for i := range u.NumEmbeddeds() {
		switch e := types.Unalias(u.EmbeddedType(i)).(type) {
		case *types.Union:
			for j := range e.Len() {
				b, ok := e.Term(j).Type().Underlying().(*types.Basic)
				if !ok || b.Kind() == types.UnsafePointer {
					return false
				}
				found = true
			}
		default:
			inner, ok := e.Underlying().(*types.Interface)
			if ok && inner.IsMethodSet() {
				continue
			}
			if !ok || !onlyBasic(inner) {
				return false
			}
			found = true
		}
	}
	return found
}

// sealedBy returns the package whose types alone can implement an interface.
func sealedBy(u *types.Interface) *types.Package {
	for i := range u.NumMethods() {
		if m := u.Method(i); !m.Exported() {
			return m.Pkg()
		}
	}
	return nil
}

// implementers returns the types of a package that implement an interface: T
// where it does, else *T.
func implementers(p *types.Package, u *types.Interface) (list []types.Type) {
	for _, name := range p.Scope().Names() {
		obj, ok := p.Scope().Lookup(name).(*types.TypeName)
		if !ok || obj.IsAlias() {
			continue
		}
		t, ok := obj.Type().(*types.Named)
		if !ok || types.IsInterface(t) || t.TypeParams().Len() > 0 {
			continue
		}
		if types.Implements(t, u) {
			list = append(list, t)
		}
		if ptr := types.NewPointer(t); types.Implements(ptr, u) {
			list = append(list, ptr)
		}
	}
	return list
}

func namedOf(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

// settle computes both fixpoints from the leaves backwards.
func (g *graph) settle() {
	g.done = true
	var work []*gnode
	for _, n := range g.list {
		if n.kind == nodeCall || n.kind == nodeDyn || n.kind == nodeRoot || n.kind == nodeParam {
			if !n.bearing {
				n.bearing = true
			}
			work = append(work, n)
		} else if n.bearing {
			work = append(work, n)
		}
	}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		for _, b := range n.back {
			if !b.bearing {
				b.bearing = true
				work = append(work, b)
			}
		}
	}
	for _, n := range g.list {
		if n.kind == nodeOpaque || n.kind == nodeChan && n.bearing || n.troubled {
			n.troubled = true
			work = append(work, n)
		}
	}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		for _, b := range n.back {
			if !b.troubled && b.kind != nodeCall {
				b.troubled = true
				work = append(work, b)
			}
		}
	}
}

// way returns the labels from n to the nearest node for which is holds, and that
// node, or nil.
func (g *graph) way(n *gnode, is func(*gnode) bool) ([]string, *gnode) {
	type step struct {
		n     *gnode
		from  int
		label string
	}
	steps := []step{{n, -1, ""}}
	seen := map[*gnode]bool{n: true}
	for i := 0; i < len(steps); i++ {
		if s := steps[i]; is(s.n) {
			var labels []string
			for j := i; j >= 0; j = steps[j].from {
				if l := steps[j].label; l != "" {
					labels = append([]string{l}, labels...)
				}
			}
			return labels, s.n
		}
		for _, e := range steps[i].n.edges {
			if !seen[e.to] {
				seen[e.to] = true
				steps = append(steps, step{e.to, i, e.label})
			}
		}
	}
	return nil, nil
}

// isRecursive reports whether a plain named type of this package contains itself
// on a way through plain types: its trace must not be written in place.
func (g *graph) isRecursive(n *gnode) bool {
	if n.checked {
		return n.recursive
	}
	n.checked = true
	seen := map[*gnode]bool{}
	work := []*gnode{n}
	for len(work) > 0 {
		m := work[len(work)-1]
		work = work[:len(work)-1]
		for _, e := range m.edges {
			if e.to == n {
				n.recursive = true
				return true
			}
			if !seen[e.to] && e.to.kind != nodeAuto && e.to.kind != nodeCall && e.to.bearing {
				seen[e.to] = true
				work = append(work, e.to)
			}
		}
	}
	return false
}

// joinPath writes a path as diagnostics show it.
func joinPath(labels []string, end string) string {
	return strings.Join(append(labels[:len(labels):len(labels)], end), " -> ")
}
