package gc

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestInlining reads the compiler's decisions: fast paths inline, slow paths do not.
func TestInlining(t *testing.T) {
	out, err := exec.Command("go", "build", "-gcflags=-m=2", ".").CombinedOutput()
	if err != nil {
		t.Skipf("no compiler to ask: %v", err)
	}
	can := make(map[string]bool)
	re := regexp.MustCompile(`(?m): (can|cannot) inline ([^ :]+)`)
	for _, m := range re.FindAllStringSubmatch(string(out), -1) {
		can[m[2]] = m[1] == "can"
	}
	for _, name := range strings.Fields(`HeaderOf at headerAt (*Heap).Due (*Heap).OverLimit (*Heap).Reserve
		(*Heap).BarrierBack (*Heap).BarrierForward (*Heap).Forward (*Heap).Regray (*Heap).Touch
		(*Tracer).Mark (*Tracer).Chunk (*Tracer).IsDead (*slab).cellOf`) {
		if !can[name] {
			t.Errorf("%s does not inline", name)
		}
	}
	for _, name := range strings.Fields(`(*Heap).barrierBack (*Heap).barrierForward (*Heap).regray
		(*Tracer).mark (*core).refill`) {
		if can[name] {
			t.Errorf("%s inlines into the fast path", name)
		}
	}
	// Generic methods are reported where they are used: in this package's tests, as by an engine.
	out, _ = exec.Command("go", "test", "-c", "-o", "/dev/null", "-gcflags=-m=2", ".").CombinedOutput()
	for _, want := range []string{`inlining call to \(\*Ptr\[.*\]\)\.Get`, `inlining call to \(\*Ptr\[.*\]\)\.Set`} {
		if !regexp.MustCompile(want).Match(out) {
			t.Errorf("the compiler says nothing like %q", want)
		}
	}
}
