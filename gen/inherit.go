package gen

// This file defines inheritance by embedding: what a type has of the types that
// it embeds.

import (
	"go/types"
	"slices"
)

// flatten gives types the methods of the exposed types that they embed.
func (b *builder) flatten() {
	for _, t := range b.pkg.typs {
		st, ok := t.named.Underlying().(*types.Struct)
		if !ok || !t.expose || t.by == "table" {
			continue
		}
		for i := range st.NumFields() {
			v := st.Field(i)
			if !v.Embedded() || parseTag(st.Tag(i)).name == "-" {
				continue
			}
			n := namedOf(v.Type())
			if n == nil {
				continue
			}
			e := b.types[n.Obj()]
			if e == nil || !e.expose || e.pkg != b.pkg {
				continue
			}
			b.inherit(t, e)
		}
	}
}

func (b *builder) inherit(t, e *typ) {
	for _, m := range e.methods {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t.named), true, b.pkg.Types, m.obj.Name())
		name := m.luaName
		if m.get != "" {
			name = m.get
		} else if m.set != "" {
			name = m.set
		}
		if obj != m.obj || m.meta != "" && b.hasMeta(t, m.meta) {
			continue
		}
		if m.member || m.get != "" {
			if _, taken := t.usesMap[name]; taken {
				continue
			}
			t.usesMap[name] = m.pos
		}
		c := *m
		c.recv = t
		t.methods = append(t.methods, &c)
	}
}

func (b *builder) hasMeta(t *typ, meta string) bool {
	return slices.ContainsFunc(t.methods, func(m *fn) bool { return m.meta == meta })
}
