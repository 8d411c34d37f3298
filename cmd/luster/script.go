package main

// This file defines how a script runs: the VM is made, the script is called,
// what went wrong is printed.

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"syscall"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// modules open what a host that was built for -bind adds to the libraries.
var modules []func(vm *rt.VM) error

// version is what -v prints.
const version = "Luster for Go, Lua 5.4"

// session is a VM and where its output goes.
type session struct {
	ctx context.Context
	vm  *rt.VM
	std stdio
	out *bufio.Writer

	src      knownTexts
	repeated string // the name that many chunks have in the interactive mode
}

// execute runs what the options ask for.
func execute(ctx context.Context, o *options, std stdio) int {
	s := &session{ctx: ctx, std: std, out: bufio.NewWriterSize(std.out, 32<<10), src: knownTexts{files: !o.sandbox}}
	defer s.out.Flush()
	if o.version || o.interactive {
		fmt.Fprintln(s.out, version)
	}
	if err := s.open(o); err != nil {
		return s.report(err)
	}
	err := s.run(o)
	if o.heap != "" {
		if failed := s.snapshot(o.heap); failed != nil {
			fmt.Fprintf(s.std.err, "luster: no heap snapshot: %v\n", failed)
		}
	}
	return s.end(err)
}

// snapshot writes a picture of the heap to a file.
func (s *session) snapshot(file string) error {
	shot, err := s.vm.Snapshot()
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(shot.Write(f), f.Close())
}

// run runs the variable LUA_INIT, the actions, the script and the interactive
// mode.
func (s *session) run(o *options) error {
	if err := s.init(o); err != nil {
		return err
	}
	quiet := o.version || o.interactive
	for _, a := range o.actions {
		quiet = quiet || a.flag == 'e'
		if err := s.act(a); err != nil {
			return err
		}
	}
	if o.script != 0 {
		name := o.argv[o.script]
		if o.fromStdin() {
			name = ""
		}
		if err := s.file(name, o, s.arguments); err != nil {
			return err
		}
	}
	switch {
	case o.interactive:
		return s.repl()
	case o.script != 0 || quiet:
		return nil
	case s.std.terminal:
		fmt.Fprintln(s.out, version)
		return s.repl()
	}
	return s.file("", o, nil)
}

// init runs what the environment asks for, unless it is to be ignored.
func (s *session) init(o *options) error {
	if o.noEnv || o.sandbox {
		return nil
	}
	for _, name := range []string{"LUA_INIT_5_4", "LUA_INIT"} {
		text, ok := os.LookupEnv(name)
		if !ok {
			continue
		}
		if file, ok := strings.CutPrefix(text, "@"); ok {
			return s.file(file, o, nil)
		}
		return s.text("="+name, text)
	}
	return nil
}

// end closes the VM, after the finalizers that are still to be called, unless a
// limit was reached, and returns the exit code.
func (s *session) end(err error) int {
	code := exitOK
	var exit *stdlib.ExitError
	switch {
	case errors.As(err, &exit):
		code = exit.Code
		if !exit.Close {
			_ = s.vm.Close()
			return code
		}
	case err != nil:
		code = s.report(err)
	}
	if code == exitFuel || code == exitMemory {
		_ = s.vm.Close()
		return code
	}
	err = s.vm.Shutdown(s.ctx)
	switch {
	case errors.As(err, &exit):
		return exit.Code
	case err != nil:
		return max(code, s.report(err))
	}
	return code
}

// file runs a file, or standard input if it has no name, with the arguments that
// args returns.
func (s *session) file(name string, o *options, args func() ([]any, error)) error {
	chunk, err := s.compile(name, o)
	if err != nil {
		return err
	}
	fn, err := s.vm.LoadChunk(chunk)
	if err != nil {
		return err
	}
	var list []any
	if args != nil {
		if list, err = args(); err != nil {
			return err
		}
	}
	return s.call(fn, list...)
}

// A fileError is a file that cannot be read.
type fileError struct{ msg string }

func (e *fileError) Error() string { return e.msg }

// compile reads and compiles a file, or standard input if it has no name.
func (s *session) compile(file string, o *options) (*rt.Chunk, error) {
	var src []byte
	var err error
	name := "@" + file
	if file == "" {
		name = "=stdin"
		src, err = io.ReadAll(s.std.in)
	} else {
		src, err = os.ReadFile(file)
	}
	if err != nil {
		var no syscall.Errno
		reason := err.Error()
		if errors.As(err, &no) {
			reason = strings.ToUpper(no.Error()[:1]) + no.Error()[1:]
		}
		return nil, &fileError{fmt.Sprintf("cannot open %s: %s", name[1:], reason)}
	}
	s.src.add(name, string(src))
	return load(name, rt.SkipShebang(string(src)), !o.sandbox)
}

// load compiles a script, or reads it if it is a binary chunk.
func load(name, src string, binary bool) (*rt.Chunk, error) {
	switch {
	case !strings.HasPrefix(src, rt.BinaryMark):
		return rt.Compile(name, src)
	case !binary:
		return nil, errors.New("attempt to load a binary chunk (mode is 't')")
	}
	return rt.Undump(name, src, nil)
}

// open makes the VM with its libraries and the table arg.
func (s *session) open(o *options) error {
	if o.memory > 0 {
		// Let Go give back what the script's garbage took before it doubles the process.
		debug.SetMemoryLimit(o.memory + o.memory/4 + 32<<20)
	}
	vm, err := rt.New(rt.Config{
		Stdout:  s.stdout(),
		Stderr:  s.std.err,
		Stdin:   s.std.in,
		Fuel:    o.fuel,
		Memory:  o.memory,
		Timeout: o.timeout,

		AllowBinary: !o.sandbox,
	})
	if err != nil {
		return err
	}
	s.vm = vm
	set := stdlib.Safe
	switch {
	case !o.sandbox:
		set = fullSet(o.noEnv)
	case len(modules) > 0:
		set = stdlib.Union(set, stdlib.Package(nil, "")) // to require them
	}
	if err := stdlib.Open(vm, set); err != nil {
		return err
	}
	for _, open := range modules {
		if err := open(vm); err != nil {
			return err
		}
	}
	if o.sandbox {
		if err := stdlib.Freeze(vm); err != nil {
			return err
		}
	}
	return s.setArg(o)
}

// fullSet is every library, with the machine's files, and Lua's search
// path, which the environment may change.
func fullSet(noEnv bool) stdlib.Set {
	const path = "/usr/local/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?/init.lua;./?.lua;./?/init.lua"
	search := path
	for _, name := range []string{"LUA_PATH_5_4", "LUA_PATH"} {
		if v, ok := os.LookupEnv(name); ok && !noEnv {
			search = withDefault(v, path)
			break
		}
	}
	machine := stdlib.Machine()
	return stdlib.Union(stdlib.Safe, stdlib.Files(stdlib.Disk), stdlib.DebugUnsafe, stdlib.Package(stdlib.Disk, search),
		stdlib.OS(machine), stdlib.IO(machine))
}

// withDefault puts a default path where the first ";;" of a path is.
func withDefault(path, otherwise string) string {
	before, behind, ok := strings.Cut(path, ";;")
	if !ok {
		return path
	}
	if before != "" {
		before += ";"
	}
	if behind != "" {
		behind = ";" + behind
	}
	return before + otherwise + behind
}

// stdout returns where the script prints: to a terminal line by line.
func (s *session) stdout() io.Writer {
	if s.std.terminal {
		return lineWriter{s.out}
	}
	return s.out
}

// lineWriter flushes after what ends a line.
type lineWriter struct{ *bufio.Writer }

func (w lineWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if err == nil && n > 0 && b[n-1] == '\n' {
		err = w.Flush()
	}
	return n, err
}

// WriteString implements io.StringWriter.
func (w lineWriter) WriteString(b string) (int, error) { return w.Write([]byte(b)) }

// setArg sets the global arg: the script at index 0, its arguments after it, the
// rest of the command line before it.
func (s *session) setArg(o *options) error {
	t, err := s.vm.NewTable(len(o.argv), 1)
	if err != nil {
		return err
	}
	for i, a := range o.argv {
		v, err := s.vm.NewString(a)
		if err != nil {
			return err
		}
		if err := t.RawSetInt(s.vm, int64(i-o.script), v); err != nil {
			return err
		}
	}
	return s.vm.SetGlobal("arg", t)
}

// arguments returns the arguments of the script, from the global arg, which the
// flags may have changed.
func (s *session) arguments() ([]any, error) {
	arg, err := s.vm.Global("arg")
	if err != nil {
		return nil, err
	}
	t, ok := arg.Value().AsTable()
	if !ok {
		return nil, errors.New("'arg' is not a table")
	}
	list := make([]any, t.RawLen(s.vm))
	for i := range list {
		list[i] = t.RawGetInt(s.vm, int64(i)+1)
	}
	return list, nil
}

// act runs an -e, -l or -W flag.
func (s *session) act(a action) error {
	switch a.flag {
	case 'e':
		return s.text("=(command line)", a.arg)
	case 'W':
		s.vm.Warn("@on", false)
		return nil
	}
	global, module, ok := strings.Cut(a.arg, "=")
	if !ok {
		module = a.arg
		global, _, _ = strings.Cut(a.arg, "-")
	}
	require, err := rt.Get[rt.Root[rt.Func]](s.vm, "require")
	if err != nil {
		return err
	}
	return interruptible(s.ctx, func(ctx context.Context) error {
		results, err := s.vm.Call(ctx, require, module)
		if err != nil {
			return err
		}
		return s.vm.SetGlobal(global, results[0])
	})
}

// text runs a chunk of the command line or the environment.
func (s *session) text(name, src string) error {
	s.src.add(name, src)
	fn, err := s.vm.Load(name, src)
	if err != nil {
		return err
	}
	return s.call(fn)
}

// call runs a chunk and drops its results.
func (s *session) call(fn rt.Root[rt.Func], args ...any) error {
	return interruptible(s.ctx, func(ctx context.Context) error {
		_, err := s.vm.Call(ctx, fn, args...)
		return err
	})
}

// report prints an error and returns the exit code for it.
func (s *session) report(err error) int {
	s.out.Flush()
	fmt.Fprintf(s.std.err, "luster: %s\n", s.message(err))
	switch {
	case errors.Is(err, rt.ErrFuel), errors.Is(err, rt.ErrDeadline):
		return exitFuel
	case errors.Is(err, rt.ErrMemory):
		return exitMemory
	case errors.As(err, new(*fileError)):
		return exitUsage
	}
	return exitScript
}

// message returns the text of an error with the source line that it is about and
// its traceback.
func (s *session) message(err error) string {
	var e *rt.Error
	if !errors.As(err, &e) {
		return strings.TrimPrefix(err.Error(), "luster: ") + s.explain(err)
	}
	msg := e.Error()
	if v := e.Value(); !v.IsString() && !v.IsNumber() && !s.vm.Metafield(v, "__tostring").IsNil() {
		return msg // of the object itself; lua adds no traceback to it
	}
	if e.Unwrap() != nil { // a limit, which names its package
		msg = strings.TrimPrefix(msg, "luster: ")
	}
	msg += s.explain(e)
	if tb := e.Traceback(); tb != "" {
		return msg + "\n" + tb
	}
	return msg
}
