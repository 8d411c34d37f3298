package stdlib

// This file defines the library "utf8".

import (
	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// openUTF8 makes the library.
func openUTF8(vm *rt.VM) (rt.Table, error) {
	t, err := newModule(vm, "utf8", []function{
		{"char", utf8Char},
		{"codepoint", utf8Codepoint},
		{"len", utf8Len},
		{"offset", utf8Offset},
	})
	if err != nil {
		return t, err
	}
	strict, err := vm.NewFunc("utf8.codes_iterator", nextStrict)
	if err != nil {
		return t, err
	}
	lax, err := vm.NewFunc("utf8.codes_iterator", nextLax)
	if err != nil {
		return t, err
	}
	codes, err := vm.NewFunc("utf8.codes", utf8Codes, strict.Value(), lax.Value())
	if err != nil {
		return t, err
	}
	if err := t.RawSetString(vm, "codes", codes.Value()); err != nil {
		return t, err
	}
	pattern, err := vm.NewString("[\x00-\x7F\xC2-\xFD][\x80-\xBF]*")
	if err != nil {
		return t, err
	}
	return t, t.RawSetString(vm, "charpattern", pattern)
}

// relativePosition converts a position that counts from the end; 0 if it is
// before the beginning.
func relativePosition(pos int64, n int) int64 {
	switch {
	case pos >= 0:
		return pos
	case -uint64(pos) > uint64(n):
		return 0
	}
	return int64(n) + pos + 1
}

func utf8Char(c *rt.Call) error {
	return startChars(c, charCall{limit: maxUTF, add: appendUTF8})
}

func utf8Codepoint(c *rt.Call) error {
	s, err := c.CheckString(1)
	if err != nil {
		return err
	}
	i, err := c.OptInt(2, 1)
	if err != nil {
		return err
	}
	from := relativePosition(i, len(s))
	j, err := c.OptInt(3, from)
	if err != nil {
		return err
	}
	to := relativePosition(j, len(s))
	strict := !c.Arg(4).Truthy()
	if from < 1 {
		return c.ArgError(2, "out of bounds")
	}
	if to > int64(len(s)) {
		return c.ArgError(3, "out of bounds")
	}
	if from > to {
		return nil
	}
	if err := growResults(c, int(to-from)+1, "string slice too long"); err != nil {
		return err
	}
	v := c.Arg(1)
	if !v.IsString() {
		if v, _, err = stringArg(c, 1); err != nil {
			return err
		}
	}
	w := codepointCall{v, int(from - 1), int(to), strict}
	if done, err := w.some(c); done || err != nil {
		return err
	}
	rest := w
	return rest.run(c)
}

// codepointCall is a running codepoint.
type codepointCall struct {
	s      rt.Value
	at, to int
	strict bool
}

// Resume implements rt.Sequence.
func (w *codepointCall) Resume(c *rt.Call) error {
	if err := c.ReturnFrom(1); err != nil {
		return err
	}
	return w.run(c)
}

// run pushes code points while the budget lasts.
func (w *codepointCall) run(c *rt.Call) error {
	for c.Charge(1) {
		if done, err := w.some(c); done || err != nil {
			return err
		}
	}
	return c.SuspendWith(w)
}

// some pushes the next code points. It reports whether they were the last ones.
func (w *codepointCall) some(c *rt.Call) (done bool, err error) {
	s, _ := c.StringView(w.s)
	n := 0
	for ; n < stepBudget && w.at < w.to; n++ {
		code, size := decodeUTF8(s, w.at, w.strict)
		if size == 0 {
			return false, c.Errorf("invalid UTF-8 code")
		}
		if err := c.Push(rt.Int(int64(code))); err != nil {
			return false, err
		}
		w.at += size
	}
	c.Charge(n)
	return w.at >= w.to, nil
}

// TraceGC marks the string.
func (w *codepointCall) TraceGC(t *gc.Tracer) { w.s.TraceGC(t) }

func utf8Len(c *rt.Call) error {
	v, s, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	i, err := c.OptInt(2, 1)
	if err != nil {
		return err
	}
	j, err := c.OptInt(3, -1)
	if err != nil {
		return err
	}
	from, to := relativePosition(i, len(s)), relativePosition(j, len(s))
	if from < 1 || from-1 > int64(len(s)) {
		return c.ArgError(2, "initial position out of bounds")
	}
	if to > int64(len(s)) {
		return c.ArgError(3, "final position out of bounds")
	}
	n := utf8Count{s: v, at: int(from - 1), end: int(to), strict: !c.Arg(4).Truthy()}
	if done, err := n.run(c); done || err != nil {
		return err
	}
	return c.Suspend(&utf8LenCall{n})
}

// utf8Count counts the characters that start from at to end-1.
type utf8Count struct {
	s       rt.Value
	at, end int
	n       int64
	strict  bool
}

// run continues. It reports whether the function has ended.
func (u *utf8Count) run(c *rt.Call) (done bool, err error) {
	s, _ := c.StringView(u.s)
	at, n := u.at, u.n
	for at < u.end {
		limit := min(u.end, at+2*stepBudget)
		start := at
		for at < limit {
			if s[at] < 0x80 {
				at++
				n++
				continue
			}
			_, size := decodeUTF8(s, at, u.strict)
			if size == 0 {
				return true, c.Return(rt.Nil, rt.Int(int64(at+1)))
			}
			at += size
			n++
		}
		u.at, u.n = at, n
		audit.Work((at - start) / 4) // a byte is less than an operation
		if !c.Charge((at-start)/4+1) && at < u.end {
			return false, nil
		}
	}
	return true, c.Return1(rt.Int(n))
}

// utf8LenCall is a len that takes long.
type utf8LenCall struct{ utf8Count }

// Resume implements rt.Sequence.
func (u *utf8LenCall) Resume(c *rt.Call) error {
	if done, err := u.run(c); done || err != nil {
		return err
	}
	return c.Suspend(u)
}

// TraceGC marks the string.
func (u *utf8LenCall) TraceGC(t *gc.Tracer) { u.s.TraceGC(t) }

func utf8Offset(c *rt.Call) error {
	v, s, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	n, err := c.CheckInt(2)
	if err != nil {
		return err
	}
	def := int64(1)
	if n < 0 {
		def = int64(len(s)) + 1
	}
	i, err := c.OptInt(3, def)
	if err != nil {
		return err
	}
	at := relativePosition(i, len(s)) - 1
	if at < 0 || at > int64(len(s)) {
		return c.ArgError(3, "position out of bounds")
	}
	w := &utf8Walk{s: v, at: int(at), n: n}
	if n != 0 && contAt(s, w.at) {
		return c.Errorf("initial position is a continuation byte")
	}
	if n > 0 {
		w.n-- // the first character needs no move
	}
	w.back = n <= 0
	w.toStart = n == 0
	return w.Resume(c)
}

// contAt reports whether s[i] is a continuation byte; the end is none.
func contAt(s string, i int) bool { return i < len(s) && isCont(s[i]) }

// utf8Walk is a running offset.
type utf8Walk struct {
	s       rt.Value
	at      int
	n       int64 // characters to go, negative for backwards
	back    bool
	toStart bool // only to the start of the character at at
}

// Resume implements rt.Sequence.
func (w *utf8Walk) Resume(c *rt.Call) error {
	s, _ := c.StringView(w.s)
	for {
		start := w.at
		for abs(w.at-start) < stepBudget && w.step(s) {
		}
		moved := abs(w.at - start)
		audit.Work(moved)
		if moved < stepBudget {
			c.Charge(moved)
			break
		}
		if !c.Charge(moved) {
			return c.Suspend(w)
		}
	}
	if w.n != 0 {
		return c.Return1(rt.Nil)
	}
	return c.Return1(rt.Int(int64(w.at + 1)))
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// step moves by one byte. It returns false at the end of the walk.
func (w *utf8Walk) step(s string) bool {
	switch {
	case w.toStart:
		if w.at == 0 || !contAt(s, w.at) {
			return false
		}
		w.at--
	case w.back:
		if w.n == 0 || w.at == 0 {
			return false
		}
		if w.at--; w.at == 0 || !isCont(s[w.at]) {
			w.n++
		}
	default:
		if w.n == 0 || w.at >= len(s) {
			return false
		}
		if w.at++; !contAt(s, w.at) {
			w.n--
		}
	}
	return true
}

// TraceGC marks the string.
func (w *utf8Walk) TraceGC(t *gc.Tracer) { w.s.TraceGC(t) }

func utf8Codes(c *rt.Call) error {
	v, s, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	if contAt(s, 0) {
		return c.ArgError(1, "invalid UTF-8 code")
	}
	f := c.Upvalue(1)
	if c.Arg(2).Truthy() {
		f = c.Upvalue(2)
	}
	return c.Return(f, v, rt.Int(0))
}

func nextStrict(c *rt.Call) error { return nextCode(c, true) }

func nextLax(c *rt.Call) error { return nextCode(c, false) }

// nextCode is the iterator of codes.
func nextCode(c *rt.Call, strict bool) error {
	v, s, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	i, ok := c.Arg(2).AsInt()
	if !ok {
		i, _ = c.Arg(2).ToInt()
	}
	return codeAfter(c, v, s, uint64(i), strict)
}

// codeAfter returns the character after the byte at n, counted from 1. A run of
// continuation bytes, which only a prepared string has, is skipped in pieces.
func codeAfter(c *rt.Call, v rt.Value, s string, n uint64, strict bool) error {
	for skipped := 0; n < uint64(len(s)) && isCont(s[n]); n++ {
		if skipped++; skipped%stepBudget == 0 && !c.Charge(stepBudget) {
			return c.Suspend(&codeSkip{v, n, strict})
		}
	}
	if n >= uint64(len(s)) {
		return c.Return()
	}
	code, size := decodeUTF8(s, int(n), strict)
	if size == 0 || contAt(s, int(n)+size) {
		return c.Errorf("invalid UTF-8 code")
	}
	return c.Return(rt.Int(int64(n)+1), rt.Int(int64(code)))
}

// codeSkip is an iterator that skips many bytes.
type codeSkip struct {
	s      rt.Value
	n      uint64
	strict bool
}

// Resume implements rt.Sequence.
func (w *codeSkip) Resume(c *rt.Call) error {
	s, _ := c.StringView(w.s)
	return codeAfter(c, w.s, s, w.n, w.strict)
}

// TraceGC marks the string.
func (w *codeSkip) TraceGC(t *gc.Tracer) { w.s.TraceGC(t) }
