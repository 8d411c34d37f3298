package gen

// This file defines the emission of conversions that need code of their own:
// arrays, structs that cross as tables, and Lua functions that Go calls.

import (
	"fmt"
	"go/types"
	"slices"

	"github.com/dave/jennifer/jen"
)

// mismatchParam is the second result of every conversion from Lua.
func (e *emitter) mismatch() jen.Code { return jen.Op("*").Add(e.rt("Mismatch")) }

func (e *emitter) fromArray(c *conv) jen.Code {
	return e.hoisted("lusterFrom", c, jen.Func().Params(e.callParam(), jen.Id("v").Add(e.rt("Value"))).
		Params(jen.Id("x").Add(e.typ(c.typ)), jen.Id("bad").Add(e.mismatch())).Block(
		jen.If(jen.List(jen.Id("p"), jen.Id("ok")).Op(":=").Add(e.rt("Viewed")).Types(e.typ(c.typ)).Call(jen.Id("v")), jen.Id("ok")).Block(
			jen.Return(jen.Op("*").Id("p"), jen.Nil())),
		jen.Id("bad").Op("=").Add(e.rt("FillArray")).Call(jen.Id("c"), jen.Id("v"), jen.Id("x").Index(jen.Op(":")), e.from(c.elem)),
		jen.Return(jen.Id("x"), jen.Id("bad"))))
}

func (e *emitter) toArray(c *conv) jen.Code {
	slice := jen.Index().Add(e.typ(c.elem.typ))
	return e.hoisted("lusterTo", c, jen.Func().Params(e.callParam(), jen.Id("x").Add(e.typ(c.typ))).
		Params(e.rt("Value"), jen.Error()).Block(
		jen.Return(e.rt("ToSlice").Types(slice).Call(e.to(c.elem)).Call(jen.Id("c"), jen.Id("x").Index(jen.Op(":"))))))
}

// tableFunc returns the name of the function that converts a struct from or to a
// table, and declares it on first use.
func (e *emitter) tableFunc(c *conv, dir string) jen.Code {
	name := "luster" + exportedName(dir) + "Table" + c.obj.Name()
	if c.obj.Pkg() != e.pkg.Types {
		name = "luster" + exportedName(dir) + "Table" + exportedName(c.obj.Pkg().Name()) + c.obj.Name()
	}
	if e.hoist[name] != "" {
		return jen.Id(name)
	}
	e.hoist[name] = name
	if dir == "from" {
		e.funcs = append(e.funcs, e.fromTable(c, name))
	} else {
		e.funcs = append(e.funcs, e.toTable(c, name))
	}
	return jen.Id(name)
}

func (e *emitter) fromTable(c *conv, name string) jen.Code {
	body := []jen.Code{
		jen.List(jen.Id("t"), jen.Id("bad")).Op(":=").Add(e.rt("FromStruct")).Call(jen.Id("c"), jen.Id("v"), jen.Lit(c.lua)),
		jen.If(jen.Id("bad").Op("!=").Nil()).Block(jen.Return(jen.Id("x"), jen.Id("bad"))),
	}
	for _, f := range c.fields {
		get := "TableField"
		if f.optional {
			get = "TableFieldOpt"
		}
		body = append(body, jen.If(
			jen.List(jen.Id("x."+f.v.Name()), jen.Id("bad")).Op("=").Add(e.rt(get)).Call(jen.Id("c"), jen.Id("t"), jen.Lit(f.luaName), e.from(f.conv)),
			jen.Id("bad").Op("!=").Nil()).Block(jen.Return(jen.Id("x"), jen.Id("bad"))))
	}
	body = append(body, jen.Return(jen.Id("x"), jen.Nil()))
	return jen.Func().Id(name).Params(e.callParam(), jen.Id("v").Add(e.rt("Value"))).
		Params(jen.Id("x").Add(e.typ(c.typ)), jen.Id("_").Add(e.mismatch())).Block(body...)
}

func (e *emitter) toTable(c *conv, name string) jen.Code {
	body := []jen.Code{
		jen.List(jen.Id("t"), jen.Id("err")).Op(":=").Id("c").Dot("NewTable").Call(jen.Lit(0), jen.Lit(len(c.fields))),
		jen.If(jen.Id("err").Op("!=").Nil()).Block(jen.Return(e.rt("Nil"), jen.Id("err"))),
	}
	for _, f := range c.fields {
		body = append(body, jen.If(
			jen.Id("err").Op(":=").Add(e.rt("SetTableField")).Call(jen.Id("c"), jen.Id("t"), jen.Lit(f.luaName), jen.Id("x."+f.v.Name()), e.to(f.conv)),
			jen.Id("err").Op("!=").Nil()).Block(jen.Return(e.rt("Nil"), jen.Id("err"))))
	}
	body = append(body, jen.Return(jen.Id("t").Dot("Value").Call(), jen.Nil()))
	return jen.Func().Id(name).Params(e.callParam(), jen.Id("x").Add(e.typ(c.typ))).
		Params(e.rt("Value"), jen.Error()).Block(body...)
}

// fromFunc returns a conversion that makes a Go function of a Lua function. An
// error goes out through the function's own error result if it has one; else it
// unwinds the Go code that called, up to the wrapper.
func (e *emitter) fromFunc(c *conv) jen.Code {
	s := c.typ.Underlying().(*types.Signature)
	var in, out, results []jen.Code
	var names []jen.Code
	for i := range c.params {
		in = append(in, jen.Id(fmt.Sprintf("p%d", i+1)).Add(e.typ(s.Params().At(i).Type())))
	}
	for i := range c.results {
		id := fmt.Sprintf("r%d", i+1)
		out = append(out, jen.Id(id).Add(e.typ(s.Results().At(i).Type())))
		results = append(results, jen.Id(id))
	}
	fail := func(err jen.Code) jen.Code { return e.rt("Unwind").Call(err) }
	do := "Do" // an error ends the body of the wrapper; deferred calls run
	if c.errs {
		do = "PDo"
		out = append(out, jen.Id("_").Error())
		fail = func(err jen.Code) jen.Code { return jen.Return(append(slices.Clone(results), err)...) }
		names = append(names, jen.Nil())
	}
	check := func(id string, err jen.Code) jen.Code {
		return jen.If(jen.Id(id).Op("!=").Nil()).Block(fail(err))
	}
	var body []jen.Code
	args := []jen.Code{jen.Id("fn")}
	for i, p := range c.params {
		v := fmt.Sprintf("v%d", i+1)
		body = append(body,
			jen.List(jen.Id(v), jen.Id("err")).Op(":=").Add(e.to(p)).Call(jen.Id("c"), jen.Id(fmt.Sprintf("p%d", i+1))),
			check("err", jen.Id("err")))
		args = append(args, jen.Id(v))
	}
	rs := jen.Id("rs")
	if len(c.results) == 0 {
		rs = jen.Id("_")
	}
	assign := ":="
	if len(c.results) == 0 && len(c.params) > 0 {
		assign = "="
	}
	body = append(body, jen.List(rs, jen.Id("err")).Op(assign).Id("c").Dot(do).Call(args...), check("err", jen.Id("err")))
	if len(c.results) > 0 {
		body = append(body, jen.Var().Id("bad").Add(e.mismatch()))
	}
	for i, r := range c.results {
		body = append(body, jen.If(
			jen.List(results[i], jen.Id("bad")).Op("=").Add(e.from(r)).Call(jen.Id("c"), e.rt("Result").Call(jen.Id("rs"), jen.Lit(i+1))),
			jen.Id("bad").Op("!=").Nil()).Block(fail(jen.Id("bad").Dot("Result").Call(jen.Id("c"), jen.Lit(i+1)))))
	}
	if len(out) > 0 {
		body = append(body, jen.Return(append(slices.Clone(results), names...)...))
	}
	return e.hoisted("lusterFrom", c, jen.Func().Params(e.callParam(), jen.Id("v").Add(e.rt("Value"))).
		Params(e.typ(c.typ), e.mismatch()).Block(
		jen.List(jen.Id("fn"), jen.Id("bad")).Op(":=").Add(e.rt("FromCallable")).Call(jen.Id("c"), jen.Id("v")),
		jen.If(jen.Id("bad").Op("!=").Nil().Op("||").Id("fn").Dot("IsNil").Call()).Block(jen.Return(jen.Nil(), jen.Id("bad"))),
		jen.Return(jen.Func().Params(in...).Params(out...).Block(body...), jen.Nil())))
}
