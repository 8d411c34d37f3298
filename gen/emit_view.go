package gen

// This file defines the emission of views: fields of slices, arrays and maps that
// scripts read and change in place.

import (
	"strings"

	"github.com/dave/jennifer/jen"
)

// viewed reports whether reading a field gives a live proxy.
func (f *field) viewed() bool {
	if f.tag.has("copy") {
		return false
	}
	return f.conv.list()
}

// list reports whether values are slices, arrays or maps.
func (c *conv) list() bool {
	return c.kind == convSlice || c.kind == convArray || c.kind == convMap
}

// view returns the variable that describes the views of a field's type.
func (e *emitter) view(c *conv, readonly bool) jen.Code {
	if readonly {
		return e.hoisted("lusterReadOnly", c, jen.Add(e.view(c, false)).Dot("ReadOnly").Call())
	}
	name := jen.Lit(c.lua)
	switch c.kind {
	case convMap:
		return e.hoisted("lusterView", c, e.rt("NewMapView").Types(e.typ(c.typ)).Call(name, e.from(c.key), e.to(c.key), e.from(c.elem), e.to(c.elem)))
	case convArray:
		list := jen.Func().Params(jen.Id("p").Op("*").Add(e.typ(c.typ))).Index().Add(e.typ(c.elem.typ)).Block(jen.Return(jen.Id("p").Index(jen.Op(":"))))
		return e.hoisted("lusterView", c, e.rt("NewArrayView").Call(name, list, e.from(c.elem), e.elem(c.elem)))
	}
	return e.hoisted("lusterView", c, e.rt("NewSliceView").Types(e.typ(c.typ)).Call(name, e.from(c.elem), e.elem(c.elem)))
}

// elem returns how an element of a view is read: a struct and a list in place,
// what else there is as a copy.
func (e *emitter) elem(c *conv) jen.Code {
	switch {
	case c.kind == convHostVal && c.by != "copy":
		return e.rt("ElemView").Types(e.typ(c.typ))
	case c.list():
		return jen.Add(e.view(c, false)).Dot("To")
	}
	return e.rt("ElemOf").Call(e.to(c))
}

// viewGetter returns the body of a getter that gives a view.
func (e *emitter) viewGetter(f *field) *jen.Statement {
	return jen.Add(e.view(f.conv, f.readonly)).Dot("To").Call(jen.Id("c"), argOf(1), jen.Op("&").Id("x."+strings.Join(f.sel, ".")))
}
