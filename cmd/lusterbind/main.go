package main

// This file defines the command: flags to a configuration, results to text and
// an exit code.

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/lusterlua/luster/gen"
)

// Exit codes.
const (
	exitOK    = 0
	exitStale = 1
	exitBad   = 2
)

const usage = `usage: lusterbind [command] [-C dir] [-v] [packages]

commands:
	gen      write what is stale (the default)
	check    write nothing, exit with 1 if anything is stale
	list     print what scripts can reach
	audit    print what was exempted from tracing, and why
	explain  print the page of a diagnostic code

Packages are patterns of the go command; without any, ./... is meant.
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main with its streams and its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	command := "gen"
	if len(args) > 0 {
		switch args[0] {
		case "gen", "check", "list", "audit", "explain":
			command, args = args[0], args[1:]
		case "help":
			fmt.Fprint(stdout, usage)
			return exitOK
		}
	}
	flags := flag.NewFlagSet("lusterbind", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var cfg gen.Config
	flags.StringVar(&cfg.Dir, "C", "", "directory to work in")
	verbose := flags.Bool("v", false, "name the files that are written")
	tags := flags.String("tags", "", "build tags")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return exitOK
	case err != nil:
		fmt.Fprintf(stderr, "lusterbind: %v\n%s", err, usage)
		return exitBad
	}
	if command == "explain" {
		return explain(flags.Args(), stdout, stderr)
	}
	cfg.Patterns = flags.Args()
	if *tags != "" {
		cfg.BuildFlags = []string{"-tags=" + *tags}
	}
	result, err := gen.Generate(cfg)
	if err != nil {
		fmt.Fprintf(stderr, "lusterbind: %v\n", err)
		return exitBad
	}
	for _, w := range result.Warnings {
		fmt.Fprintf(stderr, "warning: %s\n", w)
	}
	if len(result.Diagnostics) > 0 {
		for _, d := range result.Diagnostics {
			fmt.Fprintln(stderr, d)
		}
		return exitBad
	}
	switch command {
	case "list":
		for _, s := range result.Exposed {
			fmt.Fprintf(stdout, "%s\t%s\t%s\t%s:%d\n", s.Name, s.Kind, s.Go, s.Pos.Filename, s.Pos.Line)
		}
	case "audit":
		for _, e := range result.Exempt {
			fmt.Fprintf(stdout, "%s:%d\t%s\t%s\t%s\n", e.Pos.Filename, e.Pos.Line, e.Kind, e.Name, e.Reason)
		}
	case "check":
		return check(result.Files, stdout)
	default:
		if err := gen.Write(result.Files); err != nil {
			fmt.Fprintf(stderr, "lusterbind: %v\n", err)
			return exitBad
		}
		for _, f := range result.Files {
			if *verbose && f.Status != gen.Fresh {
				fmt.Fprintf(stdout, "%s: was %s\n", f.Name, f.Status)
			}
		}
	}
	return exitOK
}

func check(files []gen.File, stdout io.Writer) int {
	code := exitOK
	for _, f := range files {
		if f.Status != gen.Fresh {
			fmt.Fprintf(stdout, "%s: %s: run go generate\n", f.Name, f.Status)
			code = exitStale
		}
	}
	return code
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
