package gen

// This file defines the wrappers: the functions that scripts call, and the
// tables that name them.

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
)

// module returns the declarations of a Lua module.
func (e *emitter) module() (code []jen.Code) {
	p := e.pkg
	if p.parts {
		return e.parts()
	}
	open := jen.Commentf("OpenLua opens the Lua module %s in vm: from then on, require(%q) returns it.", p.lua, p.lua)
	if p.module.flag("global") {
		open.Line().Comment("It sets the global of that name, too.")
	}
	code = append(code, open.Line().Func().Id("OpenLua").Params(jen.Id("vm").Op("*").Add(e.rt("VM"))).Error().Block(
		jen.Return(e.rt("OpenModule").Call(jen.Id("vm"), jen.Op("&").Id("lusterModule"))),
	))
	fields := literal{}
	fields.set("Name", jen.Lit(p.lua))
	if p.module.flag("global") {
		fields.set("Global", jen.True())
	}
	var wrappers []jen.Code
	var typs, enums, consts []jen.Code
	funcs := &members{e: e}
	inModule := slices.DeleteFunc(slices.Clone(p.funcs), func(f *fn) bool { return !f.module() })
	for _, t := range p.typs {
		if !t.expose || t.by == "conv" {
			continue
		}
		typs = append(typs, jen.Op("&").Id("lusterType"+t.ident))
		wrappers = append(wrappers, e.hostType(t)...)
	}
	for _, en := range p.enums {
		enums = append(enums, e.enum(en))
	}
	for _, f := range inModule {
		funcs.add(f, inModule, func(f *fn) string { return "lusterFunc" + f.goName() }, p.lua+"."+f.luaName, 1)
	}
	wrappers = append(wrappers, funcs.code...)
	for _, c := range p.consts {
		if c.conv != nil {
			consts = append(consts, e.constant(c))
		}
	}
	list := func(name, typ string, items []jen.Code) {
		if len(items) > 0 {
			fields.set(name, jen.Index().Add(e.rt(typ)).Values(lines(items)...))
		}
	}
	if len(typs) > 0 {
		fields.set("Types", jen.Index().Op("*").Add(e.rt("HostType")).Values(lines(typs)...))
	}
	list("Enums", "EnumType", enums)
	list("Funcs", "Member", funcs.items)
	if len(consts) > 0 {
		fields.set("Consts", jen.Func().Params().Index().Add(e.rt("Const")).Block(
			jen.Return(jen.Index().Add(e.rt("Const")).Values(lines(consts)...))))
	}
	code = append(code, jen.Var().Id("lusterModule").Op("=").Add(e.rt("Module")).Values(fields.lines()...))
	return append(code, wrappers...)
}

// parts returns the wrappers of a module that the package itself opens, and the
// list of them.
func (e *emitter) parts() (code []jen.Code) {
	funcs := &members{e: e}
	list := slices.DeleteFunc(slices.Clone(e.pkg.funcs), func(f *fn) bool { return !f.module() })
	for _, f := range list {
		funcs.add(f, list, func(f *fn) string { return "lusterFunc" + f.goName() }, e.pkg.lua+"."+f.luaName, 1)
	}
	return append([]jen.Code{
		jen.Commentf("lusterParts are the functions of %s, for this package to open.", e.pkg.lua).Line().
			Var().Id("lusterParts").Op("=").Index().Add(e.rt("Member")).Values(lines(funcs.items)...),
	}, funcs.code...)
}

// A literal is the fields of a struct literal, in the order in which they are
// written.
type literal []jen.Code

func (l *literal) set(name string, value jen.Code) {
	*l = append(*l, jen.Id(name).Op(":").Add(value))
}

func (l literal) lines() []jen.Code { return lines(l) }

// lines puts each item of a literal on a line of its own.
func lines(items []jen.Code) (out []jen.Code) {
	for _, it := range items {
		out = append(out, jen.Line().Add(it))
	}
	return append(out, jen.Line())
}

func (e *emitter) member(lua, goName string, async bool) jen.Code {
	fn := jen.Code(jen.Id(goName))
	if async {
		fn = e.rt("Async").Call(fn)
	}
	var l literal
	l.set("Name", jen.Lit(lua))
	l.set("Fn", fn)
	return jen.Values(l...)
}

func (e *emitter) constant(c *constant) jen.Code {
	value := jen.Id(c.obj.Name())
	if c.obj.Pkg() != e.pkg.Types {
		e.imported(c.obj.Pkg())
		value = jen.Qual(c.obj.Pkg().Path(), c.obj.Name())
	}
	conv := c.conv
	if conv.kind == convVia {
		value, conv = jen.Id(conv.via[0].Name()).Call(value), conv.elem
	}
	var l literal
	l.set("Name", jen.Lit(c.luaName))
	switch {
	case c.host:
		l.set("Host", value)
	case conv.kind == convString:
		l.set("Text", convertTo("string", conv.typ, value))
		l.set("IsText", jen.True())
	default:
		l.set("Value", e.scalar(conv, value))
	}
	return jen.Values(l...)
}

// scalar returns the value of a scalar that always fits.
func (e *emitter) scalar(c *conv, x jen.Code) jen.Code {
	switch c.kind {
	case convBool:
		return e.rt("Bool").Call(convertTo("bool", c.typ, x))
	case convFloat:
		return e.rt("Float").Call(convertTo("float64", c.typ, x))
	}
	return e.rt("Int").Call(convertTo("int64", c.typ, x))
}

// convertTo converts x, of type t, to a basic type, if it is of another one.
func convertTo(name string, t types.Type, x jen.Code) jen.Code {
	if b, ok := t.(*types.Basic); ok && b.Name() == name {
		return x
	}
	return jen.Id(name).Call(x)
}

// fitsScalar reports whether scalar can be used for a result: all values of the
// type are values of Lua's.
func (c *conv) fitsScalar() bool {
	b, ok := c.typ.Underlying().(*types.Basic)
	if !ok {
		return false
	}
	switch c.kind {
	case convBool, convFloat:
		return true
	case convInt:
		k := b.Kind()
		return k != types.Uint64 && k != types.Uint && k != types.Uintptr
	}
	return false
}

func (e *emitter) enum(en *enum) jen.Code {
	if en.strings {
		var l literal
		l.set("Name", jen.Lit(en.luaName))
		l.set("Names", jen.Id("lusterEnum"+en.obj.Name()).Dot("Names").Call())
		return jen.Values(l...)
	}
	c := &conv{kind: convInt, typ: en.obj.Type()}
	if b := en.obj.Type().Underlying().(*types.Basic); b.Info()&types.IsString != 0 {
		c.kind = convString
	}
	var items []jen.Code
	for _, it := range en.items {
		items = append(items, e.constant(&constant{obj: it.obj, luaName: it.name, conv: c}))
	}
	var l literal
	l.set("Name", jen.Lit(en.luaName))
	l.set("Consts", jen.Index().Add(e.rt("Const")).Values(lines(items)...))
	return jen.Values(l...)
}

// enumTable returns the variable that maps an enum's values to strings.
func (e *emitter) enumTable(c *conv) jen.Code {
	if c.obj.Pkg() != e.pkg.Types {
		return e.rt("EnumOf").Types(e.typ(c.typ)).Call()
	}
	return jen.Id("lusterEnum" + c.obj.Name())
}

// enumVars returns the tables of the enums in strings mode.
func (e *emitter) enumVars() (code []jen.Code) {
	for _, en := range e.pkg.enums {
		if !en.strings {
			continue
		}
		var items []jen.Code
		for _, it := range en.items {
			var l literal
			l.set("Name", jen.Lit(it.name))
			l.set("Value", jen.Id(it.obj.Name()))
			items = append(items, jen.Values(l...))
		}
		code = append(code, jen.Var().Id("lusterEnum"+en.obj.Name()).Op("=").Add(e.rt("NewEnum")).Call(
			jen.Lit(e.pkg.lua+"."+en.luaName),
			jen.Index().Add(e.rt("EnumItem")).Types(jen.Id(en.obj.Name())).Values(lines(items)...),
		))
	}
	return code
}

func (e *emitter) asyncFunc(name string, async bool) jen.Code {
	if async {
		return e.rt("Async").Call(jen.Id(name))
	}
	return jen.Id(name)
}

// wrapFunc returns the declaration of a wrapper around its body.
func (e *emitter) wrapFunc(name string, async bool, body []jen.Code) *jen.Statement {
	if async {
		// A callback may fail where the Go code has no way to pass the error on.
		catch := jen.Defer().Add(e.rt("CatchUnwind")).Call(jen.Op("&").Id("failure"))
		return jen.Func().Id(name).Params(e.callParam()).Params(jen.Id("failure").Error()).Block(append([]jen.Code{catch}, body...)...)
	}
	return jen.Func().Id(name).Params(e.callParam()).Error().Block(body...)
}

// wrapper returns the pin and the wrapper of a function or method.
func (e *emitter) wrapper(f *fn, name, lua string) jen.Code {
	if f.zero {
		return jen.Func().Id(name).Params(e.callParam()).Error().Block(
			jen.Return(e.rt("NewZero").Types(e.typ(f.results[0].elem.typ)).Call(jen.Id("c"))))
	}
	return e.pin(f).Line().Add(e.wrapFunc(name, f.async, e.callBody(f, lua)))
}

func (e *emitter) callBody(f *fn, lua string) []jen.Code {
	var body []jen.Code
	arg := 1
	if f.recv != nil {
		body = append(body, e.self(f.recv, lua)...)
		arg++
	}
	if f.set != "" {
		arg = 3
	}
	ids, read := e.params(f, lua, arg)
	body = append(body, read...)
	if f.async {
		for _, i := range e.touched(f, arg) {
			body = append(body, jen.Defer().Add(e.rt("Borrow")).Call(jen.Id("c"), argOf(i)).Call())
		}
	}
	return append(body, e.invoke(f, ids, lua, arg)...)
}

// self reads the receiver into x.
func (e *emitter) self(t *typ, lua string) []jen.Code {
	return []jen.Code{
		jen.List(jen.Id("x"), jen.Id("bad")).Op(":=").Add(e.fromSelf(t)).Call(jen.Id("c"), argOf(1)),
		jen.If(jen.Id("bad").Op("!=").Nil()).Block(jen.Return(e.badArg(1, "self", lua))),
	}
}

// fromSelf returns the conversion of a receiver: to a pointer, or to an interface.
func (e *emitter) fromSelf(t *typ) jen.Code {
	if t.iface {
		return e.rt("FromSelf").Types(e.typ(t.named))
	}
	return e.rt("FromHost").Types(e.typ(t.named))
}

func argOf(i int) jen.Code { return jen.Id("c").Dot("Arg").Call(jen.Lit(i)) }

func (e *emitter) badArg(i int, name, lua string) jen.Code {
	if e.pkg.luaArgs {
		return jen.Id("bad").Dot("LuaArg").Call(jen.Id("c"), jen.Lit(i))
	}
	return jen.Id("bad").Dot("Arg").Call(jen.Id("c"), jen.Lit(i), jen.Lit(name), jen.Lit(lua))
}

// badRest is badArg for one of the arguments from the i-th on.
func (e *emitter) badRest(i int, name, lua string) jen.Code {
	if e.pkg.luaArgs {
		return e.badArg(i, name, lua) // the mismatch knows which
	}
	return jen.Id("bad").Dot("Rest").Call(jen.Id("c"), jen.Lit(i), jen.Lit(name), jen.Lit(lua))
}

// fromArg returns the conversion of an argument: that of its type, or, with
// args=lua, for what Lua's library converts, the one that does as it does.
func (e *emitter) fromArg(c *conv) jen.Code {
	if e.pkg.luaArgs {
		switch c.kind {
		case convBool:
			return e.rt("LuaBool").Types(e.typ(c.typ))
		case convInt:
			return e.rt("LuaInt").Types(e.typ(c.typ))
		case convFloat:
			return e.rt("LuaFloat").Types(e.typ(c.typ))
		case convString:
			if !c.utf8 {
				return e.rt("LuaString").Types(e.typ(c.typ))
			}
		}
	}
	return e.from(c)
}

// params reads the parameters into variables, from argument first on.
func (e *emitter) params(f *fn, lua string, first int) (ids, code []jen.Code) {
	switch f.call0 {
	case injectCall:
		ids = append(ids, jen.Id("c"))
	case injectContext:
		ids = append(ids, e.rt("Context").Call(jen.Id("c")))
	}
	n := first - 1
	for i, p := range f.params {
		if !p.out {
			n++
		}
		id := fmt.Sprintf("a%d", i+1)
		bad := e.badArg(n, p.name, lua)
		if f.set != "" {
			bad = jen.Id("bad").Dot("Field").Call(jen.Id("c"), jen.Lit(lua))
		}
		switch {
		case p.conv == nil:
		case p.out:
			code = append(code, jen.Var().Id(id).Add(e.typ(p.typ)))
			ids = append(ids, jen.Op("&").Id(id))
			continue
		case p.rest:
			code = append(code,
				jen.List(jen.Id(id), jen.Id("bad")).Op(":=").Add(e.rt("FromRest")).Call(jen.Id("c"), jen.Lit(n), e.fromArg(p.conv)),
				jen.If(jen.Id("bad").Op("!=").Nil()).Block(jen.Return(e.badRest(n, p.name, lua))))
			ids = append(ids, jen.Id(id).Op("..."))
			continue
		case p.optional:
			decl := jen.Var().Id(id).Add(e.typ(p.typ))
			if p.def != "" {
				decl = decl.Op("=").Id(p.def)
			}
			v := jen.Id("v")
			code = append(code, decl,
				jen.If(jen.Add(v).Op(":=").Add(argOf(n)), jen.Op("!").Id("v").Dot("IsNil").Call()).Block(
					jen.Var().Id("bad").Op("*").Add(e.rt("Mismatch")),
					jen.If(jen.List(jen.Id(id), jen.Id("bad")).Op("=").Add(e.fromArg(p.conv)).Call(jen.Id("c"), v), jen.Id("bad").Op("!=").Nil()).Block(jen.Return(bad)),
				))
		default:
			code = append(code,
				jen.List(jen.Id(id), jen.Id("bad")).Op(":=").Add(e.fromArg(p.conv)).Call(jen.Id("c"), argOf(n)),
				jen.If(jen.Id("bad").Op("!=").Nil()).Block(jen.Return(bad)))
		}
		ids = append(ids, jen.Id(id))
	}
	return ids, code
}

// invoke calls the Go function and returns its results.
func (e *emitter) invoke(f *fn, args []jen.Code, lua string, first int) (code []jen.Code) {
	call := e.callee(f).Call(args...)
	if f.recv != nil {
		call = jen.Id("x").Dot(f.obj.Name()).Call(args...)
	}
	var outs []jen.Code
	for i := range f.results {
		outs = append(outs, jen.Id(fmt.Sprintf("r%d", i+1)))
	}
	if f.errs {
		outs = append(outs, jen.Id("err"))
	}
	if len(outs) > 0 {
		call = jen.List(outs...).Op(":=").Add(call)
	}
	code = append(code, call)
	if !f.async {
		for _, i := range e.touched(f, first) {
			code = append(code, e.rt("Touch").Call(jen.Id("c"), argOf(i)))
		}
	}
	if f.errs {
		fail := jen.Code(jen.Id("err")) // raised, with the Go error as the cause
		if e.pkg.returns {
			fail = e.rt("ReturnError").Call(jen.Id("c"), jen.Id("err"))
		}
		code = append(code, jen.If(jen.Id("err").Op("!=").Nil()).Block(jen.Return(fail)))
	}
	return append(code, e.returns(f)...)
}

// returns converts the results r1, r2, ... and ends the wrapper.
func (e *emitter) returns(f *fn) (code []jen.Code) {
	if len(f.results) == 1 && f.results[0] != nil {
		if r := f.results[0]; r.kind == convSeq || r.kind == convChan {
			return []jen.Code{jen.Return(e.iterate(f, r, jen.Id("r1")))}
		}
	}
	var vals []jen.Code
	for i, r := range f.results {
		x := jen.Id(fmt.Sprintf("r%d", i+1))
		switch {
		case r == nil:
		case r.fitsScalar():
			vals = append(vals, e.scalar(r, x))
			continue
		}
		if r == nil {
			continue
		}
		v := jen.Id(fmt.Sprintf("v%d", i+1))
		code = append(code,
			jen.List(v, jen.Id("err")).Op(":=").Add(e.to(r)).Call(jen.Id("c"), x),
			jen.If(jen.Id("err").Op("!=").Nil()).Block(jen.Return(jen.Id("err"))))
		vals = append(vals, v)
	}
	for i, p := range f.params {
		if !p.out || p.conv == nil {
			continue
		}
		v := jen.Id(fmt.Sprintf("o%d", i+1))
		code = append(code,
			jen.List(v, jen.Id("err")).Op(":=").Add(e.to(p.conv)).Call(jen.Id("c"), jen.Id(fmt.Sprintf("a%d", i+1))),
			jen.If(jen.Id("err").Op("!=").Nil()).Block(jen.Return(jen.Id("err"))))
		vals = append(vals, v)
	}
	switch len(vals) {
	case 0:
		return append(code, jen.Return(jen.Nil()))
	case 1:
		return append(code, jen.Return(jen.Id("c").Dot("Return1").Call(vals[0])))
	}
	return append(code, jen.Return(jen.Id("c").Dot("Return").Call(vals...)))
}

// iterate returns the call that makes an iterator the results of a wrapper. It
// keeps the receiver alive, whose parts the iterator yields.
func (e *emitter) iterate(f *fn, r *conv, x jen.Code) jen.Code {
	name := "ReturnSeq"
	switch {
	case r.kind == convChan:
		name = "ReturnChan"
	case len(r.params) == 2:
		name = "ReturnSeq2"
	}
	args := []jen.Code{jen.Id("c"), x}
	for _, p := range r.params {
		args = append(args, e.to(p))
	}
	if f.recv != nil {
		args = append(args, argOf(1))
	}
	return e.rt(name).Call(args...)
}

// touched returns the arguments of which the collector must be told that the Go
// code may have changed what they refer to.
func (e *emitter) touched(f *fn, first int) (args []int) {
	if f.recv != nil && f.recv.bearing {
		_, ptr := f.signature().Recv().Type().(*types.Pointer)
		if ptr || !isStruct(f.recv.named) {
			args = append(args, 1)
		}
	}
	i := -1
	for _, p := range f.params {
		if p.out {
			continue
		}
		i++
		if p.conv != nil && (p.conv.kind == convHost || p.conv.kind == convRef) && !p.rest && e.bears(p.conv.elem.typ) {
			args = append(args, first+i)
		}
	}
	return args
}

// callee returns the function that a wrapper calls, but for methods.
func (e *emitter) callee(f *fn) *jen.Statement {
	var s *jen.Statement
	switch {
	case f.static:
		return e.typ(f.signature().Params().At(0).Type()).Dot(f.obj.Name())
	case f.obj.Pkg() == e.pkg.Types:
		s = jen.Id(f.obj.Name())
	default:
		e.imported(f.obj.Pkg())
		s = jen.Qual(f.obj.Pkg().Path(), f.obj.Name())
	}
	var args []jen.Code
	for _, t := range f.targs {
		args = append(args, e.typ(t))
	}
	if len(args) > 0 {
		s = s.Types(args...)
	}
	return s
}

func (e *emitter) bears(t types.Type) bool { return e.trace.graph.node(t).bearing }

// pin returns an assertion of a function's signature.
func (e *emitter) pin(f *fn) *jen.Statement {
	sig := f.signature()
	name := "stale_run_go_generate_" + f.goName()
	var recv jen.Code
	fn := e.callee(f)
	switch {
	case f.recv != nil && f.recv.iface:
		name = "stale_run_go_generate_" + f.recv.ident + "_" + f.obj.Name()
		recv = e.typ(f.recv.named)
		fn = e.typ(f.recv.named).Dot(f.obj.Name())
	case f.recv != nil:
		name = "stale_run_go_generate_" + f.recv.ident + "_" + f.obj.Name()
		recv = jen.Op("*").Add(e.typ(f.recv.named))
		fn = jen.Parens(jen.Op("*").Add(e.typ(f.recv.named))).Dot(f.obj.Name())
	case f.static:
		name = "stale_run_go_generate_" + strings.ReplaceAll(typeString(sig.Params().At(0).Type(), e.pkg.Types), ".", "_") + "_" + f.obj.Name()
	}
	if e.hoist["pin "+name] != "" {
		return jen.Null()
	}
	e.hoist["pin "+name] = name
	return jen.Type().Id(name).Func().Add(e.signature(sig, recv)).Line().Line().
		Var().Id("_").Id(name).Op("=").Add(fn).Line()
}

// getter returns the function that reads a field.
func (e *emitter) getter(t *typ, f *field, name, lua string) jen.Code {
	body := e.self(t, lua+"."+f.luaName)
	sel := "x." + strings.Join(f.sel, ".")
	if f.conv.fitsScalar() {
		return e.wrapFunc(name, false, append(body, jen.Return(jen.Id("c").Dot("Return1").Call(e.scalar(f.conv, jen.Id(sel))))))
	}
	var value *jen.Statement
	switch {
	case f.viewed():
		value = e.viewGetter(f)
	case f.conv.kind == convHostVal && e.isView(f):
		value = e.rt("ToView").Call(jen.Id("c"), argOf(1), jen.Op("&").Id(sel))
	default:
		value = jen.Add(e.to(f.conv)).Call(jen.Id("c"), jen.Id(sel))
	}
	return e.wrapFunc(name, false, append(body,
		jen.List(jen.Id("v"), jen.Id("err")).Op(":=").Add(value),
		jen.If(jen.Id("err").Op("!=").Nil()).Block(jen.Return(jen.Id("err"))),
		jen.Return(jen.Id("c").Dot("Return1").Call(jen.Id("v")))))
}

// isView reports whether reading a struct field gives the field itself rather
// than a copy.
func (e *emitter) isView(f *field) bool {
	if f.tag.has("copy") || f.tag.has("view") {
		return f.tag.has("view")
	}
	return f.conv.by != "copy"
}

// setter returns the function that assigns a field; the value is argument 3.
func (e *emitter) setter(t *typ, f *field, name, lua string) jen.Code {
	full := lua + "." + f.luaName
	body := append(e.self(t, full),
		jen.List(jen.Id("v"), jen.Id("bad")).Op(":=").Add(e.from(f.conv)).Call(jen.Id("c"), argOf(3)),
		jen.If(jen.Id("bad").Op("!=").Nil()).Block(jen.Return(jen.Id("bad").Dot("Field").Call(jen.Id("c"), jen.Lit(full)))),
		jen.Id("x."+strings.Join(f.sel, ".")).Op("=").Id("v"))
	if e.bears(f.v.Type()) {
		body = append(body, e.rt("Touch").Call(jen.Id("c"), argOf(1)))
	}
	return e.wrapFunc(name, false, append(body, jen.Return(jen.Nil())))
}

// commutes lists the operators whose operands a wrapper may swap.
var commutes = map[string]bool{"__add": true, "__mul": true, "__band": true, "__bor": true, "__bxor": true, "__eq": true}

// metaWrapper returns the wrapper of a metamethod. The receiver of a binary
// operator may be either operand when the order does not matter.
func (e *emitter) metaWrapper(f *fn, name, lua string) jen.Code {
	n, binary := metaEvents[f.meta]
	if binary && n == 1 && f.meta != "__index" {
		return e.pin(f).Line().Add(e.operator(f, name, lua))
	}
	return e.pin(f).Line().Add(e.wrapFunc(name, f.async, e.callBody(f, lua)))
}

func (e *emitter) operator(f *fn, name, lua string) jen.Code {
	t := f.recv
	host := func(v, arg string) []jen.Code {
		return []jen.Code{
			jen.List(jen.Id(v), jen.Id("bad")).Op(":=").Add(e.fromSelf(t)).Call(jen.Id("c"), jen.Id(arg)),
		}
	}
	fail := func(i int, what string) jen.Code {
		return jen.If(jen.Id("bad").Op("!=").Nil()).Block(jen.Return(e.badArg(i, what, lua)))
	}
	self, other := 1, 2
	if f.right {
		self, other = 2, 1
	}
	body := []jen.Code{jen.List(jen.Id("left"), jen.Id("right")).Op(":=").List(argOf(self), argOf(other))}
	body = append(body, host("x", "left")...)
	if commutes[f.meta] && !f.right {
		body = append(body, jen.If(jen.Id("bad").Op("!=").Nil()).Block(
			jen.List(jen.Id("left"), jen.Id("right")).Op("=").List(jen.Id("right"), jen.Id("left")),
			jen.List(jen.Id("x"), jen.Id("bad")).Op("=").Add(e.fromSelf(t)).Call(jen.Id("c"), jen.Id("left")),
		))
	}
	body = append(body, fail(self, "self"))
	var ids []jen.Code
	switch f.call0 {
	case injectCall:
		ids = append(ids, jen.Id("c"))
	case injectContext:
		ids = append(ids, e.rt("Context").Call(jen.Id("c")))
	}
	if len(f.params) == 1 && f.params[0].conv != nil {
		body = append(body, jen.List(jen.Id("y"), jen.Id("bad")).Op(":=").Add(e.from(f.params[0].conv)).Call(jen.Id("c"), jen.Id("right")))
		if f.meta == "__eq" {
			body = append(body, jen.If(jen.Id("bad").Op("!=").Nil()).Block(jen.Return(jen.Id("c").Dot("Return1").Call(e.rt("Bool").Call(jen.False())))))
		} else {
			body = append(body, fail(other, f.params[0].name))
		}
		ids = append(ids, jen.Id("y"))
	}
	body = append(body, e.invoke(f, ids, lua, other)...)
	return e.wrapFunc(name, f.async, body)
}

// compareWrapper returns __lt or __le of a type with a Compare method.
func (e *emitter) compareWrapper(f *fn, name, lua, op string) jen.Code {
	sign := "<"
	if op == "le" {
		sign = "<="
	}
	ids, read := e.params(f, lua, 2)
	body := append(e.self(f.recv, lua), read...)
	cmp := jen.Id("x").Dot(f.obj.Name()).Call(ids...).Op(sign).Lit(0)
	body = append(body, jen.Return(jen.Id("c").Dot("Return1").Call(e.rt("Bool").Call(cmp))))
	return e.wrapFunc(name, false, body)
}
