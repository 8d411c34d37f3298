package vet

// This file defines the list of analyzers and what they share: which types are
// words, which bear references, which files count.

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Analyzers are all of them.
var Analyzers = []*analysis.Analyzer{Directives, Stale, Traces, Roots, Barriers, Escapes, KeptCall, Finalizers}

// Import paths of the runtime, as text: nothing of it is imported.
const (
	modulePath  = "github.com/lusterlua/luster"
	runtimePath = modulePath + "/runtime"
	gcPath      = runtimePath + "/gc"
)

// words are the types of package rt that are valid until a callback returns.
var words = map[string]bool{"Value": true, "Table": true, "Func": true, "Thread": true, "Userdata": true, "String": true}

// implementation reports the packages that make the runtime, for which other
// rules hold.
func implementation(path string) bool {
	return path == runtimePath || path == gcPath || path == runtimePath+"/interp" || strings.HasPrefix(path, runtimePath+"/internal/")
}

// files returns the files to look at.
func files(pass *analysis.Pass) (list []*ast.File) {
	if implementation(pass.Pkg.Path()) {
		return nil
	}
	for _, f := range pass.Files {
		if !ast.IsGenerated(f) && !strings.HasSuffix(fileName(pass, f), "_test.go") {
			list = append(list, f)
		}
	}
	return list
}

func fileName(pass *analysis.Pass, f *ast.File) string { return pass.Fset.Position(f.Package).Filename }

func isOutput(pass *analysis.Pass, f *ast.File) bool {
	return filepath.Base(fileName(pass, f)) == "luster_gen.go"
}

// isNamed reports whether t is a named type of a package.
func isNamed(t types.Type, path, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path && n.Obj().Name() == name
}

func isWord(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == runtimePath && words[n.Obj().Name()]
}

// isCall reports *rt.Call.
func isCall(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isNamed(p.Elem(), runtimePath, "Call")
}

func isRoot(t types.Type) bool {
	return isNamed(t, runtimePath, "Root") || isNamed(t, gcPath, "Root")
}

// traceMethod returns the method TraceGC(*gc.Tracer) that a type declares
// itself, by value or pointer.
func traceMethod(t types.Type) *types.Func {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	for m := range n.Origin().Methods() {
		if m.Name() != "TraceGC" {
			continue
		}
		s := m.Signature()
		if s.Params().Len() == 1 && s.Results().Len() == 0 {
			if p, ok := s.Params().At(0).Type().(*types.Pointer); ok && isNamed(p.Elem(), gcPath, "Tracer") {
				return m
			}
		}
	}
	return nil
}

// A search remembers which types it has seen.
type search map[types.Type]bool

// bears reports whether values of a type can hold references that a trace method
// has to mark.
func bears(t types.Type) bool { return search{}.bears(t) }

func (s search) bears(t types.Type) bool {
	t = types.Unalias(t)
	if s[t] {
		return false
	}
	s[t] = true
	if n, ok := t.(*types.Named); ok {
		switch {
		case isNamed(t, gcPath, "Weak"):
			return false
		case traceMethod(t) != nil:
			return true
		case n.Obj().Pkg() != nil && isNamed(t, "sync/atomic", "Pointer"):
			return s.bears(n.TypeArgs().At(0))
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return s.bears(u.Elem())
	case *types.Slice:
		return s.bears(u.Elem())
	case *types.Array:
		return s.bears(u.Elem())
	case *types.Map:
		return s.bears(u.Key()) || s.bears(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if s.bears(f.Type()) {
				return true
			}
		}
	}
	return false
}

// holds reports whether a type holds something by value, pointer, list or map,
// without looking into named structs of other packages.
func holds(t types.Type, pkg *types.Package, is func(types.Type) bool) bool {
	return search{}.holds(t, pkg, is)
}

func (s search) holds(t types.Type, pkg *types.Package, is func(types.Type) bool) bool {
	t = types.Unalias(t)
	if is(t) {
		return true
	}
	if s[t] {
		return false
	}
	s[t] = true
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != pkg {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return s.holds(u.Elem(), pkg, is)
	case *types.Slice:
		return s.holds(u.Elem(), pkg, is)
	case *types.Array:
		return s.holds(u.Elem(), pkg, is)
	case *types.Map:
		return s.holds(u.Key(), pkg, is) || s.holds(u.Elem(), pkg, is)
	case *types.Struct:
		for f := range u.Fields() {
			if s.holds(f.Type(), pkg, is) {
				return true
			}
		}
	}
	return false
}

// inner returns what is between the parentheses.
func inner(e ast.Expr) ast.Expr { return ast.Unparen(e) }

// calledFunc returns the function or method that a call is of.
func calledFunc(info *types.Info, call *ast.CallExpr) *types.Func {
	fun := inner(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	var id *ast.Ident
	switch x := inner(fun).(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	default:
		return nil
	}
	f, _ := info.Uses[id].(*types.Func)
	if f != nil {
		f = f.Origin()
	}
	return f
}

// is reports whether a function is that of a package, with the receiver's type
// for a method.
func isFunc(f *types.Func, path, recv, name string) bool {
	if f == nil || f.Pkg() == nil || f.Pkg().Path() != path || f.Name() != name {
		return false
	}
	r := f.Signature().Recv()
	if recv == "" || r == nil {
		return recv == "" && r == nil
	}
	t := r.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	return isNamed(t, path, recv)
}

// rootIdent returns the variable that a chain of selectors, indices and
// dereferences begins with.
func rootIdent(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.UnaryExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// variable returns the variable that an assignment's left side begins with; for
// a variable of another package that is what the selector names.
func variable(info *types.Info, e ast.Expr) *types.Var {
	id := rootIdent(e)
	if id == nil {
		return nil
	}
	if _, isPkg := info.Uses[id].(*types.PkgName); isPkg {
		for {
			switch x := e.(type) {
			case *ast.SelectorExpr:
				if x.X == id {
					v, _ := info.Uses[x.Sel].(*types.Var)
					return v
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
	v, _ := info.ObjectOf(id).(*types.Var)
	return v
}

// global reports a variable of a package.
func global(v *types.Var) bool {
	return v != nil && v.Pkg() != nil && v.Parent() == v.Pkg().Scope()
}

// within reports whether something is declared inside a node.
func within(n ast.Node, pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }
