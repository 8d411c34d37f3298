package gen_test

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/lusterlua/luster/gen"
)

// update rewrites the expected outputs.
var update = os.Getenv("UPDATE") != ""

// A scenario is a txtar file whose Go files are a package, and perhaps packages
// below it, in a directory that exists in an overlay only.
type scenario struct {
	name    string
	file    string
	archive *txtar.Archive
	dir     string
}

// section returns a part of the scenario that is no Go file.
func (s *scenario) section(name string) string {
	for _, f := range s.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// expect compares a section with what is, or rewrites it.
func (s *scenario) expect(t *testing.T, name, got string) {
	t.Helper()
	if got != "" && !strings.HasSuffix(got, "\n") {
		got += "\n"
	}
	if !update {
		if want := s.section(name); want != got {
			t.Errorf("%s: section %s differs; UPDATE=1 go test rewrites it\n--- got\n%s--- want\n%s", s.file, name, got, want)
		}
		return
	}
	i := slices.IndexFunc(s.archive.Files, func(f txtar.File) bool { return f.Name == name })
	switch {
	case i < 0 && got == "":
		return
	case i < 0:
		s.archive.Files = append(s.archive.Files, txtar.File{Name: name})
		i = len(s.archive.Files) - 1
	}
	s.archive.Files[i].Data = []byte(got)
	if err := os.WriteFile(s.file, txtar.Format(s.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// scenarios reads the files of a directory below testdata. The packages get
// import paths below this one's testdata/virt.
func scenarios(t *testing.T, dir string) (list []*scenario, overlay map[string][]byte, patterns []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no scenarios in %s: %v", dir, err)
	}
	root, err := filepath.Abs(filepath.Join("testdata", "virt"))
	if err != nil {
		t.Fatal(err)
	}
	overlay = map[string][]byte{}
	dirs := map[string]bool{}
	for _, n := range names {
		a, err := txtar.ParseFile(n)
		if err != nil {
			t.Fatal(err)
		}
		s := &scenario{name: strings.TrimSuffix(filepath.Base(n), ".txtar"), file: n, archive: a}
		s.dir = filepath.Join(root, s.name)
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".go") && !strings.HasSuffix(f.Name, "luster_gen.go") {
				full := filepath.Join(s.dir, f.Name)
				overlay[full] = f.Data
				dirs[filepath.Dir(full)] = true
			}
		}
		list = append(list, s)
	}
	for d := range maps.Keys(dirs) {
		rel, err := filepath.Rel(filepath.Dir(root), d)
		if err != nil {
			t.Fatal(err)
		}
		patterns = append(patterns, "./"+filepath.ToSlash(rel))
	}
	slices.Sort(patterns)
	return list, overlay, patterns
}

// generate runs the generator on scenarios, all in one go.
func generate(t *testing.T, overlay map[string][]byte, patterns []string) *gen.Result {
	t.Helper()
	r, err := gen.Generate(gen.Config{Dir: "testdata", Patterns: patterns, Overlay: overlay})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestFail checks the diagnostics of one scenario for each code.
func TestFail(t *testing.T) {
	list, overlay, patterns := scenarios(t, "fail")
	result := generate(t, overlay, patterns)
	found := map[string]*strings.Builder{}
	for _, d := range slices.Concat(result.Diagnostics, result.Warnings) {
		rest, ok := strings.CutPrefix(d.Pos.Filename, "virt/")
		if !ok {
			t.Errorf("a diagnostic outside of every scenario: %s", d)
			continue
		}
		name, file, _ := strings.Cut(rest, "/")
		d.Pos.Filename = file
		d.Message = strings.ReplaceAll(d.Message, "virt/"+name+"/", "")
		d.Help = strings.ReplaceAll(d.Help, "virt/"+name+"/", "")
		if found[name] == nil {
			found[name] = new(strings.Builder)
		}
		found[name].WriteString(d.String() + "\n")
	}
	for _, s := range list {
		got := ""
		if b := found[s.name]; b != nil {
			got = b.String()
		}
		if code, _, _ := strings.Cut(s.name, "_"); !strings.Contains(got, code+": ") {
			t.Errorf("%s: no %s in\n%s", s.file, code, got)
		}
		s.expect(t, "want", got)
	}
	if len(result.Files) != 0 {
		t.Error("there are outputs beside diagnostics")
	}
}

// elsewhere are codes whose cases are not files of testdata/fail.
var elsewhere = map[gen.Code]string{
	"LB002": "TestMissingDirectory",
	"LB003": "TestForeignFile",
	"LB004": "TestVerify",
}

// TestEveryCodeHasACase proves that each code of the table is provoked somewhere.
func TestEveryCodeHasACase(t *testing.T) {
	names, _ := filepath.Glob("testdata/fail/*.txtar")
	have := map[gen.Code]bool{}
	for _, n := range names {
		code, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(n), ".txtar"), "_")
		have[gen.Code(code)] = true
	}
	for _, c := range gen.Codes {
		if !have[c.Code] && elsewhere[c.Code] == "" {
			t.Errorf("%s has no case", c.Code)
		}
		delete(have, c.Code)
	}
	for c := range have {
		t.Errorf("testdata/fail has a case for %s, which is no code", c)
	}
	if !slices.IsSortedFunc(gen.Codes, func(a, b gen.CodeInfo) int { return cmp.Compare(a.Code, b.Code) }) {
		t.Error("the table of codes is not sorted")
	}
}
