package bindtest

// This file defines the configuration of the checks and what they share: the
// run of the generator, new VMs, golden files.

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lusterlua/luster/gen"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// Config says what to check. It is never modified. Only Open is required, and
// that not by [Fresh] and [API], nor by [Trace] for the types of Traced.
type Config struct {
	// Open opens the bindings in a VM. It may do more, such as setting globals for
	// scripts to use.
	Open func(vm *rt.VM) error
	// Packages are the packages that hold the bindings, as the go command takes
	// them; none means the package of the test.
	Packages []string
	// Dir is where Packages and the golden files begin; empty is the directory of
	// the test.
	Dir string
	// Tags are build tags, separated by commas.
	Tags string
	// Libs are the libraries that scripts have; none means stdlib.Safe.
	Libs []stdlib.Set
	// Values returns objects of the host that calls may be made on: pointers to
	// exposed types. A type without values here is made by its constructors, and
	// without these it is a zero value.
	Values func(vm *rt.VM) []any
	// Traced are pointers to types with a trace method that are not exposed, for
	// Trace.
	Traced []gc.Traceable
	// Golden is the directory of the golden files; empty is testdata/bindtest.
	Golden string
	// Skip are symbols that no check may call, as lusterbind list prints them, such
	// as "game.World:quit".
	Skip []string
}

// update is the flag -update, unless the test's own package has one.
func init() {
	if flag.Lookup("update") == nil {
		flag.Bool("update", false, "rewrite golden files")
	}
}

func updating() bool {
	if os.Getenv("UPDATE") != "" {
		return true
	}
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

func (cfg *Config) dir() string {
	if cfg.Dir == "" {
		return "."
	}
	return cfg.Dir
}

func (cfg *Config) golden(name string) string {
	if cfg.Golden != "" {
		return filepath.Join(cfg.Golden, name)
	}
	return filepath.Join(cfg.dir(), "testdata", "bindtest", name)
}

// generated remembers runs of the generator: the checks of one test ask for the
// same one, and nothing changes between them.
var generated sync.Map // of the configuration's text to func() (*gen.Result, error)

// generate runs the generator on the packages. Diagnostics end the test.
func (cfg *Config) generate(t testing.TB) *gen.Result {
	t.Helper()
	dir, err := filepath.Abs(cfg.dir())
	if err != nil {
		t.Fatal(err)
	}
	key := strings.Join(append([]string{dir, cfg.Tags}, cfg.Packages...), "\x00")
	run, _ := generated.LoadOrStore(key, sync.OnceValues(func() (*gen.Result, error) { return cfg.run(dir) }))
	r, err := run.(func() (*gen.Result, error))()
	if err != nil {
		t.Fatalf("lusterbind: %v", err)
	}
	if len(r.Diagnostics) > 0 {
		for _, d := range r.Diagnostics {
			t.Errorf("lusterbind: %s", d)
		}
		t.FailNow()
	}
	return r
}

func (cfg *Config) run(dir string) (*gen.Result, error) {
	g := gen.Config{Dir: dir, Patterns: cfg.Packages}
	if len(g.Patterns) == 0 {
		g.Patterns = []string{"."}
	}
	if cfg.Tags != "" {
		g.BuildFlags = []string{"-tags=" + cfg.Tags}
	}
	return gen.Generate(g)
}

// limits keep a call of the checks from taking the test down.
const (
	maxMemory = 256 << 20
	maxTime   = 20 * time.Second
)

// vm returns a new VM with the libraries and the bindings. It is closed when the
// test ends.
func (cfg *Config) vm(t testing.TB, c rt.Config) *rt.VM {
	t.Helper()
	vm, err := cfg.open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	return vm
}

func (cfg *Config) open(c rt.Config) (*rt.VM, error) {
	if cfg.Open == nil {
		return nil, errors.New("bindtest: Config.Open is not set")
	}
	if c.Memory == 0 {
		c.Memory = maxMemory
	}
	if c.Timeout == 0 {
		c.Timeout = maxTime
	}
	if c.Stdout == nil {
		c.Stdout = io.Discard
	}
	if c.Stderr == nil {
		c.Stderr = io.Discard
	}
	if c.Seed == 0 {
		c.Seed = 1
	}
	vm, err := rt.New(c)
	if err != nil {
		return nil, err
	}
	libs := cfg.Libs
	if len(libs) == 0 {
		libs = []stdlib.Set{stdlib.Safe}
	}
	err = stdlib.Open(vm, libs...)
	if err == nil {
		err = cfg.Open(vm)
	}
	if err != nil {
		return nil, errors.Join(err, vm.Close())
	}
	return vm, nil
}

// background is the context of all calls: their VMs have a timeout.
var background = context.Background()

func (cfg *Config) skips(symbol string) bool { return slices.Contains(cfg.Skip, symbol) }

// compareGolden compares a text with a golden file, or rewrites that.
func (cfg *Config) compareGolden(t testing.TB, name, got, why string) {
	t.Helper()
	file := cfg.golden(name)
	if updating() {
		writeFile(t, file, got)
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%v\ngo test -update writes it", err)
		return
	}
	if diff := cmp.Diff(strings.SplitAfter(string(want), "\n"), strings.SplitAfter(got, "\n")); diff != "" {
		t.Errorf("%s (-%s +now):\n%s\nif that is meant: go test -update", why, filepath.ToSlash(name), diff)
	}
}

func writeFile(t testing.TB, file, text string) {
	t.Helper()
	if old, err := os.ReadFile(file); err == nil && string(old) == text {
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
