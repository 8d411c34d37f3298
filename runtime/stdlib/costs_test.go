package stdlib

// This file defines calls of every function of the libraries whose work grows with
// a number, and tests what they cost.

import (
	"bytes"
	"context"
	"fmt"
	"os"
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
	max   int // the greatest N that works, 1<<20 if 0
}

const bigString = `S = ("x"):rep(N)`
const bigTable = `T = {} for i = 1, N do T[i] = i end`
const manyArgs = `T = {} for i = 1, N do T[i] = 65 end`
const slowTable = `local U = {} for i = 1, N do U[i] = i end T = setmetatable({}, {__index = U, __newindex = U, __len = function() return #U end})`

const maxArgs = 200000

var costCases = []costCase{
	{"assert", manyArgs, `assert(table.unpack(T))`, maxArgs},
	{"collectgarbage", ``, `collectgarbage("count")`, 0},
	{"dofile", ``, `pcall(dofile, "no such file")`, 0},
	{"error", bigString, `pcall(error, S)`, 0},
	{"getmetatable", ``, `getmetatable("")`, 0},
	{"ipairs", bigTable, `ipairs(T)`, 0},
	{"load", `S = ("x = 1 "):rep(N // 6)`, `load(S)`, 1 << 19},
	{"loadfile", ``, `loadfile("no such file")`, 0},
	{"next", bigTable, `next(T)`, 0},
	{"pairs", bigTable, `pairs(T)`, 0},
	{"pcall", manyArgs, `pcall(assert, table.unpack(T))`, maxArgs},
	{"print", bigString, `print(S)`, 0},
	{"print", manyArgs, `print(table.unpack(T))`, maxArgs},
	{"rawequal", bigString + ` R = ("x"):rep(N)`, `rawequal(S, R)`, 0},
	{"rawget", bigTable, `rawget(T, N)`, 0},
	{"rawlen", bigTable, `rawlen(T)`, 0},
	{"rawset", bigTable, `rawset(T, 1, 1)`, 0},
	{"require", ``, `pcall(require, "no such module")`, 0},
	{"select", manyArgs, `select(2, table.unpack(T))`, maxArgs},
	{"setmetatable", ``, `setmetatable({}, {})`, 0},
	{"tonumber", `S = ("1"):rep(N)`, `tonumber(S)`, 0},
	{"tonumber", `S = ("1"):rep(N)`, `tonumber(S, 10)`, 0},
	{"tostring", bigString, `tostring(S)`, 0},
	{"type", ``, `type(1)`, 0},
	{"warn", bigString, `warn(S)`, 0},
	{"xpcall", manyArgs, `xpcall(assert, print, table.unpack(T))`, maxArgs},
	{"coroutine.close", ``, `coroutine.close(coroutine.create(print))`, 0},
	{"coroutine.create", ``, `coroutine.create(print)`, 0},
	{"coroutine.isyieldable", ``, `coroutine.isyieldable()`, 0},
	{"coroutine.resume", manyArgs, `coroutine.resume(coroutine.create(assert), table.unpack(T))`, maxArgs},
	{"coroutine.running", ``, `coroutine.running()`, 0},
	{"coroutine.status", ``, `coroutine.status(coroutine.create(print))`, 0},
	{"coroutine.wrap", ``, `coroutine.wrap(print)`, 0},
	{"coroutine.yield", manyArgs, `coroutine.wrap(function(...) coroutine.yield(...) end)(table.unpack(T))`, maxArgs},
	{"string.byte", bigString, `string.byte(S, 1, -1)`, maxArgs},
	{"string.char", manyArgs, `string.char(table.unpack(T))`, maxArgs},
	{"string.dump", `F = load(("x = 1 "):rep(N // 6))`, `string.dump(F)`, 1 << 18},
	{"string.find", bigString, `string.find(S, "y", 1, true)`, 0},
	{"string.find", bigString, `string.find(S, "x-y")`, 1 << 11},
	{"string.find", bigString, `string.find(S, ("x"):rep(N // 2) .. "y", 1, true)`, 0},
	{"string.find", bigString, `string.find(S, "x*$")`, 0},
	{"string.find", bigString, `string.find("y", S .. "%")`, 0},
	{"string.format", bigString, `string.format("%s", S)`, 0},
	{"string.format", bigString, `string.format("%q", S)`, 0},
	{"string.format", bigString, `string.format("%.3s", S)`, 0},
	{"string.format", bigString, `string.format(S)`, 0},
	{"string.format", manyArgs, `string.format(("%d"):rep(N), table.unpack(T))`, maxArgs},
	{"string.gmatch", bigString, `string.gmatch(S, "y")()`, 0},
	{"string.gsub", bigString, `string.gsub(S, "x", "yy")`, 0},
	{"string.gsub", bigString, `string.gsub(S, "x", {x = "y"})`, 1 << 16},
	{"string.gsub", bigString, `string.gsub(S, ".*", S)`, 0},
	{"string.len", bigString, `string.len(S)`, 0},
	{"string.lower", bigString, `string.lower(S)`, 0},
	{"string.match", bigString, `string.match(S, ".*y")`, 1 << 11},
	{"string.match", bigString, `string.match(S, "(.*)")`, 0},
	{"string.pack", bigString, `string.pack("s", S)`, 0},
	{"string.pack", bigString, `string.pack("z", S)`, 0},
	{"string.pack", ``, `string.pack("c" .. N, "")`, 0},
	{"string.pack", manyArgs, `string.pack(("j"):rep(N), table.unpack(T))`, maxArgs},
	{"string.packsize", ``, `string.packsize(("i4"):rep(N // 2))`, 0},
	{"string.rep", ``, `string.rep("ab", N // 2)`, 0},
	{"string.rep", bigString, `string.rep(S, 2, S)`, 0},
	{"string.reverse", bigString, `string.reverse(S)`, 0},
	{"string.sub", bigString, `string.sub(S, 2)`, 0},
	{"string.unpack", `S = ("\1"):rep(N)`, `string.unpack(("b"):rep(N), S)`, maxArgs},
	{"string.unpack", `S = string.pack("s", ("x"):rep(N))`, `string.unpack("s", S)`, 0},
	{"string.unpack", bigString, `pcall(string.unpack, "z", S)`, 0},
	{"string.upper", bigString, `string.upper(S)`, 0},
	{"table.concat", bigTable, `table.concat(T, ",")`, 0},
	{"table.concat", bigString, `table.concat({S, S}, S)`, 0},
	{"table.concat", slowTable, `table.concat(T)`, 1 << 18},
	{"table.insert", bigTable, `table.insert(T, 1, 0)`, 0},
	{"table.insert", slowTable, `table.insert(T, 1, 0)`, 1 << 18},
	{"table.move", bigTable, `table.move(T, 1, N, 2)`, 0},
	{"table.move", bigTable, `table.move(T, 1, N, 1, {})`, 0},
	{"table.move", slowTable, `table.move(T, 1, N, 2)`, 1 << 18},
	{"table.pack", manyArgs, `table.pack(table.unpack(T))`, maxArgs},
	{"table.remove", bigTable, `table.remove(T, 1)`, 0},
	{"table.sort", `T = {} for i = 1, N do T[i] = i * 7919 % 10007 end`, `table.sort(T)`, 1 << 18},
	{"table.sort", `T = {} for i = 1, N do T[i] = i * 7919 % 10007 end`, `table.sort(T, function(a, b) return a > b end)`, 1 << 16},
	{"table.sort", `T = {} for i = 1, 8 do T[i] = ("x"):rep(N) .. i % 3 end`, `table.sort(T)`, 0},
	{"table.unpack", bigTable, `table.unpack(T)`, maxArgs},
	{"table.unpack", slowTable, `table.unpack(T)`, 1 << 16},
	{"math.abs", ``, `math.abs(-1)`, 0}, {"math.acos", ``, `math.acos(1)`, 0}, {"math.asin", ``, `math.asin(1)`, 0},
	{"math.atan", ``, `math.atan(1, 2)`, 0}, {"math.ceil", ``, `math.ceil(1.5)`, 0}, {"math.cos", ``, `math.cos(1)`, 0},
	{"math.deg", ``, `math.deg(1)`, 0}, {"math.exp", ``, `math.exp(1)`, 0}, {"math.floor", ``, `math.floor(1.5)`, 0},
	{"math.fmod", ``, `math.fmod(1e308, 3)`, 0}, {"math.log", ``, `math.log(2, 10)`, 0},
	{"math.max", manyArgs, `math.max(table.unpack(T))`, maxArgs},
	{"math.min", manyArgs, `math.min(table.unpack(T))`, maxArgs},
	{"math.max", `T = {} for i = 1, 4 do T[i] = ("x"):rep(N) .. i end`, `math.max(table.unpack(T))`, 0},
	{"math.modf", ``, `math.modf(1.5)`, 0}, {"math.rad", ``, `math.rad(1)`, 0}, {"math.random", ``, `math.random(10)`, 0},
	{"math.randomseed", ``, `math.randomseed(1)`, 0}, {"math.sin", ``, `math.sin(1)`, 0}, {"math.sqrt", ``, `math.sqrt(2)`, 0},
	{"math.tan", ``, `math.tan(1)`, 0}, {"math.tointeger", `S = ("1"):rep(N)`, `math.tointeger(S)`, 0},
	{"math.type", ``, `math.type(1)`, 0}, {"math.ult", ``, `math.ult(1, 2)`, 0},
	{"utf8.char", manyArgs, `utf8.char(table.unpack(T))`, maxArgs},
	{"utf8.codepoint", bigString, `utf8.codepoint(S, 1, -1)`, maxArgs},
	{"utf8.codes", bigString, `local f, s, i = utf8.codes(S) f(s, i)`, 0},
	{"utf8.len", bigString, `utf8.len(S)`, 0},
	{"utf8.offset", bigString, `utf8.offset(S, N)`, 0},
	{"package.loadlib", ``, `package.loadlib("a", "b")`, 0},
	{"package.searchpath", `S = ("?;"):rep(N // 2)`, `package.searchpath("a", S)`, 1 << 14},
	{"io.close", `F = io.open("x", "w")`, `io.close(F)`, 0},
	{"io.flush", ``, `io.flush()`, 0}, {"io.input", ``, `io.input()`, 0},
	{"io.lines", `local f = io.open("x", "w") f:write(("x"):rep(N), "\n") f:close()`, `io.lines("x")()`, 0},
	{"io.open", `io.open("x", "w"):close()`, `io.open("x"):close()`, 0},
	{"io.output", ``, `io.output()`, 0}, {"io.popen", ``, `io.popen("true"):close()`, 0},
	{"io.read", `local f = io.open("x", "w") f:write(("x"):rep(N)) f:close() F = io.open("x")`, `F:read("a")`, 0},
	{"io.read", `local f = io.open("x", "w") f:write(("x"):rep(N)) f:close() io.input("x")`, `io.read(N)`, 0},
	{"io.read", `local f = io.open("x", "w") f:write((" "):rep(N)) f:close() F = io.open("x")`, `F:read("n")`, 0},
	{"io.tmpfile", ``, `io.tmpfile():close()`, 0}, {"io.type", ``, `io.type(1)`, 0},
	{"io.write", bigString + ` F = io.open("x", "w")`, `F:write(S)`, 0},
	{"io.write", manyArgs + ` io.output("x")`, `io.write(table.unpack(T))`, maxArgs},
	{"os.clock", ``, `os.clock()`, 0}, {"os.date", ``, `os.date(("%c"):rep(N // 64), 0)`, 1 << 18},
	{"os.difftime", ``, `os.difftime(1, 0)`, 0}, {"os.execute", ``, `os.execute("true")`, 0}, {"os.exit", ``, `_ = os.exit`, 0},
	{"os.getenv", ``, `os.getenv("HOME")`, 0}, {"os.remove", ``, `os.remove("no such file")`, 0},
	{"os.rename", ``, `os.rename("no such file", "x")`, 0}, {"os.setlocale", ``, `os.setlocale("C")`, 0},
	{"os.time", ``, `os.time{year = 2000, month = 1, day = 1}`, 0}, {"os.tmpname", ``, `os.remove(os.tmpname())`, 0},
	{"debug.traceback", ``, `debug.traceback()`, 0},
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
	worst  time.Duration // of a step
	steps  int
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
		for status := rt.StatusPaused; status == rt.StatusPaused; r.steps++ {
			start := time.Now()
			status, _, err = th.Must().Step(vm, slice)
			r.worst = max(r.worst, time.Since(start))
		}
	})
	if err != nil {
		t.Fatalf("%s with N = %d: %v", c.call, n, err)
	}
	after, _ := vm.Fuel()
	r.fuel = before - after
	return r
}

// TestCostsReport prints what the calls cost.
func TestCostsReport(t *testing.T) {
	if os.Getenv("COSTS") == "" {
		t.Skip("prints only")
	}
	for _, c := range costCases {
		limit := c.max
		if limit == 0 {
			limit = 1 << 20
		}
		var fuel []string
		for _, n := range []int{64, limit / 4, limit} {
			fuel = append(fuel, fmt.Sprint(runCost(t, c, n, 1<<40).fuel))
		}
		r := runCost(t, c, limit, 1000)
		worst := time.Duration(1 << 40)
		for range 3 {
			worst = min(worst, runCost(t, c, limit, 10000).worst)
		}
		stack := ""
		if r.report.Exceeded() {
			stack = strings.Join(strings.Split(r.report.Stack, "\n"), "\n")
		}
		fmt.Printf("%-20s N=%-8d fuel %-30s most %6d total %8d steps %6d worst %v   %s\n%s", c.name, limit, strings.Join(fuel, " "), r.report.Most, r.report.Total, r.steps, worst, c.call, stack)
	}
}
