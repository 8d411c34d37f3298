package frame_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/lusterlua/luster/examples/frame"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// newLoop returns a loop whose clock advances by 0.1 ms at each look.
func newLoop(t *testing.T, out *strings.Builder) *frame.Loop {
	vm, err := rt.New(rt.Config{Stdout: out})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		t.Fatal(err)
	}
	clock := time.Unix(0, 0)
	return &frame.Loop{VM: vm, Now: func() time.Time {
		clock = clock.Add(100 * time.Microsecond)
		return clock
	}}
}

func add(t *testing.T, l *frame.Loop, name, src string) *frame.Script {
	t.Helper()
	s, err := l.Add(name, src)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFrames(t *testing.T) {
	var out strings.Builder
	l := newLoop(t, &out)
	slow := add(t, l, "slow", `return function(dt)
		for i = 1, 250000 do end -- a frame has room for about 200,000 units
		print("slow", dt)
	end`)
	quick := add(t, l, "quick", `return function(dt) print("quick", dt) end`)
	for range 4 {
		l.Frame(0.5)
		out.WriteString("-- frame\n")
	}
	want := "-- frame\nslow\t0.5\nquick\t1.0\n-- frame\n-- frame\nslow\t1.0\nquick\t1.0\n-- frame\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	if slow.Late != 2 || quick.Late != 0 || slow.Err != nil {
		t.Errorf("late %d and %d times, error %v", slow.Late, quick.Late, slow.Err)
	}
}

func TestYieldWaitsForTheNextFrame(t *testing.T) {
	var out strings.Builder
	l := newLoop(t, &out)
	add(t, l, "patrol", `return function(dt)
		for _, to in ipairs {"north", "south"} do
			print(to, dt)
			dt = coroutine.yield()
		end
	end`)
	for i := range 4 {
		l.Frame(float64(i))
	}
	if want := "north\t0.0\nsouth\t1.0\nnorth\t3.0\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestFailingScript(t *testing.T) {
	var out strings.Builder
	l := newLoop(t, &out)
	bad := add(t, l, "bad", `local n = 0 return function() n = n + 1 if n == 2 then error("tired") end end`)
	add(t, l, "good", `return function() print("good") end`)
	for range 3 {
		l.Frame(0.1)
	}
	if bad.Err == nil || !strings.Contains(bad.Err.Error(), "bad:1: tired") {
		t.Errorf("got %v", bad.Err)
	}
	if out.String() != "good\ngood\ngood\n" {
		t.Errorf("got %q", out.String())
	}
	if _, err := l.Add("none", "return 1"); err == nil {
		t.Error("a script without a function was taken")
	}
	if _, err := l.Add("wrong", "return +"); !errors.As(err, new(*rt.SyntaxError)) {
		t.Errorf("got %v", err)
	}
}

// With the real clock a script that never ends takes its budget and not much more:
// a slice, and this build may be a slow one. The best of many frames counts, for the
// machine may be busy.
func TestBudgetHolds(t *testing.T) {
	var out strings.Builder
	l := newLoop(t, &out)
	l.Now = nil
	add(t, l, "endless", `return function() while true do local t = {} t[1] = #tostring(t) end end`)
	best := time.Hour
	for range 50 {
		start := time.Now()
		l.Frame(0.016)
		best = min(best, time.Since(start))
	}
	if best < 2*time.Millisecond || best > 6*time.Millisecond {
		t.Errorf("the best of 50 frames took %v", best)
	}
}

func Example() {
	vm, err := rt.New(rt.Config{})
	if err != nil {
		panic(err)
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		panic(err)
	}
	loop := &frame.Loop{VM: vm, Budget: 10 * time.Second}
	_, err = loop.Add("door", `
		local angle = 0
		return function(dt)
			angle = angle + 90 * dt
			print("the door stands at " .. angle)
		end`)
	if err != nil {
		panic(err)
	}
	for range 3 {
		loop.Frame(0.5)
	}
	// Output:
	// the door stands at 45.0
	// the door stands at 90.0
	// the door stands at 135.0
}
