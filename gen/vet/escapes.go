package vet

// This file defines the analyzers of what outlives a callback: plain words and
// calls that something keeps.

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Escapes reports plain words that outlive the callback which got them.
var Escapes = &analysis.Analyzer{
	Name: "escapes",
	Doc: "report plain values of Lua (rt.Value, rt.Table, rt.Func, ...) that a goroutine, a global, a channel, a closure or a field " +
		"that is not traced keeps: they are valid until the callback returns; afterwards the collector may have freed them",
	Run: func(pass *analysis.Pass) (any, error) { return keepers(pass, isWord) },
}

// KeptCall reports calls that outlive their function.
var KeptCall = &analysis.Analyzer{
	Name: "keptcall",
	Doc:  "report an *rt.Call that a goroutine, a global, a channel, a closure or a field keeps: it is valid until its function returns",
	Run: func(pass *analysis.Pass) (any, error) {
		callFields(pass)
		return keepers(pass, isCall)
	},
}

// callFields reports fields that are made to keep a call.
func callFields(pass *analysis.Pass) {
	for _, f := range files(pass) {
		ast.Inspect(f, func(n ast.Node) bool {
			st, ok := n.(*ast.StructType)
			if !ok {
				return true
			}
			for _, fd := range st.Fields.List {
				if t := pass.TypesInfo.TypeOf(fd.Type); t != nil && isCall(t) {
					pass.Report(analysis.Diagnostic{Pos: fd.Pos(), End: fd.End(),
						Message: "a field keeps a *rt.Call, which is valid only until its function returns: pass it as a parameter"})
				}
			}
			return true
		})
	}
}

// A keeper looks for places where something of a kind is kept.
type keeper struct {
	pass *analysis.Pass
	is   func(types.Type) bool
}

func keepers(pass *analysis.Pass, is func(types.Type) bool) (any, error) {
	k := &keeper{pass, is}
	for _, f := range files(pass) {
		for _, d := range f.Decls {
			if decl, ok := d.(*ast.FuncDecl); ok && decl.Body != nil {
				k.function(decl)
			}
		}
	}
	return nil, nil
}

func (k *keeper) function(decl *ast.FuncDecl) {
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			k.goroutine(n)
		case *ast.SendStmt:
			if e := k.carried(n.Value); e != nil {
				k.report(e, "is sent through a channel, and outlives the callback there", nil)
			}
			k.closure(n.Value, "a closure that is sent through a channel", nil)
		case *ast.AssignStmt:
			k.assignment(n, decl)
		case *ast.CallExpr:
			k.call(n)
		}
		return true
	})
}

// report says what is kept by what.
func (k *keeper) report(e ast.Expr, how string, fix *analysis.SuggestedFix) {
	t := k.pass.TypesInfo.TypeOf(e)
	help := "make a Root of it with rt.NewRoot"
	if isCall(t) {
		help = "the function that gets the Call is the only one that may use it"
	}
	d := analysis.Diagnostic{Pos: e.Pos(), End: e.End(), Message: fmt.Sprintf("%s, of type %s, %s: %s",
		types.ExprString(e), types.TypeString(t, qualifier(k.pass.Pkg)), how, help)}
	if fix != nil {
		d.SuggestedFixes = []analysis.SuggestedFix{*fix}
	}
	k.pass.Report(d)
}

func qualifier(pkg *types.Package) types.Qualifier {
	return func(p *types.Package) string {
		switch {
		case p == pkg:
			return ""
		case p.Path() == runtimePath:
			return "rt"
		}
		return p.Name()
	}
}

// carried returns the part of an expression that hands on a value of the kind:
// the expression itself, or an element of a composite literal.
func (k *keeper) carried(e ast.Expr) ast.Expr {
	e = inner(e)
	switch x := e.(type) {
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			return k.carried(x.X)
		}
	case *ast.CompositeLit:
		for _, elt := range x.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			if found := k.carried(elt); found != nil {
				return found
			}
		}
		return nil
	}
	t := k.pass.TypesInfo.TypeOf(e)
	if t == nil || !k.is(t) || k.plain(e) {
		return nil
	}
	return e
}

// plain reports expressions whose value is no object: nil, numbers, booleans.
func (k *keeper) plain(e ast.Expr) bool {
	switch x := inner(e).(type) {
	case *ast.Ident:
		return x.Name == "nil"
	case *ast.CompositeLit:
		return len(x.Elts) == 0
	case *ast.CallExpr:
		fn := calledFunc(k.pass.TypesInfo, x)
		for _, name := range []string{"Int", "Float", "Bool"} {
			if isFunc(fn, runtimePath, "", name) {
				return true
			}
		}
	case *ast.SelectorExpr:
		if v, ok := k.pass.TypesInfo.Uses[x.Sel].(*types.Var); ok && v.Pkg() != nil && v.Pkg().Path() == runtimePath && v.Name() == "Nil" {
			return true
		}
	}
	return false
}

func (k *keeper) goroutine(g *ast.GoStmt) {
	for _, arg := range g.Call.Args {
		if e := k.carried(arg); e != nil {
			k.report(e, "is passed to a goroutine, and a VM belongs to one goroutine at a time", nil)
		}
	}
	if s, ok := inner(g.Call.Fun).(*ast.SelectorExpr); ok {
		if e := k.carried(s.X); e != nil {
			k.report(e, "is used by a goroutine, and a VM belongs to one goroutine at a time", nil)
		}
	}
	k.closure(g.Call.Fun, "a goroutine, and a VM belongs to one goroutine at a time", nil)
}

// closure reports what a function literal captures.
func (k *keeper) closure(e ast.Expr, what string, fix func(lit *ast.FuncLit, use *ast.Ident) *analysis.SuggestedFix) {
	lit, ok := inner(e).(*ast.FuncLit)
	if !ok {
		return
	}
	seen := map[types.Object]bool{}
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := k.pass.TypesInfo.Uses[id].(*types.Var)
		if !ok || v.IsField() || global(v) || within(lit, v.Pos()) || seen[v] || !k.is(v.Type()) {
			return true
		}
		seen[v] = true
		var f *analysis.SuggestedFix
		if fix != nil {
			f = fix(lit, id)
		}
		k.report(id, "is captured by "+what, f)
		return true
	})
}

// later are the functions that call a function after their caller returned.
var later = []struct{ path, recv, name string }{
	{runtimePath, "Call", "NewFunc"}, {runtimePath, "VM", "NewFunc"},
	{"time", "", "AfterFunc"}, {"context", "", "AfterFunc"}, {"runtime", "", "AddCleanup"}, {"runtime", "", "SetFinalizer"},
	{"sync", "WaitGroup", "Go"},
}

func (k *keeper) call(call *ast.CallExpr) {
	fn := calledFunc(k.pass.TypesInfo, call)
	for _, l := range later {
		if !isFunc(fn, l.path, l.recv, l.name) {
			continue
		}
		for _, arg := range call.Args {
			var fix func(lit *ast.FuncLit, use *ast.Ident) *analysis.SuggestedFix
			if l.name == "NewFunc" {
				fix = func(lit *ast.FuncLit, use *ast.Ident) *analysis.SuggestedFix { return k.upvalueFix(call, lit, use) }
			}
			k.closure(arg, "a function that is called later, by "+l.name, fix)
		}
		return
	}
}

// upvalueFix hands a captured word over as an upvalue.
func (k *keeper) upvalueFix(call *ast.CallExpr, lit *ast.FuncLit, use *ast.Ident) *analysis.SuggestedFix {
	params := lit.Type.Params.List
	obj := k.pass.TypesInfo.Uses[use]
	if len(params) != 1 || len(params[0].Names) != 1 || params[0].Names[0].Name == "_" || len(call.Args) != 2 || call.Ellipsis.IsValid() || !isWord(obj.Type()) {
		return nil
	}
	text := params[0].Names[0].Name + ".Upvalue(1)"
	value := use.Name
	if !isNamed(obj.Type(), runtimePath, "Value") {
		text = types.TypeString(obj.Type(), qualifier(k.pass.Pkg)) + "(" + text + ")"
		value += ".Value()"
	}
	fix := &analysis.SuggestedFix{Message: "pass it as an upvalue"}
	fail := false
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if k.pass.TypesInfo.Uses[n] == obj {
				fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)})
			}
		case *ast.FuncLit:
			fail = fail || shadows(n, params[0].Names[0].Name)
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && k.pass.TypesInfo.Uses[id] == obj {
					fail = true // it is a variable, not a value
				}
			}
		}
		return true
	})
	if fail {
		return nil
	}
	end := call.Args[1].End()
	fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{Pos: end, End: end, NewText: []byte(", " + value)})
	return fix
}

func shadows(lit *ast.FuncLit, name string) bool {
	for _, p := range lit.Type.Params.List {
		for _, n := range p.Names {
			if n.Name == name {
				return true
			}
		}
	}
	return false
}

func (k *keeper) assignment(a *ast.AssignStmt, decl *ast.FuncDecl) {
	for i, l := range a.Lhs {
		v := variable(k.pass.TypesInfo, l)
		if v == nil || i >= len(a.Rhs) && len(a.Rhs) != 1 {
			continue
		}
		r := a.Rhs[min(i, len(a.Rhs)-1)]
		switch {
		case global(v):
			k.store(a, l, r, "is stored in a global", "a closure in a global")
		case k.untraced(l, v, decl):
			k.store(a, l, r, "is stored in a field that no trace method marks, and outlives the callback there", "a closure in a field")
		}
	}
}

// store reports the right side of an assignment to something that lasts. An
// assignment of several results has them by type alone.
func (k *keeper) store(a *ast.AssignStmt, l, r ast.Expr, how, closure string) {
	if len(a.Lhs) != len(a.Rhs) {
		if t := k.pass.TypesInfo.TypeOf(l); t != nil && k.is(t) {
			k.report(l, how, nil)
		}
		return
	}
	if call, ok := inner(r).(*ast.CallExpr); ok && isAppend(k.pass.TypesInfo, call) {
		for _, arg := range call.Args[1:] {
			if e := k.carried(arg); e != nil {
				k.report(e, how, nil)
			}
		}
		return
	}
	if e := k.carried(r); e != nil {
		k.report(e, how, nil)
	}
	k.closure(r, closure, nil)
}

func isAppend(info *types.Info, call *ast.CallExpr) bool {
	id, ok := inner(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	b, ok := info.Uses[id].(*types.Builtin)
	return ok && b.Name() == "append" && len(call.Args) > 0
}

// untraced reports whether l is a field, or lies inside one, of a struct without
// a trace method that was there before the function: reached from its receiver, a
// pointer parameter or something captured.
func (k *keeper) untraced(l ast.Expr, v *types.Var, decl *ast.FuncDecl) bool {
	pointer := false
	if _, ok := v.Type().Underlying().(*types.Pointer); ok {
		pointer = true
	}
	if !pointer || within(decl.Body, v.Pos()) && !k.parameterOfLiteral(decl, v) {
		return false
	}
	field := false
	for e := l; ; {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			s := k.pass.TypesInfo.Selections[x]
			if s == nil || s.Kind() != types.FieldVal {
				return false
			}
			field = true
			t := types.Unalias(s.Recv())
			if p, ok := t.(*types.Pointer); ok {
				t = types.Unalias(p.Elem())
			}
			if traceMethod(t) != nil || implementsTrace(t) {
				return false
			}
			if f, ok := s.Obj().(*types.Var); ok && exempted(k.pass, f) {
				return false
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
		return field
	}
}

// implementsTrace reports a type with a promoted trace method.
func implementsTrace(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, "TraceGC")
	_, ok := obj.(*types.Func)
	return ok
}

// parameterOfLiteral reports a parameter of a function literal.
func (k *keeper) parameterOfLiteral(decl *ast.FuncDecl, v *types.Var) (found bool) {
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && lit.Type.Params != nil && within(lit.Type.Params, v.Pos()) {
			found = true
		}
		return !found
	})
	return found
}
