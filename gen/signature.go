package gen

// This file defines how functions cross: their parameters, results and what they
// are besides methods.

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// signature finds the conversions of a function's parameters and results.
func (b *builder) signature(f *fn) {
	sig := f.signature()
	c := b.converter()
	c.plain = f.extern
	n := sig.Params().Len()
	for i := range n {
		v := sig.Params().At(i)
		if i == 0 {
			if inj := injection(v.Type()); inj != injectNone {
				f.call0 = inj
				continue
			}
		}
		name := v.Name()
		if name == "" || name == "_" {
			name = fmt.Sprintf("arg%d", i+1)
		}
		p := &param{name: paramName(name, b.pkg.style), typ: v.Type(), rest: sig.Variadic() && i == n-1, pos: b.paramPos(f, v)}
		t := v.Type()
		if p.rest {
			t = t.(*types.Slice).Elem()
			p.typ = t
		}
		if b.outParam(f, p, v) {
			continue
		}
		p.conv = c.find(t, p.pos, fmt.Sprintf("parameter %s of %s", name, f.obj.Name()))
		if p.conv.hasFunc() {
			f.async = true
			b.warnCallback(f, p)
		}
		f.params = append(f.params, p)
	}
	b.applySig(f)
	out := sig.Results()
	n = out.Len()
	if n > 0 && isError(out.At(n-1).Type()) {
		f.errs = true
		n--
	}
	for i := range n {
		v := out.At(i)
		pos := v.Pos()
		if !pos.IsValid() || v.Pkg() != b.pkg.Types || f.extern {
			pos = f.pos
		}
		r := b.iterator(f, v.Type(), pos)
		if r == nil {
			r = c.find(v.Type(), pos, "result of "+f.obj.Name())
		}
		if r.hasFunc() {
			b.diags.at(pos, "LB301", "result of %s: a Go function cannot cross to Lua", f.obj.Name()).help("return an object with a method instead")
		}
		f.results = append(f.results, r)
		f.names = append(f.names, v.Name())
	}
	if f.dir.key("meta") != "" && f.meta != "" {
		b.checkMeta(f)
	}
}

// outParam makes a result of a parameter that out= names.
func (b *builder) outParam(f *fn, p *param, v *types.Var) bool {
	name := v.Name()
	if f.recv != nil || f.static {
		name = f.obj.Name() + "." + name
	}
	d := f.dir
	if f.recv != nil {
		d = f.recv.extern
	}
	if d == nil || !f.extern || p.rest || !slices.Contains(strings.Split(d.key("out"), ","), name) {
		return false
	}
	switch t := v.Type().Underlying().(type) {
	case *types.Pointer:
		p.typ = t.Elem()
	case *types.Interface:
		p.typ = types.Universe.Lookup("any").Type()
	default:
		b.diags.at(d.keyPos("out"), "LB107", "out=%s is neither a pointer nor an interface", name)
		return false
	}
	p.out = true
	p.conv = b.converter().find(p.typ, p.pos, fmt.Sprintf("parameter %s of %s", v.Name(), f.obj.Name()))
	f.params = append(f.params, p)
	return true
}

// iterator returns the conversion of a result that a generic for reads, nil for
// another one.
func (b *builder) iterator(f *fn, t types.Type, pos token.Pos) *conv {
	var elems []types.Type
	kind := convSeq
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Signature:
		elems = seqElems(u)
	case *types.Chan:
		if kind = convChan; f.channel && u.Dir() != types.SendOnly {
			elems = []types.Type{u.Elem()}
		}
	}
	if elems == nil {
		return nil
	}
	results := f.signature().Results().Len() - boolInt(f.errs)
	switch {
	case results > 1:
		b.diags.at(pos, "LB308", "%s returns an iterator and something else", f.obj.Name()).help("return the rest by another method")
	case f.async:
		b.diags.at(pos, "LB308", "%s returns an iterator and takes Lua functions, or is async", f.obj.Name()).help("take an rt.Func, or call the function until it returns false, in place of returning an iterator")
	case f.get != "":
		b.diags.at(pos, "LB308", "%s returns an iterator, which a property cannot be", f.obj.Name()).help("make it a method")
	}
	r := &conv{kind: kind, typ: t}
	var names []string
	for _, e := range elems {
		c := b.converter().find(e, pos, "element of the result of "+f.obj.Name())
		if c == nil || c.hasFunc() {
			return &conv{kind: convAny, typ: e, lua: "any"}
		}
		r.params = append(r.params, c)
		names = append(names, c.lua)
	}
	r.lua = "fun(): " + strings.Join(names, ", ")
	return r
}

// seqElems returns what an iterator function yields, nil for another function.
func seqElems(s *types.Signature) (elems []types.Type) {
	if s.Params().Len() != 1 || s.Results().Len() != 0 || s.Variadic() {
		return nil
	}
	yield, ok := s.Params().At(0).Type().Underlying().(*types.Signature)
	if !ok || yield.Results().Len() != 1 || yield.Params().Len() < 1 || yield.Params().Len() > 2 {
		return nil
	}
	if r, ok := yield.Results().At(0).Type().Underlying().(*types.Basic); !ok || r.Kind() != types.Bool {
		return nil
	}
	for v := range yield.Params().Variables() {
		elems = append(elems, v.Type())
	}
	return elems
}

// warnCallback warns of a callback that has no way to return an error.
func (b *builder) warnCallback(f *fn, p *param) {
	if p.conv.kind == convFunc && !p.conv.errs && !f.extern {
		b.diags.warn(p.pos, "LB401", "parameter %s of %s: an error in the Lua function unwinds the Go code", p.name, f.obj.Name()).
			help("add a last result of type error to the function type")
	}
}

func (b *builder) paramPos(f *fn, v *types.Var) token.Pos {
	if v.Pos().IsValid() && !f.extern && v.Pkg() == b.pkg.Types {
		return v.Pos()
	}
	return f.pos
}

// injection tells what a leading parameter of that type is given.
func injection(t types.Type) inject {
	if p, ok := t.(*types.Pointer); ok && isNamed(p.Elem(), runtimePath, "Call") {
		return injectCall
	}
	if isNamed(t, "context", "Context") {
		return injectContext
	}
	return injectNone
}

// checkMeta checks the signature of a metamethod.
func (b *builder) checkMeta(f *fn) {
	want := metaEvents[f.meta]
	if want < 0 {
		return
	}
	if len(f.params) != want || want > 0 && f.params[want-1].rest {
		b.diags.at(f.dir.keyPos("meta"), "LB303", "%s takes %s besides the receiver, %s takes %d", f.meta, plural(want, "operand"), f.obj.Name(), len(f.params))
	}
	if len(f.results) > 1 && f.meta != "__pairs" {
		b.diags.at(f.dir.keyPos("meta"), "LB303", "%s has one result, %s has %d", f.meta, f.obj.Name(), len(f.results))
	}
}

// checkProperty checks the signatures of getters and setters, and claims the
// names of members.
func (b *builder) checkProperty(m *fn) {
	switch {
	case m.get != "":
		if len(m.params) != 0 || len(m.results) != 1 {
			b.diags.at(m.dir.keyPos("get"), "LB303", "a getter takes nothing and has one result")
		}
		b.claim(m.recv, m.get, m.pos, "getter "+m.obj.Name())
	case m.set != "":
		if len(m.params) != 1 || len(m.results) != 0 {
			b.diags.at(m.dir.keyPos("set"), "LB303", "a setter takes one value and has no result but perhaps an error")
		}
		hasGetter := slices.ContainsFunc(m.recv.methods, func(g *fn) bool { return g.get == m.set })
		if !hasGetter {
			b.claim(m.recv, m.set, m.pos, "setter "+m.obj.Name())
		}
	case m.member && b.joined(m.recv.methods, m):
	case m.member:
		b.claim(m.recv, m.luaName, m.pos, "method "+m.obj.Name())
	}
}
