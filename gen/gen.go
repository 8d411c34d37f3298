package gen

// This file defines the entry: from a Config to the files that ought to exist.

import (
	"bytes"
	"cmp"
	"path/filepath"
	"slices"
	"strings"
)

// Config says what to generate. The zero Config stands for the module of the
// current directory. It is never modified.
type Config struct {
	Dir        string            // where patterns begin, and what positions are relative to; empty: the current directory
	Patterns   []string          // as the go command takes them; none: ./...
	Env        []string          // environment of the go command; nil: that of the process
	BuildFlags []string          // further flags of the go command
	Overlay    map[string][]byte // files to use in place of what is on disk, by absolute name
}

// A Result is what a run found: the files as they ought to be, or diagnostics.
type Result struct {
	// Files are the outputs of all packages that match, sorted by name. There are
	// none when there are diagnostics.
	Files []File
	// Diagnostics are all problems of the input, sorted.
	Diagnostics []Diagnostic
	// Warnings are sorted too. They keep nothing from being generated.
	Warnings []Diagnostic
	// Modules are the packages that can be opened in a VM, sorted by import path.
	Modules []Module
	// Exposed lists what scripts can reach, and Exempt what the collector does
	// not see for reasons that somebody gave.
	Exposed []Symbol
	Exempt  []Exemption
}

// A Module is a package with an OpenLua function.
type Module struct {
	Path string // import path
	Dir  string
	Name string // in Lua
}

// A Status tells how a file on disk compares with what it ought to be.
type Status string

// Statuses.
const (
	Fresh   Status = "fresh"
	Stale   Status = "stale"
	Missing Status = "missing"
	Orphan  Status = "orphan" // generated once, by directives that are gone
)

// A File is one output.
type File struct {
	Path    string // absolute
	Name    string // as shown: relative to Config.Dir
	Content []byte // nil for an orphan
	Old     []byte // what is on disk
	Status  Status
}

// Generate loads the packages and derives their outputs. It writes nothing. The
// error is for what is no problem of a Go file: the go command cannot be run, or
// the directory is in no module.
func Generate(cfg Config) (*Result, error) {
	dir, err := filepath.Abs(cmp.Or(cfg.Dir, "."))
	if err != nil {
		return nil, err
	}
	cfg.Dir = dir
	if len(cfg.Patterns) == 0 {
		cfg.Patterns = []string{"./..."}
	}
	ds := &diags{dir: dir}
	extra, ok := patternDirs(&cfg, ds)
	if !ok {
		return &Result{Diagnostics: ds.sorted()}, nil
	}
	s, err := scanModule(&cfg, extra)
	if err != nil {
		return nil, err
	}
	if cfg.Patterns = s.expand(dir, cfg.Patterns); len(cfg.Patterns) == 0 {
		return &Result{}, nil
	}
	loaded, err := load(&cfg, s, ds)
	if err != nil {
		return nil, err
	}
	prog := newProgram(&cfg, s, ds, loaded)
	files, err := prog.outputs()
	if err != nil {
		return nil, err
	}
	r := &Result{Files: files, Diagnostics: ds.sorted(), Warnings: sortDiagnostics(ds.warnings)}
	if len(r.Diagnostics) > 0 {
		r.Files = nil
		return r, nil
	}
	prog.describe(r)
	return r, nil
}

// outputs emits all packages and compares with what is on disk.
func (p *program) outputs() (files []File, err error) {
	var emitters []*emitter
	for _, q := range p.pkgs {
		sd := p.scan.dirs[q.dir]
		if q.skipped {
			continue
		}
		if sd != nil && sd.exists && !sd.ours && p.wantsOutput(q) {
			p.diags.add(filePos(filepath.Join(q.dir, outputName)), "LB003", "the output would overwrite a file that lusterbind did not write").
				help("move it out of the way: the first line of an output is %q", header)
			continue
		}
		e := &emitter{pkg: q}
		if p.wantsOutput(q) {
			e = newEmitter(p, q)
		}
		emitters = append(emitters, e)
	}
	if len(p.diags.list) > 0 {
		return nil, nil
	}
	for _, e := range emitters {
		var goFile, luaStub []byte
		if e.file != nil {
			if goFile, err = e.emit(); err != nil {
				// jennifer formats what it renders: this is code that does not parse.
				p.diags.add(filePos(filepath.Join(e.pkg.dir, outputName)), "LB004", "BUG: the output is not valid Go: %s", firstLine(err.Error()))
				continue
			}
			// What is on disk already is the compiler's to check: verifying it again
			// would take a third of a run that has nothing to write.
			if have, err := p.scan.open(filepath.Join(e.pkg.dir, outputName)); err != nil || !bytes.Equal(have, goFile) {
				p.verify(e.pkg, goFile)
			}
			if e.pkg.module != nil && !e.pkg.parts {
				luaStub = stubs(p, e.pkg)
			}
		}
		files = append(files, p.compare(e.pkg, goFile, luaStub)...)
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}

func (p *program) wantsOutput(q *pkg) bool {
	return q.module != nil || len(q.typs) > 0
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// compare returns the files of a package with their statuses.
func (p *program) compare(q *pkg, goFile, luaStub []byte) (files []File) {
	add := func(name string, content []byte) {
		full := filepath.Join(q.dir, name)
		f := File{Path: full, Name: p.diags.short(full), Content: content}
		old, err := p.scan.open(full)
		switch {
		case err != nil && content == nil:
			return
		case err != nil:
			f.Status = Missing
		case content == nil:
			if !hasHeader(old) {
				return
			}
			f.Old, f.Status = old, Orphan
		case !hasHeader(old):
			p.diags.add(filePos(full), "LB003", "the output would overwrite a file that lusterbind did not write").help("move it out of the way")
			return
		case bytes.Equal(old, content):
			f.Old, f.Status = old, Fresh
		default:
			f.Old, f.Status = old, Stale
		}
		files = append(files, f)
	}
	add(outputName, goFile)
	want := ""
	if luaStub != nil {
		want = q.luaFile()
		add(want, luaStub)
	}
	old, _ := filepath.Glob(filepath.Join(q.dir, "*.d.lua"))
	for _, name := range old {
		if filepath.Base(name) != want {
			add(filepath.Base(name), nil)
		}
	}
	return files
}
