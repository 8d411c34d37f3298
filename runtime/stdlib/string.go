package stdlib

// This file defines the library "string": its state, the functions that move
// bytes, and the metatable of strings. The others are in string_*.go.

import (
	"errors"
	"math"
	"math/rand/v2"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// stringLib is what the functions of the library share in a VM.
type stringLib struct {
	match matcher // of the call that runs, unless it was suspended
	cache [patternSlots]cachedPattern
	base  uint64 // of the plain search's hash
	// Calls that have ended, to be used again.
	gsub      *gsubCall
	formats   *formatCall
	packing   *packCall
	unpacking *unpackCall
}

// openString makes the library and sets the metatable of strings.
func openString(vm *rt.VM) (rt.Table, error) {
	l := &stringLib{base: rand.Uint64()}
	t, err := newModule(vm, "string", []function{
		{"byte", stringByte},
		{"char", stringChar},
		{"dump", stringDump},
		{"find", l.find},
		{"format", l.format},
		{"gmatch", l.gmatch},
		{"gsub", l.gsubStart},
		{"len", stringLen},
		{"lower", stringLower},
		{"match", l.matchFirst},
		{"pack", l.pack},
		{"packsize", stringPackSize},
		{"rep", stringRep},
		{"reverse", stringReverse},
		{"sub", stringSub},
		{"unpack", l.unpack},
		{"upper", stringUpper},
	})
	if err != nil {
		return t, err
	}
	mt, err := newLib(vm, stringArith)
	if err != nil {
		return t, err
	}
	if err := mt.RawSetString(vm, "__index", t.Value()); err != nil {
		return t, err
	}
	empty, err := vm.NewString("")
	if err != nil {
		return t, err
	}
	return t, vm.SetTypeMetatable(empty, mt)
}

// startPosition converts a relative position to one from 1 on.
func startPosition(pos int64, n int) int64 {
	switch {
	case pos > 0:
		return pos
	case pos == 0 || pos < -int64(n):
		return 1
	}
	return int64(n) + pos + 1
}

// endPosition converts a relative position to one from 0 to n.
func endPosition(pos int64, n int) int64 {
	switch {
	case pos > int64(n):
		return int64(n)
	case pos >= 0:
		return pos
	case pos < -int64(n):
		return 0
	}
	return int64(n) + pos + 1
}

// stringArg returns argument i as a string value and a view of it. A number is
// converted.
func stringArg(c *rt.Call, i int) (v rt.Value, s string, err error) {
	v = c.Arg(i)
	s, err = c.CheckString(i)
	if err != nil || v.IsString() {
		return v, s, err
	}
	v, err = c.NewString(s)
	return v, s, err
}

func stringLen(c *rt.Call) error {
	s, err := c.CheckString(1)
	if err != nil {
		return err
	}
	return c.Return1(rt.Int(int64(len(s))))
}

func stringSub(c *rt.Call) error {
	s, err := c.CheckString(1)
	if err != nil {
		return err
	}
	i, err := c.CheckInt(2)
	if err != nil {
		return err
	}
	j, err := c.OptInt(3, -1)
	if err != nil {
		return err
	}
	from, to := startPosition(i, len(s)), endPosition(j, len(s))
	if from > to {
		return returnString(c, "")
	}
	if to-from >= moveChunk {
		return startLong(c, &longResult{op: opCopy, from: int(from - 1), size: int(to - from + 1)})
	}
	c.Charge(int(to-from) / 8)
	return returnString(c, s[from-1:to])
}

func stringReverse(c *rt.Call) error { return transform(c, opReverse) }
func stringLower(c *rt.Call) error   { return transform(c, opLower) }
func stringUpper(c *rt.Call) error   { return transform(c, opUpper) }

// transform maps a string to another of the same length.
func transform(c *rt.Call, op longOp) error {
	s, err := c.CheckString(1)
	if err != nil {
		return err
	}
	if len(s) > moveChunk {
		return startLong(c, &longResult{op: op, size: len(s)})
	}
	vm := c.VM()
	buf := vm.Scratch()
	if cap(buf) < len(s) {
		buf = make([]byte, 0, len(s)+len(s)/2)
	}
	buf = buf[:len(s)]
	op.apply(buf, s, "", 0)
	vm.SetScratch(buf)
	c.Charge(len(s)/8 + 1)
	return returnBytes(c, buf)
}

func stringRep(c *rt.Call) error {
	s, err := c.CheckString(1)
	if err != nil {
		return err
	}
	n, err := c.CheckInt(2)
	if err != nil {
		return err
	}
	sep, err := c.OptString(3, "")
	if err != nil {
		return err
	}
	if n <= 0 || len(s)+len(sep) == 0 {
		return returnString(c, "")
	}
	if int64(len(s)+len(sep)) > math.MaxInt32/n {
		return c.Errorf("resulting string too large")
	}
	size := int(n)*len(s) + int(n-1)*len(sep)
	if size > moveChunk {
		return startLong(c, &longResult{op: opRep, size: size})
	}
	vm := c.VM()
	buf := vm.Scratch()
	if cap(buf) < size {
		buf = make([]byte, 0, size+size/2)
	}
	buf = buf[:size]
	opRep.apply(buf, s, sep, 0)
	vm.SetScratch(buf)
	c.Charge(size/8 + 1)
	return returnBytes(c, buf)
}

// longOp is a way to compute a string of known length.
type longOp uint8

const (
	opCopy longOp = iota
	opReverse
	opLower
	opUpper
	opRep
)

// apply computes the bytes of the result from off on.
func (op longOp) apply(dst []byte, s, sep string, off int) {
	switch op {
	case opCopy:
		copy(dst, s[off:])
	case opReverse:
		for i := range dst {
			dst[i] = s[len(s)-1-off-i]
		}
	case opLower:
		for i, c := range []byte(s[off : off+len(dst)]) {
			if isUpper(c) {
				c += 'a' - 'A'
			}
			dst[i] = c
		}
	case opUpper:
		for i, c := range []byte(s[off : off+len(dst)]) {
			if isLower(c) {
				c -= 'a' - 'A'
			}
			dst[i] = c
		}
	case opRep:
		repeat(dst, s, sep, off)
	}
}

// repeat fills dst with what stands at off in the endless repetition of s and
// sep.
func repeat(dst []byte, s, sep string, off int) {
	period := len(s) + len(sep)
	at := off % period
	n := 0
	if at < len(s) {
		n = copy(dst, s[at:])
		at = len(s)
	}
	n += copy(dst[n:], sep[at-len(s):])
	if n < period && n < len(dst) { // dst began inside a period
		n += copy(dst[n:], s)
		n += copy(dst[n:], sep)
	}
	// A suffix of whole periods repeats itself: double it.
	if n < len(dst) {
		start := n - min(n, period)
		for n < len(dst) {
			n += copy(dst[n:], dst[start:n])
		}
	}
}

// longResult is a function that fills a long string.
type longResult struct {
	op         longOp
	s, sep     rt.Value
	from, size int
	done       int
	result     *rt.Buffer
}

// startLong begins the computation of a string longer than moveChunk from the
// function's arguments.
func startLong(c *rt.Call, r *longResult) error {
	var err error
	if r.s, _, err = stringArg(c, 1); err != nil {
		return err
	}
	if r.op == opRep && !c.Arg(3).IsNil() {
		if r.sep, _, err = stringArg(c, 3); err != nil {
			return err
		}
	}
	if r.result, err = c.NewBuffer(r.size); err != nil {
		return c.Retry(err)
	}
	return r.Resume(c)
}

// Resume implements rt.Sequence.
func (r *longResult) Resume(c *rt.Call) error {
	s, _ := c.StringView(r.s)
	sep, _ := c.StringView(r.sep)
	s = s[r.from:]
	dst := r.result.Bytes(c)
	for r.done < r.size {
		part := dst[r.done:min(r.size, r.done+moveChunk)]
		r.op.apply(part, s, sep, r.done)
		audit.Bytes(len(part))
		r.done += len(part)
		if !c.Charge(len(part)/8) && r.done < r.size {
			return c.Suspend(r)
		}
	}
	return c.Return1(r.result.Finish())
}

// TraceGC marks the strings.
func (r *longResult) TraceGC(t *gc.Tracer) {
	r.s.TraceGC(t)
	r.sep.TraceGC(t)
	r.result.TraceGC(t)
}

func stringByte(c *rt.Call) error {
	s, err := c.CheckString(1)
	if err != nil {
		return err
	}
	i, err := c.OptInt(2, 1)
	if err != nil {
		return err
	}
	j, err := c.OptInt(3, i)
	if err != nil {
		return err
	}
	from, to := startPosition(i, len(s)), endPosition(j, len(s))
	if from > to {
		return nil
	}
	if from == to {
		return c.Return1(rt.Int(int64(s[from-1])))
	}
	if err := growResults(c, int(to-from)+1, "string slice too long"); err != nil {
		return c.Retry(err)
	}
	if to-from < stepBudget {
		for _, x := range []byte(s[from-1 : to]) {
			if err := c.Push(rt.Int(int64(x))); err != nil {
				return err
			}
		}
		c.Charge(int(to - from))
		return nil
	}
	b := &byteCall{s: c.Arg(1), at: int(from - 1), to: int(to)} // no number is that long
	return b.run(c)
}

// byteCall is a running byte.
type byteCall struct {
	s      rt.Value
	at, to int
}

// Resume implements rt.Sequence.
func (b *byteCall) Resume(c *rt.Call) error {
	if err := c.ReturnFrom(1); err != nil {
		return err
	}
	return b.run(c)
}

// run pushes bytes while the budget lasts.
func (b *byteCall) run(c *rt.Call) error {
	s, _ := c.StringView(b.s)
	for b.at < b.to {
		end := min(b.to, b.at+stepBudget)
		for _, x := range []byte(s[b.at:end]) {
			if err := c.Push(rt.Int(int64(x))); err != nil {
				return err
			}
		}
		n := end - b.at
		b.at = end
		if !c.Charge(n) && b.at < b.to {
			return c.SuspendWith(b)
		}
	}
	return nil
}

// TraceGC marks the string.
func (b *byteCall) TraceGC(t *gc.Tracer) { b.s.TraceGC(t) }

// growResults makes room for n results.
func growResults(c *rt.Call, n int, msg string) error {
	err := c.Grow(n)
	if err != nil && !errors.Is(err, rt.ErrMemory) {
		return c.Errorf("stack overflow (%s)", msg)
	}
	return err
}

// fewChars is the number of characters that are joined without ceremony.
const fewChars = 32

func stringChar(c *rt.Call) error {
	var buf [fewChars]byte
	n := c.NArgs()
	if n > len(buf) {
		return manyChars(c)
	}
	for i := range n {
		code, err := c.CheckInt(i + 1)
		if err != nil {
			return err
		}
		if uint64(code) > math.MaxUint8 {
			return c.ArgError(i+1, "value out of range")
		}
		buf[i] = byte(code)
	}
	c.Charge(n)
	return returnBytes(c, buf[:n])
}

// manyChars is char for any number of arguments.
func manyChars(c *rt.Call) error {
	return startChars(c, charCall{limit: math.MaxUint8, add: func(b []byte, code uint32) []byte { return append(b, byte(code)) }})
}

// charCall is a running char, of this library or of utf8.
type charCall struct {
	limit uint64
	add   func(b []byte, code uint32) []byte
	next  int
	out   output
}

// startChars joins the characters that the arguments name.
func startChars(c *rt.Call, w charCall) error {
	vm := c.VM()
	w.next = 1
	w.out.buf = vm.Scratch()
	done, err := w.run(c)
	if err != nil {
		return err
	}
	if done && len(w.out.pieces) == 0 {
		vm.SetScratch(w.out.buf)
		return w.out.finish(c, rt.Nil)
	}
	w.out.own()
	if done {
		return w.out.finish(c, rt.Nil)
	}
	return w.wait(c)
}

// wait keeps the arguments while the function is suspended.
func (w *charCall) wait(c *rt.Call) error {
	keep := *w
	if err := c.ReturnFrom(1); err != nil {
		return err
	}
	return c.SuspendWith(&keep)
}

// run goes on. It reports whether all arguments are used.
func (w *charCall) run(c *rt.Call) (done bool, err error) {
	n := c.NArgs()
	for from := w.next; w.next <= n; {
		code, err := c.CheckInt(w.next)
		if err != nil {
			return false, err
		}
		if uint64(code) > w.limit {
			return false, c.ArgError(w.next, "value out of range")
		}
		w.out.buf = w.add(w.out.buf, uint32(code))
		w.next++
		if w.next-from < stepBudget {
			continue
		}
		audit.Work(w.next - from)
		if err := w.out.flush(c); err != nil {
			return false, err
		}
		if from = w.next; !c.Charge(stepBudget) && w.next <= n {
			return false, nil
		}
	}
	c.Charge(n % stepBudget)
	return true, nil
}

// Resume implements rt.Sequence.
func (w *charCall) Resume(c *rt.Call) error {
	done, err := w.run(c)
	switch {
	case err != nil:
		return err
	case done:
		return w.out.finish(c, rt.Nil)
	}
	if err := c.ReturnFrom(1); err != nil {
		return err
	}
	return c.SuspendWith(w)
}

// TraceGC marks what is joined.
func (w *charCall) TraceGC(t *gc.Tracer) { w.out.TraceGC(t) }

// stringDump is dump. Small functions are written in one go, others while the
// script's budget lasts.
func stringDump(c *rt.Call) error {
	fn, err := c.CheckFunc(1)
	if err != nil {
		return err
	}
	strip := c.Arg(2).Truthy()
	b, ok, err := rt.Dump(fn, strip, func(n int, bytes int64) error {
		if c.InAsync() || n+int(bytes) <= smallDump {
			return budget(c)(n, bytes)
		}
		return errLarge
	})
	switch {
	case errors.Is(err, errLarge):
		return rt.Async(stringDump)(c)
	case err != nil:
		return err
	case !ok:
		return c.Errorf("unable to dump given function")
	}
	return returnBytes(c, b)
}

// smallDump is the work up to which a function is dumped in one go.
const smallDump = 16 << 10

// errLarge is the error of a dump that has to be done in pieces.
var errLarge = errors.New("large function")
