package bindtest

// This file defines scripts with golden output.

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// outputSection is the part of an archive that holds what the script prints.
const outputSection = "output"

// Scripts runs the scripts of the golden directory, all files *.txtar there. In
// such an archive main.lua is run; other files NAME.lua are modules that it can
// require; output is what it prints, with the error at the end if it fails.
func Scripts(t testing.TB, cfg Config) {
	t.Helper()
	for _, file := range cfg.scripts(t) {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := cfg.runScript(a, rt.Config{})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		want := section(a, outputSection)
		switch {
		case got == want:
		case updating():
			setSection(a, outputSection, got)
			writeFile(t, file, string(txtar.Format(a)))
		default:
			t.Errorf("%s prints something else; if that is meant: go test -update\n--- want\n%s--- got\n%s", file, want, got)
		}
	}
}

func (cfg *Config) scripts(t testing.TB) []string {
	t.Helper()
	list, err := filepath.Glob(cfg.golden("*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func setSection(a *txtar.Archive, name, text string) {
	for i, f := range a.Files {
		if f.Name == name {
			a.Files[i].Data = []byte(text)
			return
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
}

// runScript runs an archive and returns what it prints. The error is for what is
// no matter of the script.
func (cfg *Config) runScript(a *txtar.Archive, c rt.Config) (string, error) {
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	vm, err := cfg.open(c)
	if err != nil {
		return "", err
	}
	defer func() { _ = vm.Close() }()
	if err := cfg.play(vm, a, &out); err != nil {
		return "", err
	}
	if err := vm.Heap().Verify(); err != nil {
		return "", err
	}
	text := out.String()
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text, nil
}

// play runs the script of an archive in a VM.
func (cfg *Config) play(vm *rt.VM, a *txtar.Archive, out *bytes.Buffer) error {
	main := ""
	if err := stdlib.Open(vm, stdlib.Package(nil, "")); err != nil {
		return err
	}
	for _, f := range a.Files {
		name, ok := strings.CutSuffix(f.Name, ".lua")
		switch {
		case !ok:
		case name == "main":
			main = string(f.Data)
		default:
			if err := preload(vm, name, string(f.Data)); err != nil {
				return err
			}
		}
	}
	if main == "" {
		return errors.New("there is no main.lua in it")
	}
	results, err := vm.Run(background, "@main.lua", main)
	for _, r := range results {
		_ = r.Release()
	}
	if p, ok := panicked(err); ok {
		return errors.New(p.Error() + "\n" + p.Stack)
	}
	if err != nil && out != nil {
		out.WriteString("error: " + err.Error() + "\n")
	}
	return nil
}

// preload makes a chunk a module of package.preload.
func preload(vm *rt.VM, name, src string) error {
	ch, err := rt.Compile("@"+name+".lua", src)
	if err != nil {
		return err
	}
	fn, err := vm.LoadChunk(ch)
	if err != nil {
		return err
	}
	defer func() { _ = fn.Release() }()
	pkg, _ := vm.Loaded("package").AsTable()
	list, ok := pkg.RawGetString(vm, "preload").AsTable()
	if !ok {
		return errors.New("the library package is not open")
	}
	return list.RawSetString(vm, name, fn.Value())
}

// stressScripts runs the scripts with a collector that works at every
// allocation; what they print must not depend on it.
func (cfg *Config) stressScripts(t testing.TB) {
	t.Helper()
	for _, file := range cfg.scripts(t) {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		plain, err := cfg.runScript(a, rt.Config{})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for name, stress := range map[string]gc.Stress{"a step": {StepEvery: 1}, "a collection": {CollectEvery: 7}} {
			got, err := cfg.runScript(a, rt.Config{Stress: stress})
			if err != nil || got != plain {
				t.Errorf("%s with %s at every allocation: %v\n--- without\n%s--- with\n%s", file, name, err, plain, got)
			}
		}
	}
}
