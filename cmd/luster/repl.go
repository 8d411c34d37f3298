package main

// This file defines the interactive mode: lines are read, evaluated, and the
// values of expressions printed.

import (
	"bufio"
	"context"
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
		var failed *promptError
		if errors.As(err, &failed) {
			return failed.err
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
		var failed *promptError
		switch {
		case errors.As(rerr, &failed):
			return fn, rerr
		case rerr != nil:
			return fn, err
		}
		src += "\n" + more
	}
}

// A promptError ends the interactive mode: every line would meet it again.
type promptError struct{ err error }

func (e *promptError) Error() string { return e.err.Error() }

// line shows a prompt, which the script may set in a global variable, and reads a
// line.
func (s *session) line(in *bufio.Reader, global, prompt string) (string, error) {
	prompt, err := s.prompt(global, prompt)
	if err != nil {
		return "", &promptError{err}
	}
	s.out.WriteString(prompt)
	s.out.Flush()
	text, err := in.ReadString('\n')
	if text == "" && err != nil {
		return "", io.EOF
	}
	return strings.TrimSuffix(text, "\n"), nil
}

// prompt returns a global variable as a string, as the function tostring makes it,
// or the text otherwise if the variable is nil.
func (s *session) prompt(global, otherwise string) (string, error) {
	v, err := s.vm.Global(global)
	if err != nil || v.Value().IsNil() {
		return otherwise, err
	}
	mm := s.vm.Metafield(v.Value(), "__tostring")
	if mm.IsNil() {
		return string(s.vm.AppendValue(nil, v.Value())), nil
	}
	text := otherwise
	err = interruptible(s.ctx, func(ctx context.Context) error {
		results, err := s.vm.Call(ctx, mm, v)
		if err != nil {
			return err
		}
		if len(results) == 0 || !results[0].Value().IsString() && !results[0].Value().IsNumber() {
			return errors.New("'__tostring' must return a string")
		}
		text = string(s.vm.AppendValue(nil, results[0].Value()))
		return nil
	})
	return text, err
}

// evaluate calls a chunk and prints its results with the function print.
func (s *session) evaluate(fn rt.Root[rt.Func]) error {
	return interruptible(s.ctx, func(ctx context.Context) error {
		results, err := s.vm.Call(ctx, fn)
		if err != nil || len(results) == 0 {
			return err
		}
		args := make([]any, len(results))
		for i, r := range results {
			args[i] = r
		}
		printer, err := s.vm.Global("print")
		if err == nil {
			_, err = s.vm.Call(ctx, printer.Value(), args...)
		}
		var exit *stdlib.ExitError
		if err != nil && !errors.As(err, &exit) {
			return fmt.Errorf("error calling 'print' (%s)", err.Error())
		}
		return err
	})
}
