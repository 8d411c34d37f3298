package stdlib

// This file defines the library "io" and the methods of files; reading is in
// io_read.go, an open file in io_file.go.

import (
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// IO returns the library io over the host's files and commands, and the VM's
// standard streams. Without files only those can be used.
func IO(h Host) Set {
	return one("io", func(vm *rt.VM) (rt.Table, error) { return openIO(vm, &h) })
}

// The registry's keys of the default files.
const (
	ioInput  = "_IO_input"
	ioOutput = "_IO_output"
)

func openIO(vm *rt.VM, h *Host) (rt.Table, error) {
	l := &ioLib{host: h}
	if err := l.openMeta(vm); err != nil {
		return rt.Table{}, err
	}
	rows := []function{
		{"close", l.close},
		{"flush", l.flush},
		{"input", func(c *rt.Call) error { return l.defaultFile(c, ioInput, "r") }},
		{"lines", l.lines},
		{"output", func(c *rt.Call) error { return l.defaultFile(c, ioOutput, "w") }},
		{"read", l.read},
		{"type", ioType},
		{"write", l.write},
	}
	if h.Files != nil {
		rows = append(rows, function{"open", l.open}, function{"tmpfile", l.tmpfile})
	}
	if h.Commands != nil {
		rows = append(rows, function{"popen", l.popen})
	}
	t, err := newModule(vm, "io", rows)
	if err != nil {
		return t, err
	}
	in, out, errs := vm.Stdin(), vm.Stdout(), vm.Stderr()
	for _, s := range []struct {
		name, key string
		f         *file
	}{
		{"stdin", ioInput, &file{r: in}},
		{"stdout", ioOutput, &file{w: out, mode: bufferNone}},
		{"stderr", "", &file{w: errs, mode: bufferNone}},
	} {
		f := s.f
		f.size = writeBuffer
		f.s, _ = in.(io.Seeker)
		if f.w != nil {
			f.s, _ = f.w.(io.Seeker)
		}
		f.close = func(c *rt.Call) error { return f.keepOpen(c) }
		u, err := vm.NewUserdata(f, l.meta, fileSize)
		if err != nil {
			return t, err
		}
		if err := t.RawSetString(vm, s.name, u.Value()); err != nil {
			return t, err
		}
		if s.key != "" {
			if err := vm.Registry().RawSetString(vm, s.key, u.Value()); err != nil {
				return t, err
			}
		}
	}
	return t, nil
}

// keepOpen is what closing a standard file does.
func (f *file) keepOpen(c *rt.Call) error {
	f.close = f.keepOpen
	msg, err := c.NewString("cannot close standard file")
	if err != nil {
		return err
	}
	return c.Return(rt.Nil, msg)
}

// openMeta makes the metatable of files.
func (l *ioLib) openMeta(vm *rt.VM) error {
	methods, err := newModule(vm, "file", []function{
		{"close", fileClose},
		{"flush", fileFlush},
		{"lines", l.fileLines},
		{"read", fileRead},
		{"seek", fileSeek},
		{"setvbuf", fileSetVBuf},
		{"write", fileWrite},
	})
	if err != nil {
		return err
	}
	l.meta, err = newModule(vm, "file", []function{
		{"__close", fileGC},
		{"__gc", fileGC},
		{"__tostring", fileToString},
	})
	if err != nil {
		return err
	}
	name, err := vm.NewString("FILE*")
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		v    rt.Value
	}{{"__index", methods.Value()}, {"__name", name}} {
		if err := l.meta.RawSetString(vm, f.name, f.v); err != nil {
			return err
		}
	}
	// The registry keeps the metatable alive, under the name that C code uses.
	return vm.Registry().RawSetString(vm, "FILE*", l.meta.Value())
}

// defaultOf returns the default input or output, which is open.
func defaultOf(c *rt.Call, key string) (*file, error) {
	f, ok := toFile(c, c.VM().Registry().RawGetString(c.VM(), key))
	if !ok || f.closed() {
		return nil, c.Errorf("default %s file is closed", key[len("_IO_"):])
	}
	return f, nil
}

// openFile opens a file of the host's.
func (l *ioLib) openFile(name, mode string) (*file, error) {
	flag := os.O_RDONLY
	switch plus := strings.Contains(mode, "+"); {
	case mode[0] == 'r' && plus:
		flag = os.O_RDWR
	case mode[0] == 'w':
		flag = os.O_CREATE | os.O_TRUNC | os.O_WRONLY
	case mode[0] == 'a':
		flag = os.O_CREATE | os.O_APPEND | os.O_WRONLY
	}
	if mode[0] != 'r' && strings.Contains(mode, "+") {
		flag = flag&^os.O_WRONLY | os.O_RDWR
	}
	f, err := l.host.Files.OpenFile(name, flag, 0o666)
	if err != nil {
		return nil, err
	}
	x := newFile(f)
	if flag&os.O_RDWR == 0 { // a C stream knows what it is not open for
		if mode[0] == 'r' {
			x.w = nil
		} else {
			x.r = nil
		}
	}
	return x, nil
}

// validMode reports whether mode is one of fopen's.
func validMode(mode string) bool {
	if mode == "" || strings.IndexByte("rwa", mode[0]) < 0 {
		return false
	}
	mode = strings.TrimPrefix(mode[1:], "+")
	return strings.Trim(mode, "b") == ""
}

func (l *ioLib) open(c *rt.Call) error {
	name, err := cString(c, 1)
	if err != nil {
		return err
	}
	mode := "r"
	if !c.Arg(2).IsNil() {
		if mode, err = cString(c, 2); err != nil {
			return err
		}
	}
	if !validMode(mode) {
		return c.ArgError(2, "invalid mode")
	}
	f, err := l.openFile(name, mode)
	if err != nil {
		return fileResult(c, err, name)
	}
	return l.returnFile(c, f)
}

// returnFile ends a function with a new file.
func (l *ioLib) returnFile(c *rt.Call, f *file) error {
	v, err := l.newUserdata(c, f)
	if err != nil {
		_ = f.close(c) // it never became a value
		return err
	}
	return c.Return1(v)
}

func (l *ioLib) tmpfile(c *rt.Call) error {
	f, name, err := l.host.Files.TempFile()
	if err != nil {
		return fileResult(c, err, "")
	}
	x := newFile(f)
	end := x.close
	x.close = func(c *rt.Call) error {
		err := end(c)
		_ = l.host.Files.Remove(name)
		return err
	}
	return l.returnFile(c, x)
}

func (l *ioLib) popen(c *rt.Call) error {
	command, err := cString(c, 1)
	if err != nil {
		return err
	}
	mode := "r"
	if !c.Arg(2).IsNil() {
		if mode, err = cString(c, 2); err != nil {
			return err
		}
	}
	if mode != "r" && mode != "w" {
		return c.ArgError(2, "invalid mode")
	}
	p, err := l.host.Commands.Start(command, mode == "w")
	if err != nil {
		return fileResult(c, err, command)
	}
	f := &file{r: p, w: p, size: writeBuffer}
	f.host, _ = p.(io.Closer)
	f.close = func(c *rt.Call) error {
		_ = f.flush() // the program may be gone
		e, err := p.Wait()
		return exitResult(c, e, err)
	}
	return l.returnFile(c, f)
}

func ioType(c *rt.Call) error {
	if err := c.CheckAny(1); err != nil {
		return err
	}
	f, ok := toFile(c, c.Arg(1))
	switch {
	case !ok:
		return c.Return1(rt.Nil)
	case f.closed():
		return returnString(c, "closed file")
	}
	return returnString(c, "file")
}

func (l *ioLib) close(c *rt.Call) error {
	if c.NArgs() > 0 {
		return fileClose(c)
	}
	f, ok := toFile(c, c.VM().Registry().RawGetString(c.VM(), ioOutput))
	if !ok || f.closed() {
		return c.Errorf("attempt to use a closed file")
	}
	return f.shut(c)
}

func (l *ioLib) flush(c *rt.Call) error {
	f, err := defaultOf(c, ioOutput)
	if err != nil {
		return err
	}
	return fileResult(c, f.flush(), "")
}

// openChecked opens a file for a function that raises an error if it cannot.
func (l *ioLib) openChecked(c *rt.Call, mode string) (rt.Value, error) {
	name, err := cString(c, 1)
	if err != nil {
		return rt.Nil, err
	}
	if l.host.Files == nil {
		return rt.Nil, c.Errorf("cannot open file '%s' (%s)", name, "Operation not permitted")
	}
	f, err := l.openFile(name, mode)
	if err != nil {
		return rt.Nil, c.Errorf("cannot open file '%s' (%s)", name, errorText(err))
	}
	v, err := l.newUserdata(c, f)
	if err != nil {
		_ = f.close(c)
	}
	return v, err
}

// defaultFile is io.input or io.output.
func (l *ioLib) defaultFile(c *rt.Call, key, mode string) error {
	vm := c.VM()
	v := c.Arg(1)
	switch {
	case v.IsNil():
		return c.Return1(vm.Registry().RawGetString(vm, key))
	case v.IsString() || v.IsNumber():
		var err error
		if v, err = l.openChecked(c, mode); err != nil {
			return err
		}
	default:
		if _, err := openSelf(c); err != nil {
			return err
		}
	}
	if err := vm.Registry().RawSetString(vm, key, v); err != nil {
		return err
	}
	return c.Return1(v)
}

func (l *ioLib) write(c *rt.Call) error {
	f, err := defaultOf(c, ioOutput)
	if err != nil {
		return err
	}
	return writeArgs(c, f, c.VM().Registry().RawGetString(c.VM(), ioOutput), 1)
}

func fileWrite(c *rt.Call) error {
	f, err := openSelf(c)
	if err != nil {
		return err
	}
	return writeArgs(c, f, c.Arg(1), 2)
}

// writeArgs writes the arguments from the first on and returns the file v.
func writeArgs(c *rt.Call, f *file, v rt.Value, first int) error {
	n := c.NArgs()
	var failed error
	for i := first; i <= n; i++ {
		a := c.Arg(i)
		s, isString := c.StringView(a)
		if len(s) > moveChunk || n > stepBudget { // the rest is written in pieces
			w := &writeCall{f: f, v: v, arg: i, err: failed}
			return copyArgs(c, i, &w.rest, w)
		}
		if err := writeOne(c, f, a, s, isString, i, &failed); err != nil {
			return err
		}
		c.Charge(len(s)/8 + 4)
	}
	if failed != nil {
		return fileResult(c, failed, "")
	}
	return c.Return1(v)
}

// writeOne writes one value, the argument i: the string s or a number. The first
// failure of the file is left in failed.
func writeOne(c *rt.Call, f *file, v rt.Value, s string, isString bool, i int, failed *error) error {
	if !isString {
		var space [48]byte
		b := space[:0]
		if n, ok := v.AsInt(); ok {
			b = strconv.AppendInt(b, n, 10)
		} else if x, ok := v.AsFloat(); ok {
			b = appendG(b, x, 14) // unlike tostring, without ".0"
		} else {
			return c.ArgError(i, "string expected, got "+c.VM().TypeNameFor(v))
		}
		s = string(b)
	}
	audit.Bytes(len(s))
	if err := f.write(s); err != nil && *failed == nil {
		*failed = err
	}
	return nil
}

// writeCall is a running write.
type writeCall struct {
	f    *file
	v    rt.Value
	arg  int // the number of rest[0]
	rest []rt.Value
	off  int   // how much of rest[0] is written
	err  error // the first failure
}

// Resume implements rt.Sequence.
func (w *writeCall) Resume(c *rt.Call) error {
	for len(w.rest) > 0 {
		v := w.rest[0]
		s, ok := c.StringView(v)
		part := s[w.off:min(len(s), w.off+moveChunk)]
		if err := writeOne(c, w.f, v, part, ok, w.arg, &w.err); err != nil {
			return err
		}
		if w.off += len(part); w.off == len(s) {
			w.rest, w.off = w.rest[1:], 0
			w.arg++
		}
		if !c.Charge(len(part)/8+4) && len(w.rest) > 0 {
			return c.Suspend(w)
		}
	}
	if w.err != nil {
		return fileResult(c, w.err, "")
	}
	return c.Return1(w.v)
}

// TraceGC marks the values that are to be written.
func (w *writeCall) TraceGC(t *gc.Tracer) {
	w.v.TraceGC(t)
	for _, v := range w.rest {
		v.TraceGC(t)
	}
}
