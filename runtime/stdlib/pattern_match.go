package stdlib

// This file defines the matcher: a backtracking machine over a compiled
// pattern, with its own stack, that stops when its budget is spent and goes on
// from there. It never recurses, and its stack is bounded by the depth at which
// PUC-Rio reports "pattern too complex".

import "strings"

// matchStatus is how a run of the matcher ended.
type matchStatus uint8

const (
	matchFailed matchStatus = iota
	matchFound              // begin, end and caps describe the match
	matchMore               // the budget is spent: run again
	matchError              // message() says why
)

// Ends of a capture that is not a piece of text.
const (
	capUnfinished = -1
	capPosition   = -2
)

type capture struct{ begin, end int }

// failing, as the pc of an interrupted attempt, means: take the next choice.
const failing = -1

// choice is a point to come back to.
type choice struct {
	pc    int32
	win   int32 // index in matcher.wins
	depth int32
	pos   int // where the next attempt continues
	low   int // greedy: the shortest run ends here
}

// matcher searches a subject for a pattern. The texts are not kept in it: they
// are views of the script's strings, which the caller passes to each run.
type matcher struct {
	prog  *program // the current window
	first *program // the first window
	comp  patCompiler

	anchored bool
	loading  bool // comp is at work on the window to continue in
	matching bool // inside an attempt, else between two
	wins     []window
	win      int32

	begin, end int // of the attempt; of the match
	last       int // a match that ends here is none (gsub, gmatch); -1
	pc, pos    int
	depth      int
	part, nest int // progress inside one long instruction
	errMsg     uint8
	tooComplex bool

	stack []choice
	level int
	caps  [maxCaptures]capture
}

// patOffset returns where the text to compile starts: behind a leading '^',
// unless the function has no anchors (gmatch).
func patOffset(pat string, anchors bool) int {
	if anchors && len(pat) > 0 && pat[0] == '^' {
		return 1
	}
	return 0
}

// reset prepares a search. A nil prog is compiled by the first run.
func (m *matcher) reset(pat string, prog *program, anchors bool) {
	off := patOffset(pat, anchors)
	m.anchored = off == 1
	m.last = -1
	m.wins = append(m.wins[:0], window{pos: off})
	m.win = 0
	m.first, m.prog = prog, prog
	m.loading = prog == nil
	if m.loading {
		m.comp.start(m.wins[0])
	}
}

// seek starts a search at position begin.
func (m *matcher) seek(begin int) {
	m.begin = begin
	m.matching = false
}

// detach returns a copy of the matcher that shares no memory with it.
func (m *matcher) detach() *matcher {
	d := new(matcher)
	*d = *m
	d.wins = append([]window(nil), m.wins...)
	d.stack = append([]choice(nil), m.stack...)
	d.comp.prog.ops = append([]patOp(nil), m.comp.prog.ops...)
	d.comp.prog.sets = append([]byteSet(nil), m.comp.prog.sets...)
	if m.first == &m.comp.prog {
		d.first = &d.comp.prog
	}
	if m.prog == &m.comp.prog {
		d.prog = &d.comp.prog
	}
	return d
}

// load continues to compile the window that is needed next.
func (m *matcher) load(pat string, budget int) int {
	left, done := m.comp.run(pat, budget)
	if !done {
		return 0
	}
	m.loading = false
	m.comp.prog.next = m.comp.win
	m.prog = &m.comp.prog
	if m.first == nil {
		// The compiler's memory holds one window: the first must be moved out
		// of it if there are more.
		if ops := m.prog.ops; ops[len(ops)-1].code == patMore {
			m.prog = m.prog.clone()
		}
		m.first = m.prog
	}
	return left
}

// enter makes win the current window.
func (m *matcher) enter(win int32) {
	m.win = win
	if win == 0 && m.first != nil {
		m.prog = m.first
		return
	}
	m.loading = true
	m.comp.start(m.wins[win])
}

// message returns the text of the error that ended a run.
func (m *matcher) message() string {
	if m.tooComplex {
		m.tooComplex = false
		return "pattern too complex"
	}
	if m.errMsg >= msgCaptureIndex {
		return "invalid capture index %" + string('0'+rune(m.errMsg-msgCaptureIndex))
	}
	return patMessages[m.errMsg]
}

// run searches from where the matcher is, for about budget steps: an instruction
// is one, and so are eight bytes that one instruction looks at. It returns how
// the search stands and the budget that is left.
func (m *matcher) run(src, pat string, budget int) (matchStatus, int) {
	for {
		for m.loading {
			if budget = m.load(pat, budget); m.loading {
				return matchMore, 0
			}
		}
		if budget <= 0 {
			return matchMore, 0
		}
		if !m.matching {
			var ok bool
			if ok, budget = m.findStart(src, budget); !ok {
				if budget <= 0 {
					return matchMore, 0
				}
				return matchFailed, budget
			}
			if m.win != 0 {
				m.enter(0)
			}
			m.matching = true
			m.stack = m.stack[:0]
			m.depth, m.part, m.nest = 1, 0, 0
		}
		var status matchStatus
		status, budget = m.attempt(src, budget)
		switch status {
		case matchFound:
			m.matching = false
			if m.end != m.last {
				return matchFound, budget
			}
			status = matchFailed
		case matchMore:
			if m.loading && budget > 0 {
				continue
			}
			return matchMore, 0
		case matchError:
			m.matching = false
			return matchError, budget
		}
		m.matching = false
		m.begin++
		if m.anchored || m.begin > len(src) {
			return matchFailed, budget
		}
	}
}

// findStart moves begin to the next position where an attempt may succeed and
// sets pc and pos. If there is none, ok is false and the budget positive.
func (m *matcher) findStart(src string, budget int) (ok bool, left int) {
	m.pc, m.pos = 0, m.begin
	g := m.first
	if m.anchored || m.begin > len(src) {
		return m.begin <= len(src), budget
	}
	if g.literals > 0 {
		return m.findPrefix(src, budget)
	}
	if g.hasFirst {
		limit := min(len(src), m.begin+budget*8)
		i := m.begin
		for i < limit && !g.first.has(src[i]) {
			i++
		}
		budget -= (i - m.begin) >> 3
		m.begin, m.pos = i, i
		if i < limit {
			return true, budget
		}
		if i < len(src) {
			return false, 0
		}
		// A first set that is empty or whose bytes are all behind us can
		// still be "$" at the end of the subject.
		return g.startsWithEnd(), max(budget, 1)
	}
	return true, budget
}

// findPrefix is findStart for a pattern that begins with literals.
func (m *matcher) findPrefix(src string, budget int) (ok bool, left int) {
	g := m.first
	n := max(len(g.prefix), 1)
	window := src[m.begin:]
	if len(window) > budget*8+n {
		window = window[:budget*8+n]
	}
	var i int
	if n == 1 {
		i = strings.IndexByte(window, g.ops[0].char)
	} else {
		i = strings.Index(window, g.prefix)
	}
	switch {
	case i >= 0:
		m.begin += i
		m.pc, m.pos = n, m.begin+n
		return true, budget - i>>3
	case m.begin+len(window) == len(src):
		m.begin = len(src) + 1
		return false, max(budget-len(window)>>3, 1)
	}
	m.begin += len(window) - n + 1
	return false, 0
}

// startsWithEnd reports whether a match may begin at the end of the subject
// although hasFirst is set: only if nothing but "$" is required.
func (g *program) startsWithEnd() bool {
	for i := range g.ops {
		switch op := &g.ops[i]; op.code {
		case patEnd:
			return true
		case patChar, patAny, patSet:
			return false
		case patCharStar, patAnyStar, patSetStar:
			if op.n == 1 {
				return false
			}
		}
	}
	return true
}

// span returns the end of the run of bytes of src[i:limit] that op accepts.
func (g *program) span(op *patOp, src string, i, limit int) int {
	switch op.code {
	case patAnyStar:
		return limit
	case patCharStar:
		for i < limit && src[i] == op.char {
			i++
		}
	default:
		set := &g.sets[op.set]
		for i < limit && set.has(src[i]) {
			i++
		}
	}
	return i
}

// accepts reports whether the single-byte item op accepts c.
func (g *program) accepts(op *patOp, c byte) bool {
	switch op.code {
	case patAny, patAnyStar, patAnyLazy, patAnyOpt:
		return true
	case patChar, patCharStar, patCharLazy, patCharOpt:
		return c == op.char
	}
	return g.sets[op.set].has(c)
}

// attempt continues the attempt at begin.
func (m *matcher) attempt(src string, budget int) (matchStatus, int) {
	g := m.prog
	pc, s := m.pc, m.pos
	if pc < 0 {
		if pc, s, budget = m.backtrack(src, budget); pc < 0 {
			return m.exhausted(s), budget
		}
		g = m.prog
	}
	for {
		if budget--; budget < 0 {
			m.pc, m.pos = pc, s
			return matchMore, 0
		}
		op := &g.ops[pc]
		switch op.code {
		case patChar:
			if s < len(src) && src[s] == op.char {
				s++
				pc++
				continue
			}
		case patSet:
			if s < len(src) && g.sets[op.set].has(src[s]) {
				s++
				pc++
				continue
			}
		case patAny:
			if s < len(src) {
				s++
				pc++
				continue
			}
		case patSetStar, patCharStar, patAnyStar:
			i := s + m.part
			limit := min(len(src), i+budget*8+8)
			end := g.span(op, src, i, limit)
			budget -= (end - i) >> 3
			if end == limit && limit < len(src) {
				m.part, m.pc, m.pos = end-s, pc, s
				return matchMore, 0
			}
			m.part = 0
			if end == s {
				if op.n == 0 {
					pc++
					continue
				}
				break
			}
			if m.depth++; m.depth > maxMatchDepth {
				return m.complex(budget)
			}
			if low := s + int(op.n); low < end && op.flags&possessive == 0 {
				m.stack = append(m.stack, choice{pc: int32(pc), win: m.win, depth: int32(m.depth), pos: end - 1, low: low})
				if op.flags&hasHint != 0 && (end == len(src) || src[end] != op.hint) {
					break
				}
			}
			s = end
			pc++
			continue
		case patSetLazy, patCharLazy, patAnyLazy, patSetOpt, patCharOpt, patAnyOpt:
			if s < len(src) && g.accepts(op, src[s]) {
				if !m.choose(op, pc, s) {
					return m.complex(budget)
				}
				if op.code >= patCharOpt {
					s++
				}
			}
			pc++
			continue
		case patOpen, patPos, patClose:
			switch op.code {
			case patOpen:
				m.caps[op.n] = capture{s, capUnfinished}
			case patPos:
				m.caps[op.n] = capture{s, capPosition}
			default:
				m.caps[op.n].end = s
			}
			if m.depth++; m.depth > maxMatchDepth {
				return m.complex(budget)
			}
			pc++
			continue
		case patEnd:
			if s == len(src) {
				pc++
				continue
			}
		case patMatch:
			m.end, m.level = s, int(op.n)
			return matchFound, budget
		default:
			var status matchStatus
			if status, s, budget = m.special(op, src, s, budget); status == matchFound {
				pc++
				continue
			} else if status != matchFailed {
				m.pc, m.pos = pc, s
				if m.loading {
					m.pc = 0
				}
				return status, budget
			}
		}
		// The path failed: take the next choice.
		if len(m.stack) == 0 {
			return matchFailed, budget
		}
		pc, s, budget = m.backtrack(src, budget)
		if pc < 0 {
			return m.exhausted(s), budget
		}
		g = m.prog
	}
}

// exhausted returns why backtrack returned no instruction.
func (m *matcher) exhausted(pos int) matchStatus {
	if pos < 0 {
		return matchFailed // no choice is left
	}
	m.pc = failing
	return matchMore
}

// choose leaves a choice at an item that may match once, or once more. It returns
// false if the pattern is too complex.
func (m *matcher) choose(op *patOp, pc, s int) bool {
	e := choice{pc: int32(pc), win: m.win, depth: int32(m.depth), pos: s}
	m.depth++
	if op.code < patCharOpt { // the shorter match is tried first, as deep
		e.depth++
	}
	m.stack = append(m.stack, e)
	return m.depth <= maxMatchDepth
}

// complex ends an attempt that nests deeper than the reference allows.
func (m *matcher) complex(budget int) (matchStatus, int) {
	m.tooComplex = true
	return matchError, budget
}

// special runs the rarer instructions. matchFound means: go on behind it, at s.
func (m *matcher) special(op *patOp, src string, s, budget int) (matchStatus, int, int) {
	switch op.code {
	case patFrontier:
		set := &m.prog.sets[op.set]
		var before, here byte
		if s > 0 {
			before = src[s-1]
		}
		if s < len(src) {
			here = src[s]
		}
		if !set.has(before) && set.has(here) {
			return matchFound, s, budget
		}
	case patBackref:
		text := m.caps[op.n]
		n := text.end - text.begin
		if text.end == capPosition || n > len(src)-s {
			break
		}
		for m.part < n {
			k := min(n-m.part, budget*8+8)
			if src[text.begin+m.part:text.begin+m.part+k] != src[s+m.part:s+m.part+k] {
				m.part = 0
				return matchFailed, s, budget - k>>3
			}
			m.part += k
			if budget -= k >> 3; budget <= 0 && m.part < n {
				return matchMore, s, 0
			}
		}
		m.part = 0
		return matchFound, s + n, budget
	case patBalance:
		return m.balance(op, src, s, budget)
	case patMore:
		// Windows that no choice refers to are forgotten: at most one per
		// choice is kept.
		keep := int32(1)
		if n := len(m.stack); n > 0 {
			keep = m.stack[n-1].win + 1
		}
		next := m.prog.next
		m.wins = append(m.wins[:max(keep, 1)], next)
		m.enter(int32(len(m.wins) - 1))
		return matchMore, s, budget
	case patError:
		m.errMsg = op.n
		return matchError, s, budget
	}
	return matchFailed, s, budget
}

// balance runs %b.
func (m *matcher) balance(op *patOp, src string, s, budget int) (matchStatus, int, int) {
	if m.part == 0 {
		if s >= len(src) || src[s] != op.char {
			return matchFailed, s, budget
		}
		m.part, m.nest = 1, 1
	}
	i := s + m.part
	limit := min(len(src), i+budget*8+8)
	for ; i < limit; i++ {
		switch src[i] {
		case op.hint:
			if m.nest--; m.nest == 0 {
				budget -= (i - s - m.part) >> 3
				m.part = 0
				return matchFound, i + 1, budget
			}
		case op.char:
			m.nest++
		}
	}
	budget -= (i - s - m.part) >> 3
	if i < len(src) {
		m.part = i - s
		return matchMore, s, 0
	}
	m.part, m.nest = 0, 0
	return matchFailed, s, budget
}

// backtrack takes the newest choice. It returns where to continue, or -1 if the
// budget is spent or a window must be loaded or, with a position of -1, if no
// choice is left.
func (m *matcher) backtrack(src string, budget int) (pc, pos, left int) {
	for {
		n := len(m.stack)
		if n == 0 {
			return -1, -1, budget
		}
		budget = max(budget, 0)
		e := &m.stack[n-1]
		if e.win != m.win {
			m.enter(e.win)
			if m.loading {
				return -1, 0, budget
			}
		}
		g := m.prog
		pc = int(e.pc)
		op := &g.ops[pc]
		m.depth = int(e.depth)
		switch op.code {
		case patSetOpt, patCharOpt, patAnyOpt:
			pos = e.pos
			m.stack = m.stack[:n-1]
			return pc + 1, pos, budget
		case patSetLazy, patCharLazy, patAnyLazy:
			// Here src[e.pos] is accepted: one byte more.
			p := e.pos + 1
			if op.flags&hasHint != 0 {
				limit := min(len(src), p+budget*8+8)
				from := p
				for p < limit && src[p] != op.hint && g.accepts(op, src[p]) {
					p++
				}
				budget -= (p - from) >> 3
				if p == limit && limit < len(src) {
					e.pos = p - 1
					return -1, 0, 0
				}
				if p == len(src) || src[p] != op.hint {
					m.stack = m.stack[:n-1]
					continue
				}
			}
			if p < len(src) && g.accepts(op, src[p]) {
				e.pos = p
			} else {
				m.stack = m.stack[:n-1]
			}
			return pc + 1, p, budget
		default: // greedy
			p := e.pos
			if op.flags&hasHint != 0 {
				limit := max(e.low, p-budget*8-8)
				from := p
				for p >= limit && src[p] != op.hint {
					p--
				}
				budget -= (from - p) >> 3
				if p < limit {
					if limit > e.low {
						e.pos = p
						return -1, 0, 0
					}
					m.stack = m.stack[:n-1]
					continue
				}
			}
			if p > e.low {
				e.pos = p - 1
			} else {
				m.stack = m.stack[:n-1]
			}
			return pc + 1, p, budget
		}
	}
}
