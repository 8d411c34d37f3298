package attacks

import (
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	goruntime "runtime"
	"runtime/debug"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

var rounds = flag.Int("rounds", 4, "how often all scripts run in one process")

// TestRoundsLeaveNothing runs every script again and again in one process: what a
// VM took is given back when it is closed, whatever stopped its script.
func TestRoundsLeaveNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every script several times")
	}
	scripts, err := filepath.Glob("testdata/*.lua")
	if err != nil || len(scripts) < 130 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	var sources []string
	for _, path := range scripts {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, string(src))
	}
	round := func() (heap uint64, goroutines int) {
		for i, src := range sources {
			contain(t, scripts[i], src)
		}
		// Cleanups of forgotten roots run on a goroutine of Go's.
		for range 3 {
			goruntime.GC()
			time.Sleep(5 * time.Millisecond)
		}
		debug.FreeOSMemory()
		var m goruntime.MemStats
		goruntime.ReadMemStats(&m)
		return m.HeapAlloc, goruntime.NumGoroutine()
	}
	round()
	heap, goroutines := round()
	for n := 2; n < *rounds; n++ {
		h, g := round()
		t.Logf("round %d: %d KiB, %d goroutines", n+1, h>>10, g)
		// 256 KiB: what a test and the log of it take, in a heap of nearly nothing.
		if h > heap+heap/20+256<<10 {
			t.Errorf("round %d leaves %d bytes, the second one left %d", n+1, h, heap)
		}
		if g > goroutines {
			t.Errorf("round %d leaves %d goroutines, the second one left %d", n+1, g, goroutines)
		}
	}
}

// contain runs one script with little fuel: many are cut in the middle.
func contain(t *testing.T, path, src string) {
	t.Helper()
	vm, err := rt.New(rt.Config{Memory: 32 << 20, Fuel: 1_000_000, Timeout: time.Second, Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		t.Fatal(err)
	}
	_, err = vm.Run(t.Context(), "="+filepath.Base(path), src)
	var p *rt.PanicError
	if errors.As(err, &p) {
		t.Errorf("%s: %v\n%s", path, err, p.Stack)
	}
	if n := vm.Heap().Count(); n > 32<<20 {
		t.Errorf("%s: %d bytes accounted", path, n)
	}
	start := time.Now()
	if err := vm.Close(); err != nil {
		t.Errorf("%s: %v", path, err)
	}
	if d := time.Since(start); d > 100*time.Millisecond { // of the wall clock; bench -limits measures CPU time
		t.Errorf("%s: Close took %v", path, d)
	}
}
