package main

// This file defines the command: what is measured, and in which order.

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// An impl is one implementation of Lua: a command that takes a script's path as
// its last argument.
type impl struct {
	name string
	cmd  []string
}

// peers are the implementations that are measured when they are installed. The
// first is the reference.
var peers = []impl{
	{"lua5.4", []string{"lua5.4"}},
	{"gopher-lua", []string{"gopher-lua"}},
	{"gopher-lua", []string{"glua"}},
}

func main() {
	rounds := flag.Int("n", 5, "how many times each program runs under each implementation")
	only := flag.String("run", "", "measure the programs that match this `regexp`")
	dir := flag.String("dir", "bench", "the `directory` of the programs")
	var added []impl
	flag.Func("add", "measure also `name=binary` (an older build of luster, say)", func(s string) error {
		name, bin, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("want name=binary")
		}
		added = append(added, impl{name, strings.Fields(bin)})
		return nil
	})
	pausing := flag.Bool("pauses", false, "measure the collector's pauses instead")
	limiting := flag.Bool("limits", false, "measure instead whether fuel is fair and the limits hold")
	sizes := flag.Bool("memory", false, "measure memory, and what Go's collector does, instead")
	flag.Parse()
	if *pausing || *limiting || *sizes {
		match, err := regexp.Compile(*only)
		switch {
		case err != nil:
		case *limiting:
			err = limits(os.Stdout, *dir, match)
		case *sizes:
			err = memory(os.Stdout, *dir, match)
		default:
			err = pauses(os.Stdout, *dir, match, *rounds)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(*rounds, *only, *dir, added); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(rounds int, only, dir string, added []impl) error {
	match, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	programs, err := find(dir, match)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "luster-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	bin, err := build(tmp)
	if err != nil {
		return err
	}
	impls := append([]impl{{"luster", []string{bin}}}, installed(peers)...)
	impls = append(impls, added...)

	var names []string
	for _, im := range impls {
		names = append(names, im.name)
	}
	var rows []row
	failed := false
	for _, p := range programs {
		r, problems := measure(p, impls, rounds)
		rows = append(rows, r)
		for _, problem := range problems {
			failed = true
			fmt.Fprintf(os.Stderr, "%s: %v\n", p, problem)
		}
	}
	table(os.Stdout, names, rows)
	if failed {
		return errors.New("some programs failed or printed different results")
	}
	return nil
}

// build builds cmd/luster in the directory dir.
func build(dir string) (bin string, err error) {
	bin = filepath.Join(dir, "luster")
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/luster")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("building cmd/luster: %w", err)
	}
	return bin, nil
}

// find lists the programs below dir whose path matches.
func find(dir string, match *regexp.Regexp) (programs []string, err error) {
	for _, sub := range []string{"programs", "micro"} {
		all, err := filepath.Glob(filepath.Join(dir, sub, "*.lua"))
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if match.MatchString(p) {
				programs = append(programs, p)
			}
		}
	}
	if len(programs) == 0 {
		return nil, fmt.Errorf("no program in %s matches", dir)
	}
	return programs, nil
}

// installed returns those of candidates whose command exists, the first of each
// name.
func installed(candidates []impl) (found []impl) {
	seen := map[string]bool{}
	for _, c := range candidates {
		if _, err := exec.LookPath(c.cmd[0]); err == nil && !seen[c.name] {
			seen[c.name] = true
			found = append(found, c)
		}
	}
	return found
}

// measure runs one program in rounds, under every implementation in each, in an
// order that rotates so that none is always the one that runs after a pause. An
// implementation that fails or prints something else than the reference is out.
func measure(program string, impls []impl, rounds int) (row, []error) {
	r := row{
		program: strings.TrimSuffix(filepath.Base(program), ".lua"),
		times:   make([][]time.Duration, len(impls)),
	}
	outputs := make([][]byte, len(impls))
	out := make([]bool, len(impls))
	var problems []error
	for round := range rounds {
		for k := range impls {
			i := (k + round) % len(impls)
			if out[i] {
				continue
			}
			d, output, err := once(impls[i], program)
			if err != nil {
				out[i], r.times[i] = true, nil
				problems = append(problems, fmt.Errorf("%s: %w", impls[i].name, err))
				continue
			}
			r.times[i] = append(r.times[i], d)
			outputs[i] = output
		}
	}
	want := reference(impls)
	for i := range impls {
		if outputs[i] != nil && outputs[want] != nil && !bytes.Equal(outputs[i], outputs[want]) {
			r.times[i] = nil
			problems = append(problems, fmt.Errorf("%s printed %q, %s %q", impls[i].name, outputs[i], impls[want].name, outputs[want]))
		}
	}
	return r, problems
}

// reference returns the index of the implementation whose output is right.
func reference(impls []impl) int {
	for i, im := range impls {
		if im.name == peers[0].name {
			return i
		}
	}
	return 0
}

// once runs the program and returns the user CPU time it took and its output.
func once(im impl, program string) (time.Duration, []byte, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(im.cmd[0], append(im.cmd[1:len(im.cmd):len(im.cmd)], program)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return 0, nil, fmt.Errorf("%w: %s", err, first)
	}
	return cmd.ProcessState.UserTime(), stdout.Bytes(), nil
}
