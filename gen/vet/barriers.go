package vet

// This file defines the analyzer of missing barriers: Go code that changes what a
// traced value refers to.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Barriers reports stores that the collector does not learn of.
var Barriers = &analysis.Analyzer{
	Name: "barriers",
	Doc: "report Go code that changes a reference of a traced type and does not tell the collector: functions that scripts call are " +
		"covered by their wrappers; others use gc.Cell, gc.Slice or gc.Map, or call Heap.Changed",
	Run: runBarriers,
}

func runBarriers(pass *analysis.Pass) (any, error) {
	g := newCallGraph(pass)
	temporary := sequenceParts(pass.Pkg)
	for _, f := range files(pass) {
		for _, d := range f.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			fn, _ := pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if fn == nil || decl.Name.Name == "TraceGC" || tells(pass, decl) {
				continue
			}
			b := &barrier{pass: pass, decl: decl, covered: g.covered[fn], fresh: freshVars(pass, decl), temporary: temporary}
			ast.Inspect(decl.Body, func(n ast.Node) bool {
				if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
					b.assignment(a)
				}
				return true
			})
		}
	}
	return nil, nil
}

// sequenceParts returns the types of a package that are a Sequence, and those of
// its own that Sequences hold: they belong to a running function, whose coroutine
// is traced again before marking ends.
func sequenceParts(pkg *types.Package) map[*types.TypeName]bool {
	parts := map[*types.TypeName]bool{}
	var add func(t types.Type)
	add = func(t types.Type) {
		t = types.Unalias(t)
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		n, ok := t.(*types.Named)
		if !ok || n.Obj().Pkg() != pkg || parts[n.Origin().Obj()] || n.Obj().Exported() && !isSequence(n) {
			return
		}
		parts[n.Origin().Obj()] = true
		if st, ok := n.Underlying().(*types.Struct); ok {
			for f := range st.Fields() {
				add(f.Type())
			}
		}
	}
	for _, name := range pkg.Scope().Names() {
		if obj, ok := pkg.Scope().Lookup(name).(*types.TypeName); ok && !obj.IsAlias() && isSequence(obj.Type()) {
			add(obj.Type())
		}
	}
	return parts
}

func isSequence(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, "Resume")
	m, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	s := m.Signature()
	return s.Params().Len() == 1 && isCall(s.Params().At(0).Type())
}

// tells reports whether a function tells the collector of a change.
func tells(pass *analysis.Pass, decl *ast.FuncDecl) (yes bool) {
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		fn := calledFunc(pass.TypesInfo, call)
		for _, name := range []string{"Changed", "Borrow", "Touch", "Return"} {
			yes = yes || isFunc(fn, gcPath, "Heap", name)
		}
		yes = yes || isFunc(fn, gcPath, "", "Touch") || isFunc(fn, runtimePath, "", "Touch") || isFunc(fn, runtimePath, "", "Borrow")
		return !yes
	})
	return yes
}

// A barrier looks at the assignments of one function.
type barrier struct {
	pass    *analysis.Pass
	decl    *ast.FuncDecl
	covered bool // wrappers tell the collector what changed in its arguments
	fresh   map[*types.Var]bool
	// temporary are types of values that belong to a running function.
	temporary map[*types.TypeName]bool
}

// freshVars returns the local variables that hold what the function itself made.
func freshVars(pass *analysis.Pass, decl *ast.FuncDecl) map[*types.Var]bool {
	fresh := map[*types.Var]bool{}
	note := func(l, r ast.Expr) {
		id, ok := l.(*ast.Ident)
		if !ok {
			return
		}
		if v, ok := pass.TypesInfo.Defs[id].(*types.Var); ok && isNew(pass.TypesInfo, r) {
			fresh[v] = true
		}
	}
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE && len(n.Lhs) == len(n.Rhs) {
				for i := range n.Lhs {
					note(n.Lhs[i], n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if i < len(n.Values) {
					note(id, n.Values[i])
				}
			}
		}
		return true
	})
	return fresh
}

func isNew(info *types.Info, e ast.Expr) bool {
	switch x := inner(e).(type) {
	case *ast.UnaryExpr:
		_, lit := inner(x.X).(*ast.CompositeLit)
		return x.Op == token.AND && lit
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		if id, ok := inner(x.Fun).(*ast.Ident); ok {
			b, ok := info.Uses[id].(*types.Builtin)
			return ok && (b.Name() == "new" || b.Name() == "make")
		}
	}
	return false
}

func (b *barrier) assignment(a *ast.AssignStmt) {
	for i, l := range a.Lhs {
		var r ast.Expr
		if len(a.Rhs) == len(a.Lhs) {
			r = a.Rhs[i]
		}
		if _, plain := inner(l).(*ast.Ident); plain || r != nil && b.empty(r) {
			continue
		}
		t := b.pass.TypesInfo.TypeOf(l)
		if t == nil || !bears(t) {
			continue
		}
		owner := b.owner(l)
		v := variable(b.pass.TypesInfo, l)
		if owner == nil || v == nil || b.fresh[v] || b.covered && !global(v) {
			continue
		}
		if _, isPtr := v.Type().Underlying().(*types.Pointer); !isPtr && !global(v) && within(b.decl.Body, v.Pos()) {
			continue // a copy of its own
		}
		d := analysis.Diagnostic{Pos: l.Pos(), End: l.End(), Message: fmt.Sprintf(
			"%s changes what a traced %s refers to, and the collector does not know: make the field a gc.Cell, gc.Slice or gc.Map, or call Heap.Changed afterwards",
			types.ExprString(l), types.TypeString(b.pass.TypesInfo.TypeOf(owner), types.RelativeTo(b.pass.Pkg)))}
		if fix, ok := b.fix(a, owner); ok {
			d.SuggestedFixes = []analysis.SuggestedFix{fix}
		}
		b.pass.Report(d)
	}
}

// empty reports a right side that adds no edge.
func (b *barrier) empty(r ast.Expr) bool {
	if tv, ok := b.pass.TypesInfo.Types[inner(r)]; ok && (tv.IsNil() || tv.Value != nil) {
		return true
	}
	switch x := inner(r).(type) {
	case *ast.CompositeLit:
		return len(x.Elts) == 0
	case *ast.SliceExpr:
		return true // less of what it was
	case *ast.CallExpr:
		if isNew(b.pass.TypesInfo, r) {
			return true
		}
		if id, ok := inner(x.Fun).(*ast.Ident); ok {
			if bt, ok := b.pass.TypesInfo.Uses[id].(*types.Builtin); ok && bt.Name() == "append" && x.Ellipsis.IsValid() {
				_, less := inner(x.Args[len(x.Args)-1]).(*ast.SliceExpr)
				return less // how an element is removed
			}
		}
	}
	k := &keeper{b.pass, isWord}
	return k.plain(r)
}

// owner returns the innermost traced value, reached through a pointer, whose
// field is assigned to.
func (b *barrier) owner(l ast.Expr) ast.Expr {
	for e := l; ; {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			s := b.pass.TypesInfo.Selections[x]
			if s == nil || s.Kind() != types.FieldVal {
				return nil
			}
			if p, ok := types.Unalias(s.Recv()).(*types.Pointer); ok && traceMethod(p.Elem()) != nil {
				if n, ok := types.Unalias(p.Elem()).(*types.Named); ok && b.temporary[n.Origin().Obj()] {
					return nil
				}
				return x.X
			}
			e = x.X
			continue
		case *ast.IndexExpr:
			e = x.X
			continue
		case *ast.StarExpr:
			e = x.X
			continue
		case *ast.ParenExpr:
			e = x.X
			continue
		}
		return nil
	}
}

// fix calls Heap.Changed behind the assignment, if the heap is at hand.
func (b *barrier) fix(a *ast.AssignStmt, owner ast.Expr) (fix analysis.SuggestedFix, ok bool) {
	heap := ""
	params := b.decl.Type.Params.List
	if b.decl.Recv != nil {
		params = append(append([]*ast.Field(nil), b.decl.Recv.List...), params...)
	}
	for _, p := range params {
		t := types.Unalias(b.pass.TypesInfo.TypeOf(p.Type))
		ptr, isPtr := t.(*types.Pointer)
		if !isPtr || len(p.Names) == 0 || p.Names[0].Name == "_" {
			continue
		}
		switch name := p.Names[0].Name; {
		case isCall(t):
			heap = name + ".VM().Heap()"
		case isNamed(ptr.Elem(), runtimePath, "VM"):
			heap = name + ".Heap()"
		case isNamed(ptr.Elem(), gcPath, "Heap"):
			heap = name
		}
	}
	if heap == "" {
		return fix, false
	}
	return edit("tell the collector", a.End(), a.End(), fmt.Sprintf("\n%s.Changed(%s)", heap, types.ExprString(owner))), true
}

// A callGraph knows which functions of the package run only inside wrappers.
type callGraph struct {
	covered map[*types.Func]bool
}

// newCallGraph marks what generated code calls, and the unexported functions that
// only such functions call.
func newCallGraph(pass *analysis.Pass) *callGraph {
	g := &callGraph{map[*types.Func]bool{}}
	callers := map[*types.Func][]*types.Func{} // nil: a use that is no call in a function
	for _, f := range pass.Files {
		output := isOutput(pass, f)
		for _, d := range f.Decls {
			decl, _ := d.(*ast.FuncDecl)
			var from *types.Func
			if decl != nil {
				from, _ = pass.TypesInfo.Defs[decl.Name].(*types.Func)
			}
			ast.Inspect(d, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				if !ok {
					return true
				}
				fn, ok := pass.TypesInfo.Uses[id].(*types.Func)
				if !ok || fn.Pkg() != pass.Pkg {
					return true
				}
				fn = fn.Origin()
				if output {
					g.covered[fn] = true
				} else {
					callers[fn] = append(callers[fn], from)
				}
				return true
			})
		}
	}
	for changed := true; changed; {
		changed = false
		for fn, list := range callers {
			if g.covered[fn] || fn.Exported() || !g.all(list) {
				continue
			}
			g.covered[fn], changed = true, true
		}
	}
	return g
}

func (g *callGraph) all(list []*types.Func) bool {
	for _, fn := range list {
		if fn == nil || !g.covered[fn] {
			return false
		}
	}
	return true
}
