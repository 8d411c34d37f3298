package gen

// This file defines overloads: functions that share a Lua name, of which the
// arguments of a call choose one, and operators for several kinds of operands.

import (
	"fmt"
	"go/types"
	"math"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
)

// A class is a set of Lua values by their kinds, and of Go types for userdata.
type class struct {
	bits classBits
	host types.Type // the type for bitHost: of a pointer's element, or an interface
}

type classBits uint16

// Bits of a class; the runtime's Is takes the same ones, by these names.
const (
	bitNil classBits = 1 << iota
	bitBool
	bitInt
	bitFloat
	bitString
	bitTable
	bitFunc
	bitThread
	bitHost
	bitAny = bitNil | bitBool | bitInt | bitFloat | bitString | bitTable | bitFunc | bitThread | bitHost
)

var bitNames = []string{"IsNil", "IsBool", "IsInt", "IsFloat", "IsString", "IsTable", "IsFunc", "IsThread", "IsUserdata"}

// class returns the values that a conversion takes. That most types take nil is
// left aside: an explicit nil chooses only a parameter that may be left out.
func (c *conv) class() class {
	switch c.kind {
	case convBool:
		return class{bits: bitBool}
	case convInt:
		return class{bits: bitInt}
	case convFloat:
		return class{bits: bitInt | bitFloat}
	case convString, convBytes, convEnum:
		return class{bits: bitString}
	case convHost, convRef:
		return class{bitHost, c.elem.typ}
	case convHostVal, convBoxed, convIface:
		return class{bitHost, c.typ}
	case convSlice, convArray, convMap, convTable, convTablePtr:
		return class{bits: bitTable}
	case convFunc:
		return class{bits: bitFunc}
	case convPtr, convVia:
		return c.elem.class()
	case convWord:
		switch c.word {
		case "Table":
			return class{bits: bitTable}
		case "Func":
			return class{bits: bitFunc}
		case "Thread":
			return class{bits: bitThread}
		case "Userdata":
			return class{bits: bitHost}
		case "String":
			return class{bits: bitString}
		}
	}
	return class{bits: bitAny}
}

func (p *param) class() class {
	c := p.conv.class()
	if p.optional {
		c.bits |= bitNil
	}
	return c
}

// relation says how two sets of calls lie to each other.
type relation uint8

const (
	relDisjoint relation = iota
	relEqual
	relSub   // the first is part of the second
	relSuper // the other way round
	relMixed
)

func (a class) relation(b class) relation {
	common := a.bits & b.bits
	hosts := relDisjoint
	if common&bitHost != 0 {
		if hosts = hostRelation(a.host, b.host); hosts == relDisjoint {
			common &^= bitHost
		}
	}
	if common == 0 {
		return relDisjoint
	}
	sub, super := a.bits&^b.bits == 0, b.bits&^a.bits == 0
	if common&bitHost != 0 {
		sub = sub && (hosts == relEqual || hosts == relSub)
		super = super && (hosts == relEqual || hosts == relSuper)
	}
	return relationOf(sub, super)
}

func relationOf(sub, super bool) relation {
	switch {
	case sub && super:
		return relEqual
	case sub:
		return relSub
	case super:
		return relSuper
	}
	return relMixed
}

// hostRelation compares the userdata of two types; nil is the type of all.
func hostRelation(a, b types.Type) relation {
	switch {
	case a == nil && b == nil:
		return relEqual
	case b == nil:
		return relSub
	case a == nil:
		return relSuper
	case types.Identical(a, b):
		return relEqual
	}
	is := func(a, b types.Type) bool {
		if u, ok := b.Underlying().(*types.Interface); ok {
			return types.Implements(a, u) || types.Implements(types.NewPointer(a), u)
		}
		return embeds(a, b)
	}
	sub, super := is(a, b), is(b, a)
	if !sub && !super && !(types.IsInterface(a) && types.IsInterface(b)) {
		return relDisjoint
	}
	return relationOf(sub, super)
}

// embeds reports whether a struct embeds another type, at any depth.
func embeds(a, b types.Type) bool {
	st, ok := a.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for v := range st.Fields() {
		if n := namedOf(v.Type()); v.Embedded() && n != nil && (types.Identical(n, b) || embeds(n, b)) {
			return true
		}
	}
	return false
}

// arity returns how many arguments a function takes.
func (f *fn) arity() (lo, hi int) {
	for i, p := range f.params {
		switch {
		case p.rest:
			return lo, math.MaxInt
		case !p.optional:
			lo = i + 1
		}
	}
	return lo, len(f.params)
}

// at returns the class of argument i, counting from 0.
func (f *fn) at(i int) class {
	if i >= len(f.params) {
		return f.params[len(f.params)-1].class()
	}
	return f.params[i].class()
}

// relation compares the calls that two functions take.
func (f *fn) relation(g *fn) relation {
	lo1, hi1 := f.arity()
	lo2, hi2 := g.arity()
	lo, hi := max(lo1, lo2), min(hi1, hi2)
	if hi == math.MaxInt {
		hi = max(lo, len(f.params), len(g.params)) + 1
	}
	result := relDisjoint
	for n := lo; n <= hi; n++ {
		sub, super, disjoint := true, true, false
		for i := range n {
			switch f.at(i).relation(g.at(i)) {
			case relDisjoint:
				disjoint = true
			case relSub:
				super = false
			case relSuper:
				sub = false
			case relMixed:
				sub, super = false, false
			}
		}
		if disjoint {
			continue
		}
		r := relationOf(sub, super)
		switch {
		case result == relDisjoint:
			result = r
		case result != r:
			return relMixed
		}
	}
	return result
}

// A group is the functions that share a name.
type group struct {
	key string
	fns []*fn
}

// groups returns the functions that share a name or an operator, in the order in
// which the first of each stands.
func groups(list []*fn) (out []*group) {
	add := func(key string, f *fn) {
		for _, g := range out {
			if g.key == key {
				g.fns = append(g.fns, f)
				return
			}
		}
		out = append(out, &group{key, []*fn{f}})
	}
	for _, f := range list {
		switch {
		case f.overload != "":
			add(f.overload, f)
		case f.meta != "" && f.meta != "compare" && metaEvents[f.meta] == 1 && f.meta != "__index":
			add(f.meta, f)
		}
	}
	return slices.DeleteFunc(out, func(g *group) bool { return len(g.fns) < 2 && g.fns[0].overload == "" })
}

// joined reports whether an earlier function has claimed the name of an overload.
func (b *builder) joined(list []*fn, f *fn) bool {
	if f.overload == "" {
		return false
	}
	i := slices.IndexFunc(list, func(g *fn) bool { return g.overload == f.overload })
	return list[i] != f
}

// checkGroups reports overloads between which no call can choose.
func (b *builder) checkGroups(list []*fn) {
	for _, g := range groups(list) {
		for i, f := range g.fns {
			for _, h := range g.fns[:i] {
				if f.right != h.right || f.obj == h.obj || !f.linked() || !h.linked() {
					continue
				}
				if r := f.relation(h); r == relEqual || r == relMixed {
					b.diags.at(f.pos, "LB114", "%s: %s, at %s, takes the same arguments", g.key, h.obj.Name(), position(b.relative(h.pos))).
						help("make the numbers or the types of the parameters differ: integer is more special than number, a type more than an interface")
				}
			}
		}
	}
}

// linked reports whether all parameters have conversions.
func (f *fn) linked() bool {
	return !slices.ContainsFunc(f.params, func(p *param) bool { return p.conv == nil })
}

// ordered returns the functions of a group with the more special ones first.
func (g *group) ordered() []*fn {
	rest := slices.Clone(g.fns)
	var out []*fn
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(f *fn) bool {
			return !slices.ContainsFunc(rest, func(h *fn) bool { return h != f && h.right == f.right && h.relation(f) == relSub })
		})
		i = max(i, 0)
		out = append(out, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return out
}

// test returns a condition that v is of a class, or nil for any.
func (e *emitter) test(c class, v jen.Code) *jen.Statement {
	if c.bits == bitAny && c.host == nil {
		return nil
	}
	var flags *jen.Statement
	for i, name := range bitNames {
		bit := classBits(1) << i
		if c.bits&bit == 0 || bit == bitHost && c.host != nil {
			continue
		}
		if flags == nil {
			flags = e.rt(name)
		} else {
			flags = flags.Op("|").Add(e.rt(name))
		}
	}
	var host *jen.Statement
	if c.host != nil {
		is := "IsHost"
		if types.IsInterface(c.host) {
			is = "IsInterface"
		}
		host = e.rt(is).Types(e.typ(c.host)).Call(jen.Id("c"), v)
	}
	switch {
	case flags == nil:
		return host
	case host == nil:
		return e.rt("Is").Call(jen.Id("c"), v, flags)
	}
	return jen.Parens(e.rt("Is").Call(jen.Id("c"), v, flags).Op("||").Add(host))
}

// dispatcher returns the function that chooses between the functions of a group,
// whose arguments begin with the first-th. call returns the wrapper of one.
func (e *emitter) dispatcher(name, lua string, g *group, first int, wrapper func(*fn) string) jen.Code {
	var cases []jen.Code
	var forms []jen.Code
	for _, f := range g.ordered() {
		lo, hi := f.arity()
		lo += first - 1
		var cond *jen.Statement
		n := jen.Id("n")
		switch {
		case hi == math.MaxInt && lo == 0:
			cond = jen.True()
		case hi == math.MaxInt:
			cond = n.Op(">=").Lit(lo)
		case lo == hi+first-1:
			cond = n.Op("==").Lit(lo)
		default:
			cond = n.Op(">=").Lit(lo).Op("&&").Id("n").Op("<=").Lit(hi + first - 1)
		}
		for i, p := range f.params {
			c := p.class()
			if p.rest {
				c.bits |= bitNil // there may be none
			}
			if t := e.test(c, argOf(first+i)); t != nil {
				cond = cond.Op("&&").Add(t)
			}
		}
		cases = append(cases, jen.Case(cond).Block(jen.Return(jen.Id(wrapper(f)).Call(jen.Id("c")))))
		forms = append(forms, jen.Lit("("+inline(f)+")"))
	}
	body := []jen.Code{
		jen.Switch(jen.Id("n").Op(":=").Id("c").Dot("NArgs").Call(), jen.Empty()).Block(cases...),
		jen.Return(e.rt("NoOverload").Call(append([]jen.Code{jen.Id("c"), jen.Lit(first), jen.Lit(lua)}, forms...)...)),
	}
	return jen.Func().Id(name).Params(e.callParam()).Error().Block(body...)
}

// operators returns the function that chooses between the methods of an operator.
func (e *emitter) operators(name, lua string, g *group, wrapper func(*fn) string) jen.Code {
	var cases []jen.Code
	var forms []jen.Code
	add := func(f *fn, self, other int) {
		cond := e.test(class{bitHost, f.recv.named}, argOf(self))
		if t := e.test(f.params[0].class(), argOf(other)); t != nil {
			cond = cond.Op("&&").Add(t)
		}
		cases = append(cases, jen.Case(cond).Block(jen.Return(jen.Id(wrapper(f)).Call(jen.Id("c")))))
	}
	order := g.ordered()
	for _, f := range order {
		forms = append(forms, jen.Lit("("+luaOf(f.params[0].conv)+")"))
		if f.right {
			add(f, 2, 1)
		} else {
			add(f, 1, 2)
		}
	}
	if commutes[g.key] {
		for _, f := range order {
			if !f.right {
				add(f, 2, 1)
			}
		}
	}
	end := jen.Return(e.rt("NoOperator").Call(append([]jen.Code{jen.Id("c"), jen.Lit(lua)}, forms...)...))
	if g.key == "__eq" {
		end = jen.Return(jen.Id("c").Dot("Return1").Call(e.rt("Bool").Call(jen.False())))
	}
	return jen.Func().Id(name).Params(e.callParam()).Error().Block(jen.Switch().Block(cases...), end)
}

// inline returns the parameters of a function in one line.
func inline(f *fn) string {
	var parts []string
	for _, p := range f.params {
		name := p.name
		if p.out {
			continue
		}
		if p.rest {
			name = "..."
		} else if p.optional {
			name += "?"
		}
		parts = append(parts, fmt.Sprintf("%s: %s", name, luaOf(p.conv)))
	}
	return strings.Join(parts, ", ")
}
