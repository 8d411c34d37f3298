package gen

// This file defines the linking of a package's model: functions find their
// types, members their names, and everything that crosses to Lua its conversion.

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// link completes the model of a package after all packages were read.
func (b *builder) link() {
	b.checkModule()
	b.checkTypes()
	for _, f := range b.pkg.funcs {
		b.place(f)
	}
	for _, e := range b.pkg.enums {
		b.linkEnum(e)
	}
	if b.pkg.module == nil {
		return
	}
	b.checkParts()
	for _, t := range b.pkg.typs {
		if t.expose {
			b.linkType(t)
		}
	}
	b.flatten()
	b.linkModule()
}

// checkModule reports what is exposed in a package that is no module.
func (b *builder) checkModule() {
	if b.pkg.module != nil {
		return
	}
	missing := func(pos token.Pos, name string) {
		b.diags.at(pos, "LB111", "%s is exposed, but package %s is no Lua module", name, b.pkg.Name).
			help("add //luster:module %s to the comment of the package", b.pkg.Name)
	}
	for _, t := range b.pkg.typs {
		if t.expose {
			missing(t.dir.pos, t.obj.Name())
			return
		}
	}
	for _, f := range b.pkg.funcs {
		if f.dir != nil && !f.extern {
			missing(f.dir.pos, f.obj.Name())
			return
		}
	}
	for _, e := range b.pkg.enums {
		missing(e.dir.pos, e.obj.Name())
		return
	}
	for _, c := range b.pkg.consts {
		missing(c.pos, c.obj.Name())
		return
	}
}

// checkParts reports what a module of parts cannot have: there is nothing to open
// it but the package itself, which gets functions.
func (b *builder) checkParts() {
	if !b.pkg.parts {
		return
	}
	refuse := func(pos token.Pos, name string) {
		b.diags.at(pos, "LB110", "%s is exposed, but module %s has open=parts", name, b.pkg.lua).
			help("parts are functions: expose one that returns it")
	}
	for _, t := range b.pkg.typs {
		if t.expose {
			refuse(t.pos(), t.obj.Name())
		}
	}
	for _, e := range b.pkg.enums {
		refuse(e.dir.pos, e.obj.Name())
	}
	for _, c := range b.pkg.consts {
		refuse(c.pos, c.obj.Name())
	}
}

// checkTypes reports annotated types that cannot have a trace method, or have
// one already.
func (b *builder) checkTypes() {
	for _, t := range b.pkg.typs {
		if !t.trace {
			continue
		}
		switch t.named.Underlying().(type) {
		case *types.Interface:
			if t.expose || len(t.insts) > 0 {
				t.trace = false
				continue
			}
			b.diags.at(t.dir.pos, "LB214", "%s is %s: it cannot have methods", t.obj.Name(), b.typeString(t.named.Underlying())).
				help("annotate the types behind it")
			t.trace = false
			continue
		case *types.Pointer:
			b.diags.at(t.dir.pos, "LB214", "%s is %s: it cannot have methods", t.obj.Name(), b.typeString(t.named.Underlying())).
				help("annotate the type behind it")
			t.trace = false
			continue
		}
		if decl := b.handTrace(t); decl != nil {
			b.diags.at(decl.Name.Pos(), "LB211", "%s has a trace method written by hand", t.obj.Name()).
				help("delete it, so that it is derived, or use //luster:trace manual")
			t.trace = false
		}
	}
	for _, f := range b.pkg.Syntax {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv == nil && fd.Name.Name == "OpenLua" && b.pkg.module != nil && !b.pkg.parts && !b.isOutput(f) {
				b.diags.at(fd.Name.Pos(), "LB211", "OpenLua is the name of the function that is generated").help("give this one another name")
			}
		}
	}
}

// handTrace returns the declaration of a trace method outside of the output.
func (b *builder) handTrace(t *typ) *ast.FuncDecl { return b.program.methodDecl(t, "TraceGC") }

// methodDecl finds the declaration of a method in files written by hand.
func (p *program) methodDecl(t *typ, name string) *ast.FuncDecl {
	bb := &builder{program: p, pkg: t.pkg}
	for _, f := range t.pkg.Syntax {
		if bb.isOutput(f) {
			continue
		}
		for _, d := range f.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if ok && fd.Recv != nil && fd.Name.Name == name && receiverName(fd) == t.obj.Name() {
				return fd
			}
		}
	}
	return nil
}

// receiverName returns the name of a method's receiver type.
func receiverName(fd *ast.FuncDecl) string {
	if len(fd.Recv.List) == 0 {
		return ""
	}
	if id := embeddedName(ast.Unparen(fd.Recv.List[0].Type)); id != nil {
		return id.Name
	}
	return ""
}

// selectorsIn returns the names selected anywhere in the trace method of a type,
// and in the weak one that may stand for it.
func (p *program) selectorsIn(t *typ) map[string]bool {
	used := map[string]bool{}
	for _, name := range []string{"TraceGC", "TraceWeak"} {
		if fd := p.methodDecl(t, name); fd != nil {
			ast.Inspect(fd, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					used[s.Sel.Name] = true
				}
				return true
			})
		}
	}
	return used
}

// place attaches a function to its type or to the module, and drops methods that
// nothing exposes.
func (b *builder) place(f *fn) {
	sig := f.signature()
	if recv := sig.Recv(); recv != nil {
		b.placeMethod(f, recv)
		return
	}
	switch {
	case f.dir.name == "new" || f.dir.flag("new"):
		if sig.TypeParams().Len() > 0 && b.newInstances(f) {
			return
		}
		t := b.constructed(f, sig)
		if t != nil {
			f.recv = nil
			if f.extern && f.dir.key("name") == "" {
				f.luaName = "new"
			}
			t.news = append(t.news, f)
		}
	default:
		of := f.dir.key("of")
		if of == "" {
			return
		}
		for _, t := range b.pkg.typs {
			if (t.obj.Name() == of && t.inst == nil || t.luaName == of) && t.expose {
				if f.extern && f.dir.key("in") != "" {
					f.luaName = strings.TrimPrefix(f.luaName, f.dir.key("in")+".")
				}
				t.statics = append(t.statics, f)
				return
			}
		}
		var names []string
		for _, t := range b.pkg.typs {
			if t.expose {
				if names = append(names, t.obj.Name()); t.extern != nil || t.inst != nil {
					names[len(names)-1] = t.luaName
				}
			}
		}
		b.diags.at(f.dir.keyPos("of"), "LB107", "of=%s names no exposed type of this package", of).help("%s", didYouMean(of, names))
	}
}

func (b *builder) placeMethod(f *fn, recv *types.Var) {
	n := namedOf(recv.Type())
	var t *typ
	if n != nil {
		t = b.types[n.Obj()]
	}
	if t != nil && !t.expose && len(t.insts) > 0 {
		for _, m := range b.instances(t, f) {
			b.placeMethodOf(m, m.recv)
		}
		return
	}
	if t == nil || !t.expose {
		if f.dir != nil {
			b.diags.at(f.dir.pos, "LB306", "%s is a method of %s, which is not exposed", f.obj.Name(), b.typeString(recv.Type())).
				help("add //luster:type to the type")
		}
		return
	}
	b.placeMethodOf(f, t)
}

func (b *builder) placeMethodOf(f *fn, t *typ) {
	if f.dir == nil {
		f.meta = b.convention(f.obj, t)
		all := t.dir.key("methods") == "all" && f.obj.Exported() && f.obj.Name() != "TraceGC"
		if f.meta == "" && !all {
			return
		}
		f.member = all
		f.luaName = luaName(f.obj.Name(), b.pkg.style)
		if f.decl.Type.TypeParams != nil {
			return
		}
	} else {
		f.meta, f.get, f.set = f.dir.key("meta"), f.dir.key("get"), f.dir.key("set")
		b.checkMethodKeys(f)
		if f.meta == "" && f.get == "" && f.set == "" {
			f.member = true
			f.meta = b.convention(f.obj, t)
		}
	}
	f.recv = t
	if f.right && (f.meta == "" || metaEvents[f.meta] != 1 || f.meta == "__index") {
		b.diags.at(f.dir.pos, "LB110", "right is for operators with two operands").help("add meta=__sub or another one")
		f.right = false
	}
	f.closes = f.obj.Name() == "Close" && f.meta == "__close"
	if t.plainValue() {
		b.diags.at(f.pos, "LB110", "%s crosses as a table, which has no methods", t.obj.Name()).help("use by=copy, or leave the method out with //luster:skip")
		return
	}
	t.methods = append(t.methods, f)
}

func (b *builder) checkMethodKeys(f *fn) {
	given := 0
	for _, k := range []string{"meta", "get", "set"} {
		if f.dir.key(k) != "" {
			given++
		}
	}
	if given > 1 {
		b.diags.at(f.dir.pos, "LB110", "get=, set= and meta= exclude each other")
	}
	if f.meta == "" {
		return
	}
	if _, ok := metaEvents[f.meta]; !ok {
		var names []string
		for n := range metaEvents {
			names = append(names, n)
		}
		slices.Sort(names)
		b.diags.at(f.dir.keyPos("meta"), "LB303", "%s is not a metamethod that can be bound", f.meta).help("%s", didYouMean(f.meta, names))
		f.meta = ""
	}
}

// convention returns the metamethod that a method is by its name and signature.
func (b *builder) convention(m *types.Func, t *typ) string {
	s := m.Type().(*types.Signature)
	in, out := s.Params(), s.Results()
	result := func(kind types.BasicKind) bool {
		if out.Len() != 1 {
			return false
		}
		bt, ok := out.At(0).Type().(*types.Basic)
		return ok && bt.Kind() == kind
	}
	same := func() bool { return in.Len() == 1 && namedOf(in.At(0).Type()) == t.named }
	switch {
	case m.Name() == "String" && in.Len() == 0 && result(types.String):
		return "__tostring"
	case m.Name() == "Equal" && same() && result(types.Bool):
		return "__eq"
	case m.Name() == "Compare" && same() && result(types.Int):
		return "compare"
	case m.Name() == "Len" && in.Len() == 0 && result(types.Int):
		return "__len"
	case m.Name() == "Close" && in.Len() == 0 && (out.Len() == 0 || out.Len() == 1 && isError(out.At(0).Type())):
		return "__close"
	}
	return ""
}

// constructed returns the type that a constructor makes.
func (b *builder) constructed(f *fn, sig *types.Signature) *typ {
	if n := b.constructs(sig); n != nil {
		if t := b.typOf(n); t != nil && t.expose && t.pkg == b.pkg {
			return t
		}
	}
	b.diags.at(f.dir.pos, "LB304", "%s is no constructor: it does not return an exposed type of this package", f.obj.Name()).
		help("return T, *T or gc.Ref[T] of a type with //luster:type, and perhaps an error; else use //luster:func")
	return nil
}

// constructs returns the named type that a function makes, by its results.
func (b *builder) constructs(sig *types.Signature) *types.Named {
	out := sig.Results()
	if out.Len() != 1 && !(out.Len() == 2 && isError(out.At(1).Type())) {
		return nil
	}
	r := types.Unalias(out.At(0).Type())
	if n, ok := r.(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == gcPath && n.Obj().Name() == "Ref" {
		r = n.TypeArgs().At(0)
	}
	return namedOf(r)
}

func (b *builder) linkEnum(e *enum) {
	prefix := e.dir.key("trimprefix")
	for _, f := range b.pkg.Syntax {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				vs := s.(*ast.ValueSpec)
				doc := docText(vs.Doc)
				if doc == "" {
					doc = docText(vs.Comment)
				}
				for _, id := range vs.Names {
					c, ok := b.pkg.TypesInfo.Defs[id].(*types.Const)
					if !ok || !types.Identical(c.Type(), e.obj.Type()) || !c.Exported() {
						continue
					}
					name := strings.TrimPrefix(c.Name(), prefix)
					if !isLuaName(name) {
						b.diags.at(c.Pos(), "LB107", "%q is not a Lua name", name).help("choose another trimprefix=")
						continue
					}
					e.items = append(e.items, enumItem{c, name, doc})
				}
			}
		}
	}
	if len(e.items) == 0 {
		b.diags.at(e.dir.pos, "LB307", "%s has no exported constants", e.obj.Name())
	}
}

func (b *builder) converter() *converter { return &converter{prog: b.program, pkg: b.pkg} }

// linkType finds the members of an exposed type.
func (b *builder) linkType(t *typ) {
	if t.extern != nil && t.by != "conv" {
		b.externMethods(t)
	}
	if t.iface && t.extern == nil {
		b.interfaceMethods(t)
	}
	if t.by == "table" {
		b.converter().find(t.named, t.dir.pos, t.obj.Name()+" as a table")
	} else if t.plainValue() {
		// No members but statics.
	} else if st, ok := t.named.Underlying().(*types.Struct); ok && !t.dir.flag("opaque") {
		b.linkFields(t, st, nil, 0)
	}
	for _, list := range []*[]*fn{&t.methods, &t.news, &t.statics} {
		*list = slices.DeleteFunc(*list, func(f *fn) bool { return !b.linkFunc(f) })
	}
	for _, m := range t.methods {
		b.checkProperty(m)
	}
	b.checkGroups(t.methods)
	b.checkGroups(slices.Concat(t.news, t.statics))
}

// linkFunc finds how a function crosses. It returns false for one that is left
// out because it cannot.
func (b *builder) linkFunc(f *fn) bool {
	if f.zero {
		return true
	}
	if !f.lenient {
		if f.extern && !b.nameable(f.signature()) {
			b.diags.at(f.pos, "LB115", "%s cannot be bound: its signature names types that cannot be named from here", f.obj.FullName())
			return false
		}
		b.signature(f)
		return true
	}
	reason, ok := b.quietly(func() { b.signature(f) })
	if ok && !b.nameable(f.signature()) {
		reason, ok = "its signature names types that cannot be named from here", false
	}
	if !ok {
		b.pkg.omitted = append(b.pkg.omitted, omission{f.obj.FullName(), reason, f.pos})
	}
	return ok
}

// linkFields collects the fields of a struct, through embedded ones as Go
// promotes them: what is nearer wins.
func (b *builder) linkFields(t *typ, st *types.Struct, sel []string, depth int) {
	for i := range st.NumFields() {
		v := st.Field(i)
		tag := parseTag(st.Tag(i))
		pos := v.Pos()
		if v.Pkg() != b.pkg.Types {
			pos = t.pos()
		}
		if v.Name() == "_" {
			continue
		}
		b.checkTag(tag, v, pos)
		if tag.name == "-" || b.skippedField(v) {
			continue
		}
		path := append(slices.Clone(sel), v.Name())
		if v.Embedded() && !tag.present {
			if inner, ok := embeddedStruct(v.Type()); ok && depth < 8 && b.reachable(t, path) {
				b.linkFields(t, inner, path, depth+1)
			}
			continue
		}
		visible := v.Exported() || tag.name != "" && v.Pkg() == b.pkg.Types
		if !visible {
			if tag.present {
				b.diags.at(pos, "LB105", "field %s is not exported", v.Name()).help(`give it a name in the tag: lua:"%s"`, luaName(v.Name(), b.pkg.style))
			}
			continue
		}
		f := &field{v: v, sel: path, luaName: tag.name, tag: tag, pos: pos,
			readonly: tag.has("readonly"), nonnil: tag.has("nonnil"), optional: tag.has("optional"), utf8: tag.has("utf8")}
		if f.luaName == "" {
			f.luaName = luaName(v.Name(), b.pkg.style)
		}
		if depth > 0 && (t.usesMap[f.luaName].IsValid() || !b.promoted(t, v)) {
			continue
		}
		f.doc = b.fieldDoc(v)
		if t.extern != nil {
			reason, ok := b.quietly(func() { f.conv = b.fieldConv(f, tag) })
			if ok && !b.nameable(v.Type()) {
				reason, ok = "its type cannot be named from here", false
			}
			if !ok {
				b.pkg.omitted = append(b.pkg.omitted, omission{t.obj.Pkg().Path() + "." + t.obj.Name() + "." + v.Name(), reason, pos})
				continue
			}
			if t.usesMap[f.luaName].IsValid() {
				continue
			}
		} else {
			f.conv = b.fieldConv(f, tag)
		}
		if f.conv == nil || !b.claim(t, f.luaName, pos, "field "+v.Name()) {
			continue
		}
		t.fields = append(t.fields, f)
	}
}

// fieldConv returns how a field crosses.
func (b *builder) fieldConv(f *field, tag fieldTag) *conv {
	c := b.converter().find(f.v.Type(), f.pos, "field "+f.v.Name())
	if c == nil {
		return nil
	}
	if c.hasFunc() {
		b.diags.at(f.pos, "LB301", "field %s: a Go function cannot be read or set by Lua", f.v.Name()).
			help("make the field an rt.Func to hold a Lua function, or leave it out with `lua:\"-\"`")
		return nil
	}
	if f.nonnil || f.utf8 || tag.has("copy") {
		d := *c
		d.nonnil = f.nonnil && c.nilable()
		d.utf8 = f.utf8
		if d.nonnil {
			d.lua = strings.TrimSuffix(d.lua, "?")
		}
		c = &d
	}
	return c
}

func embeddedStruct(t types.Type) (*types.Struct, bool) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return st, ok
}

// reachable reports whether no embedded pointer lies on the way: one that is nil
// would make the access panic.
func (b *builder) reachable(t *typ, path []string) bool {
	cur := types.Type(t.named)
	for _, name := range path {
		obj, _, _ := types.LookupFieldOrMethod(cur, true, b.pkg.Types, name)
		v, ok := obj.(*types.Var)
		if !ok {
			return false
		}
		if _, ptr := v.Type().Underlying().(*types.Pointer); ptr {
			return false
		}
		cur = v.Type()
	}
	return true
}

// promoted reports whether Go promotes the field v of an embedded struct to t.
func (b *builder) promoted(t *typ, v *types.Var) bool {
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t.named), true, b.pkg.Types, v.Name())
	return obj == v
}

func (b *builder) skippedField(v *types.Var) bool {
	fd := b.fieldDecl(v)
	return fd != nil && findDirective(&diags{}, fd.Doc, "skip") != nil
}

func (b *builder) fieldDoc(v *types.Var) string {
	fd := b.fieldDecl(v)
	if fd == nil {
		return ""
	}
	if doc := docText(fd.Doc); doc != "" {
		return doc
	}
	return docText(fd.Comment)
}

// fieldDecl finds the declaration of a field in a loaded package.
func (b *builder) fieldDecl(v *types.Var) (found *ast.Field) {
	if v.Pkg() == nil {
		return nil
	}
	p := b.byPath[v.Pkg().Path()]
	if p == nil {
		return nil
	}
	for _, f := range p.Syntax {
		if v.Pos() < f.FileStart || f.FileEnd <= v.Pos() {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil || v.Pos() < n.Pos() || n.End() <= v.Pos() {
				return false
			}
			if fd, ok := n.(*ast.Field); ok {
				found = fd
			}
			return true
		})
	}
	return found
}

// claim takes a member name of a type, or reports who has it.
func (b *builder) claim(t *typ, name string, pos token.Pos, what string) bool {
	if other, taken := t.usesMap[name]; taken {
		b.diags.at(pos, "LB112", "%s: %s has a member %q already, at %s", what, t.obj.Name(), name, position(b.relative(other))).
			help("rename one of them with name=, or the tag lua:\"...\"")
		return false
	}
	t.usesMap[name] = pos
	return true
}
