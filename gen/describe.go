package gen

// This file defines the two reviews: what scripts can reach, and what was
// exempted from tracing.

import (
	"cmp"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// A Symbol is something that scripts can reach.
type Symbol struct {
	Pos     token.Position
	Kind    string  // module, type, field, method, ...
	Name    string  // in Lua
	Go      string  // what it stands for
	Type    string  // of a field, property or constant: its type in Lua
	Params  []Param // of a function: what comes from Lua; of a field: what is assigned
	Results []string
	Raises  bool // of a function: it may end with an error of Go
	Async   bool // of a function: it may yield
}

// A Param is a parameter of a function as scripts see it.
type Param struct {
	Name     string
	Type     string // in Lua
	Go       string // in Go
	Basic    string // the underlying Go type, such as "uint8", of a number, boolean or string
	Optional bool
	Nilable  bool // nil is a value
	Rest     bool
}

// Signature returns what a symbol is called with and returns, or its type, as
// the lists of the command print it.
func (s Symbol) Signature() string {
	switch s.Kind {
	case "module", "type", "enum":
		return ""
	case "field", "read-only field", "constant", "getter", "setter":
		if len(s.Params) == 1 {
			return ": " + s.Params[0].show()
		}
		return ": " + s.Type
	}
	var parts []string
	for _, p := range s.Params {
		text := p.Name
		if p.Rest {
			text = "..."
		} else if p.Optional {
			text += "?"
		}
		parts = append(parts, text+": "+p.show())
	}
	text := "(" + strings.Join(parts, ", ") + ")"
	if len(s.Results) > 0 {
		text += " -> " + strings.Join(s.Results, ", ")
	}
	if s.Raises {
		text += ", raises"
	}
	if s.Async {
		text += ", async"
	}
	return text
}

// show returns the type, with Go's where that says more.
func (p Param) show() string {
	if p.Basic != "" && p.Basic != p.Type {
		return p.Type + " (" + p.Basic + ")"
	}
	return p.Type
}

// An Exemption is a place where somebody overruled the derivation of traces.
type Exemption struct {
	Pos    token.Position
	Kind   string // notrace, dyn, manual; extern: a foreign type; omitted: what of one cannot cross
	Name   string // of the field or type
	Owner  string // of a field: the struct that it belongs to, with its import path
	Reason string
}

// describe fills in the reviews and the list of modules.
func (p *program) describe(r *Result) {
	for _, q := range p.pkgs {
		for _, t := range q.typs {
			if t.manual {
				r.Exempt = append(r.Exempt, Exemption{p.at(t.dir.pos), "manual", t.obj.Name(), "", "traced by hand"})
			}
			if t.extern != nil {
				r.Exempt = append(r.Exempt, Exemption{p.at(t.dir.pos), "extern", t.obj.Pkg().Path() + "." + t.obj.Name(), "", "a type of another package, which is not traced"})
			}
		}
		for _, o := range q.omitted {
			r.Exempt = append(r.Exempt, Exemption{p.at(o.pos), "omitted", o.name, "", oneLine(o.reason)})
		}
		if q.module != nil {
			if !q.parts {
				r.Modules = append(r.Modules, Module{q.PkgPath, q.dir, q.lua})
			}
			p.describeModule(r, q)
		}
	}
	owners := p.owners()
	for v, m := range p.fields {
		r.Exempt = append(r.Exempt, Exemption{p.at(m.dir.pos), m.dir.name, v.Name(), owners[v], oneLine(m.reason)})
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

// owners returns the named structs that the fields of the packages belong to.
func (p *program) owners() map[*types.Var]string {
	owners := map[*types.Var]string{}
	for _, q := range p.pkgs {
		for _, name := range q.Types.Scope().Names() {
			obj, ok := q.Types.Scope().Lookup(name).(*types.TypeName)
			if !ok || obj.IsAlias() {
				continue
			}
			if st, ok := obj.Type().Underlying().(*types.Struct); ok {
				for v := range st.Fields() {
					owners[v] = q.PkgPath + "." + name
				}
			}
		}
	}
	return owners
}

func (p *program) describeModule(r *Result, q *pkg) {
	add := func(pos token.Pos, kind, name, goName string) *Symbol {
		r.Exposed = append(r.Exposed, Symbol{Pos: p.at(pos), Kind: kind, Name: name, Go: goName})
		return &r.Exposed[len(r.Exposed)-1]
	}
	add(q.module.pos, "module", q.lua, q.PkgPath)
	for _, t := range q.typs {
		if t.expose && t.by != "conv" {
			describeType(add, q, t)
		}
	}
	for _, e := range q.enums {
		add(e.obj.Pos(), "enum", q.lua+"."+e.luaName, e.obj.Name())
	}
	for _, c := range q.consts {
		add(c.pos, "constant", q.lua+"."+c.luaName, c.obj.Name()).Type = luaOf(c.conv)
	}
	for _, f := range q.funcs {
		if f.module() {
			add(f.pos, "function", q.lua+"."+f.luaName, f.obj.Name()).signature(f)
		}
	}
}

// describeType adds a type and its members.
func describeType(add func(pos token.Pos, kind, name, goName string) *Symbol, q *pkg, t *typ) {
	lua := q.lua + "." + t.luaName
	add(t.pos(), "type", lua, t.obj.Name())
	for _, f := range t.fields {
		kind := "field"
		if f.readonly {
			kind = "read-only field"
		}
		s := add(f.pos, kind, lua+"."+f.luaName, t.obj.Name()+"."+f.v.Name())
		s.Type = luaOf(f.conv)
		s.Params = []Param{newParam(f.luaName, f.v.Type(), f.conv, q)}
	}
	for _, m := range t.methods {
		goName := t.obj.Name() + "." + m.obj.Name()
		switch {
		case m.get != "":
			s := add(m.pos, "getter", lua+"."+m.get, goName)
			if len(m.results) == 1 {
				s.Type = luaOf(m.results[0])
			}
			continue
		case m.set != "":
			s := add(m.pos, "setter", lua+"."+m.set, goName)
			if len(m.params) == 1 {
				s.Type = luaOf(m.params[0].conv)
				s.Params = []Param{newParam(m.params[0].name, m.params[0].typ, m.params[0].conv, q)}
			}
			continue
		}
		if m.member {
			add(m.pos, "method", lua+":"+m.luaName, goName).signature(m)
		}
		if m.meta == "compare" {
			add(m.pos, "metamethod", lua+".__lt", goName).signature(m)
			add(m.pos, "metamethod", lua+".__le", goName).signature(m)
		} else if m.meta != "" {
			add(m.pos, "metamethod", lua+"."+m.meta, goName).signature(m)
		}
	}
	for _, f := range t.news {
		add(f.pos, "constructor", lua+"."+f.luaName, f.obj.Name()).signature(f)
	}
	for _, f := range t.statics {
		add(f.pos, "function", lua+"."+f.luaName, f.obj.Name()).signature(f)
	}
}

// signature fills in what a function is called with and returns.
func (s *Symbol) signature(f *fn) {
	s.Raises, s.Async = f.errs, f.async
	for _, p := range f.params {
		q := newParam(p.name, p.typ, p.conv, f.pkg)
		q.Optional, q.Rest = p.optional, p.rest
		s.Params = append(s.Params, q)
	}
	for _, r := range f.results {
		s.Results = append(s.Results, luaOf(r))
	}
}

func newParam(name string, t types.Type, c *conv, from *pkg) Param {
	p := Param{Name: name, Type: luaOf(c), Go: typeString(t, from.Types), Nilable: c == nil || c.nilable()}
	if b, ok := t.Underlying().(*types.Basic); ok && (c == nil || c.kind != convEnum) {
		p.Basic = b.Name()
	}
	return p
}
