package vet

// This file defines the analyzers of traced types: trace methods written by
// hand, roots inside, finalizers.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Traces reports fields that a trace method written by hand forgets.
var Traces = &analysis.Analyzer{
	Name: "traces",
	Doc:  "report trace methods written by hand that do not mention a field which holds references",
	Run:  runTraces,
}

// Roots reports roots inside traced types.
var Roots = &analysis.Analyzer{
	Name: "roots",
	Doc:  "report rt.Root and gc.Root inside types that the collector traces: a root there keeps its object, and what refers back to it, for ever",
	Run:  runRoots,
}

// Finalizers reports finalizers of Go on traced types.
var Finalizers = &analysis.Analyzer{
	Name: "finalizers",
	Doc:  "report runtime.SetFinalizer and runtime.AddCleanup on types that the collector traces: Go keeps such a value for as long as Lua has it, and then in no order",
	Run:  runFinalizers,
}

// handWritten calls fn for each struct whose trace method is written by hand in
// the files of the pass.
func handWritten(pass *analysis.Pass, fn func(named *types.Named, st *types.Struct, method *ast.FuncDecl)) {
	for _, f := range files(pass) {
		for _, d := range f.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || decl.Recv == nil || decl.Name.Name != "TraceGC" || decl.Body == nil {
				continue
			}
			obj, _ := pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if obj == nil {
				continue
			}
			t := obj.Signature().Recv().Type()
			if p, ok := t.(*types.Pointer); ok {
				t = p.Elem()
			}
			named, ok := types.Unalias(t).(*types.Named)
			if !ok || traceMethod(named) != obj {
				continue
			}
			if st, ok := named.Underlying().(*types.Struct); ok {
				fn(named, st, decl)
			}
		}
	}
}

// fieldDecl finds the declaration of a struct's field in the files of the pass.
func fieldDecl(pass *analysis.Pass, v *types.Var) *ast.Field {
	var found *ast.Field
	for _, f := range pass.Files {
		if v.Pos() < f.FileStart || f.FileEnd <= v.Pos() {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil || !within(n, v.Pos()) {
				return false
			}
			if fd, ok := n.(*ast.Field); ok {
				found = fd
			}
			return true
		})
	}
	return found
}

// exempted reports a field whose comment says that it is not traced.
func exempted(pass *analysis.Pass, v *types.Var) bool {
	fd := fieldDecl(pass, v)
	if fd == nil || fd.Doc == nil {
		return false
	}
	for _, c := range fd.Doc.List {
		if strings.HasPrefix(c.Text, "//luster:notrace ") {
			return true
		}
	}
	return false
}

func runTraces(pass *analysis.Pass) (any, error) {
	handWritten(pass, func(named *types.Named, st *types.Struct, method *ast.FuncDecl) {
		if annotated(pass, named) {
			return // lusterbind checks it
		}
		used, whole := mentioned(pass, method)
		if whole {
			return
		}
		for v := range st.Fields() {
			if used[v] || v.Name() == "_" || shared(v.Type()) || !bears(v.Type()) || exempted(pass, v) {
				continue
			}
			d := analysis.Diagnostic{Pos: v.Pos(), Message: fmt.Sprintf(
				"the trace method of %s does not mention %s, which holds references: trace it, or say why not with //luster:notrace \"why\"",
				named.Obj().Name(), v.Name())}
			if fix, ok := traceFix(method, v); ok {
				d.SuggestedFixes = []analysis.SuggestedFix{fix}
			}
			pass.Report(d)
		}
	})
	return nil, nil
}

// shared reports a pointer to a struct that does not trace itself: what is not
// traced there may be somebody else's to trace.
func shared(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	_, isStruct := p.Elem().Underlying().(*types.Struct)
	return isStruct && traceMethod(p.Elem()) == nil
}

// annotated reports a type with a directive that derives or checks its trace.
func annotated(pass *analysis.Pass, named *types.Named) bool {
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				ts := s.(*ast.TypeSpec)
				if pass.TypesInfo.Defs[ts.Name] != named.Obj() {
					continue
				}
				doc := ts.Doc
				if doc == nil {
					doc = g.Doc
				}
				if doc == nil {
					return false
				}
				for _, c := range doc.List {
					if strings.HasPrefix(c.Text, "//luster:type") || strings.HasPrefix(c.Text, "//luster:trace") {
						return true
					}
				}
			}
		}
	}
	return false
}

// mentioned returns the fields that a method selects; whole tells that it hands
// its receiver to something else, which may trace the rest.
func mentioned(pass *analysis.Pass, method *ast.FuncDecl) (used map[*types.Var]bool, whole bool) {
	used = map[*types.Var]bool{}
	var recv types.Object
	if names := method.Recv.List[0].Names; len(names) == 1 {
		recv = pass.TypesInfo.Defs[names[0]]
	}
	selected := map[*ast.Ident]bool{}
	ast.Inspect(method.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if s := pass.TypesInfo.Selections[n]; s != nil {
				noteWay(used, s)
				if id, ok := inner(n.X).(*ast.Ident); ok {
					selected[id] = true
				}
			}
		case *ast.Ident:
			if recv != nil && pass.TypesInfo.Uses[n] == recv && !selected[n] {
				whole = true
			}
		}
		return true
	})
	return used, whole
}

// noteWay marks the fields that a selection goes through, embedded ones too.
func noteWay(used map[*types.Var]bool, s *types.Selection) {
	t := s.Recv()
	for _, i := range s.Index() {
		if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || i >= st.NumFields() {
			return // the last step of a method
		}
		v := st.Field(i)
		used[v.Origin()], used[v] = true, true
		t = v.Type()
	}
}

// traceFix adds a line to the method, for a field that traces itself.
func traceFix(method *ast.FuncDecl, v *types.Var) (fix analysis.SuggestedFix, ok bool) {
	names, params := method.Recv.List[0].Names, method.Type.Params.List[0].Names
	if traceMethod(v.Type()) == nil || len(names) != 1 || len(params) != 1 || names[0].Name == "_" || params[0].Name == "_" {
		return fix, false
	}
	line := fmt.Sprintf("\t%s.%s.TraceGC(%s)\n", names[0].Name, v.Name(), params[0].Name)
	return edit("trace it", method.Body.Rbrace, method.Body.Rbrace, line), true
}

func runRoots(pass *analysis.Pass) (any, error) {
	handWritten(pass, func(named *types.Named, st *types.Struct, _ *ast.FuncDecl) {
		if annotated(pass, named) {
			return // lusterbind reports it
		}
		for v := range st.Fields() {
			if v.Name() == "_" || !holds(v.Type(), pass.Pkg, isRoot) {
				continue
			}
			d := analysis.Diagnostic{Pos: v.Pos(), Message: fmt.Sprintf(
				"%s holds a root inside %s, which the collector traces: a leak; hold the plain value and trace it", v.Name(), named.Obj().Name())}
			if fix, ok := rootFix(pass, v.Pos()); ok {
				d.SuggestedFixes = []analysis.SuggestedFix{fix}
			}
			pass.Report(d)
		}
	})
	return nil, nil
}

// rootFix replaces rt.Root[T] by T, and *gc.Root[T] by gc.Ref[T], in the field at
// pos.
func rootFix(pass *analysis.Pass, pos token.Pos) (fix analysis.SuggestedFix, ok bool) {
	for _, f := range pass.Files {
		if pos < f.FileStart || f.FileEnd <= pos {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			fd, isField := n.(*ast.Field)
			if !isField || !within(fd, pos) {
				return true
			}
			ast.Inspect(fd.Type, func(n ast.Node) bool {
				e, isExpr := n.(ast.Expr)
				if !isExpr || ok {
					return false
				}
				fix, ok = plainType(pass, e)
				return !ok
			})
			return false
		})
	}
	return fix, ok
}

func plainType(pass *analysis.Pass, e ast.Expr) (fix analysis.SuggestedFix, ok bool) {
	outer := e
	if s, isPtr := e.(*ast.StarExpr); isPtr {
		e = s.X
	}
	ix, isIndex := e.(*ast.IndexExpr)
	if !isIndex {
		return fix, false
	}
	t := pass.TypesInfo.TypeOf(ix)
	arg := types.ExprString(ix.Index)
	switch {
	case t == nil:
		return fix, false
	case isNamed(t, runtimePath, "Root"):
		return edit("hold the plain "+arg, outer.Pos(), outer.End(), arg), true
	case isNamed(t, gcPath, "Root"):
		sel, isSel := ix.X.(*ast.SelectorExpr)
		if !isSel {
			return fix, false
		}
		text := types.ExprString(sel.X) + ".Ref[" + arg + "]"
		return edit("hold a "+text, outer.Pos(), outer.End(), text), true
	}
	return fix, false
}

func runFinalizers(pass *analysis.Pass) (any, error) {
	for _, f := range files(pass) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			fn := calledFunc(pass.TypesInfo, call)
			if !isFunc(fn, "runtime", "", "SetFinalizer") && !isFunc(fn, "runtime", "", "AddCleanup") {
				return true
			}
			p, ok := types.Unalias(pass.TypesInfo.TypeOf(call.Args[0])).(*types.Pointer)
			if !ok || traceMethod(p.Elem()) == nil {
				return true
			}
			d := analysis.Diagnostic{Pos: call.Pos(), End: call.End(), Message: fmt.Sprintf(
				"%s is traced by the VM's collector, so runtime.%s never runs while Lua can reach it, and in no order with Lua's finalizers: give it a method Close, which is called when Lua drops it",
				types.TypeString(p.Elem(), types.RelativeTo(pass.Pkg)), fn.Name())}
			if st := statementOf(f, call); st != nil {
				d.SuggestedFixes = []analysis.SuggestedFix{edit("remove it", st.Pos(), st.End(), "")}
			}
			pass.Report(d)
			return true
		})
	}
	return nil, nil
}

// statementOf returns the statement that is nothing but this call.
func statementOf(f *ast.File, call *ast.CallExpr) (st *ast.ExprStmt) {
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.ExprStmt); ok && s.X == call {
			st = s
		}
		return st == nil
	})
	return st
}
