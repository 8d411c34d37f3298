package luatest

// This file defines how the reference's own tests run: which statements of them do
// not apply, and why. The tests themselves are not part of this module.

import (
	"fmt"
	"strings"
)

// An Exclusion is a statement of a file of the reference's tests for 5.4.8 that
// does not apply here. The text from Begin to End, which must be there exactly
// once, is taken out before the file runs; line numbers stay.
type Exclusion struct {
	File       string
	Line       string // where it is, for the reader
	Begin, End string // how the statement begins and ends; End is empty when Begin is all
	Reason     string
}

// Exclusions are the statements that do not apply.
var Exclusions = []Exclusion{
	{"attrib.lua", "67", "assert(msg == expected)", "", "the message lists the files that searchers for C libraries tried; there are none"},
	{"calls.lua", "474-478", "-- check header\n", "corrupted header", "the bytes of the reference's binary chunks; ours have another format"},
	{"coroutine.lua", "283", "assert(not pcall(table.sort,{1,2,3}, coroutine.yield))", "", "a comparator of table.sort may yield here"},
	{"coroutine.lua", "325", "          assert(not coroutine.isyieldable())", "", "a replacement function of string.gsub may yield here"},
	{"db.lua", "328", "assert(getmetatable(debug.getregistry()._HOOKKEY)", "'k')", "a hook is kept with its coroutine, not in a table of the registry"},
	{"errors.lua", "374", `checkerr("yield across", f)`, "", "a comparator of table.sort may yield here"},
	{"main.lua", "6", "if _port then return end", "", "says that the file is not portable; it does run"},
	{"main.lua", "143-150", "-- test LUA_CPATH\n", "checkout(\"yacc\\n\")", "there are no libraries in C"},
	{"main.lua", "189-192", "assert(not string.find(defaultpath", "\"lua\"))", "there are no libraries in C"},
	{"main.lua", "231-233", "RUN(\"env LUA_CPATH='./libs/?.so'", "checkout(\"true\\n\")", "there are no libraries in C"},
	{"main.lua", "262-264", "-- test 'debug.debug'\n", "checkout(\"lua_debug> 1000lua_debug> \")", "there is no debug.debug"},
	{"main.lua", "385-389", "assert(string.find(t, [[\n1 --\n", "]], 1, true))", "expects a command with a library that repeats the lines it reads"},
	{"main.lua", "393-400", "prepfile[[\ndebug = require \"debug\"", "NoRun(progname .. \": 6\\n\", [[lua %s]], prog)", "the __tostring of an error that nothing catches runs when the stack is unwound"},
	{"main.lua", "443", "assert(string.find(t, \"PUC%-Rio\\nhello\"))", "", "the name of the version"},
	{"main.lua", "470", "checkprogout(\"120\\nOk\\n\")", "", "os.exit does not close the variables of functions that are running"},
	{"main.lua", "476", "assert(not os.remove(out))", "", "the file that line 470 would have removed"},
	{"main.lua", "479", "NoRun(\"unrecognized option '-h'\", \"lua -h\")", "", "-h prints the help text"},
	{"main.lua", "518-567", "print('testing Ctrl C')", "done (with %d kills)\", n))\n\nend", "an interrupt cannot be caught by pcall, and stops any function at once"},
}

// StressExclusions are the statements that do not apply when the collector is
// never idle.
var StressExclusions = []Exclusion{
	{"gc.lua", "463", "assert(collectgarbage(\"count\") > m + 2^13)", "", "counts on no collection since the lines before"},
}

// Exclude returns the text of a file without the statements of a list.
func Exclude(file, text string, list []Exclusion) (string, error) {
	for _, x := range list {
		if x.File != file {
			continue
		}
		if strings.Count(text, x.Begin) != 1 {
			return "", fmt.Errorf("%s: %q is there %d times", file, x.Begin, strings.Count(text, x.Begin))
		}
		from := strings.Index(text, x.Begin)
		to := from + len(x.Begin)
		if x.End != "" {
			n := strings.Index(text[to:], x.End)
			if n < 0 {
				return "", fmt.Errorf("%s: %q is not there behind %q", file, x.End, x.Begin)
			}
			to += n + len(x.End)
		}
		text = text[:from] + strings.Repeat("\n", strings.Count(text[from:to], "\n")) + text[to:]
	}
	return text, nil
}

// Skipped are the files that do not run, and why.
var Skipped = map[string]string{
	"all.lua":   "runs the others, which are run one by one",
	"api.lua":   "tests the C interface",
	"code.lua":  "tests the reference's instructions",
	"heavy.lua": "fills all memory of the machine",
}
