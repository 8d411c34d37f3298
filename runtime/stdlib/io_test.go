package stdlib

// This file defines the tests of io and os: against lua5.4 in a directory, and of
// what a host gives or withholds.

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
)

// ioScript works in the directory DIR.
const ioScript = `
local name = DIR .. "/file"
local function show(...)
  local t = table.pack(...)
  for i = 1, t.n do
    local v = t[i]
    t[i] = io.type(v) or type(v) == "function" and "function" or (type(v) == "string" and ("%q"):format(v:gsub(DIR:gsub("%p", "%%%0"), "DIR")) or tostring(v))
  end
  print(table.concat(t, " "))
end
local f = assert(io.open(name, "w"))
show(f:write("one\n", 2, " ", 3.5, " ", 1e100, " ", 4.0, "\nthree\n\nlast"), f:seek(), f:read("a"), f:close())
show(pcall(f.write, f, "x")) show(tostring(f), io.type(f), f == f)
f = assert(io.open(name))
show(f:read("l", "n", "n", "n", "L", "l", "l", 2, 0, "a", "a", "l")) show(f:read(0), f:write("x"))
show(f:seek("set", 4), f:read(3), f:seek("cur"), f:seek("end"), f:seek("set", -1)) f:close()
for l in io.lines(name) do io.write("[", l, "]") end print()
for a, b in io.lines(name, 1, "L") do show(a, b) end
for n in io.lines(name, "n") do show(n) end
show(pcall(io.lines, name, "x")) show(pcall(function() for l in io.lines(name, "x") do end end))
show(io.open(DIR .. "/none")) show(pcall(io.lines, DIR .. "/none")) show(pcall(io.open, name, "rw")) show(io.open(DIR .. "/none/x", "w"))
show(pcall(io.input, DIR .. "/none")) show(io.input(name) == io.input(), io.read(3), io.read("n"), io.close(io.input()))
show(pcall(io.read)) io.input(io.stdin)
f = assert(io.open(name, "a+")) f:write(" more") f:seek("set") show(f:read("a")) f:close()
f = assert(io.open(name, "r+")) show(f:read(3)) f:seek("cur", 0) f:write("XX") f:seek("set") show(f:read("a")) f:close()
f = assert(io.open(name, "w")) show(f:setvbuf("full", 1024)) for i = 1, 9 do f:write(i) end
show(#io.open(name):read("a")) f:flush() show(io.open(name):read("a")) show(f:setvbuf("no")) f:write("abc") show(io.open(name):read("a"))
show(f:setvbuf("line")) f:write("line\nrest") show(io.open(name):read("a"):sub(1, 17)) f:close() show(pcall(io.stdout.setvbuf, io.stdout, "x"))
f = assert(io.open(name, "w")) f:write("0x1p4 .5 -7e2 0x 12a 1e+ nan " .. ("9"):rep(300)) f:close()
f = io.open(name) show(f:read("n", "n", "n")) show(f:read("n")) show(f:read("l"):sub(1, 20)) f:close()
f = io.open(name, "w") f:write(("line\n"):rep(3000), ("y"):rep(50000)) f:close()
local n, last = 0 for l in io.lines(name, "l") do n = n + 1 last = l end show(n, #last)
f = io.open(name) show(#f:read(20000), #f:read("l"), #f:read("a")) f:close()
do local g <close> = io.open(name) f = g end show(io.type(f))
local t = io.tmpfile() t:write("abc") t:seek("set", 1) show(t:read("a")) t:close()
show(os.rename(name, name .. "2"), os.remove(name .. "2")) show(os.remove(name)) show(os.rename(name, "x"))
show(os.remove(DIR .. "/none/x")) show(os.getenv("NO_SUCH_VARIABLE"), os.setlocale("C"), os.setlocale("xx"))
show(os.date("!%Y-%m-%d %H:%M:%S", 86400 * 365), os.time({ year = 2001, month = 13, day = 32, hour = 1 }) - os.time({ year = 2002, month = 2, day = 1, hour = 1 }))
local d = os.date("*t", 1e9) show(d.year, d.month, d.day, d.min, d.sec, d.wday, d.yday, d.isdst)
show(pcall(os.date, "%Q")) show(pcall(os.date, "%")) show(pcall(os.date, "x%Ex%Oz")) show(os.date("a%%b"))
show(pcall(os.date, "", 1 << 60)) show(pcall(os.time, { year = 2000 })) show(pcall(os.time, { year = 1 << 40, month = 1, day = 1 }))
show(pcall(os.time, { year = 2000, month = "x", day = 1 })) show(pcall(os.time, { year = 2000, month = 1.5, day = 1 })) show(pcall(os.time, 1))
show(os.difftime(10, 4)) show(pcall(os.difftime)) show(pcall(os.exit, "x"))
local p = io.popen("printf 'a\\nb'") show(p:read("l", "l", "l")) show(p:close()) show(io.popen("exit 3"):close()) show(os.execute("kill -9 $$")) show(os.execute("true"), os.execute())
p = io.popen("cat > " .. DIR .. "/out", "w") show(p:write("to cat")) p:close() show(io.open(DIR .. "/out"):read("a"))
`

func TestIOAgainstLua(t *testing.T) {
	run := func(dir string) string {
		return "local DIR = " + luaQuote(dir) + ioScript
	}
	want := luaOracle(t, run(t.TempDir()), "")
	out, err := runLua(t, rt.Config{}, run(t.TempDir()), IO(Machine()), OS(Machine()))
	if err != nil {
		t.Error(err)
	}
	got := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("line %d:\n got %s\nwant %s", i+1, g, w)
		}
	}
}

// TestHostWithholds opens os and io with nothing.
func TestHostWithholds(t *testing.T) {
	out, err := runLua(t, rt.Config{}, `
for _, lib in ipairs { io, os } do
  local names = {}
  for k in pairs(lib) do names[#names + 1] = k end
  table.sort(names)
  print(table.concat(names, " "))
end
print(pcall(io.input, "x"))
print(pcall(io.lines, "x"))
io.write("written\n")`, IO(Host{}), OS(Host{}))
	want := `close flush input lines output read stderr stdin stdout type write
difftime setlocale
false	cannot open file 'x' (Operation not permitted)
false	cannot open file 'x' (Operation not permitted)
written
`
	if err != nil || out != want {
		t.Errorf("%v: %s", err, out)
	}
}

// TestDirectory gives a script a directory, which it must not leave.
func TestDirectory(t *testing.T) {
	dir := t.TempDir()
	inside := filepath.Join(dir, "inside")
	if err := os.Mkdir(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../secret", filepath.Join(inside, "link")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	host := Host{Files: Directory(root)}
	out, err := runLua(t, rt.Config{}, `
local f = assert(io.open("/a", "w")) f:write("text") f:close()
print(io.open("a"):read("a"), os.rename("a", "b"), io.open("/a") == nil, os.remove("/b"))
for _, name in ipairs { "../secret", "/../secret", "link", "../new", "`+dir+`/secret" } do
  print((io.open(name)), (io.open(name, "w")), (os.remove("../secret")), (os.rename("link", "../x")))
end
local t = io.tmpfile() t:write("x") t:close()
print(os.tmpname():match("^/lua_%w+$") ~= nil)`, IO(host), OS(host))
	// A link may be removed or renamed inside, but leads nowhere.
	want := "text\ttrue\ttrue\ttrue\n" + strings.Repeat("nil\tnil\tnil\tnil\n", 5) + "true\n"
	if err != nil || out != want {
		t.Errorf("%v: %s", err, out)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "secret")); string(b) != "secret" {
		t.Errorf("the secret is %q, %v", b, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
		t.Error("a file was made outside")
	}
}

// fixedClock is a clock for tests.
type fixedClock struct{ zone *time.Location }

func (c fixedClock) Now() time.Time   { return time.Unix(1_700_000_000, 0).In(c.zone) }
func (fixedClock) CPU() time.Duration { return 1500 * time.Millisecond }

func TestClockAndExit(t *testing.T) {
	host := Host{Clock: fixedClock{time.FixedZone("TEST", 3600)}, Exit: true}
	out, err := runLua(t, rt.Config{}, `
print(os.time(), os.clock(), os.date(), os.date("%z %Z"))
print(os.time(os.date("*t")))
local t = setmetatable({}, { __index = function(_, k) return ({ year = 2023, month = 11, day = 14 })[k] end, __newindex = function(_, k, v) print(k, v) end })
print(os.time(t))
print(pcall(os.exit, 7, true))
print("not reached")`, OS(host))
	var exit *ExitError
	if !errors.As(err, &exit) || exit.Code != 7 || !exit.Close {
		t.Errorf("%v", err)
	}
	want := `1700000000	1.5	Tue Nov 14 23:13:20 2023	+0100 TEST
1700000000
year	2023
month	11
day	14
hour	12
min	0
sec	0
yday	318
wday	3
isdst	false
1699959600
`
	if out != want {
		t.Errorf("got %s", out)
	}
}

// TestStreams reads and writes the VM's own streams.
func TestStreams(t *testing.T) {
	out, err := runLua(t, rt.Config{Stdin: io.MultiReader(strings.NewReader("12 ab"), strings.NewReader("c\nrest"))}, `
print(io.read("n", "l"), io.read(1), io.read("a"), io.read("a"), io.read("l"))
io.stdout:write("a", 1):write("b\n")
print(io.stdout:close(), io.type(io.stdout), io.stdin:seek())`, IO(Host{}))
	if want := "12\tr\test\t\tnil\na1b\nnil\tfile\tnil\tIllegal seek\t29\n"; err != nil || out != want {
		t.Errorf("%v: %q", err, out)
	}
}
