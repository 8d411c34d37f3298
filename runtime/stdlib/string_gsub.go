package stdlib

// This file defines string.gsub.

import (
	"strings"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// gsubPhase says what a gsub waits for.
type gsubPhase uint8

const (
	gsubSearch  gsubPhase = iota // nothing: it searches
	gsubExpand                   // its budget, inside a replacement string
	gsubArgs                     // its budget, while the captures become arguments
	gsubAwaited                  // the result of a callback
)

// gsubCall is a running gsub.
type gsubCall struct {
	l              *stringLib
	src, pat, repl rt.Value
	kind           rt.Kind // of repl: KindShortStr, KindTable or KindLuaFunc
	phase          gsubPhase
	changed        bool
	plain          bool // a replacement string without '%'
	max, n         int64
	pos, last      int // where to search; the end of the last match
	copied         int // the subject up to here is in out
	out            output

	m        *matcher // while it is interrupted
	captures []capture
	begin    int // of the match that is being replaced
	end      int
	replPos  int
	args     []rt.Value
	text     substring
}

// gsubStart is the function gsub.
func (l *stringLib) gsubStart(c *rt.Call) error {
	src, s, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	pat, _, err := stringArg(c, 2)
	if err != nil {
		return err
	}
	limit, err := c.OptInt(4, int64(len(s))+1)
	if err != nil {
		return err
	}
	repl := c.Arg(3)
	kind := repl.Kind()
	plain := false
	switch {
	case repl.IsString() || repl.IsNumber():
		var text string
		if repl, text, err = stringArg(c, 3); err != nil {
			return err
		}
		kind = rt.KindShortStr
		plain = len(text) <= moveChunk && strings.IndexByte(text, '%') < 0
	case repl.IsFunc():
		kind = rt.KindLuaFunc
	case kind != rt.KindTable:
		return c.TypeError(3, "string/function/table")
	}
	g := l.gsub
	if g == nil {
		g = &gsubCall{l: l}
	}
	l.gsub = nil
	g.src, g.pat, g.repl, g.kind, g.plain, g.max = src, pat, repl, kind, plain, limit
	g.last = -1
	return g.run(c)
}

// release ends the call with its results and keeps it for the next one.
func (g *gsubCall) release(c *rt.Call) error {
	n := rt.Int(g.n)
	var err error
	if g.changed {
		s, _ := c.StringView(g.src)
		if err = g.out.add(c, g.src, s[g.copied:], g.copied); err == nil {
			err = g.out.finish(c, n)
		}
	} else {
		err = c.Return(g.src, n)
	}
	l, buf, captures, args := g.l, g.out.buf, g.captures, g.args
	if cap(buf) <= moveChunk {
		clear(args)
		*g = gsubCall{l: l, captures: captures[:0], args: args[:0]}
		g.out.buf = buf[:0]
		l.gsub = g
	}
	return err
}

// Resume implements rt.Sequence.
func (g *gsubCall) Resume(c *rt.Call) error {
	if g.phase == gsubAwaited {
		g.phase = gsubSearch
		if err := g.replaced(c, c.Arg(1)); err != nil {
			return err
		}
	}
	return g.run(c)
}

// TraceGC marks the texts and the arguments.
func (g *gsubCall) TraceGC(t *gc.Tracer) {
	g.src.TraceGC(t)
	g.pat.TraceGC(t)
	g.repl.TraceGC(t)
	g.out.TraceGC(t)
	for _, v := range g.args {
		v.TraceGC(t)
	}
	g.text.TraceGC(t)
}

// run continues until the call ends or has to wait.
func (g *gsubCall) run(c *rt.Call) error {
	s, _ := c.StringView(g.src)
	pat, _ := c.StringView(g.pat)
	prepared := false
	for {
		if waits, err := g.out.wait(c, g); waits {
			return err
		}
		switch g.phase {
		case gsubSearch:
			if g.n >= g.max || g.n > 0 && patOffset(pat, true) == 1 {
				return g.release(c)
			}
			status, goOn := g.search(c, s, pat, prepared)
			prepared = g.m == nil
			switch {
			case status == matchMore && goOn:
				continue
			case status == matchMore:
				return c.Suspend(g)
			case status == matchError:
				return c.Errorf("%s", g.matcher().message())
			case status == matchFailed:
				return g.release(c)
			}
			if err := g.found(c, s); err != nil {
				return err
			}
			if !goOn {
				return c.Suspend(g)
			}
		case gsubExpand:
			if err := g.expand(c, s); err != nil {
				return err
			}
			if !c.Charge(1) {
				return c.Suspend(g)
			}
		case gsubArgs:
			waits, err := g.call(c, s)
			if err != nil || waits {
				return err
			}
		}
	}
}

// matcher returns the matcher in use.
func (g *gsubCall) matcher() *matcher {
	if g.m != nil {
		return g.m
	}
	return &g.l.match
}

// search looks for the next match. prepared tells that the shared matcher still is
// set up for this pattern.
func (g *gsubCall) search(c *rt.Call, s, pat string, prepared bool) (status matchStatus, goOn bool) {
	m := g.m
	if m == nil {
		m = &g.l.match
		if !prepared {
			g.l.prepare(g.pat, pat)
		}
		m.last = g.last
		m.seek(g.pos)
	}
	status, left := m.run(s, pat, stepBudget)
	audit.Work(stepBudget - left)
	goOn = c.Charge(stepBudget - left + 1)
	if status == matchMore && g.m == nil {
		g.m = m.detach()
	}
	return status, goOn
}

// found begins to replace the match that the matcher found.
func (g *gsubCall) found(c *rt.Call, s string) error {
	m := g.matcher()
	g.n++
	g.begin, g.end = m.begin, m.end
	g.pos, g.last = m.end, m.end
	if g.kind == rt.KindShortStr {
		if err := g.out.add(c, g.src, s[g.copied:g.begin], g.copied); err != nil {
			return err
		}
		g.copied = g.end
		g.changed = true
		if g.plain {
			g.m = nil
			text, _ := c.StringView(g.repl)
			c.Charge(len(text) / 8)
			return g.out.add(c, g.repl, text, 0)
		}
		g.phase, g.replPos = gsubExpand, 0
	} else {
		g.phase = gsubArgs
	}
	n := m.numCaptures(true)
	g.captures = g.captures[:0]
	for i := 0; i < n; i++ {
		r, msg := m.captureRange(i)
		if msg != "" {
			if g.kind != rt.KindShortStr && (i == 0 || g.kind != rt.KindTable) {
				return c.Errorf("%s", msg)
			}
			r.end = capUnfinished // an error if the replacement asks for it
		}
		g.captures = append(g.captures, r)
	}
	g.m = nil
	return nil
}

// expand adds a replacement string, or a part of it.
func (g *gsubCall) expand(c *rt.Call, s string) error {
	text, _ := c.StringView(g.repl)
	for steps := 0; ; steps++ {
		rest := text[g.replPos:]
		if len(rest) > moveChunk {
			rest = rest[:moveChunk]
		}
		i := strings.IndexByte(rest, '%')
		if i < 0 {
			i = len(rest)
		}
		audit.Bytes(i)
		if err := g.out.add(c, g.repl, rest[:i], g.replPos); err != nil {
			return err
		}
		g.replPos += i
		if g.replPos == len(text) {
			g.phase = gsubSearch
			return nil
		}
		if i == len(rest) {
			c.Charge(i / 8)
			return nil
		}
		g.replPos++
		var k byte
		if g.replPos < len(text) {
			k = text[g.replPos]
		}
		g.replPos++
		switch {
		case k == '%':
			g.out.buf = append(g.out.buf, '%')
		case k == '0':
			if err := g.out.add(c, g.src, s[g.begin:g.end], g.begin); err != nil {
				return err
			}
		case isDigit(k):
			if err := g.addCapture(c, s, int(k-'1')); err != nil {
				return err
			}
		default:
			return c.Errorf("invalid use of '%c' in replacement string", '%')
		}
		if steps == stepBudget/4 {
			c.Charge(stepBudget)
			return nil
		}
	}
}

// addCapture adds capture i to the result.
func (g *gsubCall) addCapture(c *rt.Call, s string, i int) error {
	if i >= len(g.captures) {
		return c.Errorf("invalid capture index %%%d", i+1)
	}
	r := g.captures[i]
	switch r.end {
	case capPosition:
		g.out.buf = appendQuotedInt(g.out.buf, int64(r.begin+1))
		return nil
	case capUnfinished:
		return c.Errorf("unfinished capture")
	}
	return g.out.add(c, g.src, s[r.begin:r.end], r.begin)
}

// call looks up or calls for the replacement, with the captures as arguments.
// waits is true when the function has to return to the executor.
func (g *gsubCall) call(c *rt.Call, s string) (waits bool, err error) {
	n := len(g.captures)
	if g.kind == rt.KindTable {
		n = 1
	}
	for len(g.args) < n {
		r := g.captures[len(g.args)]
		v := rt.Int(int64(r.begin + 1))
		if r.end != capPosition {
			if v, err = g.text.step(c, s[r.begin:r.end]); err != nil {
				return true, c.RetryThen(g, err)
			} else if v.IsNil() {
				return true, c.Suspend(g)
			}
		}
		g.args = append(g.args, v)
	}
	args := g.args
	g.args = g.args[:0]
	fn := g.repl
	if g.kind == rt.KindTable {
		v, mm, object, err := lookup(c, g.repl, args[0])
		if err != nil {
			return false, err
		}
		if mm.IsNil() {
			g.phase = gsubSearch
			return false, g.replaced(c, v)
		}
		fn = mm
		args = append(args[:0], object, args[0])
	}
	g.phase = gsubAwaited
	return true, c.CallThen(g, fn, args...)
}

// replaced adds the value that replaces the match.
func (g *gsubCall) replaced(c *rt.Call, v rt.Value) error {
	if !v.Truthy() {
		return nil // the match stays: it is part of what is copied next
	}
	s, _ := c.StringView(g.src)
	if err := g.out.add(c, g.src, s[g.copied:g.begin], g.copied); err != nil {
		return err
	}
	g.copied = g.end
	g.changed = true
	if text, ok := c.StringView(v); ok {
		return g.out.add(c, v, text, 0)
	}
	if !v.IsNumber() {
		return c.Errorf("invalid replacement value (a %s)", v.TypeName())
	}
	g.out.buf = rt.AppendNumber(g.out.buf, v)
	return g.out.flush(c)
}
