package gen

// This file defines loading: one run of go/packages over all patterns, with the
// stubs of the pre-scan laid over the output files.

import (
	"errors"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// loadMode is packages.LoadSyntax by its parts, and the module.
const loadMode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
	packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedModule

// load returns the packages of the patterns that compile, and reports those
// that do not.
func load(cfg *Config, s *scan, ds *diags) ([]*packages.Package, error) {
	fset := token.NewFileSet()
	ds.fset = fset
	pkgs, err := packages.Load(&packages.Config{
		Mode:       loadMode,
		Dir:        cfg.Dir,
		Env:        cfg.Env,
		Fset:       fset,
		Overlay:    s.stubs(),
		BuildFlags: cfg.BuildFlags,
	}, cfg.Patterns...)
	if err != nil {
		return nil, loadError(err)
	}
	if len(pkgs) == 0 {
		if text := goListError(cfg); text != "" {
			return nil, errors.New(text)
		}
		ds.add(token.Position{}, "LB002", "no package matches %s", strings.Join(cfg.Patterns, " "))
	}
	good := pkgs[:0]
	for _, p := range pkgs {
		if s.reportExterns(ds, p) || reportErrors(ds, p) {
			continue
		}
		good = append(good, p)
	}
	return good, nil
}

// goListError asks the go command itself why there are no packages: go/packages
// loses what it says about the module.
func goListError(cfg *Config) string {
	cmd := exec.Command("go", append([]string{"list", "-e"}, cfg.Patterns...)...)
	cmd.Dir, cmd.Env = cfg.Dir, cfg.Env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if cmd.Run() == nil {
		return ""
	}
	return strings.TrimSpace(stderr.String())
}

// expand replaces local patterns with "..." by the directories below them that
// concern this package, so that the others are not even loaded, broken or not.
func (s *scan) expand(dir string, patterns []string) (list []string) {
	for _, p := range patterns {
		base, ok := strings.CutSuffix(p, "...")
		if !ok || strings.Contains(base, "...") || !isLocal(p) || base != "." && !strings.HasSuffix(base, "/") {
			list = append(list, p)
			continue
		}
		if !filepath.IsAbs(base) {
			base = filepath.Join(dir, base)
		}
		for d, sd := range s.dirs {
			rel, err := filepath.Rel(base, d)
			if err == nil && sd.name != "" && (sd.wants || sd.near || sd.exists && sd.ours) && wildcardMeets(filepath.ToSlash(rel)) {
				list = append(list, relativePattern(dir, d))
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// wildcardMeets reports whether "..." stands for a path, as the go command has it.
func wildcardMeets(rel string) bool {
	if rel == "." {
		return true
	}
	for part := range strings.SplitSeq(rel, "/") {
		if part == "testdata" || part == "vendor" || part[0] == '.' || part[0] == '_' {
			return false
		}
	}
	return true
}

func relativePattern(dir, d string) string {
	if rel, err := filepath.Rel(dir, d); err == nil {
		if rel = filepath.ToSlash(rel); rel == "." || strings.HasPrefix(rel, "..") {
			return rel
		}
		return "./" + rel
	}
	return d
}

func isLocal(p string) bool {
	return strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../") || p == "." || p == ".." || filepath.IsAbs(p)
}

// loadError makes one line of what the go command said.
func loadError(err error) error {
	text := strings.TrimSpace(err.Error())
	text = strings.TrimPrefix(text, "err: ")
	if i := strings.LastIndex(text, "stderr: "); i >= 0 {
		text = strings.TrimSpace(text[i+len("stderr: "):])
	}
	return errors.New(text)
}

// reportErrors reports what keeps a package from being used. Errors in the
// package itself are shown; those of packages that it imports come with theirs.
func reportErrors(ds *diags, p *packages.Package) bool {
	if len(p.Errors) == 0 {
		return p.Types == nil || p.IllTyped
	}
	typed, unparsed := false, map[string]bool{}
	for _, e := range p.Errors {
		typed = typed || e.Kind == packages.TypeError || e.Kind == packages.ParseError
	}
	for _, e := range p.Errors {
		pos, msg := parsePosition(e.Pos), e.Msg
		if e.Kind == packages.ListError || e.Kind == packages.UnknownError {
			if typed {
				continue // the go command repeats what the checker says better
			}
			pos, msg = listError(pos, msg)
		}
		if strings.HasPrefix(msg, "\t") || unparsed[pos.Filename] {
			continue // a continuation, or what comes of the error before
		}
		unparsed[pos.Filename] = e.Kind == packages.ParseError
		code, what := Code("LB001"), "does not compile"
		if len(p.GoFiles) == 0 && pos.Filename == "" {
			code, what = "LB002", "cannot be loaded"
		}
		ds.add(pos, code, "package %s %s: %s", p.PkgPath, what, msg)
	}
	return true
}

// reportExterns reports the packages of //luster:extern that cannot be imported:
// the errors are those of the stub, which imports them.
func (s *scan) reportExterns(ds *diags, p *packages.Package) (found bool) {
	for _, e := range p.Errors {
		pos := parsePosition(e.Pos)
		sd := s.dirs[filepath.Dir(pos.Filename)]
		if sd == nil || filepath.Base(pos.Filename) != outputName {
			continue
		}
		for _, x := range sd.externs {
			if !strings.Contains(e.Msg, x.path) || found && e.Kind == packages.TypeError {
				continue
			}
			found = true
			ds.add(x.pos, "LB115", "package %s cannot be imported: %s", x.path, firstLine(e.Msg)).
				help("the part before the last dot is an import path, as in net/url.URL; packages of other modules have to be in go.mod")
		}
	}
	return found
}

// listError takes the position out of a message of the go command, of which
// only the first line that says something matters.
func listError(pos token.Position, msg string) (token.Position, string) {
	for line := range strings.Lines(msg) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "-: ") {
			continue
		}
		if m := leadingPos.FindStringSubmatch(line); m != nil && pos.Filename == "" {
			return parsePosition(m[1]), m[2]
		}
		return pos, line
	}
	return pos, strings.TrimSpace(msg)
}

var leadingPos = regexp.MustCompile(`^(\S+\.go:\d+(?::\d+)?): (.*)`)

// parsePosition reads "file:line:col", where line and col may be missing.
func parsePosition(s string) (p token.Position) {
	if s == "" || s == "-" {
		return p
	}
	parts := strings.Split(s, ":")
	var nums []int
	for len(parts) > 1 && len(nums) < 2 {
		n, err := strconv.Atoi(parts[len(parts)-1])
		if err != nil {
			break
		}
		nums = append(nums, n)
		parts = parts[:len(parts)-1]
	}
	p.Filename = strings.Join(parts, ":")
	switch len(nums) {
	case 1:
		p.Line = nums[0]
	case 2:
		p.Line, p.Column = nums[1], nums[0]
	}
	return p
}

// patternDirs returns the directories that patterns name by path. A missing one
// is reported, because the go command's own message has no place for a hint.
func patternDirs(cfg *Config, ds *diags) (dirs []string, ok bool) {
	ok = true
	for _, p := range cfg.Patterns {
		if !isLocal(p) {
			continue
		}
		dir := p
		if i := strings.Index(p, "..."); i >= 0 {
			dir = p[:i]
			if !strings.HasSuffix(dir, "/") {
				dir = filepath.Dir(dir)
			}
		}
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(cfg.Dir, dir)
		}
		if info, err := os.Stat(dir); err != nil && !inOverlay(cfg.Overlay, dir) {
			ds.add(token.Position{}, "LB002", "%s: no such directory", p)
			ok = false
			continue
		} else if err == nil && !info.IsDir() {
			dir = filepath.Dir(dir)
		}
		dirs = append(dirs, filepath.Clean(dir))
	}
	return dirs, ok
}

func inOverlay(overlay map[string][]byte, dir string) bool {
	for name := range overlay {
		if strings.HasPrefix(name, filepath.Clean(dir)+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// importer hands out the packages that a loaded package can see.
type importer map[string]*types.Package

func newImporter(p *types.Package) importer {
	m := importer{}
	var add func(p *types.Package)
	add = func(p *types.Package) {
		for _, q := range p.Imports() {
			if m[q.Path()] == nil {
				m[q.Path()] = q
				add(q)
			}
		}
	}
	add(p)
	return m
}

func (m importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := m[path]; p != nil {
		return p, nil
	}
	return nil, errors.New("package " + path + " is not imported by the package that the file belongs to")
}
