package main

// This file defines the interactive mode: lines are read, evaluated, and the
// values of expressions printed.

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// replChunk is the name of every chunk that is read from lines.
const replChunk = "=stdin"

// repl reads lines until the input ends, or a script exits.
func (s *session) repl() error {
	in := bufio.NewReader(s.std.in)
	s.repeated = replChunk
	for {
		fn, err := s.read(in)
		if err == io.EOF {
			fmt.Fprintln(s.out)
			return nil
		}
		if err == nil {
			err = s.evaluate(fn)
		}
		var exit *stdlib.ExitError
		if errors.As(err, &exit) {
			return err
		}
		if err != nil {
			s.out.Flush()
			fmt.Fprintln(s.std.err, s.message(err))
		}
	}
}

// read reads a statement or an expression, over as many lines as it takes.
func (s *session) read(in *bufio.Reader) (rt.Root[rt.Func], error) {
	src, err := s.line(in, "_PROMPT", "> ")
	if err != nil {
		return rt.Root[rt.Func]{}, err
	}
	if expr, ok := strings.CutPrefix(src, "="); ok {
		src = "return " + expr
	}
	s.src.add(replChunk, src)
	if fn, err := s.vm.Load(replChunk, "return "+src+";"); err == nil {
		return fn, nil
	}
	for {
		s.src.add(replChunk, src)
		fn, err := s.vm.Load(replChunk, src)
		var syntax *rt.SyntaxError
		if !errors.As(err, &syntax) || !syntax.AtEnd {
			return fn, err
		}
		more, rerr := s.line(in, "_PROMPT2", ">> ")
		if rerr != nil {
			return fn, err
		}
		src += "\n" + more
	}
}

// line shows a prompt, which the script may set in a global variable, and reads a
// line.
func (s *session) line(in *bufio.Reader, global, prompt string) (string, error) {
	if p, err := rt.Get[string](s.vm, global); err == nil {
		prompt = p
	}
	s.out.WriteString(prompt)
	s.out.Flush()
	text, err := in.ReadString('\n')
	if text == "" && err != nil {
		return "", io.EOF
	}
	return strings.TrimSuffix(text, "\n"), nil
}

// evaluate calls a chunk and prints its results with the function print.
func (s *session) evaluate(fn rt.Root[rt.Func]) error {
	results, err := s.vm.Call(s.ctx, fn)
	if err != nil || len(results) == 0 {
		return err
	}
	args := make([]any, len(results))
	for i, r := range results {
		args[i] = r
	}
	printer, err := rt.Get[rt.Root[rt.Func]](s.vm, "print")
	if err == nil {
		_, err = s.vm.Call(s.ctx, printer, args...)
	}
	if err != nil {
		return fmt.Errorf("error calling 'print' (%w)", err)
	}
	return nil
}
