package stdlib

// This file defines reading: the formats of io.read, and the iterators of lines.

import (
	"bytes"
	"errors"
	"io"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// maxNumeral is the length of the longest numeral that the format n reads.
const maxNumeral = 200

// maxLineFormats is the number of formats that lines takes.
const maxLineFormats = 250

func fileRead(c *rt.Call) error {
	f, err := openSelf(c)
	if err != nil {
		return err
	}
	return startRead(c, f, 2)
}

func (l *ioLib) read(c *rt.Call) error {
	f, err := defaultOf(c, ioInput)
	if err != nil {
		return err
	}
	return startRead(c, f, 1)
}

// startRead reads by the formats that are the arguments from the first on.
func startRead(c *rt.Call, f *file, first int) error {
	n := c.NArgs() - first + 1
	if n <= 0 {
		if line, ok := f.quickLine(); ok {
			return returnString(c, line)
		}
		return (&readCall{f: f, first: first}).Resume(c)
	}
	r := &readCall{f: f, first: first}
	for i := first; i <= c.NArgs(); i++ {
		r.formats = append(r.formats, c.Arg(i))
	}
	return r.Resume(c)
}

// quickLine reads a line without its end, if the buffer has it.
func (f *file) quickLine() (line string, ok bool) {
	i := bytes.IndexByte(f.in, '\n')
	if i < 0 {
		return "", false
	}
	line = string(f.in[:i])
	f.in = f.in[i+1:]
	return line, true
}

// readCall is a running read. It reads one format after the other; any of them
// may take long.
type readCall struct {
	f       *file
	first   int        // the number of the first format's argument
	formats []rt.Value // none: one line
	next    int
	results []rt.Value
	busy    bool // in the middle of a format
	full    bool // of which all is read
	kind    byte // of that format: l, L, a or '#' for a number of bytes
	left    int64
	//luster:notrace "what n read: a number, or nil"
	number     rt.Value
	out        output
	line       *lineEnd // for the iterator of lines
	assembling bool     // Resume brings the long string of a format
}

// lineEnd is what the iterator of lines does at the end of a file.
type lineEnd struct {
	closes bool
}

// TraceGC marks the formats and the results so far.
func (r *readCall) TraceGC(t *gc.Tracer) {
	for _, v := range r.formats {
		v.TraceGC(t)
	}
	for _, v := range r.results {
		v.TraceGC(t)
	}
	r.out.TraceGC(t)
}

// Resume implements rt.Sequence.
func (r *readCall) Resume(c *rt.Call) error {
	if r.assembling {
		r.assembling, r.busy, r.full = false, false, false
		r.results = append(r.results, c.Arg(1))
	}
	for {
		if waits, err := r.out.wait(c, r); waits {
			return err
		}
		if !r.busy {
			done, err := r.begin(c)
			if err != nil {
				return err
			}
			if done {
				return r.end(c, nil)
			}
			if !r.busy {
				continue
			}
		}
		more := false
		if !r.full {
			var err error
			if more, err = r.step(c); err != nil {
				return r.end(c, err)
			}
		}
		if more {
			if !c.Charge(readBuffer / 8) {
				return c.Suspend(r)
			}
			continue
		}
		// The format is read.
		r.full = true
		if r.out.refused != nil {
			continue
		}
		v, wait, err := r.take(c)
		if err != nil {
			return c.RetryThen(r, err)
		}
		r.full = false
		if wait {
			return nil
		}
		if v.IsNil() {
			r.results = append(r.results, v)
			return r.end(c, nil)
		}
		r.results = append(r.results, v)
		r.busy = false
	}
}

// begin starts the next format. done is true after the last.
func (r *readCall) begin(c *rt.Call) (done bool, err error) {
	i := r.next
	r.next++
	if len(r.formats) == 0 {
		r.kind, r.busy = 'l', i == 0
		return i > 0, nil
	}
	if i == len(r.formats) {
		return true, nil
	}
	v := r.formats[i]
	arg := r.first + i
	if v.IsNumber() {
		n, err := intValue(c, arg, v)
		if err != nil {
			return false, err
		}
		// C takes a negative count for a huge one, which no memory is enough for.
		if n < 0 {
			return false, rt.ErrMemory
		}
		r.kind, r.left, r.busy = '#', n, true
		return false, nil
	}
	s, ok := c.StringView(v)
	if !ok {
		return false, c.ArgError(arg, "string expected, got "+c.VM().TypeNameFor(v))
	}
	if len(s) > 0 && s[0] == '*' {
		s = s[1:]
	}
	switch {
	case s == "":
		return false, c.ArgError(arg, "invalid format")
	case s[0] == 'n':
		r.kind, r.busy, r.number = 'n', true, rt.Nil
		return false, nil
	case s[0] == 'l' || s[0] == 'L' || s[0] == 'a':
		r.kind, r.busy = s[0], true
		return false, nil
	}
	return false, c.ArgError(arg, "invalid format")
}

// fail makes the read end with an error of the file.
func (r *readCall) fail(c *rt.Call, err error) error {
	r.results = r.results[:0]
	r.out = output{}
	if r.line != nil {
		return c.Errorf("%s", errorText(err))
	}
	msg, e := c.NewString(errorText(err))
	if e != nil {
		return e
	}
	r.results = append(r.results, rt.Nil, msg, rt.Int(errorNumber(err)))
	return nil
}

// step reads what one buffer has for the format. more is true if that was not
// all; the end of the file ends any format.
func (r *readCall) step(c *rt.Call) (more bool, err error) {
	f := r.f
	if len(f.in) == 0 {
		if r.kind == '#' && r.left == 0 && r.out.len() > 0 {
			return false, nil
		}
		if err := f.fill(); errors.Is(err, io.EOF) {
			if r.kind == '#' && r.left == 0 {
				r.left = -1 // read(0) at the end
			}
			return false, nil
		} else if err != nil {
			return false, err
		}
	}
	part := f.in
	audit.Bytes(len(part))
	switch r.kind {
	case 'l', 'L':
		if i := bytes.IndexByte(part, '\n'); i >= 0 {
			text := part[:i]
			if r.kind == 'L' {
				text = part[:i+1]
			}
			f.in = part[i+1:]
			r.out.buf = append(r.out.buf, text...)
			r.left = -2 // a line, even if it is empty
			return false, r.out.flush(c)
		}
	case 'n':
		// White space may be long, a numeral is not.
		i := 0
		for i < len(part) && isSpace(part[i]) {
			i++
		}
		if f.in = part[i:]; len(f.in) == 0 {
			return true, nil
		}
		r.number, err = f.readNumber()
		return false, err
	case '#':
		if int64(len(part)) >= r.left {
			part = part[:r.left]
		}
		r.left -= int64(len(part))
		r.out.buf = append(r.out.buf, part...)
		f.in = f.in[len(part):]
		return r.left > 0, r.out.flush(c)
	}
	r.out.buf = append(r.out.buf, part...)
	f.in = nil
	return true, r.out.flush(c)
}

// take returns what was read for a format, nil if the end of the file came first.
// wait is true if the function has to return: the value comes to Resume.
func (r *readCall) take(c *rt.Call) (v rt.Value, wait bool, err error) {
	if r.kind == 'n' {
		return r.number, false, nil
	}
	n := r.out.len()
	if n == 0 {
		ok := r.kind == 'a' || r.left == -2 || r.kind == '#' && r.left == 0
		if !ok {
			r.left = 0
			return rt.Nil, false, nil
		}
	}
	if len(r.out.pieces) == 0 {
		if v, err = c.NewBytes(r.out.buf); err == nil {
			r.out.buf, r.left = r.out.buf[:0], 0
		}
		return v, false, err
	}
	out := r.out
	r.out, r.left = output{}, 0
	r.assembling = true
	return rt.Nil, true, joinThen(c, out, r)
}

// joinThen makes the string of o and resumes seq with it.
func joinThen(c *rt.Call, o output, seq rt.Sequence) error {
	a := &joiner{assembly{output: o, second: rt.Nil}}
	f, err := c.NewFunc("", func(c *rt.Call) error { return a.Resume(c) })
	if err != nil {
		return err
	}
	return c.CallThen(&joinWait{a, seq}, f.Value())
}

// joiner is an assembly that another function waits for.
type joiner struct{ assembly }

// joinWait keeps the pieces alive while they are joined.
type joinWait struct {
	*joiner
	seq rt.Sequence
}

// Resume implements rt.Sequence.
func (w *joinWait) Resume(c *rt.Call) error { return w.seq.Resume(c) }

// TraceGC marks the pieces and what waits.
func (w *joinWait) TraceGC(t *gc.Tracer) {
	w.joiner.TraceGC(t)
	w.seq.TraceGC(t)
}

// end ends the read with its results, or with an error of the file.
func (r *readCall) end(c *rt.Call, err error) error {
	if err != nil {
		if err := r.fail(c, err); err != nil {
			return err
		}
	}
	if r.line != nil && (len(r.results) == 0 || !r.results[0].Truthy()) {
		if r.line.closes {
			if err := r.f.shut(c); err != nil {
				return err
			}
		}
		return c.Return()
	}
	return c.Return(r.results...)
}

// peek returns the next byte; ok is false at the end of the file.
func (f *file) peek() (b byte, ok bool, err error) {
	if len(f.in) == 0 {
		if err := f.fill(); errors.Is(err, io.EOF) {
			return 0, false, nil
		} else if err != nil {
			return 0, false, err
		}
	}
	return f.in[0], true, nil
}

// numeral is a numeral that is being read.
type numeral struct {
	f    *file
	buf  []byte
	over bool // it became too long
	err  error
}

// accept takes the next byte if ok says so.
func (n *numeral) accept(ok func(byte) bool) bool {
	b, more, err := n.f.peek()
	if err != nil {
		n.err = err
	}
	if err != nil || !more || n.over || !ok(b) {
		return false
	}
	if len(n.buf) >= maxNumeral {
		n.over = true
		return false
	}
	n.buf = append(n.buf, b)
	n.f.in = n.f.in[1:]
	return true
}

// one accepts either of two bytes.
func (n *numeral) one(a, b byte) bool {
	return n.accept(func(c byte) bool { return c == a || c == b })
}

// digits accepts digits and returns how many there were.
func (n *numeral) digits(is func(byte) bool) (count int) {
	for n.accept(is) {
		count++
	}
	return count
}

// readNumber reads the longest prefix that looks like a numeral; nil if it is none.
func (f *file) readNumber() (rt.Value, error) {
	n := &numeral{f: f}
	for {
		b, more, err := f.peek()
		if err != nil {
			return rt.Nil, err
		}
		if !more || !isSpace(b) {
			break
		}
		f.in = f.in[1:]
	}
	count, hex := 0, false
	n.one('-', '+')
	if n.one('0', '0') {
		if n.one('x', 'X') {
			hex = true
		} else {
			count = 1
		}
	}
	is, mark := isDigit, byte('e')
	if hex {
		is, mark = isXDigit, 'p'
	}
	count += n.digits(is)
	if n.one('.', '.') {
		count += n.digits(is)
	}
	if count > 0 && n.one(mark, mark-'a'+'A') {
		n.one('-', '+')
		n.digits(isDigit)
	}
	if n.err != nil || n.over {
		return rt.Nil, n.err
	}
	v, _ := rt.ParseNumber(string(n.buf))
	return v, nil
}

// Upvalues of the iterator of lines; the formats follow.
const (
	linesFile = 1 + iota
	linesCloses
	linesCount
	linesFormats
)

// newLines returns the iterator of a file: the formats are the arguments from the
// second on.
func (l *ioLib) newLines(c *rt.Call, file rt.Value, closes bool) (rt.Value, error) {
	n := max(c.NArgs()-1, 0)
	if n > maxLineFormats {
		return rt.Nil, c.ArgError(maxLineFormats+2, "too many arguments")
	}
	ups := make([]rt.Value, 0, n+3)
	ups = append(ups, file, rt.Bool(closes), rt.Int(int64(n)))
	for i := 2; i <= c.NArgs(); i++ {
		ups = append(ups, c.Arg(i))
	}
	f, err := c.NewFunc("io.lines_iterator", nextLine, ups...)
	return f.Value(), err
}

func (l *ioLib) fileLines(c *rt.Call) error {
	if _, err := openSelf(c); err != nil {
		return err
	}
	it, err := l.newLines(c, c.Arg(1), false)
	if err != nil {
		return err
	}
	return c.Return1(it)
}

func (l *ioLib) lines(c *rt.Call) error {
	if c.Arg(1).IsNil() {
		v := c.VM().Registry().RawGetString(c.VM(), ioInput)
		if f, ok := toFile(c, v); !ok || f.closed() {
			return c.Errorf("attempt to use a closed file")
		}
		it, err := l.newLines(c, v, false)
		if err != nil {
			return err
		}
		return c.Return1(it)
	}
	v, err := l.openChecked(c, "r")
	if err != nil {
		return err
	}
	it, err := l.newLines(c, v, true)
	if err != nil {
		return err
	}
	// The file is also what a generic for closes.
	return c.Return(it, rt.Nil, rt.Nil, v)
}

// nextLine is the iterator of lines.
func nextLine(c *rt.Call) error {
	f, ok := toFile(c, c.Upvalue(linesFile))
	if !ok || f.closed() {
		return c.Errorf("file is already closed")
	}
	n, _ := c.Upvalue(linesCount).AsInt()
	if n == 0 {
		if line, ok := f.quickLine(); ok {
			return returnString(c, line)
		}
	}
	r := &readCall{f: f, first: 2, line: &lineEnd{c.Upvalue(linesCloses).Truthy()}}
	for i := range int(n) {
		r.formats = append(r.formats, c.Upvalue(linesFormats+i))
	}
	return r.Resume(c)
}
