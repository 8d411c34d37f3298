package stdlib

// This file defines string.find, match and gmatch.

import (
	"strings"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// patternSlots is the size of the cache of compiled patterns.
const patternSlots = 64

// cachedPattern is a pattern that was used before. A pattern is compiled into
// the cache when it comes for the second time, so that a script which makes
// patterns as it goes costs no memory.
type cachedPattern struct {
	key  rt.Value // the string; it is only compared, so it need not be traced
	prog *program // without a leading '^'
}

// program returns the compiled form of the pattern v, if it is cached.
func (l *stringLib) program(v rt.Value, pat string) *program {
	n := len(pat)
	if n == 0 {
		return nil
	}
	h := uint(n)*31 + uint(pat[0])*7 + uint(pat[n-1])*13 + uint(pat[n/2])*5 + uint(pat[n/4])
	e := &l.cache[h%patternSlots]
	if e.key != v {
		e.key, e.prog = v, nil
		return nil
	}
	if e.prog == nil && n <= maxWindowOps/4 {
		var k patCompiler
		k.start(window{pos: patOffset(pat, true)})
		if _, done := k.run(pat, stepBudget); done {
			e.prog = k.prog.clone()
		}
	}
	return e.prog
}

// prepare resets the shared matcher for a search.
func (l *stringLib) prepare(v rt.Value, pat string) *matcher {
	l.match.reset(pat, l.program(v, pat), true)
	return &l.match
}

func hasSpecials(pat string) bool {
	for i := 0; i < len(pat); i++ {
		switch pat[i] {
		case '^', '$', '*', '+', '?', '.', '(', '[', '%', '-':
			return true
		}
	}
	return false
}

func (l *stringLib) find(c *rt.Call) error       { return l.search(c, true) }
func (l *stringLib) matchFirst(c *rt.Call) error { return l.search(c, false) }

// search is find, or match.
func (l *stringLib) search(c *rt.Call, find bool) error {
	sv, s, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	pv, pat, err := stringArg(c, 2)
	if err != nil {
		return err
	}
	init, err := c.OptInt(3, 1)
	if err != nil {
		return err
	}
	from := startPosition(init, len(s)) - 1
	if from > int64(len(s)) {
		return c.Return1(rt.Nil)
	}
	switch {
	case !find:
	case c.Arg(4).Truthy():
		return l.findPlain(c, sv, pv, int(from))
	case len(pat) > moveChunk:
		return (&specialsCall{l: l, s: sv, pat: pv, from: int(from)}).Resume(c)
	case !hasSpecials(pat):
		return l.findPlain(c, sv, pv, int(from))
	}
	return l.searchPattern(c, sv, pv, int(from), find)
}

// specialsCall is a find that has to look whether its pattern, which is long, is
// plain text.
type specialsCall struct {
	l      *stringLib
	s, pat rt.Value
	from   int
	at     int // in the pattern
}

// Resume implements rt.Sequence.
func (w *specialsCall) Resume(c *rt.Call) error {
	pat, _ := c.StringView(w.pat)
	for w.at < len(pat) {
		part := pat[w.at:min(len(pat), w.at+stepBudget)]
		if hasSpecials(part) {
			return w.l.searchPattern(c, w.s, w.pat, w.from, true)
		}
		w.at += len(part)
		if !c.Charge(len(part)) {
			return c.Suspend(w)
		}
	}
	return w.l.findPlain(c, w.s, w.pat, w.from)
}

// TraceGC marks the texts.
func (w *specialsCall) TraceGC(t *gc.Tracer) {
	w.s.TraceGC(t)
	w.pat.TraceGC(t)
}

// searchPattern is find or match with a pattern.
func (l *stringLib) searchPattern(c *rt.Call, sv, pv rt.Value, from int, find bool) error {
	s, _ := c.StringView(sv)
	pat, _ := c.StringView(pv)
	m := l.prepare(pv, pat)
	m.seek(from)
	status, left := m.run(s, pat, stepBudget)
	audit.Work(stepBudget - left)
	goOn := c.Charge(stepBudget - left)
	if status == matchMore {
		w := &searchCall{l: l, s: sv, pat: pv, find: find, m: m.detach()}
		if !goOn {
			return c.Suspend(w)
		}
		return w.Resume(c)
	}
	return l.searchResult(c, m, status, sv, s, find)
}

// findPlain is find for plain text.
func (l *stringLib) findPlain(c *rt.Call, sv, pv rt.Value, from int) error {
	s, _ := c.StringView(sv)
	needle, _ := c.StringView(pv)
	if len(s)-from <= moveChunk && len(needle) <= maxPrefix {
		i := strings.Index(s[from:], needle)
		if i < 0 {
			c.Charge((len(s) - from) / 8)
			return c.Return1(rt.Nil)
		}
		c.Charge(i / 8)
		return c.Return(rt.Int(int64(from+i+1)), rt.Int(int64(from+i+len(needle))))
	}
	w := &plainCall{l: l, s: sv, needle: pv}
	w.f.at = from
	return w.Resume(c)
}

// plainCall is a search for plain text that takes long.
type plainCall struct {
	l         *stringLib
	s, needle rt.Value
	f         finder
}

// Resume implements rt.Sequence.
func (w *plainCall) Resume(c *rt.Call) error {
	s, _ := c.StringView(w.s)
	needle, _ := c.StringView(w.needle)
	for {
		status, left := w.f.run(s, needle, w.l.base, stepBudget)
		goOn := c.Charge(stepBudget - left)
		switch status {
		case matchFound:
			return c.Return(rt.Int(int64(w.f.at+1)), rt.Int(int64(w.f.at+len(needle))))
		case matchFailed:
			return c.Return1(rt.Nil)
		}
		if !goOn {
			return c.Suspend(w)
		}
	}
}

// TraceGC marks the texts.
func (w *plainCall) TraceGC(t *gc.Tracer) {
	w.s.TraceGC(t)
	w.needle.TraceGC(t)
}

// searchCall is a find or match that takes long.
type searchCall struct {
	l      *stringLib
	s, pat rt.Value
	find   bool
	m      *matcher
}

// Resume implements rt.Sequence.
func (w *searchCall) Resume(c *rt.Call) error {
	s, _ := c.StringView(w.s)
	pat, _ := c.StringView(w.pat)
	for {
		status, left := w.m.run(s, pat, stepBudget)
		audit.Work(stepBudget - left)
		goOn := c.Charge(stepBudget - left)
		if status != matchMore {
			return w.l.searchResult(c, w.m, status, w.s, s, w.find)
		}
		if !goOn {
			return c.Suspend(w)
		}
	}
}

// TraceGC marks the texts.
func (w *searchCall) TraceGC(t *gc.Tracer) {
	w.s.TraceGC(t)
	w.pat.TraceGC(t)
}

// searchResult ends a find or match.
func (l *stringLib) searchResult(c *rt.Call, m *matcher, status matchStatus, sv rt.Value, s string, find bool) error {
	switch status {
	case matchFailed:
		return c.Return1(rt.Nil)
	case matchError:
		return c.Errorf("%s", m.message())
	}
	if !find {
		return returnCaptures(c, m, sv, s, true, nil)
	}
	first, last := rt.Int(int64(m.begin+1)), rt.Int(int64(m.end))
	if m.level == 0 {
		return c.Return(first, last)
	}
	return returnCaptures(c, m, sv, s, false, []rt.Value{first, last})
}

// captureRange returns where capture i of the last match is; the whole match, for
// i of 0, if there are none. An end of capPosition says that it is a position.
func (m *matcher) captureRange(i int) (r capture, msg string) {
	switch {
	case i >= m.level && i == 0:
		return capture{m.begin, m.end}, ""
	case i >= m.level:
		return r, "invalid capture index %" + itoa(i+1)
	case m.caps[i].end == capUnfinished:
		return r, "unfinished capture"
	}
	return m.caps[i], ""
}

// numCaptures returns how many values a match has: at least one if whole is set.
func (m *matcher) numCaptures(whole bool) int {
	if m.level == 0 && whole {
		return 1
	}
	return m.level
}

// returnCaptures ends a function with values and the captures of a match. whole
// asks for the whole match if there are none.
func returnCaptures(c *rt.Call, m *matcher, sv rt.Value, s string, whole bool, before []rt.Value) error {
	n := m.numCaptures(whole)
	for _, v := range before {
		if err := c.Push(v); err != nil {
			return err
		}
	}
	total := 0
	for i := 0; i < n; i++ {
		r, msg := m.captureRange(i)
		if msg != "" {
			return c.Errorf("%s", msg)
		}
		v := rt.Int(int64(r.begin + 1))
		if r.end != capPosition {
			if total += r.end - r.begin; total > moveChunk {
				return newCaptureCall(m, sv, before).Resume(c)
			}
			var err error
			if v, err = c.NewString(s[r.begin:r.end]); err != nil {
				return c.RetryThen(newCaptureCall(m, sv, before), err)
			}
		}
		if err := c.Push(v); err != nil {
			return err
		}
	}
	c.Charge(total / 8)
	return nil
}

// newCaptureCall returns the rest of returnCaptures as a sequence. A capture that
// is no range raises its error there.
func newCaptureCall(m *matcher, sv rt.Value, before []rt.Value) *captureCall {
	w := &captureCall{s: sv, values: append([]rt.Value(nil), before...)}
	for i := 0; i < m.numCaptures(true) && w.msg == ""; i++ {
		var r capture
		if r, w.msg = m.captureRange(i); w.msg == "" {
			w.ranges = append(w.ranges, r)
		}
	}
	return w
}

// captureCall is a function that returns long captures.
type captureCall struct {
	s      rt.Value
	values []rt.Value
	ranges []capture
	msg    string // an error behind them
	next   substring
}

// Resume implements rt.Sequence.
func (w *captureCall) Resume(c *rt.Call) error {
	s, _ := c.StringView(w.s)
	for len(w.ranges) > 0 {
		r := w.ranges[0]
		v := rt.Int(int64(r.begin + 1))
		if r.end != capPosition {
			var err error
			if v, err = w.next.step(c, s[r.begin:r.end]); err != nil {
				return c.RetryThen(w, err)
			} else if v.IsNil() {
				return c.Suspend(w)
			}
		}
		w.values = append(w.values, v)
		w.ranges = w.ranges[1:]
	}
	if w.msg != "" {
		return c.Errorf("%s", w.msg)
	}
	return c.Return(w.values...)
}

// TraceGC marks the subject and the results so far.
func (w *captureCall) TraceGC(t *gc.Tracer) {
	w.s.TraceGC(t)
	for _, v := range w.values {
		v.TraceGC(t)
	}
	w.next.TraceGC(t)
}

// Upvalues of gmatch's iterator.
const (
	gmatchSubject = 1 + iota
	gmatchPattern
	gmatchNext // where the next search starts
	gmatchLast // the end of the last match, or -1
)

func (l *stringLib) gmatch(c *rt.Call) error {
	sv, s, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	pv, _, err := stringArg(c, 2)
	if err != nil {
		return err
	}
	init, err := c.OptInt(3, 1)
	if err != nil {
		return err
	}
	from := min(startPosition(init, len(s))-1, int64(len(s))+1)
	f, err := c.NewFunc("gmatch_iterator", l.gmatchNext, sv, pv, rt.Int(from), rt.Int(-1))
	if err != nil {
		return err
	}
	return c.Return1(f.Value())
}

// gmatchNext is gmatch's iterator. A pattern has no anchor here: '^' is itself.
func (l *stringLib) gmatchNext(c *rt.Call) error {
	sv, pv := c.Upvalue(gmatchSubject), c.Upvalue(gmatchPattern)
	s, _ := c.StringView(sv)
	pat, _ := c.StringView(pv)
	from, _ := c.Upvalue(gmatchNext).AsInt()
	last, _ := c.Upvalue(gmatchLast).AsInt()
	m := &l.match
	if patOffset(pat, true) == 0 {
		l.prepare(pv, pat)
	} else {
		m.reset(pat, nil, false)
	}
	m.last = int(last)
	m.seek(int(from))
	status, left := m.run(s, pat, stepBudget)
	audit.Work(stepBudget - left)
	goOn := c.Charge(stepBudget - left)
	if status == matchMore {
		w := &gmatchCall{searchCall{l: l, s: sv, pat: pv, m: m.detach()}}
		if !goOn {
			return c.Suspend(w)
		}
		return w.Resume(c)
	}
	return gmatchResult(c, m, status, sv, s)
}

// gmatchCall is a step of the iterator that takes long.
type gmatchCall struct{ searchCall }

// Resume implements rt.Sequence.
func (w *gmatchCall) Resume(c *rt.Call) error {
	s, _ := c.StringView(w.s)
	pat, _ := c.StringView(w.pat)
	for {
		status, left := w.m.run(s, pat, stepBudget)
		audit.Work(stepBudget - left)
		goOn := c.Charge(stepBudget - left)
		if status != matchMore {
			return gmatchResult(c, w.m, status, w.s, s)
		}
		if !goOn {
			return c.Suspend(w)
		}
	}
}

// gmatchResult ends a step of the iterator.
func gmatchResult(c *rt.Call, m *matcher, status matchStatus, sv rt.Value, s string) error {
	switch status {
	case matchFailed:
		return c.Return()
	case matchError:
		return c.Errorf("%s", m.message())
	}
	if err := c.SetUpvalue(gmatchNext, rt.Int(int64(m.end))); err != nil {
		return err
	}
	if err := c.SetUpvalue(gmatchLast, rt.Int(int64(m.end))); err != nil {
		return err
	}
	return returnCaptures(c, m, sv, s, true, nil)
}
