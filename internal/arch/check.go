package arch

// This file defines the checks. Each takes the parsed tree and returns what is
// wrong, one line for each problem, with its position first.

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A File is one Go file of the tree.
type File struct {
	Path      string // from the module's root, with slashes
	Syntax    *ast.File
	Lines     int
	Generated bool
	Test      bool
}

// Dir returns the directory of the file: its package's path in the module.
func (f *File) Dir() string { return path.Dir(f.Path) }

// A Tree is the module's Go files.
type Tree struct {
	Fset  *token.FileSet
	Files []*File
}

// Load parses every Go file below the root of fsys, leaving out what the go
// command leaves out: testdata, names that begin with "_" or ".", and modules of
// their own.
func Load(fsys fs.FS) (*Tree, error) {
	t := &Tree{Fset: token.NewFileSet()}
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		ignored := name == "testdata" || name == "vendor" || p != "." && (name[0] == '_' || name[0] == '.')
		switch {
		case d.IsDir() && (ignored || p != "." && isModule(fsys, p)):
			return fs.SkipDir
		case d.IsDir() || ignored || path.Ext(name) != ".go":
			return nil
		}
		return t.add(fsys, p)
	})
	return t, err
}

func isModule(fsys fs.FS, dir string) bool {
	_, err := fs.Stat(fsys, path.Join(dir, "go.mod"))
	return err == nil
}

func (t *Tree) add(fsys fs.FS, p string) error {
	src, err := fs.ReadFile(fsys, p)
	if err != nil {
		return err
	}
	syntax, err := parser.ParseFile(t.Fset, p, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	t.Files = append(t.Files, &File{
		Path:      p,
		Syntax:    syntax,
		Lines:     strings.Count(string(src), "\n"),
		Generated: ast.IsGenerated(syntax),
		Test:      strings.HasSuffix(p, "_test.go"),
	})
	return nil
}

func (t *Tree) at(pos token.Pos, format string, args ...any) string {
	p := t.Fset.Position(pos)
	return fmt.Sprintf("%s:%d: ", p.Filename, p.Line) + fmt.Sprintf(format, args...)
}

// A Policy is the parsed form of the text in imports.
type Policy struct {
	known   map[string]bool            // every package named in the text
	allowed map[string]map[string]bool // importer -> imported
}

// ParsePolicy reads the notation that imports describes.
func ParsePolicy(text string) (*Policy, error) {
	p := &Policy{known: map[string]bool{}, allowed: map[string]map[string]bool{}}
	var clean strings.Builder
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		clean.WriteString(line + "\n")
	}
	for rule := range strings.SplitSeq(clean.String(), ";") {
		if strings.TrimSpace(rule) == "" {
			continue
		}
		links := strings.Split(rule, "<")
		if len(links) < 2 {
			return nil, fmt.Errorf("rule without '<': %q", strings.TrimSpace(rule))
		}
		for i := 1; i < len(links); i++ {
			if err := p.allow(names(links[i-1]), names(links[i])); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

func names(list string) []string {
	var out []string
	for name := range strings.SplitSeq(list, ",") {
		out = append(out, strings.TrimSpace(name))
	}
	return out
}

func (p *Policy) allow(below, above []string) error {
	for _, b := range above {
		if b == "" || b == "NONE" || len(strings.Fields(b)) != 1 {
			return fmt.Errorf("%q cannot stand on the right of '<'", b)
		}
		p.known[b] = true
		if p.allowed[b] == nil {
			p.allowed[b] = map[string]bool{}
		}
		for _, a := range below {
			if len(strings.Fields(a)) != 1 {
				return fmt.Errorf("%q cannot stand on the left of '<'", a)
			}
			if a != "NONE" {
				p.allowed[b][a] = true
			}
		}
	}
	return nil
}

// row returns the name under which the policy knows pkg: its own, or that of
// the nearest "x/..." around it.
func (p *Policy) row(pkg string) (string, bool) {
	if p.known[pkg] {
		return pkg, true
	}
	for dir := path.Dir(pkg); dir != "."; dir = path.Dir(dir) {
		if p.known[dir+"/..."] {
			return dir + "/...", true
		}
	}
	return "", false
}

// may reports whether package from may import what, both as the policy writes
// them: relative to the module, or the path of another module.
func (p *Policy) may(from, what string) bool {
	row, ok := p.row(from)
	if !ok {
		return false
	}
	for a := range p.allowed[row] {
		if what == a || strings.Contains(a, ".") && strings.HasPrefix(what, a+"/") {
			return true
		}
	}
	return false
}

// isStd reports whether the import path is one of Go's own library, whose first
// element never holds a dot.
func isStd(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

// CheckImports reports each import that the policy does not allow, and each
// package that it does not name.
func (t *Tree) CheckImports(p *Policy, sealed map[string][]string) (problems []string) {
	unknown := map[string]bool{}
	for _, f := range t.Files {
		if f.Test {
			continue
		}
		if _, ok := p.row(f.Dir()); !ok {
			if !unknown[f.Dir()] {
				problems = append(problems, t.at(f.Syntax.Package, "package %s has no row in the import policy", f.Dir()))
			}
			unknown[f.Dir()] = true
			continue
		}
		for _, spec := range f.Syntax.Imports {
			what, _ := strconv.Unquote(spec.Path.Value)
			if isStd(what) {
				if slices.Contains(sealed[f.Dir()], what) {
					problems = append(problems, t.at(spec.Pos(), "%s must not import %q", f.Dir(), what))
				}
				continue
			}
			what = strings.TrimPrefix(what, Module+"/")
			if !p.may(f.Dir(), what) {
				problems = append(problems, t.at(spec.Pos(), "%s may not import %s", f.Dir(), what))
			}
		}
	}
	return problems
}

// CheckImportNames reports imports of the project's runtime under another name
// than rt, and, in the files of that package itself, Go's own under another
// name than goruntime.
func (t *Tree) CheckImportNames() (problems []string) {
	for _, f := range t.Files {
		for _, spec := range f.Syntax.Imports {
			what, _ := strconv.Unquote(spec.Path.Value)
			want := ""
			switch {
			case what == Module+"/runtime":
				want = "rt"
			case what == "runtime" && f.Dir() == "runtime":
				want = "goruntime"
			default:
				continue
			}
			if spec.Name == nil || spec.Name.Name != want {
				problems = append(problems, t.at(spec.Pos(), "import %q under the name %s", what, want))
			}
		}
	}
	return problems
}

// CheckUnsafe reports files that import unsafe without being listed, files that
// are listed and do not, declarations that use it and do not say why they may,
// and every linkname, which breaks with Go's next release.
func (t *Tree) CheckUnsafe(listed []string) (problems []string) {
	uses := map[string]bool{}
	for _, f := range t.Files {
		for _, group := range f.Syntax.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//go:linkname") {
					problems = append(problems, t.at(c.Pos(), "linkname is not allowed"))
				}
			}
		}
		spec := importOf(f.Syntax, "unsafe")
		if spec == nil {
			continue
		}
		uses[f.Path] = true
		if f.Test || f.Generated {
			continue
		}
		if !slices.Contains(listed, f.Path) {
			problems = append(problems, t.at(spec.Pos(), "not in the list of files that may import unsafe"))
		}
		problems = append(problems, t.unjustified(f)...)
	}
	for _, name := range listed {
		if !uses[name] {
			problems = append(problems, name+": is listed as using unsafe and does not")
		}
	}
	return problems
}

func importOf(f *ast.File, what string) *ast.ImportSpec {
	for _, spec := range f.Imports {
		if spec.Path.Value == strconv.Quote(what) {
			return spec
		}
	}
	return nil
}

// unjustified reports the declarations of f that use unsafe in running code and
// hold no SAFETY comment, neither in their doc nor in their body. Types and
// signatures that only mention unsafe.Pointer do nothing with it, and sizes and
// offsets are constants: those need none.
func (t *Tree) unjustified(f *File) (problems []string) {
	for _, decl := range f.Syntax.Decls {
		use := token.NoPos
		var doc *ast.CommentGroup
		switch d := decl.(type) {
		case *ast.FuncDecl:
			doc = d.Doc
			if d.Body != nil {
				use = usesUnsafe(d.Body)
			}
		case *ast.GenDecl:
			doc = d.Doc
			if d.Tok == token.VAR {
				use = usesUnsafe(d)
			}
		}
		if use == token.NoPos || saysSafety(doc) {
			continue
		}
		said := slices.ContainsFunc(f.Syntax.Comments, func(g *ast.CommentGroup) bool {
			return decl.Pos() <= g.Pos() && g.End() <= decl.End() && saysSafety(g)
		})
		if !said {
			problems = append(problems, t.at(use, "use of unsafe without a SAFETY comment"))
		}
	}
	return problems
}

func saysSafety(g *ast.CommentGroup) bool {
	return g != nil && strings.Contains(g.Text(), "SAFETY:")
}

// usesUnsafe returns the position of the first use of package unsafe below n
// that is more than a size or an offset.
func usesUnsafe(n ast.Node) (pos token.Pos) {
	ast.Inspect(n, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || pos != token.NoPos {
			return pos == token.NoPos
		}
		pkg, ok := sel.X.(*ast.Ident)
		if ok && pkg.Name == "unsafe" && !slices.Contains([]string{"Sizeof", "Offsetof", "Alignof"}, sel.Sel.Name) {
			pos = sel.Pos()
		}
		return true
	})
	return pos
}

// CheckSizes reports files longer than limit lines that are neither generated
// nor excepted, and exceptions that are no longer needed.
func (t *Tree) CheckSizes(limit int, except []string) (problems []string) {
	long := map[string]bool{}
	for _, f := range t.Files {
		if f.Lines <= limit || f.Generated {
			continue
		}
		long[f.Path] = true
		if !slices.Contains(except, f.Path) {
			problems = append(problems, fmt.Sprintf("%s: %d lines, at most %d are allowed", f.Path, f.Lines, limit))
		}
	}
	for _, name := range except {
		if !long[name] {
			problems = append(problems, fmt.Sprintf("%s: is excepted from the limit of %d lines and does not need it", name, limit))
		}
	}
	return problems
}

// CheckDocs reports packages without a doc.go that holds their comment.
func (t *Tree) CheckDocs() (problems []string) {
	documented := map[string]bool{}
	first := map[string]*File{}
	for _, f := range t.Files {
		if !f.Test && first[f.Dir()] == nil {
			first[f.Dir()] = f
		}
		if path.Base(f.Path) == "doc.go" && f.Syntax.Doc != nil {
			documented[f.Dir()] = true
		}
	}
	for dir, f := range first {
		if !documented[dir] {
			problems = append(problems, t.at(f.Syntax.Package, "package %s has no doc.go with a comment on the package", dir))
		}
	}
	slices.Sort(problems)
	return problems
}
