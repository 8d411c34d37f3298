package bindtest_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/lusterlua/luster/bindtest"
	"github.com/lusterlua/luster/bindtest/internal/zoo"
	rt "github.com/lusterlua/luster/runtime"
)

// cfg is what a package's own test would have, with Open: OpenLua and without
// Packages.
var cfg = bindtest.Config{Open: zoo.OpenLua, Packages: []string{"./internal/zoo"}}

// printer stands for the *testing.T that a test has, in the examples.
type printer struct {
	testing.TB
	cleanup []func()
}

func (p *printer) Helper()                           {}
func (p *printer) Cleanup(f func())                  { p.cleanup = append(p.cleanup, f) }
func (p *printer) Log(args ...any)                   {}
func (p *printer) Logf(format string, args ...any)   {}
func (p *printer) Error(args ...any)                 { fmt.Println(args...) }
func (p *printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (p *printer) Fatal(args ...any)                 { fmt.Println(args...); panic("failed") }
func (p *printer) Fatalf(format string, args ...any) {
	fmt.Printf(format+"\n", args...)
	panic("failed")
}

// done ends the test and says so: whatever failed was printed before.
func (p *printer) done() {
	for _, f := range p.cleanup {
		f()
	}
	fmt.Println("done")
}

// A package with bindings needs no more than this in its bind_test.go, which
// lusterbind init writes.
func ExampleRun() {
	_ = func(t *testing.T) { // TestBindings
		bindtest.Run(t, bindtest.Config{Open: zoo.OpenLua})
	}
}

func ExampleFuzz() {
	_ = func(f *testing.F) { // FuzzBindings
		bindtest.Fuzz(f, func(vm *rt.VM) error {
			return errors.Join(zoo.OpenLua(vm), vm.SetGlobal("seed", &zoo.Animal{Name: "Ida"}))
		})
	}
}

func ExampleFresh() {
	t := new(printer) // a *testing.T
	bindtest.Fresh(t, cfg)
	t.done()
	// Output: done
}

func ExampleTrace() {
	t := new(printer) // a *testing.T
	bindtest.Trace(t, cfg)
	t.done()
	// Output: done
}

func ExampleBarriers() {
	t := new(printer) // a *testing.T
	bindtest.Barriers(t, cfg)
	t.done()
	// Output: done
}

func ExampleRoundTrip() {
	t := new(printer) // a *testing.T
	bindtest.RoundTrip[zoo.Animal](t, cfg)
	bindtest.RoundTrip(t, cfg, zoo.Point{X: 1, Y: 2}, zoo.Point{X: -1})
	t.done()
	// Output: done
}

func ExampleReject() {
	t := new(printer) // a *testing.T
	bindtest.Reject(t, cfg)
	t.done()
	// Output: done
}

func ExampleScripts() {
	t := new(printer) // a *testing.T
	bindtest.Scripts(t, cfg)
	t.done()
	// Output: done
}

func ExampleStubs() {
	t := new(printer) // a *testing.T
	bindtest.Stubs(t, cfg)
	t.done()
	// Output: done
}

func ExampleAPI() {
	t := new(printer) // a *testing.T
	bindtest.API(t, cfg)
	t.done()
	// Output: done
}

func ExampleAllocs() {
	t := new(printer) // a *testing.T
	bindtest.Allocs(t, cfg)
	t.done()
	// Output: done
}

func ExampleNoLeaks() {
	t := new(printer) // a *testing.T
	bindtest.NoLeaks(t, cfg)
	// Work of one's own: a value that is left in a global is replaced the next time.
	bindtest.NoLeaks(t, cfg, func(vm *rt.VM) error { return vm.SetGlobal("x", &zoo.Animal{}) })
	t.done()
	// Output: done
}
