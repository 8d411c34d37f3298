package gen

// This file defines the two reviews: what scripts can reach, and what was
// exempted from tracing.

import (
	"cmp"
	"go/token"
	"path/filepath"
	"slices"
)

// A Symbol is something that scripts can reach.
type Symbol struct {
	Pos  token.Position
	Kind string // module, type, field, method, ...
	Name string // in Lua
	Go   string // what it stands for
}

// An Exemption is a place where somebody overruled the derivation of traces.
type Exemption struct {
	Pos    token.Position
	Kind   string // notrace, dyn, manual; extern: a foreign type; omitted: what of one cannot cross
	Name   string
	Reason string
}

// describe fills in the reviews and the list of modules.
func (p *program) describe(r *Result) {
	for _, q := range p.pkgs {
		for _, t := range q.typs {
			if t.manual {
				r.Exempt = append(r.Exempt, Exemption{p.at(t.dir.pos), "manual", t.obj.Name(), "traced by hand"})
			}
			if t.extern != nil {
				r.Exempt = append(r.Exempt, Exemption{p.at(t.dir.pos), "extern", t.obj.Pkg().Path() + "." + t.obj.Name(), "a type of another package, which is not traced"})
			}
		}
		for _, o := range q.omitted {
			r.Exempt = append(r.Exempt, Exemption{p.at(o.pos), "omitted", o.name, oneLine(o.reason)})
		}
		if q.module != nil {
			r.Modules = append(r.Modules, Module{q.PkgPath, q.dir, q.lua})
			p.describeModule(r, q)
		}
	}
	for v, m := range p.fields {
		r.Exempt = append(r.Exempt, Exemption{p.at(m.dir.pos), m.dir.name, v.Name(), oneLine(m.reason)})
	}
	slices.SortFunc(r.Modules, func(a, b Module) int { return cmp.Compare(a.Path, b.Path) })
	byPos := func(a, b token.Position) int {
		return cmp.Or(cmp.Compare(a.Filename, b.Filename), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	}
	slices.SortFunc(r.Exempt, func(a, b Exemption) int { return cmp.Or(byPos(a.Pos, b.Pos), cmp.Compare(a.Name, b.Name)) })
	slices.SortStableFunc(r.Exposed, func(a, b Symbol) int { return cmp.Compare(a.Name, b.Name) })
}

func (p *program) at(pos token.Pos) token.Position {
	q := p.fset.Position(pos)
	q.Filename = p.diags.short(filepath.Clean(q.Filename))
	return q
}

func (p *program) describeModule(r *Result, q *pkg) {
	add := func(pos token.Pos, kind, name, goName string) {
		r.Exposed = append(r.Exposed, Symbol{p.at(pos), kind, name, goName})
	}
	add(q.module.pos, "module", q.lua, q.PkgPath)
	for _, t := range q.typs {
		if !t.expose || t.by == "conv" {
			continue
		}
		lua := q.lua + "." + t.luaName
		add(t.pos(), "type", lua, t.obj.Name())
		for _, f := range t.fields {
			kind := "field"
			if f.readonly {
				kind = "read-only field"
			}
			add(f.pos, kind, lua+"."+f.luaName, t.obj.Name()+"."+f.v.Name())
		}
		for _, m := range t.methods {
			goName := t.obj.Name() + "." + m.obj.Name()
			switch {
			case m.get != "":
				add(m.pos, "getter", lua+"."+m.get, goName)
				continue
			case m.set != "":
				add(m.pos, "setter", lua+"."+m.set, goName)
				continue
			}
			if m.member {
				add(m.pos, "method", lua+":"+m.luaName, goName)
			}
			if m.meta == "compare" {
				add(m.pos, "metamethod", lua+".__lt", goName)
				add(m.pos, "metamethod", lua+".__le", goName)
			} else if m.meta != "" {
				add(m.pos, "metamethod", lua+"."+m.meta, goName)
			}
		}
		for _, f := range t.news {
			add(f.pos, "constructor", lua+"."+f.luaName, f.obj.Name())
		}
		for _, f := range t.statics {
			add(f.pos, "function", lua+"."+f.luaName, f.obj.Name())
		}
	}
	for _, e := range q.enums {
		add(e.obj.Pos(), "enum", q.lua+"."+e.luaName, e.obj.Name())
	}
	for _, c := range q.consts {
		add(c.pos, "constant", q.lua+"."+c.luaName, c.obj.Name())
	}
	for _, f := range q.funcs {
		if f.module() {
			add(f.pos, "function", q.lua+"."+f.luaName, f.obj.Name())
		}
	}
}
