package gen

// This file defines the members of a module: types, functions and constants.

import (
	"go/token"
	"go/types"
	"slices"
)

// linkModule finds the members of the module itself.
func (b *builder) linkModule() {
	taken := map[string]token.Pos{}
	claim := func(name string, pos token.Pos, what string) {
		if other, ok := taken[name]; ok {
			b.diags.at(pos, "LB112", "%s: module %s has a member %q already, at %s", what, b.pkg.lua, name, position(b.relative(other))).
				help("rename one of them with name=")
			return
		}
		taken[name] = pos
	}
	for _, t := range b.pkg.typs {
		if t.expose {
			claim(t.luaName, t.pos(), "type "+t.obj.Name())
			b.checkStatics(t)
		}
	}
	for _, e := range b.pkg.enums {
		claim(e.luaName, e.obj.Pos(), "enum "+e.obj.Name())
	}
	b.pkg.funcs = slices.DeleteFunc(b.pkg.funcs, func(f *fn) bool { return f.module() && !b.linkFunc(f) })
	for _, f := range b.pkg.funcs {
		if f.module() && !b.joined(b.pkg.funcs, f) {
			claim(f.luaName, f.pos, "function "+f.obj.Name())
		}
	}
	b.checkGroups(b.pkg.funcs)
	b.pkg.consts = slices.DeleteFunc(b.pkg.consts, func(c *constant) bool { return !b.linkConst(c) })
	for _, c := range b.pkg.consts {
		claim(c.luaName, c.pos, c.obj.Name())
	}
}

// linkConst finds how a constant crosses. It returns false for one that is left
// out because it cannot.
func (b *builder) linkConst(c *constant) bool {
	if c.lenient {
		reason, ok := b.quietly(func() { b.constConv(c) })
		if !ok {
			b.pkg.omitted = append(b.pkg.omitted, omission{c.obj.Pkg().Path() + "." + c.obj.Name(), reason, c.pos})
		}
		return ok
	}
	b.constConv(c)
	return true
}

func (b *builder) constConv(c *constant) {
	c.conv = b.converter().find(types.Default(c.obj.Type()), c.pos, c.obj.Name())
	if c.conv == nil || c.conv.kind <= convString || c.conv.kind == convVia && c.conv.elem.kind <= convString {
		return
	}
	if _, isVar := c.obj.(*types.Var); isVar {
		switch c.conv.kind {
		case convHost, convHostVal, convIface, convBoxed:
			c.host = true
			return
		}
	}
	b.diags.at(c.pos, "LB301", "%s: a module constant is a boolean, a number, a string or an object of an exposed type", c.obj.Name()).help("expose a function that returns it")
	c.conv = nil
}

func (b *builder) checkStatics(t *typ) {
	taken := map[string]token.Pos{}
	all := slices.Concat(t.news, t.statics)
	for _, f := range all {
		if b.joined(all, f) {
			continue
		}
		if other, ok := taken[f.luaName]; ok {
			b.diags.at(f.pos, "LB112", "%s: %s.%s is taken already, at %s", f.obj.Name(), t.luaName, f.luaName, position(b.relative(other))).
				help("rename one of them with name=")
		}
		taken[f.luaName] = f.pos
	}
}
