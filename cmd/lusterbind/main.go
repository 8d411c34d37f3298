package main

// This file defines the command: flags to a configuration, results to text and
// an exit code.

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/lusterlua/luster/gen"
)

// Exit codes.
const (
	exitOK    = 0
	exitStale = 1
	exitBad   = 2
)

const usage = `usage: lusterbind [command] [-C dir] [-tags list] [-json|-sarif] [-v] [packages]

commands:
	gen      write what is stale (the default)
	check    write nothing, exit with 1 if anything is stale
	diff     print what gen would change, exit with 1 if anything
	list     print what scripts can reach
	audit    print what was exempted from tracing, and why
	explain  print the page of a diagnostic code
	init     write the generate line, editor configuration and a test for a package

Packages are patterns of the go command; without any, ./... is meant.
Results are kept in the user's cache directory, or in $LUSTERBIND_CACHE; "off"
there keeps none.
`

var commands = []string{"gen", "check", "diff", "list", "audit", "explain", "init"}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// A command is one run, with its options.
type command struct {
	name    string
	cfg     gen.Config
	verbose bool
	json    bool
	sarif   bool
	stdout  io.Writer
	stderr  io.Writer
}

// run is main with its streams and its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	c := &command{name: "gen", stdout: stdout, stderr: stderr}
	if len(args) > 0 {
		switch {
		case slices.Contains(commands, args[0]):
			c.name, args = args[0], args[1:]
		case args[0] == "help":
			fmt.Fprint(stdout, usage)
			return exitOK
		}
	}
	flags := flag.NewFlagSet("lusterbind", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&c.cfg.Dir, "C", "", "directory to work in")
	flags.BoolVar(&c.verbose, "v", false, "name the files that are written")
	flags.BoolVar(&c.json, "json", false, "print JSON")
	flags.BoolVar(&c.sarif, "sarif", false, "print SARIF 2.1.0")
	tags := flags.String("tags", "", "build tags")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return exitOK
	case err != nil:
		fmt.Fprintf(stderr, "lusterbind: %v\n%s", err, usage)
		return exitBad
	case c.json && c.sarif:
		return c.fail(errors.New("-json and -sarif exclude each other"))
	}
	c.cfg.Patterns = flags.Args()
	if *tags != "" {
		c.cfg.BuildFlags = []string{"-tags=" + *tags}
	}
	switch c.name {
	case "explain":
		return explain(flags.Args(), stdout, stderr)
	case "init":
		if flags.NArg() > 1 {
			return c.fail(errors.New("init takes one directory"))
		}
		dir := cmp.Or(c.cfg.Dir, ".")
		if flags.NArg() == 1 {
			dir = flags.Arg(0)
		}
		if err := initialize(dir, stdout); err != nil {
			return c.fail(err)
		}
		return exitOK
	}
	return c.generate()
}

func (c *command) fail(err error) int {
	fmt.Fprintf(c.stderr, "lusterbind: %v\n", err)
	return exitBad
}

// generate runs the generator, or finds what it would say in the cache, and does
// what the command is for.
func (c *command) generate() int {
	kept := openCache(&c.cfg)
	result, ok := kept.lookup()
	if !ok {
		var err error
		if result, err = gen.Generate(c.cfg); err != nil {
			return c.fail(err)
		}
	}
	if !c.json && !c.sarif {
		for _, w := range result.Warnings {
			fmt.Fprintf(c.stderr, "warning: %s\n", w)
		}
	}
	if len(result.Diagnostics) > 0 {
		return c.diagnostics(result)
	}
	stale := slices.ContainsFunc(result.Files, func(f gen.File) bool { return f.Status != gen.Fresh })
	if c.name == "gen" && stale {
		if err := gen.Write(result.Files); err != nil {
			return c.fail(err)
		}
	}
	if !ok && (c.name == "gen" || !stale) {
		kept.store(&c.cfg, result)
	}
	if err := c.print(result); err != nil {
		return c.fail(err)
	}
	if stale && (c.name == "check" || c.name == "diff") {
		return exitStale
	}
	return exitOK
}

// diagnostics prints what is wrong with the input.
func (c *command) diagnostics(r *gen.Result) int {
	var err error
	switch {
	case c.json:
		err = writeJSON(c.stdout, newReport(r))
	case c.sarif:
		err = writeJSON(c.stdout, sarif(r))
	default:
		for _, d := range r.Diagnostics {
			fmt.Fprintln(c.stderr, d)
		}
	}
	if err != nil {
		return c.fail(err)
	}
	return exitBad
}

// print prints what the command found in an input without diagnostics.
func (c *command) print(r *gen.Result) error {
	switch {
	case c.name == "list" && !c.sarif:
		return list(r, c.json, c.stdout)
	case c.name == "audit" && !c.sarif:
		return audit(r, c.json, c.stdout)
	case c.json:
		return writeJSON(c.stdout, newReport(r))
	case c.sarif:
		return writeJSON(c.stdout, sarif(r))
	}
	for _, f := range r.Files {
		if f.Status == gen.Fresh {
			continue
		}
		switch {
		case c.name == "check":
			fmt.Fprintf(c.stdout, "%s: %s: run go generate\n", f.Name, f.Status)
		case c.name == "diff":
			fmt.Fprint(c.stdout, f.Diff())
		case c.verbose:
			fmt.Fprintf(c.stdout, "%s: was %s\n", f.Name, f.Status)
		}
	}
	return nil
}

func explain(codes []string, stdout, stderr io.Writer) int {
	if len(codes) == 0 {
		fmt.Fprint(stderr, "lusterbind: explain needs a code, such as LB101\n")
		return exitBad
	}
	for i, c := range codes {
		text, ok := gen.Explain(c)
		if !ok {
			var known []string
			for _, c := range gen.Codes {
				known = append(known, string(c.Code))
			}
			fmt.Fprintf(stderr, "lusterbind: no code %s; known are %s\n", c, strings.Join(known, ", "))
			return exitBad
		}
		if i > 0 {
			fmt.Fprintln(stdout)
		}
		fmt.Fprint(stdout, text)
	}
	return exitOK
}
