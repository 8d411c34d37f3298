package difftest

// This file defines how the outputs of two implementations are compared.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A defect is something in which the reference implementation is known to be
// wrong, and how to take it out of both outputs.
type defect struct {
	name    string
	pattern *regexp.Regexp
	replace string
}

// defects are those of lua5.4 in the version that is commonly installed, 5.4.4.
var defects = []defect{
	{
		// Fixed in 5.4.5: the machine did not store the program counter before a
		// division by a constant zero, so the message has the line of whatever
		// was stored last.
		name:    "line of a division by zero",
		pattern: regexp.MustCompile(`:\d+: (attempt to divide by zero|attempt to perform 'n%0')`),
		replace: `:?: $1`,
	},
	{
		// Fixed after 5.4.4: the position is the second argument.
		name:    "argument of table.remove",
		pattern: regexp.MustCompile(`bad argument #[12] (to '[^']*' \(position out of bounds\))`),
		replace: `bad argument $1`,
	},
}

// A NaN that a program turns into a string has a sign, which Lua leaves open and
// which depends on the instruction that made it.
var nanSign = defect{
	name:    "sign of a NaN",
	pattern: regexp.MustCompile(`-nan`),
	replace: `nan`,
}

// normalize takes the known defects out of an output.
func normalize(output string) string {
	for _, d := range slices.Concat(defects, []defect{nanSign}) {
		output = d.pattern.ReplaceAllString(output, d.replace)
	}
	return output
}

// mark precedes the output of each program of a batch.
const mark = "== program "

// batch returns one chunk that runs the programs one after the other and prints
// a line before each. A program that fails does not stop the others.
func batch(programs []string) string {
	var b strings.Builder
	b.WriteString(`
local function run(i, src)
  print("` + mark + `" .. i)
  glob = nil
  local f, msg = load(src, "=p")
  if not f then print("does not compile", msg) return end
  local ok, e = pcall(f)
  if not ok then print("fails", type(e) == "string" and e or type(e)) end
end
`)
	for i, src := range programs {
		level := strings.Repeat("=", 4)
		fmt.Fprintf(&b, "run(%d, [%s[\n%s]%s])\n", i, level, src, level)
	}
	return b.String()
}

// split takes the output of a batch of n programs apart. What is missing is "".
func split(output string, n int) []string {
	parts := make([]string, n)
	for i := range parts {
		head := fmt.Sprintf("%s%d\n", mark, i)
		_, rest, ok := strings.Cut(output, head)
		if !ok {
			continue
		}
		parts[i], _, _ = strings.Cut(rest, fmt.Sprintf("%s%d\n", mark, i+1))
	}
	return parts
}

// shrink leaves out as many blocks of the program as it can while differs still
// holds, and returns the source of what is left.
func shrink(p Program, differs func(src string) bool) string {
	keep := make([]bool, len(p.Blocks))
	for i := range keep {
		keep[i] = true
	}
	for i := range keep {
		keep[i] = false
		if !differs(p.Source(keep)) {
			keep[i] = true
		}
	}
	return p.Source(keep)
}

// firstDifference shows the first line in which two outputs differ.
func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range max(len(as), len(bs)) {
		x, y := "<end>", "<end>"
		if i < len(as) {
			x = as[i]
		}
		if i < len(bs) {
			y = bs[i]
		}
		if x != y {
			return fmt.Sprintf("line %d of the output:\n  got:  %s\n  want: %s", i+1, x, y)
		}
	}
	return "no difference"
}
