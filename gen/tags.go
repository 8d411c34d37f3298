package gen

// This file defines the struct tag lua:"name,option,..." and the reading of
// //luster:sig.

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// A fieldTag is a parsed lua tag.
type fieldTag struct {
	present bool
	name    string // "-": hidden
	opts    []string
}

var tagOptions = []string{"readonly", "copy", "view", "nonnil", "optional", "utf8"}

func (t fieldTag) has(opt string) bool { return slices.Contains(t.opts, opt) }

func parseTag(tag string) (t fieldTag) {
	text, ok := reflect.StructTag(tag).Lookup("lua")
	if !ok {
		return t
	}
	t.present = true
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '|' })
	if text != "" && text[0] != ',' && len(parts) > 0 {
		t.name, parts = strings.TrimSpace(parts[0]), parts[1:]
	}
	for _, p := range parts {
		t.opts = append(t.opts, strings.TrimSpace(p))
	}
	return t
}

// checkTag reports what is wrong with a tag.
func (b *builder) checkTag(t fieldTag, v *types.Var, pos token.Pos) {
	for _, o := range t.opts {
		if !slices.Contains(tagOptions, o) {
			b.diags.at(pos, "LB109", "the lua tag of %s does not know %q", v.Name(), o).help("%s", didYouMean(o, tagOptions))
		}
	}
	if t.name != "" && t.name != "-" && !isLuaName(t.name) {
		b.diags.at(pos, "LB109", "the lua tag of %s: %q is not a Lua name", v.Name(), t.name)
	}
	if t.has("view") && t.has("copy") {
		b.diags.at(pos, "LB109", "the lua tag of %s: view and copy exclude each other", v.Name())
	}
	if t.has("view") {
		switch v.Type().Underlying().(type) {
		case *types.Struct, *types.Slice, *types.Array, *types.Map:
		default:
			b.diags.at(pos, "LB109", "the lua tag of %s: only a struct, a slice, an array or a map can be viewed, other fields are copied", v.Name())
		}
	}
}

var sigParam = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]*)(\?\?|\?|!|\.\.\.)?(?:=(.*))?$`)

// applySig changes the parameters of a function as its //luster:sig says.
func (b *builder) applySig(f *fn) {
	if f.sig == nil {
		return
	}
	if len(f.sig.args) != len(f.params) {
		b.diags.at(f.sig.pos, "LB113", "//luster:sig names %s, %s has %d", plural(len(f.sig.args), "parameter"), f.obj.Name(), len(f.params)).
			help("name each parameter that comes from Lua: injected ones and the receiver do not count")
		return
	}
	optional := ""
	for i, a := range f.sig.args {
		p := f.params[i]
		m := sigParam.FindStringSubmatch(a.text)
		if m == nil || m[3] != "" && m[2] != "?" {
			b.diags.at(a.pos, "LB113", "%q is not a parameter", a.text).help("write name, name?, name?=default, name??, name! or name...")
			continue
		}
		p.name, p.pos = m[1], a.pos
		if luaKeywords[p.name] {
			b.diags.at(a.pos, "LB113", "%q is a word of Lua", p.name)
		}
		if (m[2] == "...") != p.rest {
			b.diags.at(a.pos, "LB113", "%s: only the last parameter of a variadic function is written with dots, and it has to be", p.name)
			continue
		}
		b.applyMark(f, p, m[2], m[3], a.pos)
		switch {
		case p.optional:
			optional = p.name
		case optional != "" && !p.rest:
			b.diags.at(a.pos, "LB113", "%s cannot be required after %s, which may be left out", p.name, optional)
		}
	}
}

func (b *builder) applyMark(f *fn, p *param, mark, def string, pos token.Pos) {
	switch mark {
	case "?":
		p.optional = true
		if def != "" {
			b.applyDefault(f, p, def, pos)
		}
	case "??":
		p.optional = true
		if p.conv != nil && !p.conv.nilable() {
			b.diags.at(pos, "LB113", "%s?? needs a parameter that can be nil, %s cannot", p.name, b.typeString(p.typ)).help("take a pointer")
		}
	case "!":
		p.nonnil = true
		if p.conv == nil {
			return
		}
		if !p.conv.nilable() {
			b.diags.at(pos, "LB113", "%s! is for parameters that can be nil, %s never is", p.name, b.typeString(p.typ))
			return
		}
		c := *p.conv
		c.nonnil = true
		c.lua = strings.TrimSuffix(c.lua, "?")
		p.conv = &c
	}
}

// applyDefault checks a default: a Go literal that fits the parameter.
func (b *builder) applyDefault(f *fn, p *param, def string, pos token.Pos) {
	tv, err := types.Eval(b.fset, b.pkg.Types, token.NoPos, def)
	ok := err == nil && tv.Value != nil && types.ConvertibleTo(tv.Type, p.typ)
	if ok {
		_, basic := p.typ.Underlying().(*types.Basic)
		ok = basic && representable(b, def, p.typ)
	}
	if !ok {
		b.diags.at(pos, "LB113", "the default %s does not fit %s, which is of type %s", def, p.name, b.typeString(p.typ))
		return
	}
	p.def, p.luaDef = def, tv.Value.ExactString()
}

// representable asks the checker whether a literal can be assigned to a type.
func representable(b *builder, def string, t types.Type) bool {
	if bt, ok := t.Underlying().(*types.Basic); ok {
		tv, err := types.Eval(b.fset, nil, token.NoPos, fmt.Sprintf("[]%s{%s}", bt.Name(), def))
		return err == nil && tv.Type != nil
	}
	return false
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
