package runtime_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
)

// largeSteps are instructions with much work in them.
var largeSteps = []struct{ name, src string }{
	{"concat", `local s = ("x"):rep(3000000) local t = s .. 12 .. s .. 1.5 .. "" assert(#t == 6000005 and t:sub(-4) == "x1.5") t = "" .. s .. "" assert(t == s)`},
	{"compare", `local s, t, u = ("x"):rep(3000000) .. "a", ("x"):rep(3000000) .. "b", ("x"):rep(3000000)
		assert(s ~= t and s < t and s <= t and not (t < s) and t > s and u < s and u <= s and s ~= u and s == u .. "a" and s >= u)
		assert(not (s < s) and s <= s)`},
	{"long keys", `local s = ("x"):rep(3000000) local t = { [s .. 1] = 1 } t[s .. 2] = 2
		local k = s .. 1
		assert(t[k] == 1 and t[s .. 2] == 2 and t[s .. 3] == nil and t[s .. ("y"):rep(100000)] == nil)`},
	{"next", `local t = {} for i = 1, 200000 do t[i], t[-i] = i, i end
		for i = 1, 199999 do t[i], t[-i] = nil, nil end
		local k = next(t) assert(k == 200000) k = next(t, k) assert(k == -200000 and not next(t, k))
		local n = 0 for k, v in pairs(t) do n = n + 1 end assert(n == 2)
		n = 0 for k, v in next, t do n = n + 1 end assert(n == 2)`},
	{"collect", `local t = {} for i = 1, 50000 do t[i] = {} end collectgarbage() collectgarbage("step", 1000) collectgarbage("step")`},
}

// TestLargeStepsInSlices runs them in slices, small ones and one large, and with
// collections in between.
func TestLargeStepsInSlices(t *testing.T) {
	for _, p := range largeSteps {
		for _, fuel := range []int64{1 << 40, 1000, 10} {
			vm := openSafe(t, rt.Config{Memory: 64 << 20})
			if err := inSlices(t, vm, p.src, fuel); err != nil {
				t.Errorf("%s, fuel %d: %v", p.name, fuel, err)
			}
		}
	}
}

// TestLargeStepsAreDivided measures the work between two looks at the budget.
func TestLargeStepsAreDivided(t *testing.T) {
	if !audit.Enabled {
		t.Log("counts only with -tags invariants")
	}
	for _, p := range largeSteps {
		vm := openSafe(t, rt.Config{})
		r := audit.Measure(func() {
			if _, err := vm.Run(context.Background(), "=t", p.src); err != nil {
				t.Errorf("%s: %v", p.name, err)
			}
		})
		if audit.Enabled && r.Total < audit.Limit {
			t.Errorf("%s: only %d operations are counted", p.name, r.Total)
		}
		// A step of the collector may be followed by its atomic phase.
		if limit := int64(2 * audit.Limit); r.Most > limit {
			t.Errorf("%s: %d operations at once\n%s", p.name, r.Most, r.Stack)
		}
	}
}

// What a limit stops says where it was.
func TestLimitErrorsHaveATraceback(t *testing.T) {
	const src = "local function spin()\n  while true do end\nend\nlocal co = coroutine.wrap(function()\n  spin()\nend)\nco()"
	call := func(ctx context.Context, cfg rt.Config) error {
		_, err := openSafe(t, cfg).Run(ctx, "=t", src)
		return err
	}
	until := func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		return call(ctx, rt.Config{})
	}
	step := func() error {
		vm := openSafe(t, rt.Config{Fuel: 100_000})
		return inSlices(t, vm, src, 30_000)
	}
	for _, tt := range []struct {
		name string
		err  error
		want error
	}{
		{"fuel", call(context.Background(), rt.Config{Fuel: 100_000}), rt.ErrFuel},
		{"fuel of a call", call(context.Background(), rt.Config{CallFuel: 100_000}), rt.ErrFuel},
		{"step", step(), rt.ErrFuel},
		{"timeout", call(context.Background(), rt.Config{Timeout: 20 * time.Millisecond}), rt.ErrDeadline},
		{"context", until(), rt.ErrDeadline},
	} {
		var e *rt.Error
		if !errors.Is(tt.err, tt.want) || !errors.As(tt.err, &e) {
			t.Errorf("%s: got %v, want %v", tt.name, tt.err, tt.want)
			continue
		}
		if tb := e.Traceback(); !strings.Contains(tb, "t:2: in ") || !strings.Contains(tb, "t:5: in ") {
			t.Errorf("%s: the traceback is %q", tt.name, tb)
		}
	}
}
