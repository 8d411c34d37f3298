package stdlib

// This file defines calls of every function of the libraries whose work grows with
// a number, and tests what they cost.

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
)

// A costCase is a call: setup runs before it with the size in N, call is a
// statement. Sizes are the least, and the one for the audit.
type costCase struct {
	name  string // of the function
	setup string
	call  string
	max   int // the greatest N that is tried, 1<<20 if 0
	// per is how many of the units of the rule there are for each of N, as
	// "bytes=1 options=0.5": if it is empty, what the setup suggests.
	per string
}

// limit returns the greatest N.
func (c costCase) limit() int {
	if c.max == 0 {
		return 1 << 20
	}
	return c.max
}

// units returns how many of each unit there are for each of N, and what making
// the arguments costs.
func (c costCase) units(t *testing.T) (per map[string]float64, also float64) {
	per = map[string]float64{}
	text := c.per
	switch {
	case c.setup == manyArgs:
		also = 1
		if text == "" {
			text = "args=1 results=1"
		}
	case text != "":
	case c.setup == bigTable || c.setup == slowTable:
		text = "elements=1 results=1"
	case strings.HasPrefix(c.setup, bigString):
		text = "bytes=1"
	}
	for _, f := range strings.Fields(text) {
		unit, n, _ := strings.Cut(f, "=")
		x, err := strconv.ParseFloat(n, 64)
		if err != nil {
			t.Fatal(err)
		}
		per[unit] = x
	}
	return per, also
}

const bigString = `S = ("x"):rep(N)`
const bigTable = `T = {} for i = 1, N do T[i] = i end`
const manyArgs = `T = {} for i = 1, N do T[i] = 65 end`
const slowTable = `local U = {} for i = 1, N do U[i] = i end T = setmetatable({}, {__index = U, __newindex = U, __len = function() return #U end})`

const maxArgs = 200000

var costCases = []costCase{
	{"assert", manyArgs, `assert(table.unpack(T))`, maxArgs, ""},
	{"collectgarbage", ``, `collectgarbage("count")`, 0, ""},
	{"dofile", ``, `pcall(dofile, "no such file")`, 0, ""},
	{"error", bigString, `pcall(function() error(S) end)`, 0, ""},
	{"getmetatable", ``, `getmetatable("")`, 0, ""},
	{"ipairs", bigTable, `ipairs(T)`, 0, ""},
	{"load", `S = ("x = 1 "):rep(N // 6)`, `load(S)`, 1 << 19, "bytes=1"},
	{"loadfile", ``, `loadfile("no such file")`, 0, ""},
	{"next", bigTable, `next(T)`, 0, ""},
	{"pairs", bigTable, `pairs(T)`, 0, ""},
	{"pcall", manyArgs, `pcall(assert, table.unpack(T))`, maxArgs, ""},
	{"print", bigString, `print(S)`, 0, ""},
	{"print", manyArgs, `print(table.unpack(T))`, maxArgs, ""},
	{"rawequal", bigString + ` R = ("x"):rep(N)`, `rawequal(S, R)`, 0, ""},
	{"rawget", bigTable, `rawget(T, N)`, 0, ""},
	{"rawlen", bigTable, `rawlen(T)`, 0, ""},
	{"rawset", bigTable, `rawset(T, 1, 1)`, 0, ""},
	{"require", ``, `pcall(require, "no such module")`, 0, ""},
	{"select", manyArgs, `select(2, table.unpack(T))`, maxArgs, ""},
	{"setmetatable", ``, `setmetatable({}, {})`, 0, ""},
	{"tonumber", `S = ("1"):rep(N)`, `tonumber(S)`, 0, "bytes=1"},
	{"tonumber", `S = ("1"):rep(N)`, `tonumber(S, 10)`, 0, "bytes=1"},
	{"tostring", bigString, `tostring(S)`, 0, ""},
	{"type", ``, `type(1)`, 0, ""},
	{"warn", bigString, `warn(S)`, 0, ""},
	{"xpcall", manyArgs, `xpcall(assert, print, table.unpack(T))`, maxArgs, ""},
	{"coroutine.close", ``, `coroutine.close(coroutine.create(print))`, 0, ""},
	{"coroutine.create", ``, `coroutine.create(print)`, 0, ""},
	{"coroutine.isyieldable", ``, `coroutine.isyieldable()`, 0, ""},
	{"coroutine.resume", manyArgs, `coroutine.resume(coroutine.create(type), table.unpack(T))`, maxArgs, ""},
	{"coroutine.running", ``, `coroutine.running()`, 0, ""},
	{"coroutine.status", ``, `coroutine.status(coroutine.create(print))`, 0, ""},
	{"coroutine.wrap", ``, `coroutine.wrap(print)`, 0, ""},
	{"coroutine.yield", manyArgs, `coroutine.wrap(coroutine.yield)(table.unpack(T))`, maxArgs, ""},
	{"string.byte", bigString, `string.byte(S, 1, -1)`, maxArgs, "results=1"},
	{"string.char", manyArgs, `string.char(table.unpack(T))`, maxArgs, ""},
	{"string.dump", `F = load(("x = 1 "):rep(N // 6))`, `string.dump(F)`, 1 << 18, ""},
	{"string.find", bigString, `string.find(S, "y", 1, true)`, 0, ""},
	{"string.find", bigString, `string.find(S, "x-y")`, 1 << 11, ""},
	{"string.find", bigString, `string.find(S, ("x"):rep(N // 2) .. "y", 1, true)`, 0, ""},
	{"string.find", bigString, `string.find(S, "x*$")`, 0, ""},
	{"string.find", bigString, `string.find("y", S .. "%")`, 0, "steps=1"},
	{"string.format", bigString, `string.format("%s", S)`, 0, ""},
	{"string.format", bigString, `string.format("%q", S)`, 0, "bytes=4"},
	{"string.format", bigString, `string.format("%.3s", S)`, 0, "bytes=1"},
	{"string.format", bigString, `string.format(S)`, 0, ""},
	{"string.format", manyArgs, `string.format(("%d"):rep(N), table.unpack(T))`, maxArgs, "conversions=1 args=1 bytes=2"},
	{"string.gmatch", bigString, `string.gmatch(S, "y")()`, 0, ""},
	{"string.gsub", bigString, `string.gsub(S, "x", "yy")`, 0, ""},
	{"string.gsub", bigString, `string.gsub(S, "x", {x = "y"})`, 1 << 16, ""},
	{"string.gsub", bigString, `string.gsub(S, ".*", S)`, 0, ""},
	{"string.len", bigString, `string.len(S)`, 0, ""},
	{"string.lower", bigString, `string.lower(S)`, 0, ""},
	{"string.match", bigString, `string.match(S, ".*y")`, 1 << 11, ""},
	{"string.match", bigString, `string.match(S, "(.*)")`, 0, ""},
	{"string.pack", bigString, `string.pack("s", S)`, 0, ""},
	{"string.pack", bigString, `string.pack("z", S)`, 0, ""},
	{"string.pack", ``, `string.pack("c" .. N, "")`, 0, "bytes=1"},
	{"string.pack", manyArgs, `string.pack(("j"):rep(N), table.unpack(T))`, maxArgs, "options=1 bytes=8"},
	{"string.packsize", ``, `string.packsize(("i4"):rep(N // 2))`, 0, "options=0.5"},
	{"string.rep", ``, `string.rep("ab", N // 2)`, 0, "bytes=1"},
	{"string.rep", bigString, `string.rep(S, 2, S)`, 0, "bytes=3"},
	{"string.reverse", bigString, `string.reverse(S)`, 0, ""},
	{"string.sub", bigString, `string.sub(S, 2)`, 0, ""},
	{"string.unpack", `S = ("\1"):rep(N)`, `string.unpack(("b"):rep(N), S)`, maxArgs, "options=1"},
	{"string.unpack", `S = string.pack("s", ("x"):rep(N))`, `string.unpack("s", S)`, 0, "bytes=1"},
	{"string.unpack", bigString, `pcall(string.unpack, "z", S)`, 0, ""},
	{"string.upper", bigString, `string.upper(S)`, 0, ""},
	{"table.concat", bigTable, `table.concat(T, ",")`, 0, "elements=1 bytes=7"},
	{"table.concat", bigString, `table.concat({S, S}, S)`, 0, "bytes=3"},
	{"table.concat", slowTable, `table.concat(T)`, 1 << 18, "elements=1"},
	{"table.insert", bigTable, `table.insert(T, 1, 0)`, 0, ""},
	{"table.insert", slowTable, `table.insert(T, 1, 0)`, 1 << 18, ""},
	{"table.move", bigTable, `table.move(T, 1, N, 2)`, 0, ""},
	{"table.move", bigTable, `table.move(T, 1, N, 1, {})`, 0, ""},
	{"table.move", slowTable, `table.move(T, 1, N, 2)`, 1 << 18, ""},
	{"table.pack", manyArgs, `table.pack(table.unpack(T))`, maxArgs, ""},
	{"table.remove", bigTable, `table.remove(T, 1)`, 0, ""},
	{"table.sort", `T = {} for i = 1, N do T[i] = i * 7919 % 10007 end`, `table.sort(T)`, 1 << 18, ""},
	{"table.sort", `T = {} for i = 1, N do T[i] = i * 7919 % 10007 end`, `table.sort(T, function(a, b) return a > b end)`, 1 << 16, ""},
	{"table.sort", `T = {} for i = 1, 8 do T[i] = ("x"):rep(N) .. i % 3 end`, `table.sort(T)`, 0, ""},
	{"table.unpack", bigTable, `table.unpack(T)`, maxArgs, ""},
	{"table.unpack", slowTable, `table.unpack(T)`, 1 << 16, ""},
	{"math.abs", ``, `math.abs(-1)`, 0, ""}, {"math.acos", ``, `math.acos(1)`, 0, ""}, {"math.asin", ``, `math.asin(1)`, 0, ""},
	{"math.atan", ``, `math.atan(1, 2)`, 0, ""}, {"math.ceil", ``, `math.ceil(1.5)`, 0, ""}, {"math.cos", ``, `math.cos(1)`, 0, ""},
	{"math.deg", ``, `math.deg(1)`, 0, ""}, {"math.exp", ``, `math.exp(1)`, 0, ""}, {"math.floor", ``, `math.floor(1.5)`, 0, ""},
	{"math.fmod", ``, `math.fmod(1e308, 3)`, 0, ""}, {"math.log", ``, `math.log(2, 10)`, 0, ""},
	{"math.max", manyArgs, `math.max(table.unpack(T))`, maxArgs, "args=1"},
	{"math.min", manyArgs, `math.min(table.unpack(T))`, maxArgs, ""},
	{"math.max", `T = {} for i = 1, 4 do T[i] = ("x"):rep(N) .. i end`, `math.max(table.unpack(T))`, 0, "bytes=3"},
	{"math.modf", ``, `math.modf(1.5)`, 0, ""}, {"math.rad", ``, `math.rad(1)`, 0, ""}, {"math.random", ``, `math.random(10)`, 0, ""},
	{"math.randomseed", ``, `math.randomseed(1)`, 0, ""}, {"math.sin", ``, `math.sin(1)`, 0, ""}, {"math.sqrt", ``, `math.sqrt(2)`, 0, ""},
	{"math.tan", ``, `math.tan(1)`, 0, ""}, {"math.tointeger", `S = ("1"):rep(N)`, `math.tointeger(S)`, 0, "bytes=1"},
	{"math.type", ``, `math.type(1)`, 0, ""}, {"math.ult", ``, `math.ult(1, 2)`, 0, ""},
	{"utf8.char", manyArgs, `utf8.char(table.unpack(T))`, maxArgs, ""},
	{"utf8.codepoint", bigString, `utf8.codepoint(S, 1, -1)`, maxArgs, "results=1"},
	{"utf8.codes", bigString, `local f, s, i = utf8.codes(S) f(s, i)`, 0, ""},
	{"utf8.len", bigString, `utf8.len(S)`, 0, ""},
	{"utf8.offset", bigString, `utf8.offset(S, N)`, 0, "bytes=1"},
	{"package.loadlib", ``, `package.loadlib("a", "b")`, 0, ""},
	{"package.searchpath", `S = ("?;"):rep(N // 2)`, `package.searchpath("a", S)`, 1 << 14, ""},
	{"io.close", `F = io.open("x", "w")`, `io.close(F)`, 0, ""},
	{"io.flush", ``, `io.flush()`, 0, ""}, {"io.input", ``, `io.input()`, 0, ""},
	{"io.lines", `local f = io.open("x", "w") f:write(("x"):rep(N), "\n") f:close()`, `io.lines("x")()`, 0, "bytes=1"},
	{"io.open", `io.open("x", "w"):close()`, `io.open("x"):close()`, 0, ""},
	{"io.output", ``, `io.output()`, 0, ""}, {"io.popen", ``, `io.popen("true"):close()`, 0, ""},
	{"io.read", `local f = io.open("x", "w") f:write(("x"):rep(N)) f:close() F = io.open("x")`, `F:read("a")`, 0, "bytes=1"},
	{"io.read", `local f = io.open("x", "w") f:write(("x"):rep(N)) f:close() io.input("x")`, `io.read(N)`, 0, "bytes=1"},
	{"io.read", `local f = io.open("x", "w") f:write((" "):rep(N)) f:close() F = io.open("x")`, `F:read("n")`, 0, "bytes=1"},
	{"io.tmpfile", ``, `io.tmpfile():close()`, 0, ""}, {"io.type", ``, `io.type(1)`, 0, ""},
	{"io.write", bigString + ` F = io.open("x", "w")`, `F:write(S)`, 0, ""},
	{"io.write", manyArgs + ` io.output("x")`, `io.write(table.unpack(T))`, maxArgs, "args=1 bytes=2"},
	{"os.clock", ``, `os.clock()`, 0, ""}, {"os.date", ``, `os.date(("%c"):rep(N // 64), 0)`, 1 << 18, "bytes=0.41"},
	{"os.difftime", ``, `os.difftime(1, 0)`, 0, ""}, {"os.execute", ``, `os.execute("true")`, 0, ""}, {"os.exit", ``, `_ = os.exit`, 0, ""},
	{"os.getenv", ``, `os.getenv("HOME")`, 0, ""}, {"os.remove", ``, `os.remove("no such file")`, 0, ""},
	{"os.rename", ``, `os.rename("no such file", "x")`, 0, ""}, {"os.setlocale", ``, `os.setlocale("C")`, 0, ""},
	{"os.time", ``, `os.time{year = 2000, month = 1, day = 1}`, 0, ""}, {"os.tmpname", ``, `os.remove(os.tmpname())`, 0, ""},
	{"debug.traceback", ``, `debug.traceback()`, 0, ""},
}

// everything opens each library in a directory of the test's.
func everything(t testing.TB, vm *rt.VM) {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	h := Machine()
	h.Files = Directory(root)
	if err := Open(vm, Safe, Files(root.FS()), Package(root.FS(), "?.lua"), OS(h), IO(h), DebugUnsafe); err != nil {
		t.Fatal(err)
	}
}

// costRun is one measured call.
type costRun struct {
	fuel   int64
	report audit.Report
	times  []time.Duration // of the steps
}

// runCost prepares a call of size n and runs it in slices of fuel.
func runCost(t *testing.T, c costCase, n int, slice int64) costRun {
	t.Helper()
	vm, err := rt.New(rt.Config{Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Seed: 1, AllowBinary: true, Fuel: 1 << 50})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	everything(t, vm)
	if err := vm.SetGlobal("N", n); err != nil {
		t.Fatal(err)
	}
	if _, err := vm.Run(context.Background(), "=setup", c.setup); err != nil {
		t.Fatalf("%s: %v", c.setup, err)
	}
	fn, err := vm.Load("=call", c.call)
	if err != nil {
		t.Fatal(err)
	}
	th, err := vm.NewThread(fn)
	if err != nil {
		t.Fatal(err)
	}
	var r costRun
	vm.Heap().Stop()
	before, _ := vm.Fuel()
	r.report = audit.Measure(func() {
		for status := rt.StatusPaused; status == rt.StatusPaused; {
			start := time.Now()
			status, _, err = th.Must().Step(vm, slice)
			r.times = append(r.times, time.Since(start))
		}
	})
	if err != nil {
		t.Fatalf("%s with N = %d: %v", c.call, n, err)
	}
	after, _ := vm.Fuel()
	r.fuel = before - after
	return r
}

// termPattern matches a term of a rule that can be computed.
var termPattern = regexp.MustCompile(`(?:(\d+)\*)?\b(bytes|args|results|elements|options|conversions)\b(?:/(\d+))?`)

// slope returns what the rule says that each of N costs.
func slope(rule string, per map[string]float64) float64 {
	sum := 0.0
	for _, m := range termPattern.FindAllStringSubmatch(rule, -1) {
		x := per[m[2]]
		if n, err := strconv.ParseFloat(m[1], 64); err == nil {
			x *= n
		}
		if n, err := strconv.ParseFloat(m[3], 64); err == nil {
			x /= n
		}
		sum += x
	}
	return sum
}

// uncomputed are the rules that speak of what a test cannot count.
var uncomputed = regexp.MustCompile(`steps of|log|of the function|what |moved|each|levels`)

// TestFuelRules measures the fuel of calls that grow and compares with the rule
// that the index states: the same to a factor of two and a bit.
func TestFuelRules(t *testing.T) {
	rules := map[string]string{}
	for _, e := range Index() {
		rules[e.Name] = e.Fuel
	}
	for _, c := range costCases {
		t.Run(c.call, func(t *testing.T) {
			t.Parallel()
			rule, ok := rules[c.name]
			if !ok {
				t.Fatalf("the index has no %s", c.name)
			}
			small, large := min(c.limit(), 1<<14)/4, min(c.limit(), 1<<14)
			growth := float64(fuelOf(t, c, large)-fuelOf(t, c, small)) / float64(large-small)
			per, also := c.units(t)
			want := slope(rule, per)
			switch {
			case c.setup == slowTable:
				if growth-also < 1 {
					t.Errorf("%.3f for each element of an object with metamethods", growth-also)
				}
			case uncomputed.MatchString(rule) && want == 0:
				if strings.Contains(c.setup, "7919") { // sorting
					if growth < 2 || growth > 200 {
						t.Errorf("%.2f for each of N, and the rule is %s", growth, rule)
					}
				}
			case uncomputed.MatchString(rule):
				if growth-also < want/2.5 {
					t.Errorf("%.3f for each of N, and the rule is %s", growth-also, rule)
				}
			case want == 0:
				if growth-also > 0.01 {
					t.Errorf("%.3f for each of N, and the rule is that it is constant", growth-also)
				}
			case growth-also < want/2.5 || growth-also > want*2.5:
				t.Errorf("%.3f for each of N, and the rule %s says %.3f", growth-also, rule, want)
			}
		})
	}
}

// fuelOf returns the fuel of a call.
func fuelOf(t *testing.T, c costCase, n int) int64 {
	t.Helper()
	return runCost(t, c, n, 1<<40).fuel
}

// TestEveryFunctionHasACost finds functions that the tests here leave out.
func TestEveryFunctionHasACost(t *testing.T) {
	have := map[string]bool{}
	for _, c := range costCases {
		have[c.name] = true
	}
	vm, err := rt.New(rt.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	everything(t, vm)
	for _, e := range Index() {
		v := vm.Globals().Value()
		for part := range strings.SplitSeq(e.Name, ".") {
			if lib, ok := v.AsTable(); ok {
				v = lib.RawGetString(vm, part)
			}
		}
		if v.IsFunc() && !have[e.Name] && !strings.HasPrefix(e.Name, "debug.") {
			t.Errorf("no call of %s is measured", e.Name)
		}
	}
}

// TestAuditOfFunctions counts the work between two looks at the budget, in calls
// with large inputs and little fuel.
func TestAuditOfFunctions(t *testing.T) {
	if !audit.Enabled {
		t.Skip("counts with -tags invariants only")
	}
	for _, c := range costCases {
		n := min(c.limit(), 1<<18)
		r := runCost(t, c, n, 1000)
		if r.report.Exceeded() {
			t.Errorf("%s with N = %d: %d operations between two checks, at\n%s", c.call, n, r.report.Most, r.report.Stack)
		}
	}
}

// longestStep is what the longest step may take. Usual are fifty microseconds; the
// rest is for a busy machine and for memory that is asked for.
const longestStep = 5 * time.Millisecond

// TestStepsEnd measures how long a step of 10,000 units takes in the middle of
// library functions with large inputs. Of each step the shortest of some runs
// counts: the machine has other things to do.
func TestStepsEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	for _, c := range costCases {
		n := min(c.limit(), 120000) // no power of two: a table that grows is moved
		n -= n / 32
		if c.setup == manyArgs || c.max == maxArgs {
			n = 1 << 15 // the engine moves the arguments of a call at once
		}
		if strings.Contains(c.call, "popen") || strings.Contains(c.call, "execute") {
			continue // another process
		}
		var best []time.Duration
		for run := 0; run < 3 || run < 20 && slices.Max(best) > longestStep; run++ {
			for i, d := range runCost(t, c, n, 10000).times {
				if i == len(best) {
					best = append(best, d)
				}
				best[i] = min(best[i], d)
			}
		}
		worst := slices.Max(best)
		if testing.Verbose() {
			t.Logf("%10v of %4d steps: %s", worst, len(best), c.call)
		}
		if worst > longestStep {
			t.Errorf("%s with N = %d: a step took %v", c.call, n, worst)
		}
	}
}
