package gen

// This file defines the reading of a package's files into the model: it finds
// every directive, checks that it stands where it may, and what it is on.

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
)

func filepathDir(name string) string { return filepath.Dir(name) }

// A builder fills the model of one package.
type builder struct {
	*program
	pkg  *pkg
	seen map[*ast.Comment]bool // directives met in the right kind of place
}

// readPackage reads all files but the output.
func (b *builder) readPackage() {
	b.seen = map[*ast.Comment]bool{}
	for _, f := range b.pkg.Syntax {
		if !b.isOutput(f) {
			b.readPackageDoc(f)
		}
	}
	for _, f := range b.pkg.Syntax {
		if b.isOutput(f) {
			continue
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				b.readGenDecl(d)
			case *ast.FuncDecl:
				b.readFunc(d)
			}
		}
		b.reportStray(f)
	}
}

func (b *builder) isOutput(f *ast.File) bool {
	return filepath.Base(b.fset.Position(f.Package).Filename) == outputName
}

// take parses the directives of a comment that stands at a place.
func (b *builder) take(g *ast.CommentGroup, at place) directives {
	var list directives
	if g == nil {
		return nil
	}
	for _, c := range g.List {
		b.seen[c] = true
		d := parseDirective(b.diags, c)
		if d == nil {
			continue
		}
		if d.spec.places&at == 0 {
			b.diags.at(d.pos, "LB104", "//luster:%s cannot stand on %s", d.name, at).help("it belongs on %s", d.spec.places)
			continue
		}
		if list.get(d.name) != nil && !d.spec.many {
			b.diags.at(d.pos, "LB103", "//luster:%s is given twice", d.name)
			continue
		}
		list = append(list, d)
	}
	return list
}

// directives are those of one declaration.
type directives []*directive

func (l directives) get(name string) *directive {
	for _, d := range l {
		if d.name == name {
			return d
		}
	}
	return nil
}

// exclusive reports all but the first of the directives of which a declaration
// can have one.
func (b *builder) exclusive(l directives, names ...string) *directive {
	var first *directive
	for _, name := range names {
		d := l.get(name)
		switch {
		case d == nil:
		case first == nil:
			first = d
		default:
			b.diags.at(d.pos, "LB110", "//luster:%s and //luster:%s exclude each other", first.name, d.name).help("keep one of them")
		}
	}
	return first
}

func (b *builder) readPackageDoc(f *ast.File) {
	list := b.take(f.Doc, onPackage)
	if list.get("skip") != nil {
		b.pkg.skipped = true
	}
	for _, d := range list {
		if d.name == "extern" {
			b.pkg.externs = append(b.pkg.externs, d)
		}
	}
	d := list.get("module")
	if d == nil {
		return
	}
	switch {
	case b.pkg.module != nil:
		b.diags.at(d.pos, "LB103", "//luster:module is given twice in package %s", b.pkg.Name).
			help("the other one is at %s", position(b.relative(b.pkg.module.pos)))
		return
	case b.pkg.Name == "main":
		b.diags.at(d.pos, "LB110", "package main cannot be a Lua module, because no host program can import it").
			help("move the annotated types and functions to a package of their own")
		return
	case !isModuleName(d.arg(0)):
		b.diags.at(d.args[0].pos, "LB107", "%q is not a name of a Lua module", d.arg(0)).help("use letters, digits and underscores, with dots between the parts")
	}
	b.pkg.module, b.pkg.doc = d, f.Doc
	b.pkg.lua = d.arg(0)
	b.pkg.returns = d.key("errors") == "return"
	b.pkg.luaArgs = d.key("args") == "lua"
	if b.pkg.parts = d.key("open") == "parts"; b.pkg.parts && d.flag("global") {
		b.diags.at(d.keyPos("open"), "LB110", "open=parts and global exclude each other").help("the package itself opens the functions")
	}
	if s := d.key("case"); s != "" {
		b.pkg.style = s
	}
}

func (b *builder) relative(pos token.Pos) token.Position {
	p := b.fset.Position(pos)
	p.Filename = b.diags.short(p.Filename)
	return p
}

func (b *builder) readGenDecl(g *ast.GenDecl) {
	for _, spec := range g.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			doc := s.Doc
			if doc == nil && !g.Lparen.IsValid() {
				doc = g.Doc
			}
			b.readType(s, doc)
		case *ast.ValueSpec:
			doc := s.Doc
			if doc == nil && !g.Lparen.IsValid() {
				doc = g.Doc
			}
			b.readValue(g, s, doc)
		}
	}
	if g.Lparen.IsValid() && g.Tok != token.TYPE {
		// A group's directive counts for all of it: see readValue.
		b.markSeen(g.Doc)
	}
}

func (b *builder) markSeen(g *ast.CommentGroup) {
	if g != nil {
		for _, c := range g.List {
			b.seen[c] = true
		}
	}
}

func (b *builder) readType(s *ast.TypeSpec, doc *ast.CommentGroup) {
	list := b.take(doc, onType)
	if st, ok := s.Type.(*ast.StructType); ok {
		b.readFields(st)
	}
	obj, ok := b.pkg.TypesInfo.Defs[s.Name].(*types.TypeName)
	if !ok {
		return
	}
	d := b.exclusive(list, "type", "inst", "enum")
	if d == nil {
		d = list.get("trace")
	} else if d.name != "inst" {
		d = b.exclusive(list, "type", "trace", "enum")
	}
	nogc := list.get("nogc")
	if list.get("skip") != nil && d != nil {
		b.diags.at(d.pos, "LB110", "//luster:skip and //luster:%s exclude each other", d.name).help("keep one of them")
		return
	}
	if d == nil && nogc == nil {
		b.bare[obj] = true
		return
	}
	named, ok := obj.Type().(*types.Named)
	if !ok || s.Assign.IsValid() {
		b.diags.at(firstOf(d, nogc).pos, "LB104", "//luster:%s cannot stand on an alias", firstOf(d, nogc).name).help("put it on the type that %s stands for", obj.Name())
		return
	}
	if d != nil && d.name == "enum" {
		b.readEnum(obj, d, doc)
		return
	}
	t := &typ{
		pkg: b.pkg, obj: obj, named: named, spec: s, doc: docText(doc), dir: d, nogc: nogc,
		luaName: obj.Name(), ident: exportedName(obj.Name()), by: "ref", usesMap: map[string]token.Pos{},
	}
	b.types[obj] = t
	b.pkg.typs = append(b.pkg.typs, t)
	if d == nil {
		return
	}
	t.iface = types.IsInterface(named)
	if d.name == "inst" {
		t.trace = true
		for _, d := range list {
			if d.name == "inst" {
				b.readInst(t, d)
			}
		}
		return
	}
	t.expose = d.name == "type"
	t.manual = d.flag("manual")
	t.trace = !t.manual
	if n := d.key("name"); n != "" {
		t.luaName = n
		if !isLuaName(n) {
			b.diags.at(d.keyPos("name"), "LB107", "%q is not a Lua name", n)
		}
	}
	if by := d.key("by"); by != "" {
		t.by = by
	}
	if t.expose {
		b.checkExposed(t)
	}
}

func (b *builder) checkExposed(t *typ) {
	switch {
	case !t.obj.Exported():
		b.diags.at(t.dir.pos, "LB105", "type %s is not exported", t.obj.Name()).help("only exported types can be exposed; //luster:trace works for any")
	case t.named.TypeParams().Len() > 0:
		b.diags.at(t.dir.pos, "LB305", "generic type %s cannot be exposed", t.obj.Name()).help("use //luster:inst %s[...] name=... for the instances that scripts need", t.obj.Name())
	case t.by == "table" && !isStruct(t.named):
		b.diags.at(t.dir.keyPos("by"), "LB107", "by=table needs a struct, %s is none", t.obj.Name())
	}
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

func firstOf(a, b *directive) *directive {
	if a != nil {
		return a
	}
	return b
}

// readFields takes the directives of the fields of a struct and of the structs
// written inside it.
func (b *builder) readFields(st *ast.StructType) {
	for _, f := range st.Fields.List {
		if inner, ok := f.Type.(*ast.StructType); ok {
			b.readFields(inner)
		}
		list := b.take(f.Doc, onField)
		if f.Comment != nil {
			for _, d := range b.take(f.Comment, ^place(0)) {
				b.diags.at(d.pos, "LB104", "//luster:%s cannot stand behind a field", d.name).help("put it on a line of its own above the field")
			}
		}
		d := b.exclusive(list, "notrace", "dyn")
		if d == nil {
			continue
		}
		for _, v := range b.fieldVars(f) {
			b.fields[v] = &fieldMark{dir: d, reason: d.arg(0), dyn: d.name == "dyn"}
			if d.name == "dyn" && !types.IsInterface(v.Type()) {
				b.diags.at(d.pos, "LB213", "//luster:dyn is for interface fields, %s is of type %s", v.Name(), b.typeString(v.Type()))
			}
		}
	}
}

// fieldVars returns the objects that a field declaration declares.
func (b *builder) fieldVars(f *ast.Field) (vars []*types.Var) {
	for _, n := range f.Names {
		if v, ok := b.pkg.TypesInfo.Defs[n].(*types.Var); ok {
			vars = append(vars, v)
		}
	}
	if len(f.Names) == 0 {
		id := embeddedName(f.Type)
		if id == nil {
			return nil
		}
		if v, ok := b.pkg.TypesInfo.Defs[id].(*types.Var); ok {
			vars = append(vars, v)
		}
	}
	return vars
}

func embeddedName(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.StarExpr:
		return embeddedName(e.X)
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.IndexExpr:
		return embeddedName(e.X)
	case *ast.IndexListExpr:
		return embeddedName(e.X)
	}
	return nil
}

func (b *builder) readEnum(obj *types.TypeName, d *directive, doc *ast.CommentGroup) {
	basic, ok := obj.Type().Underlying().(*types.Basic)
	switch {
	case !ok || basic.Info()&(types.IsInteger|types.IsString) == 0:
		b.diags.at(d.pos, "LB307", "//luster:enum needs a type of integers or strings, %s is %s", obj.Name(), b.typeString(obj.Type().Underlying()))
		return
	case !obj.Exported():
		b.diags.at(d.pos, "LB105", "type %s is not exported", obj.Name())
		return
	}
	b.pkg.enums = append(b.pkg.enums, &enum{
		pkg: b.pkg, obj: obj, dir: d, doc: docText(doc), luaName: obj.Name(), strings: d.flag("strings"),
	})
}

// readValue reads a constant or variable declaration. A directive on a group
// counts for each of its members.
func (b *builder) readValue(g *ast.GenDecl, s *ast.ValueSpec, doc *ast.CommentGroup) {
	list := b.take(doc, onValue)
	d := list.get("const")
	if g.Lparen.IsValid() && d == nil && list.get("skip") == nil {
		d = b.take(g.Doc, onValue).get("const")
		if d != nil && d.key("name") != "" {
			b.diags.at(d.keyPos("name"), "LB110", "name= cannot stand on a group")
			return
		}
		if d != nil && s != g.Specs[0] {
			d = &directive{name: "const", pos: d.pos, spec: d.spec}
		}
	}
	if d == nil {
		return
	}
	group := g.Lparen.IsValid() && s.Doc != doc
	for _, n := range s.Names {
		obj := b.pkg.TypesInfo.Defs[n]
		if obj == nil || n.Name == "_" {
			continue
		}
		if !obj.Exported() {
			if !group && !g.Lparen.IsValid() {
				b.diags.at(d.pos, "LB105", "%s is not exported", n.Name)
			}
			continue
		}
		c := &constant{obj: obj, luaName: n.Name, doc: docText(doc), pos: n.Pos()}
		if name := d.key("name"); name != "" {
			c.luaName = name
			if !isLuaName(name) {
				b.diags.at(d.keyPos("name"), "LB107", "%q is not a Lua name", name)
			}
			if len(s.Names) > 1 {
				b.diags.at(d.keyPos("name"), "LB110", "name= cannot name %d constants", len(s.Names))
			}
		}
		b.pkg.consts = append(b.pkg.consts, c)
	}
}

func (b *builder) readFunc(decl *ast.FuncDecl) {
	at := onFunc
	if decl.Recv != nil {
		at = onMethod
	}
	list := b.take(decl.Doc, at)
	obj, ok := b.pkg.TypesInfo.Defs[decl.Name].(*types.Func)
	if !ok {
		return
	}
	f := &fn{pkg: b.pkg, obj: obj, decl: decl, doc: docText(decl.Doc), sig: list.get("sig"), pos: decl.Name.Pos()}
	d := b.exclusive(list, "func", "new", "method", "skip")
	if d == nil || d.name == "skip" {
		b.program.noteMethod(f, d != nil)
		if f.sig != nil && d == nil && decl.Recv == nil {
			b.diags.at(f.sig.pos, "LB104", "//luster:sig stands on a function that is not exposed").help("add //luster:func or //luster:new")
		}
		return
	}
	f.dir = d
	f.async = d.flag("async")
	f.call = d.flag("call")
	f.channel = d.flag("chan")
	f.right = d.flag("right")
	f.overload = d.key("overload")
	if !obj.Exported() {
		if !b.pkg.parts || d.name != "func" {
			b.diags.at(d.pos, "LB105", "%s is not exported", obj.Name())
			return
		}
		if name := exportedName(obj.Name()); b.pkg.Types.Scope().Lookup(name) == nil {
			f.ident = name
		}
	}
	if decl.Type.TypeParams != nil && d.name != "new" {
		b.diags.at(d.pos, "LB305", "generic function %s cannot be exposed", obj.Name()).help("write a function for the instance that scripts need")
		return
	}
	f.luaName = luaName(obj.Name(), b.pkg.style)
	if n := d.key("name"); n != "" {
		f.luaName = n
		if !isLuaName(n) {
			b.diags.at(d.keyPos("name"), "LB107", "%q is not a Lua name", n)
		}
	} else if d.name == "new" {
		f.luaName = "new"
	}
	if o := f.overload; o != "" {
		f.luaName = o
		if !isLuaName(o) {
			b.diags.at(d.keyPos("overload"), "LB107", "%q is not a Lua name", o)
		}
		if b.pkg.luaArgs {
			b.diags.at(d.keyPos("overload"), "LB110", "overload= and args=lua exclude each other").help("where values convert, they choose no function")
		}
		for _, k := range []string{"name", "get", "set", "meta"} {
			if d.key(k) != "" {
				b.diags.at(d.keyPos(k), "LB110", "overload= and %s= exclude each other", k)
			}
		}
	}
	b.pkg.funcs = append(b.pkg.funcs, f)
}

// noteMethod remembers methods without a directive: a rule may expose them.
func (p *program) noteMethod(f *fn, skip bool) {
	if f.decl.Recv == nil || skip {
		return
	}
	q := p.byPath[f.pkg.PkgPath]
	f.dir = nil
	q.funcs = append(q.funcs, f)
}

// reportStray reports directives that no declaration took, and near misses.
func (b *builder) reportStray(f *ast.File) {
	for _, g := range f.Comments {
		for _, c := range g.List {
			if b.seen[c] {
				continue
			}
			if d := parseDirective(b.diags, c); d != nil {
				b.diags.at(d.pos, "LB104", "//luster:%s stands where it means nothing", d.name).
					help("it belongs on %s, in the comment right above it", d.spec.places)
			}
		}
	}
}

// docText returns a comment without directives.
func docText(g *ast.CommentGroup) string {
	if g == nil {
		return ""
	}
	return strings.TrimSpace(g.Text())
}

// typeString prints a type as the package's own code would.
func (b *builder) typeString(t types.Type) string { return typeString(t, b.pkg.Types) }

func typeString(t types.Type, from *types.Package) string {
	return types.TypeString(t, func(p *types.Package) string {
		switch {
		case p == from:
			return ""
		case p.Path() == runtimePath:
			return "rt"
		}
		return p.Name()
	})
}
