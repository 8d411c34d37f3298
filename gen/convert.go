package gen

// This file defines conversions: how a Go type crosses to Lua and back, and its
// name in the annotations for editors.

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"github.com/dave/jennifer/jen"
)

// convKind is a way to cross.
type convKind uint8

const (
	convBool convKind = iota
	convInt
	convFloat
	convString
	convBytes
	convWord     // rt.Value, rt.Table, ...: a plain word
	convHost     // *T of an exposed type
	convHostVal  // T of an exposed type: by reference or copy
	convTable    // T of a type exposed with by=table
	convTablePtr // *T of it
	convRef      // gc.Ref[T] of an exposed type
	convSlice
	convArray
	convMap
	convPtr   // pointer to what has no identity: nil or the value
	convAny   // any
	convIface // another interface: by the dynamic type
	convErr   // error as a value
	convFunc  // func: a Lua function called from Go
	convEnum  // a type with enum strings
	convBoxed // an interface that is exposed itself
	convSeq   // iter.Seq or iter.Seq2, as the only result: an iterator
	convChan  // a channel, the same
	convVia   // by two functions of the package: conv= of an extern
)

// A conv is how one Go type crosses.
type conv struct {
	kind    convKind
	typ     types.Type
	elem    *conv // of slices, arrays, maps, pointers, refs
	key     *conv
	word    string // name of the word type
	lua     string // name for the annotations
	obj     *types.TypeName
	fields  []*field // of convTable
	params  []*conv  // of convFunc
	results []*conv
	errs    bool // of convFunc: a trailing error
	nonnil  bool
	utf8    bool
	plain   bool           // of convAny
	by      string         // of an exposed type: ref or copy
	via     [2]*types.Func // of convVia
}

// wordTypes are the types of package rt that are plain words.
var wordTypes = map[string]string{
	"Value": "any", "Table": "table", "Func": "function", "Thread": "thread", "Userdata": "userdata", "String": "string",
}

// A converter finds the conversions of one package.
type converter struct {
	prog  *program
	pkg   *pkg
	plain bool                // any takes what Go code makes of JSON
	busy  map[types.Type]bool // types being converted, to refuse endless ones
	bad   struct {            // why the last conversion failed
		code Code
		what string
		help string
	}
}

// find returns the conversion of a type, or nil after reporting at pos.
func (c *converter) find(t types.Type, pos token.Pos, what string) *conv {
	c.busy = map[types.Type]bool{}
	r := c.conv(t)
	if r == nil {
		d := c.prog.diags.at(pos, c.bad.code, "%s: %s", what, c.bad.what)
		if c.bad.help != "" {
			d.help("%s", c.bad.help)
		}
	}
	return r
}

func (c *converter) fail(code Code, help, format string, args ...any) *conv {
	c.bad.code, c.bad.what, c.bad.help = code, fmt.Sprintf(format, args...), help
	return nil
}

func (c *converter) show(t types.Type) string { return typeString(t, c.pkg.Types) }

// conv returns the conversion of a type, or nil with the reason in c.bad.
func (c *converter) conv(t types.Type) *conv {
	t = types.Unalias(t)
	if c.busy[t] {
		return c.fail("LB301", "", "%s contains itself, which has no end as a table", c.show(t))
	}
	c.busy[t] = true
	defer delete(c.busy, t)
	if n, ok := t.(*types.Named); ok {
		if r, done := c.named(n); done {
			return r
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return c.basic(t, u)
	case *types.Pointer:
		return c.pointer(t, u)
	case *types.Slice:
		if b, ok := u.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Byte && types.Identical(u.Elem(), b) {
			return &conv{kind: convBytes, typ: t, lua: "string"}
		}
		return c.list(convSlice, t, u.Elem())
	case *types.Array:
		return c.list(convArray, t, u.Elem())
	case *types.Map:
		key := c.conv(u.Key())
		if key == nil {
			return nil
		}
		elem := c.conv(u.Elem())
		if elem == nil {
			return nil
		}
		return &conv{kind: convMap, typ: t, key: key, elem: elem, lua: "table<" + key.lua + ", " + elem.lua + ">"}
	case *types.Interface:
		if u.Empty() {
			return &conv{kind: convAny, typ: t, lua: "any", plain: c.plain}
		}
		if types.Identical(t, types.Universe.Lookup("error").Type()) {
			return &conv{kind: convErr, typ: t, lua: "string?"}
		}
		return &conv{kind: convIface, typ: t, lua: "userdata?"}
	case *types.Signature:
		return c.function(t, u)
	case *types.Struct:
		if n, ok := t.(*types.Named); ok {
			return c.fail("LB302", "annotate it with //luster:type, or leave this out with //luster:skip or `lua:\"-\"`", "%s is not exposed to Lua", c.show(n))
		}
		return c.fail("LB302", "give it a name and annotate that with //luster:type", "a struct without a name cannot cross to Lua")
	case *types.Chan:
		return c.fail("LB301", "expose methods that send or receive", "a channel cannot cross to Lua")
	}
	return c.fail("LB301", "", "%s cannot cross to Lua", c.show(t))
}

// named handles types that their name decides.
func (c *converter) named(n *types.Named) (*conv, bool) {
	obj := n.Obj()
	if obj.Pkg() == nil {
		return nil, false
	}
	path := obj.Pkg().Path()
	if path == runtimePath {
		if lua, ok := wordTypes[obj.Name()]; ok {
			if lua != "any" {
				lua += "?"
			}
			return &conv{kind: convWord, typ: n, word: obj.Name(), lua: lua}, true
		}
		if obj.Name() == "Root" {
			return c.fail("LB301", "take rt.Value, rt.Table or rt.Func instead", "%s cannot cross to Lua", c.show(n)), true
		}
	}
	if path == gcPath && obj.Name() == "Ref" && n.TypeArgs().Len() == 1 {
		elem := types.Unalias(n.TypeArgs().At(0))
		st, sd := c.exposed(elem)
		if st == nil {
			return c.fail("LB302", "annotate it with //luster:type", "%s is not exposed to Lua", c.show(elem)), true
		}
		return &conv{kind: convRef, typ: n, elem: &conv{typ: elem}, obj: elem.(*types.Named).Obj(), lua: luaClass(sd, st) + "?"}, true
	}
	st, sd := c.scanned(n)
	switch {
	case st == nil:
		return nil, false
	case st.enum:
		return &conv{kind: convEnum, typ: n, obj: obj, lua: luaClass(sd, st)}, true
	case !st.expose:
		return nil, false
	case st.by == "table":
		return c.table(n, luaClass(sd, st)), true
	case st.by == "value":
		return nil, false
	case st.by == "conv":
		return c.viaFuncs(n), true
	case types.IsInterface(n):
		return &conv{kind: convBoxed, typ: n, obj: obj, lua: luaClass(sd, st) + "?"}, true
	}
	return &conv{kind: convHostVal, typ: n, obj: obj, lua: luaClass(sd, st), by: st.by}, true
}

// viaFuncs returns the conversion of a type that functions of the package convert.
func (c *converter) viaFuncs(n *types.Named) *conv {
	t := c.pkg.byObj[n.Obj()]
	if t == nil || t.via[0] == nil {
		return c.fail("LB301", "", "%s cannot cross to Lua: its conv= is wrong", c.show(n))
	}
	elem := c.conv(t.via[0].Type().(*types.Signature).Results().At(0).Type())
	if elem == nil {
		return nil
	}
	return &conv{kind: convVia, typ: n, elem: elem, via: t.via, lua: elem.lua}
}

// scanned returns what the pre-scan knows of a type.
func (c *converter) scanned(n *types.Named) (*scanType, *scanDir) {
	if n.Obj().Pkg() == nil {
		return nil, nil
	}
	path := n.Obj().Pkg().Path()
	sd := c.prog.scanOf(path)
	if n.TypeArgs().Len() > 0 {
		if sd == nil {
			return nil, nil
		}
		return sd.insts[withoutSpaces(typeString(n, n.Obj().Pkg()))], sd
	}
	if sd != nil && sd.types[n.Obj().Name()] != nil {
		return sd.types[n.Obj().Name()], sd
	}
	own := c.prog.scan.dirs[c.pkg.dir]
	if st := own.extern(n); st != nil {
		return st, own
	}
	// Those of another package count where it is imported, if only for them.
	for _, p := range c.pkg.Types.Imports() {
		sd := c.prog.scanOf(p.Path())
		if st := sd.extern(n); st != nil && st.by != "conv" && !types.IsInterface(n) {
			return st, sd
		}
	}
	return nil, nil
}

// extern returns what the directory's //luster:extern directives say of a type of
// another package.
func (sd *scanDir) extern(n *types.Named) *scanType {
	if sd == nil || !n.Obj().Exported() {
		return nil
	}
	var found *scanExtern
	for i := range sd.externs {
		x := &sd.externs[i]
		if ok, exact := x.covers(n.Obj().Pkg().Path(), n.Obj().Name()); ok && (found == nil || exact) {
			if found = x; exact {
				break
			}
		}
	}
	if found == nil {
		return nil
	}
	return &scanType{
		name: n.Obj().Name(), luaName: externName(found.dir, n.Obj().Name()), expose: true, by: externAs(found.dir, n),
	}
}

func (c *converter) exposed(t types.Type) (*scanType, *scanDir) {
	n, ok := t.(*types.Named)
	if !ok {
		return nil, nil
	}
	st, sd := c.scanned(n)
	if st == nil || !st.expose || st.by == "value" || st.by == "conv" || types.IsInterface(n) {
		return nil, nil
	}
	return st, sd
}

// scanOf returns the scanned directory of a package.
func (p *program) scanOf(path string) *scanDir {
	if q := p.byPath[path]; q != nil {
		return p.scan.dirs[q.dir]
	}
	for _, sd := range p.scan.dirs {
		if sd.path == path {
			return sd
		}
	}
	return nil
}

func luaClass(sd *scanDir, st *scanType) string {
	if sd.module == "" {
		return st.luaName
	}
	return sd.module + "." + st.luaName
}

func (c *converter) basic(t types.Type, b *types.Basic) *conv {
	switch info := b.Info(); {
	case info&types.IsBoolean != 0:
		return &conv{kind: convBool, typ: t, lua: "boolean"}
	case info&types.IsInteger != 0:
		return &conv{kind: convInt, typ: t, lua: "integer"}
	case info&types.IsFloat != 0:
		return &conv{kind: convFloat, typ: t, lua: "number"}
	case info&types.IsString != 0:
		return &conv{kind: convString, typ: t, lua: "string"}
	}
	return c.fail("LB301", "", "%s cannot cross to Lua", c.show(t))
}

func (c *converter) pointer(t types.Type, u *types.Pointer) *conv {
	elem := types.Unalias(u.Elem())
	if st, sd := c.exposed(elem); st != nil {
		if st.by == "table" {
			r := c.table(elem.(*types.Named), luaClass(sd, st))
			if r == nil {
				return nil
			}
			return &conv{kind: convTablePtr, typ: t, elem: r, lua: r.lua + "?"}
		}
		if _, named := t.(*types.Named); named {
			return c.fail("LB301", "", "%s, a named pointer type, cannot cross to Lua", c.show(t))
		}
		return &conv{kind: convHost, typ: t, elem: &conv{typ: elem}, obj: elem.(*types.Named).Obj(), lua: luaClass(sd, st) + "?"}
	}
	if isStruct(elem) {
		return c.conv(elem) // fails, and says why
	}
	r := c.conv(elem)
	if r == nil {
		return nil
	}
	switch r.kind {
	case convBool, convInt, convFloat, convString, convEnum:
		return &conv{kind: convPtr, typ: t, elem: r, lua: strings.TrimSuffix(r.lua, "?") + "?"}
	}
	return c.fail("LB301", "", "%s cannot cross to Lua", c.show(t))
}

func (c *converter) list(kind convKind, t, elem types.Type) *conv {
	e := c.conv(elem)
	if e == nil {
		return nil
	}
	lua := e.lua + "[]"
	if e.kind == convHost {
		lua = strings.TrimSuffix(e.lua, "?") + "[]"
	} else if strings.ContainsAny(e.lua, "?|(") {
		lua = "(" + e.lua + ")[]"
	}
	return &conv{kind: kind, typ: t, elem: e, lua: lua}
}

// table returns the conversion of a struct that crosses as a table.
func (c *converter) table(n *types.Named, lua string) *conv {
	r := &conv{kind: convTable, typ: n, obj: n.Obj(), lua: lua}
	own := n.Obj().Pkg() == c.pkg.Types
	style := "snake"
	if sd := c.prog.scanOf(n.Obj().Pkg().Path()); sd != nil && sd.style != "" {
		style = sd.style
	}
	st := n.Underlying().(*types.Struct)
	for i := range st.NumFields() {
		v := st.Field(i)
		tag := parseTag(st.Tag(i))
		if v.Name() == "_" || tag.name == "-" || !v.Exported() {
			if !own || tag.name == "-" || v.Name() == "_" || !v.Exported() {
				continue
			}
		}
		e := c.conv(v.Type())
		if e == nil {
			c.bad.what = "field " + v.Name() + " of " + c.show(n) + ": " + c.bad.what
			return nil
		}
		name := tag.name
		if name == "" {
			name = luaName(v.Name(), style)
		}
		e.nonnil = tag.has("nonnil")
		r.fields = append(r.fields, &field{v: v, luaName: name, conv: e, optional: tag.has("optional"), pos: v.Pos()})
	}
	return r
}

func (c *converter) function(t types.Type, s *types.Signature) *conv {
	if s.Variadic() {
		return c.fail("LB301", "take a slice", "%s, a variadic function, cannot cross to Lua", c.show(t))
	}
	r := &conv{kind: convFunc, typ: t}
	var in, out []string
	for i := range s.Params().Len() {
		e := c.conv(s.Params().At(i).Type())
		if e == nil {
			return nil
		}
		if e.kind == convFunc {
			return c.fail("LB301", "", "a function that takes functions cannot cross to Lua")
		}
		r.params = append(r.params, e)
		name := s.Params().At(i).Name()
		if name == "" || name == "_" {
			name = fmt.Sprintf("arg%d", i+1)
		}
		in = append(in, paramName(name, "snake")+": "+e.lua)
	}
	n := s.Results().Len()
	if n > 0 && isError(s.Results().At(n-1).Type()) {
		r.errs = true
		n--
	}
	for i := range n {
		e := c.conv(s.Results().At(i).Type())
		if e == nil {
			return nil
		}
		if e.kind == convFunc {
			return c.fail("LB301", "", "a function that returns functions cannot cross to Lua")
		}
		r.results = append(r.results, e)
		out = append(out, e.lua)
	}
	r.lua = "fun(" + strings.Join(in, ", ") + ")"
	if len(out) > 0 {
		r.lua += ": " + strings.Join(out, ", ")
	}
	return r
}

func isError(t types.Type) bool {
	return types.Identical(types.Unalias(t), types.Universe.Lookup("error").Type())
}

// hasFunc reports whether a conversion makes a Go function of a Lua function, so
// that the wrapper must be able to wait for it.
func (c *conv) hasFunc() bool {
	return c != nil && (c.kind == convFunc || c.elem.hasFunc() || c.key.hasFunc())
}

// nilable reports whether nil is a value that crosses.
func (c *conv) nilable() bool { return c.nilableKind() && !c.nonnil }

// nilableKind reports whether nil is a value of the type.
func (c *conv) nilableKind() bool {
	switch c.kind {
	case convBool, convInt, convFloat, convString, convHostVal, convTable, convArray, convEnum:
		return false
	case convVia:
		return c.elem.nilable()
	}
	return true
}

// from returns an expression of type func(*rt.Call, rt.Value) (T, *rt.Mismatch).
func (e *emitter) from(c *conv) jen.Code {
	switch {
	case !c.nonnil, c.kind == convHost, !c.nilableKind():
		return e.fromAny(c)
	}
	plain := *c
	plain.nonnil = false
	return e.hoisted("lusterFrom", c, e.rt("NonNil").Call(e.from(&plain)))
}

func (e *emitter) fromAny(c *conv) jen.Code {
	switch c.kind {
	case convBool:
		return e.rt("FromBool").Types(e.typ(c.typ))
	case convInt:
		return e.rt("FromInt").Types(e.typ(c.typ))
	case convFloat:
		return e.rt("FromFloat").Types(e.typ(c.typ))
	case convString:
		if c.utf8 {
			return e.rt("FromUTF8").Types(e.typ(c.typ))
		}
		return e.rt("FromString").Types(e.typ(c.typ))
	case convBytes:
		return e.rt("FromBytes").Types(e.typ(c.typ))
	case convWord:
		return e.rt("From" + c.word)
	case convHost:
		if c.nonnil {
			return e.rt("FromHost").Types(e.typ(c.elem.typ))
		}
		return e.rt("FromHostOrNil").Types(e.typ(c.elem.typ))
	case convHostVal:
		return e.rt("FromHostValue").Types(e.typ(c.typ))
	case convBoxed:
		return e.rt("FromInterface").Types(e.typ(c.typ))
	case convVia:
		from := "FromVia"
		if c.via[1].Type().(*types.Signature).Results().Len() == 2 {
			from = "FromViaErr"
		}
		return e.hoisted("lusterFrom", c, e.rt(from).Call(jen.Id(c.via[1].Name()), e.from(c.elem)))
	case convTable:
		return e.tableFunc(c, "from")
	case convTablePtr:
		return e.hoisted("lusterFrom", c, e.rt("FromPtr").Call(e.from(c.elem)))
	case convPtr:
		return e.hoisted("lusterFrom", c, e.rt("FromPtr").Call(e.from(c.elem)))
	case convRef:
		return e.rt("FromRef").Types(e.typ(c.elem.typ))
	case convSlice:
		return e.hoisted("lusterFrom", c, e.rt("FromSlice").Types(e.typ(c.typ)).Call(e.from(c.elem)))
	case convArray:
		return e.fromArray(c)
	case convMap:
		return e.hoisted("lusterFrom", c, e.rt("FromMap").Types(e.typ(c.typ)).Call(e.from(c.key), e.from(c.elem)))
	case convAny:
		if c.plain {
			return e.rt("FromPlain")
		}
		return e.rt("FromAny")
	case convIface:
		return e.rt("FromInterface").Types(e.typ(c.typ))
	case convErr:
		return e.rt("FromError")
	case convEnum:
		return e.hoisted("lusterFrom", c, e.rt("FromEnum").Call(e.enumTable(c)))
	case convFunc:
		return e.fromFunc(c)
	}
	panic("BUG: conversion without a function")
}

// to returns an expression of type func(*rt.Call, T) (rt.Value, error).
func (e *emitter) to(c *conv) jen.Code {
	switch c.kind {
	case convBool:
		return e.rt("ToBool").Types(e.typ(c.typ))
	case convInt:
		return e.rt("ToInt").Types(e.typ(c.typ))
	case convFloat:
		return e.rt("ToFloat").Types(e.typ(c.typ))
	case convString:
		return e.rt("ToString").Types(e.typ(c.typ))
	case convBytes:
		return e.rt("ToBytes").Types(e.typ(c.typ))
	case convWord:
		return e.rt("ToWord").Types(e.typ(c.typ))
	case convHost:
		return e.rt("ToHost").Types(e.typ(c.elem.typ))
	case convHostVal:
		return e.rt("ToHostValue").Types(e.typ(c.typ))
	case convBoxed:
		return e.rt("ToBoxed").Types(e.typ(c.typ))
	case convVia:
		return e.hoisted("lusterTo", c, e.rt("ToVia").Call(jen.Id(c.via[0].Name()), e.to(c.elem)))
	case convTable:
		return e.tableFunc(c, "to")
	case convTablePtr, convPtr:
		return e.hoisted("lusterTo", c, e.rt("ToPtr").Call(e.to(c.elem)))
	case convRef:
		return e.rt("ToRef").Types(e.typ(c.elem.typ))
	case convSlice:
		return e.hoisted("lusterTo", c, e.rt("ToSlice").Types(e.typ(c.typ)).Call(e.to(c.elem)))
	case convArray:
		return e.toArray(c)
	case convMap:
		return e.hoisted("lusterTo", c, e.rt("ToMap").Types(e.typ(c.typ)).Call(e.to(c.key), e.to(c.elem)))
	case convAny, convIface:
		return e.rt("ToInterface").Types(e.typ(c.typ))
	case convErr:
		return e.rt("ToError")
	case convEnum:
		return e.hoisted("lusterTo", c, e.rt("ToEnum").Call(e.enumTable(c)))
	}
	panic("BUG: conversion without a function")
}
