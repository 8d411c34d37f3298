package stdlib

// This file defines how libraries read Lua files: the functions dofile and
// loadfile, and what they share with require.

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	rt "github.com/lusterlua/luster/runtime"
)

// Files returns the base library with dofile and loadfile, which read from the
// given file system; the names that scripts use are cleaned first. Without a name
// they read the VM's Stdin.
func Files(files fs.FS) Set {
	return one("dofile", func(vm *rt.VM) (rt.Table, error) {
		return rt.Table{}, fill(vm, vm.Globals(), []function{
			{"dofile", func(c *rt.Call) error { return baseDoFile(c, files) }},
			{"loadfile", func(c *rt.Call) error { return baseLoadFile(c, files) }},
		})
	})
}

// Disk is the machine's file system, without any bounds: absolute names and ".."
// are allowed, and a relative name starts at the working directory.
var Disk fs.FS = disk{}

type disk struct{}

// Open implements fs.FS.
func (disk) Open(name string) (fs.File, error) { return os.Open(name) }

// readFile returns the text of a file. It refuses what would not fit in memory.
func readFile(c *rt.Call, files fs.FS, name string) (string, error) {
	if _, ok := files.(disk); !ok {
		name = path.Clean(name)
	}
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var size int64
	if info, err := f.Stat(); err == nil {
		if info.IsDir() {
			return "", &fs.PathError{Op: "read", Path: name, Err: syscall.EISDIR}
		}
		size = info.Size()
	}
	return readAll(c, f, size)
}

// readAll reads all of r, about size bytes.
func readAll(c *rt.Call, r io.Reader, size int64) (string, error) {
	var b strings.Builder
	if err := c.Reserve(int(size)); err != nil {
		return "", err
	}
	b.Grow(int(size))
	buf := make([]byte, 32<<10)
	for {
		n, err := r.Read(buf)
		b.Write(buf[:n])
		c.Charge(n/8 + 1)
		switch {
		case err == io.EOF:
			return b.String(), nil
		case err != nil:
			return "", err
		}
		if b.Len()+len(buf) > int(size) {
			if err := c.Reserve(2 * b.Len()); err != nil {
				return "", err
			}
		}
	}
}

// errorText returns the text of a failed file operation as C's strerror gives it.
func errorText(err error) string {
	var no syscall.Errno
	switch {
	case errors.Is(err, fs.ErrNotExist):
		no = syscall.ENOENT
	case errors.Is(err, fs.ErrPermission):
		no = syscall.EACCES
	case errors.Is(err, fs.ErrInvalid):
		no = syscall.EINVAL
	case errors.As(err, &no):
	default:
		return err.Error()
	}
	s := no.Error()
	return strings.ToUpper(s[:1]) + s[1:]
}

// source reads the file that argument 1 names and returns the chunk's name and
// text; msg says why it could not.
func source(c *rt.Call, files fs.FS) (name, src, msg string, err error) {
	if c.Arg(1).IsNil() {
		src, err = readAll(c, c.VM().Stdin(), 0)
		name = "=stdin"
	} else {
		var file string
		if file, err = c.CheckString(1); err != nil {
			return "", "", "", err
		}
		name = "@" + file
		src, err = readFile(c, files, file)
	}
	if err == nil {
		return name, rt.SkipShebang(src), "", nil
	}
	if errors.Is(err, rt.ErrMemory) {
		return "", "", "", err
	}
	what := "open"
	if errors.Is(err, syscall.EISDIR) {
		what = "read"
	}
	return "", "", "cannot " + what + " " + name[1:] + ": " + errorText(err), nil
}

func baseLoadFile(c *rt.Call, files fs.FS) error {
	o, err := optionsFrom(c, 2)
	if err != nil {
		return err
	}
	name, src, msg, err := source(c, files)
	switch {
	case err != nil:
		return err
	case msg != "":
		return loadFailed(c, msg)
	}
	o.name = name
	return loadSource(c, src, o)
}

func baseDoFile(c *rt.Call, files fs.FS) error {
	name, src, msg, err := source(c, files)
	if err == nil && msg == "" {
		return compileThen(c, name, src, doFile{})
	}
	if err != nil {
		return err
	}
	v, err := c.NewString(msg)
	if err != nil {
		return err
	}
	return c.Throw(v)
}

// doFile calls the chunk of dofile.
type doFile struct{}

func (doFile) keep(*rt.Call) {}

func (doFile) compiled(c *rt.Call, ch *rt.Chunk, err error) error {
	if err != nil {
		if msg, ok := syntaxMessage(err); ok {
			v, err := c.NewString(msg)
			if err != nil {
				return err
			}
			return c.Throw(v)
		}
		return err
	}
	f, err := c.NewChunkFunc(ch, c.VM().Globals().Value())
	if err != nil {
		return err
	}
	return c.TailCall(f.Value())
}

// compiler is what goes on with a compiled chunk, or with the error.
type compiler interface {
	compiled(c *rt.Call, ch *rt.Chunk, err error) error
	// keep keeps alive what compiled needs.
	keep(c *rt.Call)
}

// compileFile compiles the text of a file.
func compileFile(c *rt.Call, file, src string, then compiler) error {
	return compileThen(c, "@"+file, rt.SkipShebang(src), then)
}
