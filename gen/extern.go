package gen

// This file defines what stands in no declaration of the package's own: types
// and functions of other packages, and instances of generic types.

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// readInst reads one //luster:inst of a generic type.
func (b *builder) readInst(generic *typ, d *directive) {
	if generic.named.TypeParams().Len() == 0 {
		b.diags.at(d.pos, "LB104", "%s is not generic, so it has no instances", generic.obj.Name()).help("use //luster:type")
		return
	}
	tv, err := types.Eval(b.fset, b.pkg.Types, generic.obj.Pos(), d.arg(0))
	if err != nil {
		b.diags.at(d.args[0].pos, "LB116", "%s is no type: %s", d.arg(0), evalError(err)).
			help("write %s[...] with types that the file can name, without spaces", generic.obj.Name())
		return
	}
	n, ok := types.Unalias(tv.Type).(*types.Named)
	if !ok || n.Origin() != generic.named || n.TypeArgs().Len() == 0 {
		b.diags.at(d.args[0].pos, "LB116", "%s is no instance of %s", d.arg(0), generic.obj.Name())
		return
	}
	name := d.key("name")
	if !isLuaName(name) {
		b.diags.at(d.keyPos("name"), "LB107", "//luster:inst needs name=, the name of %s in Lua", d.arg(0))
		return
	}
	if b.typOf(n) != nil {
		b.diags.at(d.args[0].pos, "LB103", "%s is given twice", d.arg(0))
		return
	}
	t := &typ{
		pkg: b.pkg, obj: generic.obj, named: n, spec: generic.spec, doc: generic.doc, dir: d, inst: d,
		expose: true, by: "ref", luaName: name, ident: b.freeIdent(name), usesMap: map[string]token.Pos{},
		iface: types.IsInterface(n),
	}
	if by := d.key("by"); by != "" {
		t.by = by
	}
	generic.insts = append(generic.insts, t)
	b.pkg.typs = append(b.pkg.typs, t)
}

// evalError returns the message of types.Eval without its position.
func evalError(err error) string {
	s := err.Error()
	if i := strings.LastIndex(s, ": "); i >= 0 {
		return s[i+2:]
	}
	return s
}

// freeIdent returns an identifier part that no type of the package has.
func (b *builder) freeIdent(name string) string {
	name = exportedName(strings.ReplaceAll(name, ".", "_"))
	taken := func(s string) bool {
		if obj := b.pkg.Types.Scope().Lookup(s); obj != nil {
			return true
		}
		return slices.ContainsFunc(b.pkg.typs, func(t *typ) bool { return t.ident == s })
	}
	for i, base := 2, name; taken(name); i++ {
		name = fmt.Sprintf("%s%d", base, i)
	}
	return name
}

// typOf returns the annotated type that n is, or nil.
func (b *builder) typOf(n *types.Named) *typ {
	if n == nil {
		return nil
	}
	if n.TypeArgs().Len() > 0 {
		g := b.types[n.Obj()]
		if g == nil {
			return nil
		}
		for _, t := range g.insts {
			if types.Identical(t.named, n) {
				return t
			}
		}
		return nil
	}
	if t := b.pkg.byObj[n.Obj()]; t != nil {
		return t
	}
	return b.types[n.Obj()]
}

// readExterns finds what the package's //luster:extern directives name.
func (b *builder) readExterns() {
	if b.pkg.module == nil {
		for _, d := range b.pkg.externs {
			b.diags.at(d.pos, "LB111", "%s is exposed, but package %s is no Lua module", d.arg(0), b.pkg.Name).
				help("add //luster:module %s to the comment of the package", b.pkg.Name)
		}
		return
	}
	type item struct {
		x     scanExtern
		obj   types.Object
		exact bool
	}
	var items []item
	seen := map[types.Object]*directive{}
	var list []scanExtern
	for _, d := range b.pkg.externs {
		x, ok := splitExtern(d)
		if !ok {
			b.diags.at(d.args[0].pos, "LB107", "%q is not IMPORT.NAME", d.arg(0)).help("write the import path, a dot and the name: net/url.URL")
			continue
		}
		b.checkExternKeys(d)
		list = append(list, x)
	}
	// What is named goes before what a star stands for.
	slices.SortStableFunc(list, func(x, y scanExtern) int { return boolInt(x.names[0] == "*") - boolInt(y.names[0] == "*") })
	for _, x := range list {
		p := b.importedPackage(x)
		if p == nil {
			continue
		}
		names := x.names
		if names[0] == "*" {
			names = p.Scope().Names()
		}
		for _, n := range names {
			obj := p.Scope().Lookup(n)
			exact := x.names[0] != "*"
			if ok, _ := x.covers(x.path, n); !ok || !exact && (obj == nil || !obj.Exported()) {
				continue
			}
			if obj == nil || !obj.Exported() {
				r := b.diags.at(x.dir.args[0].pos, "LB115", "package %s exports no %s", x.path, n)
				if near := nearest(n, exportedNames(p)); near != "" {
					r.help("did you mean %q?", near)
				}
				continue
			}
			if other := seen[obj]; other != nil {
				if exact {
					b.diags.at(x.dir.pos, "LB103", "%s.%s is given twice", x.path, n).help("the other one is at %s", position(b.relative(other.pos)))
				}
				continue
			}
			seen[obj] = x.dir
			items = append(items, item{x, obj, exact})
		}
	}
	// Types first: functions are looked at by the types that are exposed.
	for _, it := range items {
		if tn, ok := it.obj.(*types.TypeName); ok {
			b.externType(it.x, tn, it.exact)
		}
	}
	for _, it := range items {
		switch obj := it.obj.(type) {
		case *types.Func:
			b.externFunc(it.x, obj, it.exact)
		case *types.Const, *types.Var:
			b.externConst(it.x, obj, it.exact)
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func exportedNames(p *types.Package) (names []string) {
	for _, n := range p.Scope().Names() {
		if token.IsExported(n) {
			names = append(names, n)
		}
	}
	return names
}

// checkExternKeys reports arguments that do not go together.
func (b *builder) checkExternKeys(d *directive) {
	kinds := 0
	for _, k := range []string{"type", "func", "const", "var"} {
		kinds += boolInt(d.flag(k))
	}
	if kinds > 1 {
		b.diags.at(d.pos, "LB110", "type, func, const and var exclude each other")
	}
	x, _ := splitExtern(d)
	if d.key("name") != "" && (len(x.names) > 1 || x.names[0] == "*") {
		b.diags.at(d.keyPos("name"), "LB110", "name= cannot name more than one thing").help("use in= to put them in a table, or one directive for each")
	}
	for _, k := range []string{"name", "in"} {
		if v := d.key(k); v != "" && !isModuleName(v) {
			b.diags.at(d.keyPos(k), "LB107", "%q is not a Lua name", v)
		}
	}
	if d.key("conv") != "" && d.key("as") != "" {
		b.diags.at(d.keyPos("conv"), "LB110", "as= and conv= exclude each other")
	}
}

// importedPackage returns the package that an extern names.
func (b *builder) importedPackage(x scanExtern) *types.Package {
	for _, p := range b.pkg.Types.Imports() {
		if p.Path() == x.path {
			return p
		}
	}
	b.diags.at(x.dir.args[0].pos, "LB115", "there is no package %s", x.path).help("the part before the last dot is an import path, as in net/url.URL; packages of other modules have to be in go.mod")
	return nil
}

// externName returns the Lua name of an object of another package.
func externName(d *directive, plain string) string {
	name := plain
	if n := d.key("name"); n != "" {
		name = n
	}
	if in := d.key("in"); in != "" {
		name = in + "." + name
	}
	return name
}

// externAs returns how a type of another package crosses.
func externAs(d *directive, n *types.Named) string {
	switch {
	case d.key("conv") != "":
		return "conv"
	case d.key("as") != "":
		return d.key("as")
	}
	switch n.Underlying().(type) {
	case *types.Basic:
		return "value"
	case *types.Struct, *types.Interface:
		return "ref"
	}
	if n.NumMethods() == 0 {
		return "value"
	}
	return "ref"
}

func (b *builder) externType(x scanExtern, obj *types.TypeName, exact bool) {
	d := x.dir
	if d.flag("func") || d.flag("const") || d.flag("var") {
		b.externKind(x, obj, "type", exact)
		return
	}
	n, ok := obj.Type().(*types.Named)
	if !ok || n.TypeParams().Len() > 0 {
		if exact {
			b.diags.at(d.args[0].pos, "LB305", "%s is generic or another name of a type", d.arg(0)).help("declare a type of this package for it")
		}
		return
	}
	t := &typ{
		pkg: b.pkg, obj: obj, named: n, dir: d, extern: d, expose: true, by: externAs(d, n),
		luaName: externName(d, obj.Name()), ident: b.freeIdent(obj.Pkg().Name() + obj.Name()),
		usesMap: map[string]token.Pos{}, iface: types.IsInterface(n),
	}
	if t.by == "copy" && t.iface {
		b.diags.at(d.keyPos("as"), "LB107", "%s is an interface, which cannot be copied", obj.Name())
		return
	}
	if t.by == "conv" && !b.externConv(t) {
		return
	}
	if d.flag("new") {
		if t.plainValue() || t.iface {
			b.diags.at(d.pos, "LB110", "new is for types that cross as handles or copies, %s does not", obj.Name())
		} else {
			f := &fn{pkg: b.pkg, pos: d.pos, obj: types.NewFunc(token.NoPos, obj.Pkg(), "Zero", types.NewSignatureType(nil, nil, nil, nil, nil, false)), luaName: "new", zero: true, call: d.flag("call"), extern: true}
			f.results = []*conv{{kind: convHost, typ: types.NewPointer(n), elem: &conv{typ: n}, lua: b.pkg.lua + "." + t.luaName}}
			f.names = []string{""}
			t.news = append(t.news, f)
		}
	}
	b.pkg.byObj[obj] = t
	b.pkg.typs = append(b.pkg.typs, t)
}

// externKind reports an object that is not what the directive says.
func (b *builder) externKind(x scanExtern, obj types.Object, is string, exact bool) {
	if exact {
		b.diags.at(x.dir.args[0].pos, "LB115", "%s.%s is a %s", x.path, obj.Name(), is).help("leave out the word before it, or write %s", is)
	}
}

// externConv finds the functions of conv=TO,FROM.
func (b *builder) externConv(t *typ) bool {
	d := t.dir
	names := strings.Split(d.key("conv"), ",")
	bad := func(format string, args ...any) bool {
		b.diags.at(d.keyPos("conv"), "LB107", format, args...).
			help("conv=TO,FROM names functions of this package: func(%s) U and func(U) %[1]s or func(U) (%[1]s, error)", b.typeString(t.named))
		return false
	}
	if len(names) != 2 {
		return bad("conv= needs two functions")
	}
	for i, n := range names {
		f, ok := b.pkg.Types.Scope().Lookup(n).(*types.Func)
		if !ok {
			return bad("%s is no function of this package", n)
		}
		t.via[i] = f
	}
	to, from := t.via[0].Type().(*types.Signature), t.via[1].Type().(*types.Signature)
	fits := to.Params().Len() == 1 && to.Results().Len() == 1 && types.Identical(to.Params().At(0).Type(), t.named) &&
		from.Params().Len() == 1 && types.Identical(from.Params().At(0).Type(), to.Results().At(0).Type()) &&
		from.Results().Len() >= 1 && types.Identical(from.Results().At(0).Type(), t.named) &&
		(from.Results().Len() == 1 || from.Results().Len() == 2 && isError(from.Results().At(1).Type()))
	if !fits {
		return bad("%s and %s do not convert %s", names[0], names[1], b.typeString(t.named))
	}
	return true
}

func (b *builder) externFunc(x scanExtern, obj *types.Func, exact bool) {
	d := x.dir
	if d.flag("type") || d.flag("const") || d.flag("var") {
		b.externKind(x, obj, "func", exact)
		return
	}
	f := &fn{pkg: b.pkg, obj: obj, pos: d.pos, dir: d, extern: true, lenient: !exact,
		ident: exportedName(obj.Pkg().Name()) + obj.Name(), async: d.flag("async"), call: d.flag("call")}
	if f.signature().TypeParams().Len() > 0 {
		if exact {
			b.diags.at(d.args[0].pos, "LB305", "generic function %s cannot be exposed", obj.Name()).help("write a function for the instance that scripts need")
		}
		return
	}
	f.luaName = externName(d, luaName(obj.Name(), b.pkg.style))
	b.pkg.funcs = append(b.pkg.funcs, f)
}

func (b *builder) externConst(x scanExtern, obj types.Object, exact bool) {
	d := x.dir
	_, isVar := obj.(*types.Var)
	kind := "const"
	if isVar {
		kind = "var"
	}
	if d.flag("type") || d.flag("func") || d.flag("const") && isVar || d.flag("var") && !isVar {
		b.externKind(x, obj, kind, exact)
		return
	}
	b.pkg.consts = append(b.pkg.consts, &constant{obj: obj, luaName: externName(d, obj.Name()), pos: d.pos, lenient: !exact})
}

// quietly runs f with diagnostics that are thrown away, and returns the first.
func (b *builder) quietly(f func()) (reason string, ok bool) {
	saved := b.program.diags
	scratch := &diags{dir: saved.dir, fset: saved.fset}
	b.program.diags = scratch
	f()
	b.program.diags = saved
	if len(scratch.list) > 0 {
		return scratch.list[0].Message, false
	}
	return "", true
}

// externMethods adds the methods of a type of another package.
func (b *builder) externMethods(t *typ) {
	var recv types.Type = t.named
	if !t.iface && t.by != "value" {
		recv = types.NewPointer(t.named)
	}
	set := types.NewMethodSet(recv)
	want := t.dir.key("methods")
	listed := map[string]bool{}
	for m := range strings.SplitSeq(want, ",") {
		listed[m] = true
	}
	skip := map[string]bool{}
	for m := range strings.SplitSeq(t.dir.key("skip"), ",") {
		skip[m] = true
	}
	var names []string
	for i := range set.Len() {
		m, ok := set.At(i).Obj().(*types.Func)
		if !ok || !m.Exported() || m.Name() == "TraceGC" {
			continue
		}
		names = append(names, m.Name())
		if want != "" && !listed[m.Name()] || skip[t.obj.Name()+"."+m.Name()] {
			continue
		}
		delete(listed, m.Name())
		f := &fn{pkg: b.pkg, obj: m, pos: t.dir.pos, extern: true, lenient: want == "", luaName: luaName(m.Name(), b.pkg.style)}
		f.recv = t
		if t.by == "value" {
			f.methodExpr(t)
			t.statics = append(t.statics, f)
			continue
		}
		f.member = true
		f.meta = b.convention(m, t)
		if m.Name() == "Cmp" {
			f.meta = b.convention(types.NewFunc(token.NoPos, m.Pkg(), "Compare", m.Signature()), t)
		}
		f.closes = m.Name() == "Close" && f.meta == "__close"
		t.methods = append(t.methods, f)
	}
	b.externMeta(t)
	if want != "" {
		for m := range strings.SplitSeq(want, ",") {
			if listed[m] {
				b.diags.at(t.dir.keyPos("methods"), "LB115", "%s has no method %s", b.typeString(t.named), m).help("%s", didYouMean(m, names))
			}
		}
	}
}

// externMeta makes metamethods of methods, by meta=__add:Add.
func (b *builder) externMeta(t *typ) {
	text := t.dir.key("meta")
	if text == "" {
		return
	}
	for pair := range strings.SplitSeq(text, ",") {
		event, name, ok := strings.Cut(pair, ":")
		n, known := metaEvents[event]
		if !ok || !known {
			b.diags.at(t.dir.keyPos("meta"), "LB107", "%q is not METAMETHOD:METHOD", pair).help("write meta=__add:Add,__sub:Sub")
			continue
		}
		m, _, _ := types.LookupFieldOrMethod(types.NewPointer(t.named), true, b.pkg.Types, name)
		obj, ok := m.(*types.Func)
		if !ok || t.by == "value" {
			b.diags.at(t.dir.keyPos("meta"), "LB115", "%s has no method %s that could be %s", b.typeString(t.named), name, event)
			continue
		}
		if n >= 0 && obj.Signature().Params().Len() != n {
			b.diags.at(t.dir.keyPos("meta"), "LB303", "%s takes %s besides the receiver, %s does not", event, plural(n, "operand"), name)
			continue
		}
		t.methods = slices.DeleteFunc(t.methods, func(f *fn) bool { return f.meta == event && !f.member })
		for _, f := range t.methods {
			if f.meta == event {
				f.meta = ""
			}
		}
		t.methods = append(t.methods, &fn{pkg: b.pkg, obj: obj, pos: t.dir.pos, extern: true, recv: t, meta: event, luaName: luaName(name, b.pkg.style), ident: obj.Name() + "As" + strings.TrimLeft(event, "_")})
	}
}

// methodExpr makes a function of a method: one whose first parameter is the
// receiver.
func (f *fn) methodExpr(t *typ) {
	s := f.obj.Type().(*types.Signature)
	params := []*types.Var{types.NewParam(token.NoPos, nil, "self", t.named)}
	for v := range s.Params().Variables() {
		params = append(params, v)
	}
	f.typ = types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), s.Results(), s.Variadic())
	f.ident = f.obj.Name()
	f.static, f.recv = true, nil
}

// instances gives the instances of a generic type a method or constructor that
// was written for all.
func (b *builder) instances(g *typ, f *fn) (list []*fn) {
	for _, t := range g.insts {
		c := *f
		if f.obj.Type().(*types.Signature).Recv() != nil {
			obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t.named), true, b.pkg.Types, f.obj.Name())
			m, ok := obj.(*types.Func)
			if !ok {
				continue
			}
			c.obj = m
		}
		c.recv = t
		list = append(list, &c)
	}
	return list
}

// newInstances instantiates a generic constructor for each instance of the type
// that it returns; ok is false if it is none.
func (b *builder) newInstances(f *fn) (ok bool) {
	sig := f.obj.Type().(*types.Signature)
	n := b.constructs(sig)
	if n == nil || b.types[n.Obj()] == nil {
		return false
	}
	for _, t := range b.types[n.Obj()].insts {
		targs := make([]types.Type, sig.TypeParams().Len())
		for i := range n.TypeArgs().Len() {
			if p, isParam := n.TypeArgs().At(i).(*types.TypeParam); isParam {
				targs[p.Index()] = t.named.TypeArgs().At(i)
			}
		}
		if slices.Contains(targs, nil) {
			return false
		}
		inst, err := types.Instantiate(nil, sig, targs, true)
		if err != nil {
			b.diags.at(f.pos, "LB304", "%s cannot make %s: %s", f.obj.Name(), b.typeString(t.named), evalError(err))
			continue
		}
		c := *f
		c.typ, c.targs, c.ident = inst.(*types.Signature), targs, f.obj.Name()+t.ident
		t.news = append(t.news, &c)
	}
	return true
}

// nameable reports whether the output can write down a type: everything in it is
// exported, and of a package that can be imported.
func (b *builder) nameable(t types.Type) bool {
	ok := true
	var visit func(t types.Type)
	visit = func(t types.Type) {
		switch t := types.Unalias(t).(type) {
		case *types.Named:
			p := t.Obj().Pkg()
			if p != nil && p != b.pkg.Types && (!t.Obj().Exported() || !p.Complete() || hiddenPath(p.Path(), b.pkg.PkgPath)) {
				ok = false
			}
			for a := range t.TypeArgs().Types() {
				visit(a)
			}
		case *types.Pointer:
			visit(t.Elem())
		case *types.Slice:
			visit(t.Elem())
		case *types.Array:
			visit(t.Elem())
		case *types.Chan:
			visit(t.Elem())
		case *types.Map:
			visit(t.Key())
			visit(t.Elem())
		case *types.Signature:
			for v := range t.Params().Variables() {
				visit(v.Type())
			}
			for v := range t.Results().Variables() {
				visit(v.Type())
			}
		case *types.Struct:
			for v := range t.Fields() {
				ok = ok && v.Exported()
				visit(v.Type())
			}
		case *types.Interface:
			ok = ok && (t.Empty() || t.NumEmbeddeds() == 0)
			for m := range t.ExplicitMethods() {
				ok = ok && m.Exported()
				visit(m.Type())
			}
		}
	}
	visit(t)
	return ok
}

// hiddenPath reports whether Go forbids package from to import path.
func hiddenPath(path, from string) bool {
	if strings.HasPrefix(path, "vendor/") {
		return true
	}
	i := strings.LastIndex("/"+path+"/", "/internal/")
	return i >= 0 && !strings.HasPrefix("/"+from+"/", ("/" + path)[:i]+"/")
}
