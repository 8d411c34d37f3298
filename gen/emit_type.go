package gen

// This file defines the descriptors of exposed types.

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
)

// members collects the functions of one list of a type or module.
type members struct {
	e     *emitter
	items []jen.Code // what the descriptor lists
	code  []jen.Code // the functions
}

// add emits the wrapper of a function. Of overloads the first stands for all.
func (m *members) add(f *fn, list []*fn, name func(*fn) string, lua string, first int) {
	m.code = append(m.code, m.e.wrapper(f, name(f), lua))
	if f.overload == "" {
		m.items = append(m.items, m.e.member(f.luaName, name(f), f.async))
		return
	}
	for _, g := range groups(list) {
		if g.key != f.overload || g.fns[0] != f {
			continue
		}
		async := slices.ContainsFunc(g.fns, func(f *fn) bool { return f.async })
		m.items = append(m.items, m.e.member(f.luaName, name(f)+"Or", async))
		m.code = append(m.code, m.e.dispatcher(name(f)+"Or", lua, g, first, name))
	}
}

// hostType returns the descriptor of a type and the functions of its members.
func (e *emitter) hostType(t *typ) (code []jen.Code) {
	lua := e.pkg.lua + "." + t.luaName
	fields := literal{}
	fields.set("Name", jen.Lit(lua))
	fields.set("Short", jen.Lit(t.luaName))
	prefix := "luster" + t.ident
	statics := &members{e: e}
	all := slices.Concat(t.news, t.statics)
	for i, f := range all {
		name := func(f *fn) string {
			if slices.Contains(t.news, f) {
				return prefix + "New" + f.goName()
			}
			return prefix + "Static" + f.goName()
		}
		statics.add(f, all, name, lua+"."+f.luaName, 1)
		if f.call && i < len(t.news) {
			goName, async := name(f), f.async
			if f.overload != "" {
				goName += "Or"
				async = slices.ContainsFunc(all, func(g *fn) bool { return g.overload == f.overload && g.async })
			}
			fields.set("Call", e.asyncFunc(goName, async))
		}
	}
	methods, getters, setters, meta := &members{e: e}, &members{e: e}, &members{e: e}, &members{e: e}
	e.methodLists(t, lua, methods, getters, setters, meta)
	if !t.plainValue() {
		e.identity(t, &fields)
		for _, f := range t.fields {
			name := prefix + "Get" + exportedName(strings.Join(f.sel, "_"))
			getters.items = append(getters.items, e.member(f.luaName, name, false))
			getters.code = append(getters.code, e.getter(t, f, name, lua))
			if !f.readonly {
				name := prefix + "Set" + exportedName(strings.Join(f.sel, "_"))
				setters.items = append(setters.items, e.member(f.luaName, name, false))
				setters.code = append(setters.code, e.setter(t, f, name, lua))
			}
		}
	}
	lists := []struct {
		name string
		*members
	}{{"Statics", statics}, {"Methods", methods}, {"Getters", getters}, {"Setters", setters}, {"Meta", meta}}
	for _, l := range lists {
		if len(l.items) > 0 {
			fields.set(l.name, jen.Index().Add(e.rt("Member")).Values(lines(l.items)...))
		}
		code = append(code, l.code...)
	}
	desc := jen.Var().Id("lusterType" + t.ident).Op("=").Add(e.rt("HostType")).Values(fields.lines()...)
	return append([]jen.Code{desc}, code...)
}

// identity says which Go type the descriptor is for, and how its values live.
func (e *emitter) identity(t *typ, fields *literal) {
	fields.set("Go", e.rt("HostOf").Types(e.typ(t.named)).Call())
	if t.bearing {
		fields.set("Traced", jen.True())
	}
	if t.by == "copy" {
		fields.set("Copy", jen.True())
	}
	for _, m := range t.methods {
		if m.closes {
			name := "-" // is no method
			if m.member {
				name = m.luaName
			}
			fields.set("Closer", jen.Lit(name))
			break
		}
	}
	if ups := e.upcasts(t); len(ups) > 0 {
		fields.set("Upcasts", jen.Index().Add(e.rt("Upcast")).Values(lines(ups)...))
	}
}

// methodLists emits the methods of a type, each into the list that it belongs to.
func (e *emitter) methodLists(t *typ, lua string, methods, getters, setters, meta *members) {
	prefix := "luster" + t.ident
	name := func(f *fn) string { return prefix + "Method" + f.goName() }
	shared := groups(t.methods)
	for _, f := range t.methods {
		switch {
		case f.get != "":
			getters.items = append(getters.items, e.member(f.get, name(f), f.async))
			getters.code = append(getters.code, e.wrapper(f, name(f), lua+"."+f.get))
			continue
		case f.set != "":
			setters.items = append(setters.items, e.member(f.set, name(f), f.async))
			setters.code = append(setters.code, e.wrapper(f, name(f), lua+"."+f.set))
			continue
		}
		if f.member {
			methods.add(f, t.methods, name, lua+":"+f.luaName, 2)
		}
		switch f.meta {
		case "":
		case "compare":
			for _, op := range []string{"lt", "le"} {
				meta.items = append(meta.items, e.member("__"+op, prefix+"Meta"+op, false))
				meta.code = append(meta.code, e.compareWrapper(f, prefix+"Meta"+op, lua+".__"+op, op))
			}
		default:
			e.metaMember(f, meta, shared, prefix+"Meta"+strings.TrimLeft(f.meta, "_"), lua+"."+f.meta)
		}
	}
}

// metaMember emits a metamethod; several for one operator get a function that
// chooses between them.
func (e *emitter) metaMember(f *fn, meta *members, shared []*group, name, lua string) {
	i := slices.IndexFunc(shared, func(g *group) bool { return g.key == f.meta })
	if i < 0 {
		meta.items = append(meta.items, e.member(f.meta, name, f.async))
		meta.code = append(meta.code, e.metaWrapper(f, name, lua))
		return
	}
	g := shared[i]
	each := func(f *fn) string { return name + f.goName() }
	meta.code = append(meta.code, e.metaWrapper(f, each(f), lua))
	if g.fns[0] == f {
		async := slices.ContainsFunc(g.fns, func(f *fn) bool { return f.async })
		meta.items = append(meta.items, e.member(f.meta, name, async))
		meta.code = append(meta.code, e.operators(name, lua, g, each))
	}
}
