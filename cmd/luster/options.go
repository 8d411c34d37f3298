package main

// This file defines the command line.

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// options is the parsed command line.
type options struct {
	argv    []string
	script  int // index of the script in argv; 0 for none
	actions []action

	interactive bool
	version     bool
	help        bool
	noEnv       bool

	sandbox bool
	fuel    int64
	memory  int64
	timeout time.Duration
	heap    string // file for a snapshot of the heap
	bind    string // package patterns whose bindings the script gets
}

// action is an -e, -l or -W flag. They act in their order.
type action struct {
	flag byte
	arg  string
}

// fromStdin reports whether the script is "-" for standard input; behind "--" that
// is the name of a file.
func (o *options) fromStdin() bool {
	return o.script != 0 && o.argv[o.script] == "-" && o.argv[o.script-1] != "--"
}

// flags returns the flags, which store into o. Those of one letter, which are
// those of lua, are here for the help text and for what they store.
func (o *options) flags() *flag.FlagSet {
	fs := flag.NewFlagSet("luster", flag.ContinueOnError)
	act := func(name byte) func(string) error {
		return func(s string) error {
			o.actions = append(o.actions, action{name, s})
			return nil
		}
	}
	fs.Func("e", "execute the `statement`", act('e'))
	fs.Func("l", "require the `module`, or name=module, into a global variable", act('l'))
	fs.BoolFunc("W", "switch warnings on", act('W'))
	fs.BoolVar(&o.interactive, "i", false, "print the version, read and evaluate lines after the script")
	fs.BoolVar(&o.version, "v", false, "print the version")
	fs.BoolVar(&o.noEnv, "E", false, "ignore LUA_INIT, LUA_PATH and their like")
	fs.BoolVar(&o.sandbox, "sandbox", false, "open only the libraries that cannot touch the machine")
	fs.Int64Var(&o.fuel, "fuel", 0, "stop after `n` units of work, about one for an instruction")
	fs.Func("memory", "stop when the script needs more than `size` bytes, as 64MiB", func(s string) (err error) {
		o.memory, err = parseSize(s)
		return err
	})
	fs.DurationVar(&o.timeout, "timeout", 0, "stop after this `duration`, as 500ms")
	fs.StringVar(&o.heap, "heap-snapshot", "", "write what is on the heap at the end to the `file`, for Chrome's DevTools")
	fs.StringVar(&o.bind, "bind", "", "build and bind the Go packages that match the `pattern`")
	return fs
}

// parse reads the command line. It returns nil and an exit code when that is
// wrong.
func parse(argv []string, stderr io.Writer) (*options, int) {
	o := &options{argv: argv}
	first := 1
	run := len(argv) > 1 && argv[1] == "run"
	switch {
	case run:
		first = 2
	case len(argv) > 1 && argv[1] == "help":
		o.help = true
		return o, exitOK
	}
	err := o.collect(first)
	if errors.Is(err, flag.ErrHelp) {
		o.help = true
		return o, exitOK
	}
	if err == nil && o.fuel < 0 {
		err = errors.New("-fuel must not be negative")
	}
	if err == nil && run && o.script == 0 && len(o.actions) == 0 {
		err = errors.New("run: no script given")
	}
	if err != nil {
		fmt.Fprintf(stderr, "luster: %v\nRun 'luster help' for usage.\n", err)
		return nil, exitUsage
	}
	return o, exitOK
}

// collect reads the flags of argv from the index i on, up to the script.
func (o *options) collect(i int) error {
	fs := o.flags()
	for i < len(o.argv) {
		a := o.argv[i]
		switch {
		case a == "" || a[0] != '-' || a == "-":
			o.script = i
			return nil
		case a == "--":
			if i+1 < len(o.argv) {
				o.script = i + 1
			}
			return nil
		}
		n, err := set(fs, o.argv[i:])
		if err != nil {
			return err
		}
		i += n
	}
	return nil
}

// set stores the flag at the start of args and returns how many of args it takes.
func set(fs *flag.FlagSet, args []string) (n int, err error) {
	a := args[0]
	name, value, ok := strings.Cut(strings.TrimPrefix(a[1:], "-"), "=")
	if a == "-h" || name == "help" {
		return 0, flag.ErrHelp
	}
	letter := a[1:2]
	if letter == "e" || letter == "l" { // their argument may follow at once: -lmath
		name, value, ok = letter, a[2:], a[2:] != ""
		if !ok && len(args) > 1 && strings.HasPrefix(args[1], "-") {
			args = args[:1]
		}
	}
	f := fs.Lookup(name)
	if f == nil || len(name) == 1 && letter != name || len(a) > 2 && strings.Contains("WEiv", name) {
		return 0, fmt.Errorf("unrecognized option '%s'", a)
	}
	n = 1
	if !ok {
		if b, is := f.Value.(interface{ IsBoolFlag() bool }); is && b.IsBoolFlag() {
			value = "true"
		} else {
			if len(args) < 2 {
				return 0, fmt.Errorf("'%s' needs argument", a)
			}
			value, n = args[1], 2
		}
	}
	if err := f.Value.Set(value); err != nil {
		return 0, fmt.Errorf("invalid value %q for %s: %w", value, a, err)
	}
	return n, nil
}

// usage prints the help text.
func usage(w io.Writer) {
	fmt.Fprint(w, `usage: luster [run] [flags] [FILE [ARGS]]

Runs a Lua 5.4 script. FILE may be "-" for standard input. Without FILE it runs
standard input, or, on a terminal, reads and evaluates lines. Before all that it
runs the variable LUA_INIT_5_4 or LUA_INIT of the environment, a text or @FILE,
but not with --sandbox.

flags:
`)
	var o options
	fs := o.flags()
	fs.VisitAll(func(f *flag.Flag) {
		arg, text := flag.UnquoteUsage(f)
		dash := "-"
		if len(f.Name) > 1 {
			dash = "--"
		}
		fmt.Fprintf(w, "  %-20s %s\n", strings.TrimSpace(dash+f.Name+" "+arg), text)
	})
	fmt.Fprint(w, `
exit codes:
  0 the script ended          3 fuel or time spent
  1 the script failed         4 memory limit reached
  2 wrong usage, unreadable file, bindings that do not generate
`)
}

// sizeUnits are the units of a size, the longest names first.
var sizeUnits = []struct {
	name string
	n    int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9},
	{"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {"B", 1}, {"", 1},
}

// parseSize reads a number of bytes with a unit.
func parseSize(s string) (int64, error) {
	for _, u := range sizeUnits {
		num, ok := strings.CutSuffix(strings.ToUpper(s), strings.ToUpper(u.name))
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(num, 10, 64)
		if err != nil || n <= 0 || n > (1<<62)/u.n {
			break
		}
		return n * u.n, nil
	}
	return 0, errors.New("a size like 64MiB expected")
}
