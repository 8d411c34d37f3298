package main

// This file defines the flag -bind: a host program is built that is this command
// with the user's bindings in it, and takes over.
//
// The host exists in a build overlay only, inside the user's module, so that it
// may import the packages and so that no file appears in the user's tree. Its
// sources are those of this command, without this file.

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/lusterlua/luster/gen"
)

//go:embed *.go
var sources embed.FS

// thisFile is what the host has no use for.
const thisFile = "bind.go"

// runBound runs the command line in a host with the bindings of the packages
// that match o.bind.
func runBound(ctx context.Context, o *options, std stdio) int {
	if o.script != 0 && !o.fromStdin() {
		// What is wrong with the script should not wait for a build.
		s := &session{ctx: ctx, std: std, out: bufio.NewWriter(std.out)}
		if _, err := s.compile(o.argv[o.script], o); err != nil {
			return s.report(err)
		}
	}
	result, err := gen.Generate(gen.Config{Patterns: strings.FieldsFunc(o.bind, func(r rune) bool { return r == ',' || r == ' ' })})
	switch {
	case err != nil:
		fmt.Fprintf(std.err, "luster: -bind %s: %v\n", o.bind, err)
		return exitUsage
	case len(result.Diagnostics) > 0:
		for _, d := range result.Diagnostics {
			fmt.Fprintln(std.err, d)
		}
		return exitUsage
	case len(result.Modules) == 0:
		fmt.Fprintf(std.err, "luster: -bind %s: no package there has a //luster:module directive\n", o.bind)
		return exitUsage
	}
	host, err := build(ctx, result)
	if err != nil {
		fmt.Fprintf(std.err, "luster: -bind %s: %v\n", o.bind, err)
		return exitUsage
	}
	defer host.remove()
	cmd := exec.CommandContext(ctx, host.path)
	cmd.Args = o.argv
	cmd.Stdin, cmd.Stdout, cmd.Stderr = std.in, std.out, std.err
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return exit.ExitCode()
	}
	fmt.Fprintf(std.err, "luster: %v\n", err)
	return exitScript
}

// A host is a built program.
type host struct {
	path string
	temp string // directory to remove with it
}

func (h *host) remove() { _ = os.RemoveAll(h.temp) }

// build builds the host with the modules of a result.
func build(ctx context.Context, r *gen.Result) (h *host, err error) {
	temp, err := os.MkdirTemp("", "luster-*")
	if err != nil {
		return nil, err
	}
	h = &host{temp: temp, path: filepath.Join(temp, "host")}
	defer func() {
		if err != nil {
			h.remove()
		}
	}()
	dir := hostDir(r.Modules)
	overlay, err := hostOverlay(temp, dir, r)
	if err != nil {
		return nil, err
	}
	if cache := cachePath(dir, r.Modules); cache != "" {
		h.path = cache // the go command leaves it alone when it is up to date
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-overlay="+overlay, "-buildvcs=false", "-o", h.path, dir)
	cmd.Dir = r.Modules[0].Dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			return nil, fmt.Errorf("building the host program failed:\n%s", text)
		}
		return nil, fmt.Errorf("building the host program: %w", err)
	}
	return h, nil
}

// hostDir returns a directory that does not exist, from which all modules can be
// imported: inside what their directories have in common, because a package below
// "internal" is visible there.
func hostDir(modules []gen.Module) string {
	common := modules[0].Dir
	for _, m := range modules[1:] {
		for common != m.Dir && !strings.HasPrefix(m.Dir, common+string(filepath.Separator)) && common != filepath.Dir(common) {
			common = filepath.Dir(common)
		}
	}
	for i := 0; ; i++ {
		dir := filepath.Join(common, fmt.Sprintf("lusterhost%d", i))
		if _, err := os.Lstat(dir); err != nil {
			return dir
		}
	}
}

// cachePath returns where the host of these modules is kept between runs, empty
// when there is no place for that.
func cachePath(dir string, modules []gen.Module) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	cache = filepath.Join(cache, "luster")
	if os.MkdirAll(cache, 0o755) != nil {
		return ""
	}
	h := sha256.New()
	fmt.Fprintln(h, dir)
	for _, m := range modules {
		fmt.Fprintln(h, m.Path)
	}
	return filepath.Join(cache, fmt.Sprintf("host-%x", h.Sum(nil)[:8]))
}

// hostOverlay writes the overlay file for the go command: the host's sources, and
// bindings that are stale on disk.
func hostOverlay(temp, dir string, r *gen.Result) (string, error) {
	replace := map[string]string{}
	add := func(target string, text []byte) error {
		name := filepath.Join(temp, fmt.Sprintf("%d.go", len(replace)))
		replace[target] = name
		return os.WriteFile(name, text, 0o600)
	}
	for _, f := range r.Files {
		if f.Status == gen.Fresh || filepath.Ext(f.Path) != ".go" {
			continue
		}
		if f.Status == gen.Orphan {
			replace[f.Path] = ""
			continue
		}
		if err := add(f.Path, f.Content); err != nil {
			return "", err
		}
	}
	entries, err := sources.ReadDir(".")
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if e.Name() == thisFile || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		text, err := sources.ReadFile(e.Name())
		if err != nil {
			return "", err
		}
		if err := add(filepath.Join(dir, e.Name()), text); err != nil {
			return "", err
		}
	}
	if err := add(filepath.Join(dir, thisFile), boundFile(r.Modules)); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	name := filepath.Join(temp, "overlay.json")
	return name, os.WriteFile(name, text, 0o600)
}

// boundFile returns what the host has in place of this file.
func boundFile(modules []gen.Module) []byte {
	var b bytes.Buffer
	b.WriteString("package main\n\nimport (\n\t\"context\"\n\n")
	for i, m := range modules {
		fmt.Fprintf(&b, "\tm%d %q\n", i, m.Path)
	}
	b.WriteString(")\n\nfunc init() {\n")
	for i := range modules {
		fmt.Fprintf(&b, "\tmodules = append(modules, m%d.OpenLua)\n", i)
	}
	b.WriteString("}\n\nfunc runBound(ctx context.Context, o *options, std stdio) int { return execute(ctx, o, std) }\n")
	return b.Bytes()
}
