package gen

// This file defines the check that the output compiles, before it is written.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
)

func filePos(name string) token.Position { return token.Position{Filename: name} }

// verify type-checks an output together with the package's own files. An error
// is a bug of the generator, or of something that the checks do not know.
func (p *program) verify(q *pkg, text []byte) {
	name := filepath.Join(q.dir, outputName)
	fset := q.Fset
	f, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		p.diags.add(filePos(name), "LB004", "BUG: the output is not valid Go: %s", firstLine(err.Error()))
		return
	}
	files := []*ast.File{f}
	b := &builder{program: p, pkg: q}
	for _, s := range q.Syntax {
		if !b.isOutput(s) {
			files = append(files, s)
		}
	}
	var first error
	conf := types.Config{
		Importer: newImporter(q.Types),
		Sizes:    q.TypesSizes,
		Error: func(err error) {
			if first == nil {
				first = err
			}
		},
	}
	if q.Module != nil && q.Module.GoVersion != "" {
		conf.GoVersion = "go" + q.Module.GoVersion
	}
	_, _ = conf.Check(q.PkgPath, fset, files, nil)
	if first == nil {
		return
	}
	msg, pos := first.Error(), token.Position{Filename: name}
	if e, ok := first.(types.Error); ok {
		msg, pos = e.Msg, fset.Position(e.Pos)
	}
	p.diags.add(pos, "LB004", "BUG: the output does not compile: %s", msg).
		help("nothing was written; please report this with the declaration that it is about")
}
