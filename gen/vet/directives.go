package vet

// This file defines the analyzers that run the generator: what it complains
// about, and whether its output is fresh.

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lusterlua/luster/gen"
)

// unit runs the generator once for the analyzers that need it.
var unit = &analysis.Analyzer{
	Name:       "lusterunit",
	Doc:        "runs the binding generator on a package with directives",
	Run:        runUnit,
	ResultType: reflect.TypeFor[*gen.Result](),
}

// Directives reports what lusterbind would.
var Directives = &analysis.Analyzer{
	Name:     "directives",
	Doc:      "report what lusterbind complains about: wrong directives and tags, types that cannot be traced or exposed",
	URL:      "https://github.com/lusterlua/luster/blob/main/docs/diagnostics.md",
	Run:      runDirectives,
	Requires: []*analysis.Analyzer{unit},
}

// Stale reports generated files that are not what lusterbind would write.
var Stale = &analysis.Analyzer{
	Name:     "stale",
	Doc:      "report generated bindings that are stale, missing or left over",
	Run:      runStale,
	Requires: []*analysis.Analyzer{unit},
}

// maybe matches comments that are directives, or may be meant to be some.
var maybe = regexp.MustCompile(`(?i)^(//|/\*)\s*[+@#]?luster(bind)?\s?:\s?[a-z]`)

func runUnit(pass *analysis.Pass) (any, error) {
	none := (*gen.Result)(nil)
	concerned := false
	var list []*ast.File
	for _, f := range pass.Files {
		if strings.HasSuffix(fileName(pass, f), "_test.go") {
			continue
		}
		list = append(list, f)
		concerned = concerned || isOutput(pass, f) || slices.ContainsFunc(f.Comments, func(g *ast.CommentGroup) bool {
			return slices.ContainsFunc(g.List, func(c *ast.Comment) bool { return maybe.MatchString(c.Text) })
		})
	}
	if !concerned {
		return none, nil
	}
	dir, err := filepath.Abs(filepath.Dir(fileName(pass, list[0])))
	if err != nil {
		return none, err
	}
	u := gen.Unit{
		Path: pass.Pkg.Path(), Dir: dir, Fset: pass.Fset, Files: list,
		Types: pass.Pkg, Info: pass.TypesInfo, Sizes: pass.TypesSizes, GoVersion: strings.TrimPrefix(pass.Pkg.GoVersion(), "go"),
	}
	return gen.CheckUnit(u)
}

func runDirectives(pass *analysis.Pass) (any, error) {
	r := pass.ResultOf[unit].(*gen.Result)
	if r == nil {
		return nil, nil
	}
	for _, d := range slices.Concat(r.Diagnostics, r.Warnings) {
		pos := position(pass, d.Pos)
		text := string(d.Code) + ": " + d.Message
		if d.Path != "" {
			text += " (path: " + d.Path + ")"
		}
		if d.Help != "" {
			text += "; " + d.Help
		}
		diag := analysis.Diagnostic{Pos: pos, Category: string(d.Code), Message: text}
		if fix, ok := fixFor(pass, d, pos); ok {
			diag.SuggestedFixes = []analysis.SuggestedFix{fix}
		}
		pass.Report(diag)
	}
	return nil, nil
}

// position finds the place of a diagnostic in the files of the pass.
func position(pass *analysis.Pass, p token.Position) token.Pos {
	for _, f := range pass.Files {
		tf := pass.Fset.File(f.Package)
		if filepath.ToSlash(tf.Name()) != filepath.ToSlash(p.Filename) {
			continue
		}
		if p.Line < 1 || p.Line > tf.LineCount() {
			return f.Package
		}
		return tf.LineStart(p.Line) + token.Pos(max(p.Column, 1)-1)
	}
	return pass.Files[0].Package
}

var didYouMean = regexp.MustCompile(`^did you mean "([^"]+)"\?`)

// fixFor returns the change that helps against a diagnostic, where that is clear.
func fixFor(pass *analysis.Pass, d gen.Diagnostic, pos token.Pos) (fix analysis.SuggestedFix, ok bool) {
	switch d.Code {
	case "LB101", "LB102":
		m := didYouMean.FindStringSubmatch(d.Help)
		if m == nil {
			return fix, false
		}
		return misspelt(pass, pos, m[1])
	case "LB106":
		return nearMiss(pass, pos)
	case "LB206":
		return rootFix(pass, pos)
	case "LB207":
		return annotateFix(pass, pos)
	}
	return fix, false
}

// commentAt returns the comment line around a position.
func commentAt(pass *analysis.Pass, pos token.Pos) *ast.Comment {
	for _, f := range pass.Files {
		if !within(f, pos) && (pos < f.FileStart || pos >= f.FileEnd) {
			continue
		}
		for _, g := range f.Comments {
			for _, c := range g.List {
				if within(c, pos) {
					return c
				}
			}
		}
	}
	return nil
}

var directiveWord = regexp.MustCompile(`[A-Za-z0-9_]+`)

// misspelt replaces a word of a directive: its name, or an argument that begins
// at pos.
func misspelt(pass *analysis.Pass, pos token.Pos, word string) (fix analysis.SuggestedFix, ok bool) {
	c := commentAt(pass, pos)
	if c == nil {
		return fix, false
	}
	at := int(pos - c.Pos())
	if at == 0 {
		at = len("//luster:")
	}
	if at >= len(c.Text) {
		return fix, false
	}
	loc := directiveWord.FindStringIndex(c.Text[at:])
	if loc == nil {
		return fix, false
	}
	begin := c.Pos() + token.Pos(at+loc[0])
	end := c.Pos() + token.Pos(at+loc[1])
	return edit("write "+word, begin, end, strings.TrimSuffix(word, "=")), true
}

// nearMiss writes a comment as the directive that it is meant to be.
func nearMiss(pass *analysis.Pass, pos token.Pos) (fix analysis.SuggestedFix, ok bool) {
	c := commentAt(pass, pos)
	if c == nil || !strings.HasPrefix(c.Text, "//") {
		return fix, false
	}
	loc := maybe.FindStringIndex(c.Text)
	if loc == nil {
		return fix, false
	}
	rest := c.Text[loc[1]-1:]
	name, args, spaced := strings.Cut(rest, " ")
	text := "//luster:" + strings.ToLower(name)
	if spaced {
		text += " " + args
	}
	return edit("write "+text, c.Pos(), c.End(), text), true
}

// annotateFix puts //luster:trace above the type at pos.
func annotateFix(pass *analysis.Pass, pos token.Pos) (fix analysis.SuggestedFix, ok bool) {
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			g, isGen := d.(*ast.GenDecl)
			if !isGen || g.Tok != token.TYPE || !within(g, pos) {
				continue
			}
			if g.Lparen.IsValid() {
				return fix, false
			}
			text := "//luster:trace\n"
			if g.Doc != nil {
				text = "//\n" + text
			}
			return edit("annotate the type", g.Pos(), g.Pos(), text), true
		}
	}
	return fix, false
}

func edit(message string, begin, end token.Pos, text string) analysis.SuggestedFix {
	return analysis.SuggestedFix{Message: message, TextEdits: []analysis.TextEdit{{Pos: begin, End: end, NewText: []byte(text)}}}
}

func runStale(pass *analysis.Pass) (any, error) {
	r := pass.ResultOf[unit].(*gen.Result)
	if r == nil {
		return nil, nil
	}
	for _, f := range r.Files {
		if f.Status == gen.Fresh {
			continue
		}
		name := filepath.Base(f.Path)
		d := analysis.Diagnostic{Pos: packageClause(pass), Message: name + " is " + string(f.Status) + ": run go generate"}
		if f.Status == gen.Orphan {
			d.Message = name + " is left over from directives that are gone: run go generate"
		}
		for _, file := range pass.Files {
			if isOutput(pass, file) && name == "luster_gen.go" {
				d.Pos = file.Package
				if f.Status == gen.Stale {
					d.SuggestedFixes = []analysis.SuggestedFix{edit("generate it again", file.FileStart, file.FileEnd, string(f.Content))}
				}
			}
		}
		pass.Report(d)
	}
	return nil, nil
}

// packageClause returns where to report what is about the package.
func packageClause(pass *analysis.Pass) token.Pos {
	for _, f := range pass.Files {
		if f.Doc != nil && !isOutput(pass, f) {
			return f.Package
		}
	}
	return pass.Files[0].Package
}
