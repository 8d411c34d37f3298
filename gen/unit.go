package gen

// This file defines the check of one package that another tool has loaded, such
// as go vet: the same reading, checks and output, without the go command.

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A Unit is a package that was type-checked already, with its output as it is on
// disk.
type Unit struct {
	Path      string // import path
	Dir       string
	Fset      *token.FileSet
	Files     []*ast.File // without tests
	Types     *types.Package
	Info      *types.Info
	Sizes     types.Sizes
	GoVersion string // "1.26", or empty
}

// CheckUnit is [Generate] for a unit. Positions have the names of files as the
// unit's files have them. Types of other packages count as annotated when their
// source lies in the same module.
func CheckUnit(u Unit) (*Result, error) {
	ds := &diags{fset: u.Fset}
	s := &scan{dirs: map[string]*scanDir{}}
	s.root, s.module = findModule(u.Dir)
	s.scanDir(u.Dir)
	if sd := s.dirs[u.Dir]; sd.path == "" {
		sd.path = u.Path
	}
	if s.module != "" {
		for path := range newImporter(u.Types) {
			if rel, ok := strings.CutPrefix(path+"/", s.module+"/"); ok {
				s.scanDir(filepath.Join(s.root, filepath.FromSlash(rel)))
			}
		}
	}
	l := &packages.Package{
		ID: u.Path, Name: u.Types.Name(), PkgPath: u.Path, Dir: u.Dir,
		Types: u.Types, Fset: u.Fset, Syntax: u.Files, TypesInfo: u.Info, TypesSizes: u.Sizes,
	}
	for _, f := range u.Files {
		l.GoFiles = append(l.GoFiles, u.Fset.Position(f.Package).Filename)
	}
	if u.GoVersion != "" {
		l.Module = &packages.Module{GoVersion: u.GoVersion}
	}
	prog := newProgram(&Config{Dir: u.Dir}, s, ds, []*packages.Package{l})
	files, err := prog.outputs()
	if err != nil {
		return nil, err
	}
	r := &Result{Files: files, Diagnostics: ds.sorted(), Warnings: sortDiagnostics(ds.warnings)}
	if len(r.Diagnostics) > 0 {
		r.Files = nil
	}
	return r, nil
}
