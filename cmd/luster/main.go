package main

import (
	"context"
	"io"
	"os"
	"os/signal"
)

// The exit codes.
const (
	exitOK     = 0
	exitScript = 1 // the script failed, or does not compile
	exitUsage  = 2 // wrong usage, a file that cannot be read, bindings that cannot be generated
	exitFuel   = 3 // fuel or time spent
	exitMemory = 4 // memory limit reached
)

// stdio is what the command reads and writes.
type stdio struct {
	in       io.Reader
	out, err io.Writer
	terminal bool // in is a terminal
	colour   bool // err is a terminal that shows colours
}

func main() {
	std := stdio{in: os.Stdin, out: os.Stdout, err: os.Stderr, terminal: isTerminal(os.Stdin)}
	std.colour = isTerminal(os.Stderr) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	os.Exit(run(context.Background(), os.Args, std))
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// interruptible calls f with a context that an interrupt ends. A second one ends
// the process, as one does while f does not run.
func interruptible(ctx context.Context, f func(ctx context.Context) error) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	return f(ctx)
}

// run executes the command line argv, whose first element is the command's name,
// and returns the exit code.
func run(ctx context.Context, argv []string, std stdio) int {
	o, code := parse(argv, std.err)
	if o == nil {
		return code
	}
	if o.help {
		usage(std.out)
		return exitOK
	}
	if o.bind != "" {
		ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
		defer stop()
		return runBound(ctx, o, std)
	}
	return execute(ctx, o, std)
}
