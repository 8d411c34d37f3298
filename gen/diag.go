package gen

// This file defines diagnostics: what they hold, how they print, their order.

import (
	"cmp"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lusterlua/luster/internal/spell"
)

// A Code names a kind of diagnostic, such as "LB101". See Codes.
type Code string

// A Diagnostic is one problem of the input.
type Diagnostic struct {
	Pos     token.Position // Filename as the user would write it; empty if there is no place
	Code    Code
	Message string
	Path    string // the way from a type to what is wrong with it, or empty
	Help    string // what to do, or empty
}

// String returns the diagnostic as it is printed: one line, and an indented one
// each for the path and the help.
func (d Diagnostic) String() string {
	var b strings.Builder
	if d.Pos.Filename != "" {
		fmt.Fprintf(&b, "%s: ", position(d.Pos))
	}
	fmt.Fprintf(&b, "%s: %s", d.Code, d.Message)
	if d.Path != "" {
		fmt.Fprintf(&b, "\n\tpath: %s", d.Path)
	}
	if d.Help != "" {
		fmt.Fprintf(&b, "\n\thelp: %s", d.Help)
	}
	return b.String()
}

func position(p token.Position) string {
	switch {
	case p.Line == 0:
		return p.Filename
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.Filename, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.Filename, p.Line, p.Column)
}

// diags collects diagnostics. Packages share one.
type diags struct {
	dir      string // directory that file names are shown relative to
	fset     *token.FileSet
	list     []Diagnostic
	warnings []Diagnostic
}

// report is a diagnostic under construction: see diags.at.
type report struct {
	list *[]Diagnostic
	i    int
}

// at records a diagnostic at pos. The result takes the path and the help.
func (ds *diags) at(pos token.Pos, code Code, format string, args ...any) report {
	var p token.Position
	if pos.IsValid() && ds.fset != nil {
		p = ds.fset.Position(pos)
	}
	return ds.add(p, code, format, args...)
}

func (ds *diags) add(p token.Position, code Code, format string, args ...any) report {
	p.Filename = ds.short(p.Filename)
	ds.list = append(ds.list, Diagnostic{Pos: p, Code: code, Message: fmt.Sprintf(format, args...)})
	return report{&ds.list, len(ds.list) - 1}
}

// warn records a warning, which keeps nothing from being generated.
func (ds *diags) warn(pos token.Pos, code Code, format string, args ...any) report {
	p := ds.fset.Position(pos)
	p.Filename = ds.short(p.Filename)
	ds.warnings = append(ds.warnings, Diagnostic{Pos: p, Code: code, Message: fmt.Sprintf(format, args...)})
	return report{&ds.warnings, len(ds.warnings) - 1}
}

func (r report) help(format string, args ...any) report {
	(*r.list)[r.i].Help = fmt.Sprintf(format, args...)
	return r
}

// suggest adds help only if a candidate is near.
func (r report) suggest(name string, candidates []string) report {
	if n := nearest(name, candidates); n != "" {
		r.help("did you mean %q?", n)
	}
	return r
}

func (r report) path(p string) report {
	(*r.list)[r.i].Path = p
	return r
}

// short returns a file's name relative to the directory of the run, when the
// file lies below it, and with slashes, so that output is the same everywhere.
func (ds *diags) short(name string) string {
	if name == "" || ds.dir == "" || !filepath.IsAbs(name) {
		return filepath.ToSlash(name)
	}
	rel, err := filepath.Rel(ds.dir, name)
	if err != nil || strings.HasPrefix(rel, ".."+string(filepath.Separator)+"..") {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(rel)
}

// sorted returns the diagnostics by position, each once.
func (ds *diags) sorted() []Diagnostic { return sortDiagnostics(ds.list) }

func sortDiagnostics(all []Diagnostic) []Diagnostic {
	list := slices.Clone(all)
	slices.SortStableFunc(list, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(list)
}

// nearest returns the candidate that looks most like name, or the empty string
// when none is near. A sign of equality at its end is not compared.
func nearest(name string, candidates []string) string {
	f := spell.New(name)
	for _, c := range candidates {
		f.OfferAs(strings.TrimSuffix(c, "="), c)
	}
	return f.Best()
}

// didYouMean returns help that names the nearest candidate, else lists them.
func didYouMean(name string, candidates []string) string {
	if n := nearest(name, candidates); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	if len(candidates) == 0 {
		return ""
	}
	return "known here: " + strings.Join(candidates, ", ")
}
