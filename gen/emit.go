package gen

// This file defines the emitter: the Go file of one package, but for the
// wrappers, which are in emit_call.go.

import (
	"bytes"
	"fmt"
	"go/types"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"
)

// An emitter writes the output of one package.
type emitter struct {
	prog    *program
	pkg     *pkg
	file    *jen.File
	names   map[string]string // import path -> name
	hoist   map[string]string // conversion by its text -> variable
	vars    []jen.Code        // declarations of those
	funcs   []jen.Code        // functions that conversions need
	trace   *traceGen
	methods []jen.Code // the trace methods
}

// newEmitter derives the traces of a package. The diagnostics of that are the last
// ones: what is left to do works on a model without errors.
func newEmitter(prog *program, p *pkg) *emitter {
	e := &emitter{prog: prog, pkg: p, names: map[string]string{}, hoist: map[string]string{}}
	e.file = jen.NewFilePathName(p.PkgPath, p.Name)
	e.file.HeaderComment(header)
	e.trace = newTraceGen(prog, p, e)
	e.methods = e.traces()
	return e
}

// emit returns the Go file of the package.
func (e *emitter) emit() ([]byte, error) {
	var module []jen.Code
	if e.pkg.module != nil {
		module = append(e.module(), e.enumVars()...)
	}
	e.guard()
	for _, c := range e.shapes() {
		e.file.Add(c)
		e.file.Line()
	}
	for _, c := range slices.Concat(e.methods, module, e.funcs) {
		e.file.Add(c)
		e.file.Line()
	}
	if len(e.vars) > 0 {
		e.file.Comment("Conversions of values that are made of others.")
		e.file.Var().Defs(e.vars...)
	}
	var b bytes.Buffer
	if err := e.file.Render(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// imported returns the name under which the output imports a package: its own,
// changed where the package has something of that name.
func (e *emitter) imported(p *types.Package) string {
	name := p.Name()
	switch p.Path() {
	case runtimePath:
		name = "rt"
	case gcPath:
		name = "gc"
	}
	if n, ok := e.names[p.Path()]; ok {
		return n
	}
	free := func(name string) bool {
		return e.pkg.Types.Scope().Lookup(name) == nil && !localNames[name] && !numberedLocal.MatchString(name) && types.Universe.Lookup(name) == nil &&
			!slices.Contains(slices.Collect(maps.Values(e.names)), name)
	}
	if numberedLocal.MatchString(name + "2") {
		name += "pkg" // a number behind it would make a local's name
	}
	base := name
	for i := 2; !free(name); i++ {
		name = fmt.Sprintf("%s%d", base, i)
	}
	e.names[p.Path()] = name
	if name == p.Name() {
		e.file.ImportName(p.Path(), name)
	} else {
		e.file.ImportAlias(p.Path(), name)
	}
	return name
}

// localNames are the variables of generated functions.
var localNames = map[string]bool{
	"c": true, "x": true, "y": true, "v": true, "t": true, "ok": true, "bad": true, "err": true, "vm": true, "fn": true,
	"rs": true, "failure": true, "n": true, "p": true, "left": true, "right": true,
}

// numberedLocal matches those of which there are several: a1, r2, v3.
var numberedLocal = regexp.MustCompile(`^[aoprvki][0-9]+$`)

func (e *emitter) rt(name string) *jen.Statement {
	e.imported(types.NewPackage(runtimePath, "runtime"))
	return jen.Qual(runtimePath, name)
}

func (e *emitter) gc(name string) *jen.Statement {
	e.imported(types.NewPackage(gcPath, "gc"))
	return jen.Qual(gcPath, name)
}

// call is the parameter list of every wrapper.
func (e *emitter) callParam() jen.Code { return jen.Id("c").Op("*").Add(e.rt("Call")) }

// typ returns a type as source.
func (e *emitter) typ(t types.Type) *jen.Statement {
	switch t := t.(type) {
	case *types.Alias:
		return e.namedType(t.Obj(), t.TypeArgs())
	case *types.Named:
		return e.namedType(t.Obj(), t.TypeArgs())
	case *types.TypeParam:
		return jen.Id(t.Obj().Name())
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return jen.Qual("unsafe", "Pointer")
		}
		return jen.Id(t.Name())
	case *types.Pointer:
		return jen.Op("*").Add(e.typ(t.Elem()))
	case *types.Slice:
		return jen.Index().Add(e.typ(t.Elem()))
	case *types.Array:
		return jen.Index(jen.Lit(int(t.Len()))).Add(e.typ(t.Elem()))
	case *types.Map:
		return jen.Map(e.typ(t.Key())).Add(e.typ(t.Elem()))
	case *types.Chan:
		switch t.Dir() {
		case types.SendOnly:
			return jen.Chan().Op("<-").Add(e.typ(t.Elem()))
		case types.RecvOnly:
			return jen.Op("<-").Chan().Add(e.typ(t.Elem()))
		}
		return jen.Chan().Parens(e.typ(t.Elem()))
	case *types.Signature:
		return jen.Func().Add(e.signature(t, nil))
	case *types.Struct:
		return e.structType(t)
	case *types.Interface:
		return e.interfaceType(t)
	case *types.Union:
		var terms []jen.Code
		for i := range t.Len() {
			term := e.typ(t.Term(i).Type())
			if t.Term(i).Tilde() {
				term = jen.Op("~").Add(term)
			}
			terms = append(terms, term)
		}
		return jen.Union(terms...)
	}
	panic(fmt.Sprintf("BUG: type %T has no source form", t))
}

func (e *emitter) namedType(obj *types.TypeName, args *types.TypeList) *jen.Statement {
	var s *jen.Statement
	if obj.Pkg() == nil || obj.Pkg() == e.pkg.Types {
		s = jen.Id(obj.Name())
	} else {
		e.imported(obj.Pkg())
		s = jen.Qual(obj.Pkg().Path(), obj.Name())
	}
	if args.Len() > 0 {
		var list []jen.Code
		for i := range args.Len() {
			list = append(list, e.typ(args.At(i)))
		}
		s = s.Types(list...)
	}
	return s
}

// signature returns the parameters and results of a function type; recv, if not
// nil, comes first.
func (e *emitter) signature(s *types.Signature, recv jen.Code) *jen.Statement {
	var in, out []jen.Code
	if recv != nil {
		in = append(in, recv)
	}
	for i := range s.Params().Len() {
		t := s.Params().At(i).Type()
		if s.Variadic() && i == s.Params().Len()-1 {
			in = append(in, jen.Op("...").Add(e.typ(t.(*types.Slice).Elem())))
			continue
		}
		in = append(in, e.typ(t))
	}
	for i := range s.Results().Len() {
		out = append(out, e.typ(s.Results().At(i).Type()))
	}
	st := jen.Params(in...)
	switch len(out) {
	case 0:
		return st
	case 1:
		return st.Add(out[0])
	}
	return st.Params(out...)
}

func (e *emitter) structType(t *types.Struct) *jen.Statement {
	var fields []jen.Code
	for i := range t.NumFields() {
		v := t.Field(i)
		if v.Embedded() {
			fields = append(fields, e.typ(v.Type()))
			continue
		}
		fields = append(fields, jen.Id(v.Name()).Add(e.typ(v.Type())))
	}
	return jen.Struct(fields...)
}

func (e *emitter) interfaceType(t *types.Interface) *jen.Statement {
	if t.Empty() && t.NumEmbeddeds() == 0 {
		return jen.Id("any")
	}
	var parts []jen.Code
	for i := range t.NumEmbeddeds() {
		parts = append(parts, e.typ(t.EmbeddedType(i)))
	}
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		parts = append(parts, jen.Id(m.Name()).Add(e.signature(m.Type().(*types.Signature), nil)))
	}
	return jen.Interface(parts...)
}

// guard names the versions of what the output relies on, so that it does not
// compile against others.
func (e *emitter) guard() {
	var consts []jen.Code
	if e.hasTraces() {
		consts = append(consts, jen.Id("_").Op("=").Add(e.gc("TraceVersion1")))
	}
	if e.pkg.module != nil {
		consts = append(consts, jen.Id("_").Op("=").Add(e.rt("BindVersion1")))
	}
	if len(consts) > 0 {
		e.file.Comment("A version that is missing here means: run go generate.")
		e.file.Const().Defs(consts...)
		e.file.Line()
	}
}

func (e *emitter) hasTraces() bool {
	return slices.ContainsFunc(e.pkg.typs, func(t *typ) bool { return t.trace })
}

// typeParams returns the type parameter list of a declaration and the arguments
// that name it.
func (e *emitter) typeParams(n *types.Named) (decl, args []jen.Code) {
	for i := range n.TypeParams().Len() {
		p := n.TypeParams().At(i)
		decl = append(decl, jen.Id(p.Obj().Name()).Add(e.typ(p.Constraint())))
		args = append(args, jen.Id(p.Obj().Name()))
	}
	return decl, args
}

// traces returns the trace methods.
func (e *emitter) traces() (code []jen.Code) {
	for _, t := range e.pkg.typs {
		if !t.trace {
			switch {
			case t.iface:
				t.bearing = true // what implements it may be traceable
			case t.inst != nil:
				t.bearing = e.trace.graph.node(t.named).bearing
			case t.extern != nil:
				t.bearing = e.trace.graph.hasOwnTrace(t.named)
			}
			continue
		}
		body := e.trace.body(t)
		t.bearing = e.trace.graph.node(t.named).bearing
		code = append(code, e.traceMethod(t.obj.Name(), t.named, body))
	}
	for i := 0; i < len(e.trace.order); i++ { // grows meanwhile
		n := e.trace.order[i]
		e.trace.depth, e.trace.loads = 0, 0
		name := e.trace.helpers[n]
		body := e.trace.inside("x", n, spot{pos: n.Obj().Pos()})
		decl, args := e.typeParams(n)
		code = append(code,
			jen.Commentf("%s is %s with a trace method.", name, n.Obj().Name()).Line().
				Type().Id(name).Types(decl...).Id(n.Obj().Name()).Types(args...),
			e.traceMethod(name, n, body))
	}
	e.trace.checkClaims()
	return code
}

func (e *emitter) traceMethod(name string, n *types.Named, body []jen.Code) jen.Code {
	_, args := e.typeParams(n)
	recv := jen.Op("*").Id(name).Types(args...)
	tracer := jen.Op("*").Add(e.gc("Tracer"))
	if !e.trace.hasCode(body) {
		// Nothing to mark: the method is there because others may rely on it.
		return jen.Commentf("TraceGC marks what the %s refers to: nothing.", n.Obj().Name()).Line().
			Func().Params(recv).Id("TraceGC").Params(tracer).Block(body...)
	}
	return jen.Commentf("TraceGC marks what the %s refers to.", n.Obj().Name()).Line().
		Func().Params(jen.Id("x").Add(recv)).Id("TraceGC").Params(jen.Id("t").Add(tracer)).Block(body...)
}

// shapes returns the assertions that fail to compile when a type has changed.
func (e *emitter) shapes() (code []jen.Code) {
	seen := map[*types.Named]bool{}
	var list []*types.Named
	add := func(n *types.Named) {
		n = n.Origin()
		if !seen[n] {
			seen[n] = true
			list = append(list, n)
		}
	}
	for _, t := range e.pkg.typs {
		if t.trace || t.expose && t.extern == nil && t.inst == nil && !t.iface {
			add(t.named)
		}
	}
	for n := range e.trace.inlined {
		add(n)
	}
	for _, n := range e.trace.order {
		add(n)
	}
	slices.SortFunc(list, func(a, b *types.Named) int { return strings.Compare(a.Obj().Name(), b.Obj().Name()) })
	for _, n := range list {
		if n.Obj().Parent() != e.pkg.Types.Scope() {
			continue // declared inside a function
		}
		code = append(code, e.shape(n))
	}
	return code
}

func (e *emitter) shape(n *types.Named) jen.Code {
	name := "stale_run_go_generate_" + n.Obj().Name()
	decl, args := e.typeParams(n)
	under := n.Underlying()
	body := e.typ(under)
	ptr := func(id string) jen.Code { return jen.Parens(jen.Op("*").Id(id).Types(args...)) }
	st := jen.Comment("If this does not compile, " + n.Obj().Name() + " has changed: run go generate.").Line().
		Type().Id(name).Types(decl...).Add(body).Line()
	if len(decl) > 0 {
		return st.Func().Id("_").Types(decl...).Params(jen.Id("x").Op("*").Id(n.Obj().Name()).Types(args...)).
			Op("*").Id(name).Types(args...).Block(jen.Return(jen.Parens(jen.Op("*").Id(name).Types(args...)).Call(jen.Id("x"))))
	}
	return st.Var().Id("_").Op("=").Add(ptr(name)).Call(jen.Add(ptr(n.Obj().Name())).Call(jen.Nil()))
}

// hoisted returns the name of a package variable that holds a conversion which
// is made of others, so that it is made once.
func (e *emitter) hoisted(prefix string, c *conv, value jen.Code) jen.Code {
	key := prefix + fmt.Sprintf("%v|%v|%v", types.TypeString(c.typ, nil), c.nonnil, c.deep())
	name, ok := e.hoist[key]
	if !ok {
		name = fmt.Sprintf("%s%d", prefix, len(e.vars)+1)
		e.hoist[key] = name
		e.vars = append(e.vars, jen.Id(name).Op("=").Add(value))
	}
	return jen.Id(name)
}

// deep tells conversions of one type apart.
func (c *conv) deep() string {
	if c == nil {
		return ""
	}
	return fmt.Sprintf("%d%v%v%v(%s,%s)", c.kind, c.nonnil, c.utf8, c.plain, c.key.deep(), c.elem.deep())
}

// exportedName makes a part of a Go identifier.
func exportedName(s string) string {
	r := []rune(s)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

// luaFile is the name of the file for editors.
func (p *pkg) luaFile() string { return path.Base(p.lua) + ".d.lua" }

// graphOf returns the type graph of the package.
func (p *pkg) graphOf(prog *program) *graph {
	g := newGraph(prog, p)
	for _, t := range p.typs {
		g.add(t.named)
	}
	g.settle()
	return g
}
