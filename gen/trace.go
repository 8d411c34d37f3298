package gen

// This file defines the derivation of trace methods: for each annotated type,
// the statements that mark what it holds, or diagnostics with the path to what
// cannot be traced.

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
)

// A traceGen derives the trace methods of one package.
type traceGen struct {
	prog    *program
	pkg     *pkg
	graph   *graph
	out     *emitter
	helpers map[*types.Named]string // recursive plain types, traced by a copy
	order   []*types.Named          // ... in order of first use
	inlined map[*types.Named]bool   // plain types that some trace walks into
	remarks map[jen.Code]bool       // statements that are only comments
	depth   int                     // of loop variables
	loads   int                     // of atomic pointers, so far in the method
}

// spot is where in the program and on which path the derivation is.
type spot struct {
	pos  token.Pos
	path []string
}

func newTraceGen(prog *program, p *pkg, out *emitter) *traceGen {
	return &traceGen{
		prog: prog, pkg: p, graph: p.graphOf(prog), out: out,
		helpers: map[*types.Named]string{}, inlined: map[*types.Named]bool{}, remarks: map[jen.Code]bool{},
	}
}

// body returns the statements that trace *x for an annotated type.
func (tg *traceGen) body(t *typ) []jen.Code {
	tg.depth, tg.loads = 0, 0
	return tg.inside("x", t.named, spot{pos: t.obj.Pos()})
}

// inside traces the parts of a type whose own trace method is being written.
func (tg *traceGen) inside(x string, n *types.Named, at spot) []jen.Code {
	if _, ok := n.Underlying().(*types.Struct); !ok {
		x = "(*" + x + ")"
	}
	return tg.under(x, n.Underlying(), n.Obj().Name(), n, at)
}

// value returns the statements that trace the addressable variable x.
func (tg *traceGen) value(x string, t types.Type, at spot) []jen.Code {
	t = types.Unalias(t)
	n := tg.graph.node(t)
	if !n.bearing && !n.troubled {
		return nil
	}
	switch n.kind {
	case nodeCall, nodeAuto:
		tg.arguments(t, at)
		if n.bearing {
			return []jen.Code{jen.Id(x).Dot("TraceGC").Call(jen.Id("t"))}
		}
		return nil // its own derivation reports the trouble
	case nodeRoot:
		tg.report(at, "LB206", t, "%s inside a traced type is a leak: it keeps its object alive from outside", tg.show(t)).
			help("hold the value itself: a field of type rt.Value, rt.Table, rt.Func or gc.Ref is traced")
		return nil
	case nodeOpaque:
		tg.opaque(n, at)
		return nil
	case nodeChan:
		if n.bearing {
			tg.opaque(n, at)
		}
		return nil
	case nodeDyn:
		return []jen.Code{jen.If(jen.Id(x).Op("!=").Nil()).Block(walk(jen.Id(x)))}
	case nodeParam:
		return tg.param(x, t.(*types.TypeParam))
	case nodeAtomic:
		return tg.atomic(x, n, at)
	}
	named, ok := t.(*types.Named)
	if !ok {
		return tg.under(x, t, "struct", nil, at)
	}
	if named.Obj().Pkg() != nil && named.Obj().Pkg() != tg.pkg.Types && n.kind == nodePlain && isStruct(named) {
		tg.foreign(n, at)
		return nil
	}
	if n.kind == nodePlain && named.Obj().Pkg() == tg.pkg.Types {
		if tg.graph.isRecursive(n) {
			helper := tg.helper(named)
			return []jen.Code{walk(jen.Parens(jen.Op("*").Id(helper)).Call(jen.Op("&").Id(x)))}
		}
		tg.inlined[named] = true
	}
	return tg.under(x, named.Underlying(), named.Obj().Name(), named, at)
}

func walk(x jen.Code) jen.Code { return jen.Id("t").Dot("Walk").Call(x) }

// under traces x by the parts of its underlying type.
func (tg *traceGen) under(x string, u types.Type, name string, named *types.Named, at spot) []jen.Code {
	switch u := u.(type) {
	case *types.Pointer:
		return tg.pointer(x, u.Elem(), at)
	case *types.Slice:
		return tg.loop(x, u.Elem(), at)
	case *types.Array:
		return tg.loop(x, u.Elem(), at)
	case *types.Map:
		return tg.mapLoop(x, u, at)
	case *types.Struct:
		return tg.fields(x, u, name, at)
	case *types.Interface:
		if n := tg.graph.node(u); named != nil {
			n = tg.graph.node(named)
			if n.kind == nodeSealed {
				return tg.sealed(x, n, at)
			}
		} else if n.kind == nodeSealed {
			return tg.sealed(x, n, at)
		}
	case *types.Chan, *types.Signature, *types.Basic:
		// An annotated type that is one of these itself.
		var n *gnode
		if named != nil {
			n = tg.graph.node(named)
		}
		if n != nil && n.troubled && n.code != "" {
			tg.opaque(n, at)
		}
	}
	return nil
}

func (tg *traceGen) fields(x string, u *types.Struct, name string, at spot) (code []jen.Code) {
	for i := range u.NumFields() {
		v := u.Field(i)
		if v.Name() == "_" {
			continue
		}
		below := spot{at.pos, append(slices.Clone(at.path), name+"."+v.Name())}
		if v.Pkg() == tg.pkg.Types && v.Pos().IsValid() {
			below.pos = v.Pos()
		}
		f := x + "." + v.Name()
		if m := tg.graph.mark(v); m != nil {
			if !m.dyn {
				remark := jen.Comment(fmt.Sprintf("%s is not traced: %s", f, oneLine(m.reason)))
				tg.remarks[remark] = true
				code = append(code, remark)
				continue
			}
			if types.IsInterface(v.Type()) {
				code = append(code, jen.If(
					jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Id(f).Assert(tg.out.gc("Traceable")),
					jen.Id("ok"),
				).Block(walk(jen.Id("v"))))
			}
			continue
		}
		code = append(code, tg.value(f, v.Type(), below)...)
	}
	return code
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// pointer traces what x points to.
func (tg *traceGen) pointer(x string, elem types.Type, at spot) []jen.Code {
	elem = types.Unalias(elem)
	n := tg.graph.node(elem)
	notNil := func(body ...jen.Code) []jen.Code {
		return []jen.Code{jen.If(jen.Id(x).Op("!=").Nil()).Block(body...)}
	}
	if n.kind == nodeCall || n.kind == nodeAuto {
		tg.arguments(elem, at)
		if !n.bearing {
			return nil
		}
		return notNil(walk(jen.Id(x)))
	}
	if named, ok := elem.(*types.Named); ok && n.kind == nodePlain && n.bearing &&
		named.Obj().Pkg() == tg.pkg.Types && tg.graph.isRecursive(n) {
		helper := tg.helper(named)
		return notNil(walk(jen.Parens(jen.Op("*").Id(helper)).Call(jen.Id(x))))
	}
	target := "(*" + x + ")"
	if isStruct(elem) {
		target = x
	}
	body := tg.value(target, elem, at)
	if !tg.hasCode(body) {
		return body
	}
	return notNil(body...)
}

// hasCode reports whether there is more than remarks. Remarks alone need no
// loop or condition around them.
func (tg *traceGen) hasCode(code []jen.Code) bool {
	return slices.ContainsFunc(code, func(c jen.Code) bool { return !tg.remarks[c] })
}

func (tg *traceGen) loop(x string, elem types.Type, at spot) []jen.Code {
	tg.depth++
	defer func() { tg.depth-- }()
	i := fmt.Sprintf("i%d", tg.depth)
	body := tg.value(x+"["+i+"]", elem, at)
	if !tg.hasCode(body) {
		return body
	}
	return []jen.Code{jen.For(jen.Id(i).Op(":=").Range().Id(x)).Block(body...)}
}

func (tg *traceGen) mapLoop(x string, m *types.Map, at spot) []jen.Code {
	tg.depth++
	defer func() { tg.depth-- }()
	k, v := fmt.Sprintf("k%d", tg.depth), fmt.Sprintf("v%d", tg.depth)
	keys, values := tg.value(k, m.Key(), at), tg.value(v, m.Elem(), at)
	vars := []jen.Code{jen.Id(k), jen.Id(v)}
	switch {
	case !tg.hasCode(keys) && !tg.hasCode(values):
		return append(keys, values...)
	case !tg.hasCode(values):
		vars = vars[:1]
	case !tg.hasCode(keys):
		vars[0] = jen.Id("_")
	}
	return []jen.Code{jen.For(jen.List(vars...).Op(":=").Range().Id(x)).Block(append(keys, values...)...)}
}

// sealed switches over the implementations of an interface.
func (tg *traceGen) sealed(x string, n *gnode, at spot) []jen.Code {
	tg.depth++
	defer func() { tg.depth-- }()
	v := fmt.Sprintf("v%d", tg.depth)
	var cases []jen.Code
	for _, e := range n.edges {
		if body := tg.value(v, e.to.typ, at); tg.hasCode(body) {
			cases = append(cases, jen.Case(tg.out.typ(e.to.typ)).Block(body...))
		}
	}
	if len(cases) == 0 {
		return nil
	}
	return []jen.Code{jen.Switch(jen.Id(v).Op(":=").Id(x).Assert(jen.Type())).Block(cases...)}
}

// arguments reports type arguments that the derived trace method of a generic
// type cannot see into: it asks a value of a type parameter to trace itself.
func (tg *traceGen) arguments(t types.Type, at spot) {
	named, ok := t.(*types.Named)
	if !ok || named.TypeArgs().Len() == 0 || !tg.graph.autoTraced(named) {
		return
	}
	for arg := range named.TypeArgs().Types() {
		arg = types.Unalias(arg)
		n := tg.graph.node(arg)
		if n.kind == nodeParam || !n.bearing && !n.troubled {
			continue
		}
		of := arg
		if _, ptr := arg.Underlying().(*types.Pointer); !ptr && !types.IsInterface(arg) {
			of = types.NewPointer(arg)
		}
		obj, _, _ := types.LookupFieldOrMethod(of, true, tg.pkg.Types, "TraceGC")
		if m, ok := obj.(*types.Func); ok && isTraceSig(m.Signature()) {
			continue
		}
		tg.report(at, "LB212", t, "the trace method of %s cannot see into %s, which does not trace itself", tg.show(t), tg.show(arg)).
			help("annotate the type argument with //luster:trace, under a name if it has none")
	}
}

// param traces a variable whose type is a type parameter.
func (tg *traceGen) param(x string, t *types.TypeParam) []jen.Code {
	if c, ok := t.Constraint().Underlying().(*types.Interface); ok && hasTraceMethod(c) {
		return []jen.Code{walk(jen.Id(x))}
	}
	assert := func(e jen.Code) *jen.Statement {
		return jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Id("any").Call(e).Assert(tg.out.gc("Traceable"))
	}
	// A T that has the method with a pointer receiver, else one that is a pointer
	// or a word.
	return []jen.Code{jen.If(assert(jen.Op("&").Id(x)), jen.Id("ok")).Block(
		jen.Id("v").Dot("TraceGC").Call(jen.Id("t")),
	).Else().If(assert(jen.Id(x)), jen.Id("ok")).Block(walk(jen.Id("v")))}
}

func (tg *traceGen) atomic(x string, n *gnode, at spot) []jen.Code {
	tg.loads++ // each one is a variable of the method, so no two may share a name
	p := fmt.Sprintf("p%d", tg.loads)
	elem := n.edges[0].to.typ.(*types.Pointer).Elem()
	body := tg.pointer(p, elem, at)
	if !tg.hasCode(body) {
		return body
	}
	return append([]jen.Code{jen.Id(p).Op(":=").Id(x).Dot("Load").Call()}, body...)
}

// helper returns the name of the copy of a recursive plain type that carries its
// trace method.
func (tg *traceGen) helper(n *types.Named) string {
	name, ok := tg.helpers[n]
	if !ok {
		name = "lusterTrace" + strings.ToUpper(n.Obj().Name()[:1]) + n.Obj().Name()[1:]
		tg.helpers[n] = name
		tg.order = append(tg.order, n)
	}
	return name
}

// foreign reports a struct of another package that cannot be traced from here.
func (tg *traceGen) foreign(n *gnode, at spot) {
	if n.bearing {
		labels, end := tg.graph.way(n, func(m *gnode) bool {
			return m.kind == nodeCall || m.kind == nodeDyn || m.kind == nodeRoot || m.kind == nodeParam
		})
		if end.kind == nodeRoot {
			tg.report(at, "LB206", nil, "%s holds a root: a leak inside a traced type", tg.show(n.typ)).
				path(joinPath(append(slices.Clone(at.path), labels...), tg.show(end.typ)))
			return
		}
		tg.report(at, "LB205", nil, "%s holds references but has no trace method", tg.show(n.typ)).
			path(joinPath(append(slices.Clone(at.path), labels...), tg.show(end.typ))).
			help("annotate it with //luster:trace in its package, or write TraceGC there")
		return
	}
	labels, end := tg.graph.way(n, func(m *gnode) bool { return m.kind == nodeOpaque || m.kind == nodeChan && m.bearing })
	tg.opaque(end, spot{at.pos, append(slices.Clone(at.path), labels...)})
}

// opaque reports what nobody can see into.
func (tg *traceGen) opaque(n *gnode, at spot) {
	r := tg.report(at, n.code, n.typ, "%s cannot be traced: %s", tg.show(n.typ), n.why)
	switch n.code {
	case "LB204":
		r.help(`add //luster:dyn "why" to ask the dynamic type at run time, or //luster:notrace "why" if it never holds references`)
	default:
		r.help(`if it never holds references, say so: //luster:notrace "why"`)
	}
}

func (tg *traceGen) report(at spot, code Code, t types.Type, format string, args ...any) report {
	r := tg.prog.diags.at(at.pos, code, format, args...)
	if t != nil && len(at.path) > 0 {
		r.path(joinPath(at.path, tg.show(t)))
	}
	return r
}

func (tg *traceGen) show(t types.Type) string { return typeString(t, tg.pkg.Types) }

// checkClaims checks what annotations claim about references: nogc, and trace
// methods written by hand or promoted.
func (tg *traceGen) checkClaims() {
	for _, t := range tg.pkg.typs {
		if t.nogc != nil {
			tg.checkNoGC(t)
		}
		if t.manual {
			tg.checkManual(t)
		}
	}
	tg.checkPromoted()
}

func (tg *traceGen) checkNoGC(t *typ) {
	n := tg.graph.node(t.named)
	if tg.graph.hasOwnTrace(t.named) && !t.trace {
		tg.prog.diags.at(t.nogc.pos, "LB210", "%s has a trace method, so it does hold references", t.obj.Name())
		return
	}
	labels, end := tg.graph.way(n, func(m *gnode) bool {
		return m != n && (m.kind == nodeCall || m.kind == nodeDyn || m.kind == nodeRoot || m.kind == nodeParam ||
			m.kind == nodeOpaque || m.kind == nodeChan && m.bearing)
	})
	if end == nil {
		return
	}
	what := "holds references"
	if !end.bearing {
		what = "cannot be proved to hold none: " + end.why
	}
	tg.prog.diags.at(t.nogc.pos, "LB210", "%s %s", t.obj.Name(), what).path(joinPath(labels, tg.show(end.typ)))
}

// checkManual checks a trace method written by hand: it must be there, and it
// must mention each field that holds references.
func (tg *traceGen) checkManual(t *typ) {
	if !tg.graph.hasOwnTrace(t.named) {
		tg.prog.diags.at(t.dir.pos, "LB209", "%s has no method TraceGC(*gc.Tracer)", t.obj.Name()).help("write it, or leave out manual to have it derived")
		return
	}
	st, ok := t.named.Underlying().(*types.Struct)
	if !ok {
		return
	}
	used := tg.prog.selectorsIn(t)
	for i := range st.NumFields() {
		v := st.Field(i)
		if v.Name() == "_" || used[v.Name()] || tg.graph.mark(v) != nil {
			continue
		}
		if n := tg.graph.node(v.Type()); n.bearing {
			tg.prog.diags.at(v.Pos(), "LB209", "the trace method of %s does not mention %s, which holds references", t.obj.Name(), v.Name()).
				path(joinPath([]string{t.obj.Name() + "." + v.Name()}, tg.show(v.Type()))).
				help(`trace it, or add //luster:notrace "why"`)
		}
	}
}

// checkPromoted finds structs that look traceable because they embed something
// that is, though they hold more.
func (tg *traceGen) checkPromoted() {
	for obj := range tg.prog.bare {
		n, ok := obj.Type().(*types.Named)
		if !ok || obj.Pkg() != tg.pkg.Types || tg.graph.hasOwnTrace(n) {
			continue
		}
		st, ok := n.Underlying().(*types.Struct)
		if !ok {
			continue
		}
		m, index, _ := types.LookupFieldOrMethod(types.NewPointer(n), true, obj.Pkg(), "TraceGC")
		f, ok := m.(*types.Func)
		if !ok || !isTraceSig(f.Type().(*types.Signature)) {
			continue
		}
		for i := range st.NumFields() {
			v := st.Field(i)
			if i == index[0] || v.Name() == "_" || tg.graph.mark(v) != nil {
				continue
			}
			if tg.graph.node(v.Type()).bearing {
				tg.prog.diags.at(obj.Pos(), "LB207", "%s gets its trace method from %s, which does not trace %s", obj.Name(), st.Field(index[0]).Name(), v.Name()).
					path(joinPath([]string{obj.Name() + "." + v.Name()}, tg.show(v.Type()))).
					help("annotate %s with //luster:trace", obj.Name())
			}
		}
	}
}
