package main

// This file defines init: the files that a package with bindings begins with.

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

const generateFile = `package %s

//go:generate go tool lusterbind .
`

const testFile = `package %[1]s_test

import (
	"testing"

	"github.com/lusterlua/luster/bindtest"
	%[2]s
)

// TestBindings proves that the bindings are fresh, traced completely and safe.
// Golden files are written by go test -update.
func TestBindings(t *testing.T) { bindtest.Run(t, bindtest.Config{Open: %[1]s.OpenLua}) }

func FuzzBindings(f *testing.F) { bindtest.Fuzz(f, %[1]s.OpenLua) }
`

const editorFile = `{
	"$schema": "https://raw.githubusercontent.com/LuaLS/vscode-lua/master/setting/schema.json",
	"runtime.version": "Lua 5.4",
	"workspace.checkThirdParty": false,
	"diagnostics.severity": { "undefined-field": "Error", "param-type-mismatch": "Error" }
}
`

// initialize writes the files into a package's directory. It never overwrites
// anything.
func initialize(dir string, stdout io.Writer) error {
	pkg, generates, module, err := describe(dir)
	if err != nil {
		return err
	}
	path, err := importPath(dir)
	if err != nil {
		return err
	}
	line := strconv.Quote(path)
	if filepath.Base(path) != pkg {
		line = pkg + " " + line
	}
	files := []struct {
		name, text string
		skip       bool
	}{
		{"generate.go", fmt.Sprintf(generateFile, pkg), generates},
		{".luarc.json", editorFile, false},
		{"bind_test.go", fmt.Sprintf(testFile, pkg, line), false},
	}
	for _, f := range files {
		if f.skip {
			fmt.Fprintf(stdout, "%s: not needed: there is a go:generate line for lusterbind\n", f.name)
			continue
		}
		switch err := create(filepath.Join(dir, f.name), f.text); {
		case errors.Is(err, fs.ErrExist):
			fmt.Fprintf(stdout, "%s: exists, and stays as it is\n", f.name)
		case err != nil:
			return err
		default:
			fmt.Fprintf(stdout, "%s: written\n", f.name)
		}
	}
	if !module {
		fmt.Fprintf(stdout, "next: put //luster:module %s into the package comment, //luster:type above a type\n", pkg)
	}
	fmt.Fprintln(stdout, "next: go get -tool github.com/lusterlua/luster/cmd/lusterbind, then go generate, then go test -update")
	return nil
}

// create writes a new file.
func create(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Close())
}

var generateLine = regexp.MustCompile(`(?m)^//go:generate .*\blusterbind\b`)

// describe reads the package in a directory: its name, whether a file of it, or
// of the module's root, runs the generator, and whether it is a Lua module.
func describe(dir string) (pkg string, generates, module bool, err error) {
	dirs := []string{dir}
	if abs, err := filepath.Abs(dir); err == nil {
		if root := up(abs, "go.mod"); root != "" && root != abs {
			dirs = append(dirs, root)
		}
	}
	for i, d := range dirs {
		names, _ := filepath.Glob(filepath.Join(d, "*.go"))
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				return "", false, false, err
			}
			generates = generates || generateLine.Match(text)
			if i > 0 || strings.HasSuffix(name, "_test.go") {
				continue
			}
			module = module || strings.Contains(string(text), "\n//luster:module ")
			if f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.PackageClauseOnly); err == nil && pkg == "" {
				pkg = f.Name.Name
			}
		}
	}
	switch pkg {
	case "":
		return "", false, false, fmt.Errorf("%s holds no Go package: write one first", dir)
	case "main":
		return "", false, false, fmt.Errorf("%s holds package main, which cannot be a Lua module: put what is to be bound into a package of its own", dir)
	}
	return pkg, generates, module, nil
}

var moduleLine = regexp.MustCompile(`(?m)^module\s+"?([^\s"]+)`)

// importPath returns the import path of the package in a directory.
func importPath(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	root := up(abs, "go.mod")
	if root == "" {
		return "", fmt.Errorf("%s is in no module: run go mod init", dir)
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", err
	}
	m := moduleLine.FindSubmatch(text)
	if m == nil {
		return "", fmt.Errorf("%s names no module", filepath.Join(root, "go.mod"))
	}
	rel, err := filepath.Rel(root, abs)
	if err != nil {
		return "", err
	}
	if rel == "." {
		return string(m[1]), nil
	}
	return string(m[1]) + "/" + filepath.ToSlash(rel), nil
}
