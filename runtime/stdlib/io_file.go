package stdlib

// This file defines an open file as scripts hold it: a host's file with the
// buffers of a C stream.

import (
	"bytes"
	"errors"
	"io"
	"syscall"

	rt "github.com/lusterlua/luster/runtime"
)

// bufferMode is when a file's writes go out.
type bufferMode uint8

const (
	bufferFull bufferMode = iota // when the buffer is full
	bufferLine                   // also at the end of a line
	bufferNone                   // at once
)

const (
	readBuffer  = 4 << 10
	writeBuffer = 4 << 10
	maxBuffer   = 64 << 10 // of setvbuf; more is of no use
	// fileSize is what a file is accounted with: its buffers and the rest.
	fileSize = readBuffer + writeBuffer + 512
)

// file is an open or closed file.
type file struct {
	r     io.Reader
	w     io.Writer
	s     io.Seeker
	close func(c *rt.Call) error // ends the function f:close; nil when closed

	in    []byte    // what was read and not yet used
	space []byte    // where in lies
	out   []byte    // what was written and not yet out
	host  io.Closer // what the VM's end closes
	mode  bufferMode
	size  int // of the write buffer
}

// newFile returns a file for the host's f.
func newFile(f File) *file {
	x := &file{r: f, w: f, s: f, host: f, size: writeBuffer}
	x.close = func(c *rt.Call) error {
		err := x.flush()
		if e := f.Close(); err == nil {
			err = e
		}
		return fileResult(c, err, "")
	}
	return x
}

// closed reports whether the file was closed.
func (f *file) closed() bool { return f.close == nil }

// flush writes the buffer out.
func (f *file) flush() error {
	if len(f.out) == 0 {
		return nil
	}
	n, err := f.w.Write(f.out)
	if err == nil && n < len(f.out) {
		err = io.ErrShortWrite
	}
	f.out = f.out[:0]
	return err
}

// write writes b through the buffer.
func (f *file) write(b string) error {
	if f.w == nil {
		return syscall.EBADF
	}
	if err := f.unread(); err != nil {
		return err
	}
	if f.mode == bufferNone || len(b) >= f.size {
		if err := f.flush(); err != nil {
			return err
		}
		_, err := io.WriteString(f.w, b)
		return err
	}
	if len(f.out)+len(b) > f.size {
		if err := f.flush(); err != nil {
			return err
		}
	}
	f.out = append(f.out, b...)
	if f.mode == bufferLine && bytes.IndexByte(f.out, '\n') >= 0 {
		return f.flush()
	}
	return nil
}

// unread gives up the read buffer: the file goes back to where the script thinks
// it is.
func (f *file) unread() error {
	if len(f.in) == 0 {
		return nil
	}
	n := int64(len(f.in))
	f.in = nil
	if f.s == nil {
		return nil // a stream has two ends
	}
	_, err := f.s.Seek(-n, io.SeekCurrent)
	if errors.Is(err, syscall.ESPIPE) {
		return nil
	}
	return err
}

// fill reads more into the empty read buffer. At the end of the file it returns
// io.EOF.
func (f *file) fill() error {
	if f.r == nil {
		return syscall.EBADF
	}
	if err := f.flush(); err != nil {
		return err
	}
	if f.space == nil {
		f.space = make([]byte, readBuffer)
	}
	for range 100 { // readers that return nothing, and no error, again and again
		n, err := f.r.Read(f.space)
		if n > 0 {
			f.in = f.space[:n]
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// seek moves the file's position.
func (f *file) seek(offset int64, whence int) (int64, error) {
	if err := f.flush(); err != nil {
		return 0, err
	}
	if f.s == nil {
		return 0, syscall.ESPIPE
	}
	if whence == io.SeekCurrent {
		offset -= int64(len(f.in))
	}
	at, err := f.s.Seek(offset, whence)
	if err == nil {
		f.in = nil
	}
	return at, err
}

// ioLib is what io's functions share in a VM.
type ioLib struct {
	host *Host
	//luster:notrace "the registry keeps it alive"
	meta rt.Table
}

// newUserdata returns a file as a userdata.
func (l *ioLib) newUserdata(c *rt.Call, f *file) (rt.Value, error) {
	u, err := c.NewUserdata(f, l.meta, fileSize)
	if err == nil && f.host != nil {
		c.VM().Own(f, func() error { return errors.Join(f.flush(), f.host.Close()) })
	}
	return u.Value(), err
}

// toFile returns v's file; ok is false if v is none.
func toFile(c *rt.Call, v rt.Value) (f *file, ok bool) {
	u, ok := v.AsUserdata()
	if !ok {
		return nil, false
	}
	f, ok = u.Data(c.VM()).(*file)
	return f, ok
}

// self returns the file that argument 1 is, open or closed.
func self(c *rt.Call) (*file, error) {
	if f, ok := toFile(c, c.Arg(1)); ok {
		return f, nil
	}
	return nil, c.TypeError(1, "FILE*")
}

// openSelf returns the open file that argument 1 is.
func openSelf(c *rt.Call) (*file, error) {
	f, err := self(c)
	if err == nil && f.closed() {
		err = c.Errorf("attempt to use a closed file")
	}
	return f, err
}

// shut closes the file and ends the function with the result of that.
func (f *file) shut(c *rt.Call) error {
	end := f.close
	f.close = nil
	c.VM().Disown(f)
	err := end(c)
	if !f.closed() { // a standard file
		return err
	}
	f.in, f.space, f.out = nil, nil, nil
	return err
}

func fileClose(c *rt.Call) error {
	f, err := openSelf(c)
	if err != nil {
		return err
	}
	return f.shut(c)
}

// fileGC is __gc and __close.
func fileGC(c *rt.Call) error {
	f, err := self(c)
	if err != nil || f.closed() {
		return err
	}
	if err := f.shut(c); err != nil {
		return err
	}
	return c.Return()
}

func fileToString(c *rt.Call) error {
	f, err := self(c)
	if err != nil {
		return err
	}
	if f.closed() {
		return returnString(c, "file (closed)")
	}
	b := append(c.VM().Scratch(), "file ("...)
	b, _ = c.VM().AppendAddress(b, c.Arg(1))
	v, err := c.NewBytes(append(b, ')'))
	if err != nil {
		return err
	}
	return c.Return1(v)
}

func fileFlush(c *rt.Call) error {
	f, err := openSelf(c)
	if err != nil {
		return err
	}
	return fileResult(c, f.flush(), "")
}

var (
	seekNames   = []string{"set", "cur", "end"}
	bufferNames = []string{"no", "full", "line"}
)

func fileSeek(c *rt.Call) error {
	f, err := openSelf(c)
	if err != nil {
		return err
	}
	whence, err := c.CheckOption(2, "cur", seekNames)
	if err != nil {
		return err
	}
	offset, err := c.OptInt(3, 0)
	if err != nil {
		return err
	}
	at, err := f.seek(offset, whence)
	if err != nil {
		return fileResult(c, err, "")
	}
	return c.Return1(rt.Int(at))
}

func fileSetVBuf(c *rt.Call) error {
	f, err := openSelf(c)
	if err != nil {
		return err
	}
	mode, err := c.CheckOption(2, "", bufferNames)
	if err != nil {
		return err
	}
	size, err := c.OptInt(3, writeBuffer)
	if err != nil {
		return err
	}
	if err := f.flush(); err != nil {
		return fileResult(c, err, "")
	}
	f.mode = []bufferMode{bufferNone, bufferFull, bufferLine}[mode]
	f.size = int(min(max(size, 1), maxBuffer))
	if f.size > writeBuffer {
		// What is more than the file is accounted with.
		if err := c.Reserve(f.size); err != nil {
			f.size = writeBuffer
			return err
		}
	}
	return c.Return1(rt.Bool(true))
}
