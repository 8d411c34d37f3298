package difftest

// This file defines the comparison of library functions with the reference.

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

var callCount = flag.Int("calls", 12000, "how many random calls of library functions to compare")

// callBatch is how many calls one process of the reference makes.
const callBatch = 2000

// utcClock is a clock whose time zone is that of both sides.
type utcClock struct{}

func (utcClock) Now() time.Time     { return time.Unix(1e9, 0).UTC() }
func (utcClock) CPU() time.Duration { return 0 }

// ourCalls runs a script of calls in our virtual machine.
func ourCalls(script string) (string, error) {
	var out bytes.Buffer
	vm, err := rt.New(rt.Config{Stdout: &out, Stderr: &out, Seed: 1, Memory: 1 << 30, Fuel: 1 << 30, AllowBinary: true})
	if err != nil {
		return "", err
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe, stdlib.OS(stdlib.Host{Clock: utcClock{}}), stdlib.IO(stdlib.Host{})); err != nil {
		return "", err
	}
	_, err = vm.Run(context.Background(), "@calls.lua", script)
	return out.String(), err
}

// theirCalls runs a script of calls in the reference implementation.
func theirCalls(t *testing.T, binary, script string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "calls.lua"), []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "calls.lua")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", binary, err, tailOf(string(out)))
	}
	return string(out)
}

func tailOf(s string) string { return s[max(0, len(s)-2000):] }

// TestCallsAgainstReference compares random calls of library functions.
func TestCallsAgainstReference(t *testing.T) {
	binary, err := exec.LookPath(*reference)
	if err != nil {
		t.Skipf("no reference implementation: %v", err)
	}
	if binary, err = filepath.Abs(binary); err != nil {
		t.Fatal(err)
	}
	for from := 0; from < *callCount; from += callBatch {
		first := *seed + uint64(from)
		t.Run(fmt.Sprintf("seed=%d", first), func(t *testing.T) {
			t.Parallel()
			script, lines := Calls(first, min(callBatch, *callCount-from))
			got, err := ourCalls(script)
			if err != nil {
				t.Fatalf("%v\n%s", err, tailOf(got))
			}
			g, w := results(got), results(theirCalls(t, binary, script))
			if len(g) != len(lines) || len(w) != len(lines) {
				t.Fatalf("%d and %d results of %d calls", len(g), len(w), len(lines))
			}
			bad := 0
			for i, line := range lines {
				got, want, skip := excuse(line, g[i], w[i])
				if skip || got == want {
					continue
				}
				t.Errorf("%s\n got %s\nwant %s", line, got, want)
				if bad++; bad > 20 {
					t.FailNow()
				}
			}
		})
	}
}

// results takes the output of a script of calls apart.
func results(out string) []string {
	parts := resultMark.Split(out, -1)
	return parts[1:]
}

var resultMark = regexp.MustCompile(`(?m)^#\d+ `)

// excuse takes what the reference is known to do wrongly out of both results of a
// call. skip is true if nothing of them can be compared.
func excuse(line, got, want string) (g, w string, skip bool) {
	for _, d := range callDefects {
		if d.call != "" && !strings.Contains(line, d.call) || d.when != nil && !d.when.MatchString(want) {
			continue
		}
		if d.pattern == nil {
			return got, want, true
		}
		got = d.pattern.ReplaceAllString(got, d.replace)
		want = d.pattern.ReplaceAllString(want, d.replace)
	}
	return got, want, false
}

// A callDefect is something in which the reference implementation is known to be
// wrong, or in which its version on this machine is behind 5.4.8. It applies to
// calls whose line has the text call and whose result in the reference matches
// when. Without a pattern the results of such calls are not compared.
type callDefect struct {
	name    string
	call    string
	when    *regexp.Regexp
	pattern *regexp.Regexp
	replace string
}

var callDefects = []callDefect{
	{
		// Of other lengths, cut and padded by formats.
		name: "addresses",
		when: regexp.MustCompile(`ADDR|(my type: |file \(|table: |function: |builtin: |thread: )0?x?[0-9a-f]*`),
	},
	{
		// Fixed in 5.4.5: the position is argument 2.
		name:    "argument of table.remove",
		pattern: regexp.MustCompile(`#[12] to '(table\.)?remove' \(position out`),
		replace: "#? to 'remove' (position out",
	},
	{
		// Fixed in 5.4.5: continuation bytes are no characters.
		name: "utf8.codes over continuation bytes",
		call: "codes",
		when: regexp.MustCompile(`^true|invalid UTF-8 code`),
	},
	{
		// Changed in 5.4.5: the line of a call is that of its arguments.
		name:    "line of a call that spans lines",
		call:    "error",
		pattern: regexp.MustCompile(`"calls\.lua:\d+: `),
		replace: `"calls.lua:?: `,
	},
	{
		// glibc forgets the zeros that '#' asks for when rounding carries into
		// another digit: 999999.5 gives "1.e+06".
		name: "%#g",
		when: regexp.MustCompile(`\d\.[eE][-+]`),
	},
	{
		// glibc's strftime adds 1900 to the year of struct tm, in an int.
		name: "years at the end of C's int",
		call: "6776797623353",
	},
}
