package gen

// This file defines the model: what the directives of a package say, as plain
// data beside the type checker's objects.

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/packages"
)

// A program is everything that one run looks at.
type program struct {
	cfg    *Config
	scan   *scan
	diags  *diags
	fset   *token.FileSet
	pkgs   []*pkg
	byPath map[string]*pkg
	types  map[*types.TypeName]*typ  // annotated types of the loaded packages
	fields map[*types.Var]*fieldMark // fields with a directive
	bare   map[*types.TypeName]bool  // types of the loaded packages without any
}

// A pkg is one loaded package.
type pkg struct {
	*packages.Package
	dir     string
	doc     *ast.CommentGroup
	module  *directive
	lua     string // name of the Lua module
	style   string // case=
	returns bool   // errors=return
	luaArgs bool   // args=lua
	parts   bool   // functions for the package itself to open
	typs    []*typ
	funcs   []*fn // module functions, statics and constructors
	consts  []*constant
	externs []*directive
	byObj   map[*types.TypeName]*typ // types of other packages that this one exposes
	enums   []*enum
	skipped bool
	omitted []omission
}

// A typ is an annotated type.
type typ struct {
	pkg     *pkg
	obj     *types.TypeName
	named   *types.Named
	spec    *ast.TypeSpec
	doc     string
	dir     *directive // the type or trace directive
	expose  bool
	trace   bool // an output method TraceGC is wanted
	manual  bool
	nogc    *directive
	by      string
	luaName string // in the module; with dots inside a table of it
	ident   string // the part of Go identifiers that stands for the type
	extern  *directive
	iface   bool   // an interface: values are handles of what implements it
	insts   []*typ // of a generic type
	inst    *directive
	via     [2]*types.Func // conv= of an extern: to, from
	fields  []*field
	methods []*fn
	news    []*fn
	statics []*fn
	bearing bool
	usesMap map[string]token.Pos // Lua member names taken
}

// A fieldMark is a directive on a struct field.
type fieldMark struct {
	dir    *directive
	reason string
	dyn    bool
}

// A field is a struct field that Lua sees.
type field struct {
	v        *types.Var
	sel      []string // selectors from the struct: through embedded fields
	luaName  string
	doc      string
	readonly bool
	nonnil   bool
	optional bool
	utf8     bool
	tag      fieldTag
	pos      token.Pos
	conv     *conv
}

// A fn is a function or method that Lua sees.
type fn struct {
	pkg      *pkg
	obj      *types.Func
	decl     *ast.FuncDecl    // nil for functions of other packages
	typ      *types.Signature // in place of that of obj: an instance, or a method expression
	targs    []types.Type     // of an instance
	extern   bool             // of another package
	lenient  bool             // left out if it cannot cross
	right    bool             // a binary operator whose receiver is the right operand
	overload string           // the name that several functions share
	channel  bool             // a channel that it returns becomes an iterator
	zero     bool             // no Go function, but a constructor of zero values
	closes   bool             // ends the life of the receiver: Close
	static   bool             // a method that is called as a function
	ident    string           // in place of the name of obj in Go identifiers
	dir      *directive
	sig      *directive
	recv     *typ
	doc      string
	luaName  string
	member   bool   // a method that scripts call by name
	meta     string // metamethod, or "compare" for both order relations
	get, set string // property
	call     bool   // constructor that the type itself is called for
	async    bool
	call0    inject // what is injected before the parameters
	params   []*param
	results  []*conv
	names    []string // names of the results
	errs     bool     // trailing error
	pos      token.Pos
}

// signature returns the type of the function as it is called.
func (f *fn) signature() *types.Signature {
	if f.typ != nil {
		return f.typ
	}
	return f.obj.Type().(*types.Signature)
}

// goName returns the part of Go identifiers that stands for the function.
func (f *fn) goName() string {
	if f.ident != "" {
		return f.ident
	}
	return f.obj.Name()
}

// pos returns where the type is declared, or the directive that exposes it.
func (t *typ) pos() token.Pos {
	if t.extern != nil || t.inst != nil {
		return t.dir.pos
	}
	return t.obj.Pos()
}

// module reports whether the function is a member of the module itself.
func (f *fn) module() bool {
	return f.dir != nil && f.recv == nil && f.dir.key("of") == "" && (f.dir.name == "func" || f.extern && !f.dir.flag("new"))
}

// An omission is something of another package that cannot cross and that no
// directive names.
type omission struct {
	name   string
	reason string
	pos    token.Pos
}

// plainValue reports whether values of the type are no userdata.
func (t *typ) plainValue() bool { return t.by == "table" || t.by == "value" || t.by == "conv" }

// inject says what a wrapper passes before the parameters from Lua.
type inject uint8

const (
	injectNone inject = iota
	injectCall
	injectContext
)

// A param is a parameter as Lua sees it.
type param struct {
	name     string // in Lua
	typ      types.Type
	conv     *conv
	optional bool
	def      string // Go source of the default
	luaDef   string
	nonnil   bool
	rest     bool
	out      bool // a new variable is passed, and what it holds then is a result
	pos      token.Pos
}

// A constant is a module constant.
type constant struct {
	obj     types.Object
	luaName string
	doc     string
	conv    *conv
	pos     token.Pos
	lenient bool // left out if it cannot cross
	host    bool // a variable of an exposed type
}

// An enum is a type whose constants Lua sees.
type enum struct {
	pkg     *pkg
	obj     *types.TypeName
	dir     *directive
	doc     string
	luaName string
	strings bool
	items   []enumItem
}

type enumItem struct {
	obj  *types.Const
	name string
	doc  string
}

// newProgram reads the directives of all packages.
func newProgram(cfg *Config, s *scan, ds *diags, loaded []*packages.Package) *program {
	p := &program{
		cfg: cfg, scan: s, diags: ds, fset: ds.fset,
		byPath: map[string]*pkg{},
		types:  map[*types.TypeName]*typ{},
		fields: map[*types.Var]*fieldMark{},
		bare:   map[*types.TypeName]bool{},
	}
	for _, l := range loaded {
		if p.byPath[l.PkgPath] != nil {
			continue
		}
		q := &pkg{Package: l, dir: dirOf(l), style: "snake"}
		p.pkgs = append(p.pkgs, q)
		p.byPath[l.PkgPath] = q
		q.byObj = map[*types.TypeName]*typ{}
		b := &builder{program: p, pkg: q}
		b.readPackage()
	}
	modules := map[string]*pkg{}
	for _, q := range p.pkgs {
		b := &builder{program: p, pkg: q}
		b.readExterns()
		b.link()
		if q.module == nil {
			continue
		}
		if other := modules[q.lua]; other != nil {
			ds.at(q.module.args[0].pos, "LB112", "package %s is Lua module %s already", other.PkgPath, q.lua).help("a module is one package: choose another name, such as %s.%s", q.lua, q.Name)
			continue
		}
		modules[q.lua] = q
	}
	return p
}

func dirOf(p *packages.Package) string {
	if p.Dir != "" {
		return p.Dir
	}
	for _, f := range p.GoFiles {
		return filepathDir(f)
	}
	return ""
}
