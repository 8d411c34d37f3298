package gen

// This file defines inheritance by embedding: what a type has of the types that
// it embeds.

import (
	"go/types"
	"slices"

	"github.com/dave/jennifer/jen"
)

// flatten gives types the methods of the exposed types that they embed.
func (b *builder) flatten() {
	done := map[*typ]bool{}
	for _, t := range b.pkg.typs {
		b.flattenType(t, done)
	}
}

func (b *builder) flattenType(t *typ, done map[*typ]bool) {
	st, ok := t.named.Underlying().(*types.Struct)
	if done[t] || !ok || !t.expose || t.plainValue() || t.extern != nil {
		return
	}
	done[t] = true
	for _, e := range b.embedded(st) {
		b.flattenType(e, done)
		b.inherit(t, e)
	}
}

// embedded returns the types exposed by this package that a struct embeds.
func (b *builder) embedded(st *types.Struct) (list []*typ) {
	for i := range st.NumFields() {
		v := st.Field(i)
		if !v.Embedded() || parseTag(st.Tag(i)).name == "-" {
			continue
		}
		if e := b.typOf(namedOf(v.Type())); e != nil && e.expose && e.pkg == b.pkg {
			list = append(list, e)
		}
	}
	return list
}

func (b *builder) inherit(t, e *typ) {
	fresh := map[string]bool{} // overloads of which one is there
	for _, m := range e.methods {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t.named), true, b.pkg.Types, m.obj.Name())
		name := m.luaName
		if m.get != "" {
			name = m.get
		} else if m.set != "" {
			name = m.set
		}
		if obj != m.obj || m.meta != "" && !m.member && b.hasMeta(t, m.meta) {
			continue
		}
		c := *m
		c.recv = t
		if m.meta != "" && b.hasMeta(t, m.meta) {
			c.meta = ""
		}
		if m.member || m.get != "" {
			if _, taken := t.usesMap[name]; taken && !fresh[name] {
				continue
			}
			fresh[name] = m.overload != ""
			t.usesMap[name] = m.pos
		} else if m.set != "" && slices.ContainsFunc(t.methods, func(o *fn) bool { return o.set == m.set }) {
			continue
		}
		t.methods = append(t.methods, &c)
	}
}

func (b *builder) hasMeta(t *typ, meta string) bool {
	return slices.ContainsFunc(t.methods, func(m *fn) bool { return m.meta == meta })
}

// upcasts returns how a pointer to a type becomes one to each exposed type that
// it embeds, at any depth.
func (e *emitter) upcasts(t *typ) (ups []jen.Code) {
	c := &converter{prog: e.prog, pkg: e.pkg}
	seen := map[*types.Named]bool{t.named: true}
	var visit func(from types.Type, sel string, guards []string)
	visit = func(from types.Type, sel string, guards []string) {
		st, ok := from.Underlying().(*types.Struct)
		if !ok {
			return
		}
		for v := range st.Fields() {
			n := namedOf(v.Type())
			_, ptr := types.Unalias(v.Type()).(*types.Pointer)
			if !v.Embedded() || n == nil || seen[n] || !v.Exported() && v.Pkg() != e.pkg.Types || types.IsInterface(n) {
				continue
			}
			seen[n] = true
			path := sel + "." + v.Name()
			if x, _ := c.exposed(n); x != nil && x.by != "table" {
				addr := jen.Op("&").Id("x" + path)
				if ptr {
					addr = jen.Id("x" + path)
				}
				var body []jen.Code
				for _, g := range guards { // behind a pointer there may be nothing
					body = append(body, jen.If(jen.Id("x"+g).Op("==").Nil()).Block(jen.Return(jen.Nil())))
				}
				body = append(body, jen.Return(addr))
				ups = append(ups, e.rt("UpcastOf").Call(jen.Func().Params(jen.Id("x").Op("*").Add(e.typ(t.named))).Op("*").Add(e.typ(n)).Block(body...)))
			}
			if ptr {
				visit(n, path, append(slices.Clone(guards), path))
			} else {
				visit(n, path, guards)
			}
		}
	}
	if !t.iface {
		visit(t.named, "", nil)
	}
	return ups
}

// interfaceMethods adds the methods of an exposed interface: all that are exported.
func (b *builder) interfaceMethods(t *typ) {
	set := types.NewMethodSet(t.named)
	for i := range set.Len() {
		m, ok := set.At(i).Obj().(*types.Func)
		if !ok || !m.Exported() || m.Name() == "TraceGC" {
			continue
		}
		f := &fn{pkg: b.pkg, obj: m, pos: t.pos(), recv: t, member: true, luaName: luaName(m.Name(), b.pkg.style)}
		if m.Pkg() == b.pkg.Types {
			f.pos = m.Pos()
		}
		f.meta = b.convention(m, t)
		t.methods = append(t.methods, f)
	}
}
