package stdlib

// This file defines the compiled form of a Lua pattern and its compiler.
//
// A Lua pattern has no alternation and no repeated groups, so everything about
// its captures is known before it runs: which capture a ')' closes, whether a
// back-reference is valid, how many captures a match yields. The compiler
// settles all of it. What PUC-Rio reports only when the matcher gets there (a
// malformed class behind an item that never matches is no error) becomes an
// instruction that fails with the message when it is reached.
//
// A program holds one window of the pattern: at most maxWindowOps instructions
// and maxWindowSets sets. Longer patterns are compiled window by window as the
// matcher moves through them, so a megabyte of pattern costs a few kilobytes of
// memory, and the compiler itself can stop at any byte when its budget is spent.

const (
	maxCaptures   = 32  // as LUA_MAXCAPTURES
	maxMatchDepth = 200 // as MAXCCALLS of lstrlib.c
	maxWindowOps  = 256
	maxWindowSets = 16
	maxPrefix     = 32 // literal bytes that a search looks for at once
)

// byteSet is a set of bytes.
type byteSet [4]uint64

func (b *byteSet) has(c byte) bool { return b[c>>6]>>(c&63)&1 != 0 }
func (b *byteSet) add(c byte)      { b[c>>6] |= 1 << (c & 63) }

func (b *byteSet) addRange(lo, hi byte) {
	for c := int(lo); c <= int(hi); c++ {
		b.add(byte(c))
	}
}

func (b *byteSet) addSet(o *byteSet) {
	for i := range b {
		b[i] |= o[i]
	}
}

func (b *byteSet) complement() {
	for i := range b {
		b[i] = ^b[i]
	}
}

func (b *byteSet) disjoint(o *byteSet) bool {
	return b[0]&o[0]|b[1]&o[1]|b[2]&o[2]|b[3]&o[3] == 0
}

// classSets holds the set of each class letter, of both cases; has is false for
// a letter that names no class.
var classSets, classHas = buildClassSets()

func buildClassSets() (sets [256]byteSet, has [256]bool) {
	for _, k := range []struct {
		letter byte
		in     func(c byte) bool
	}{
		{'a', isAlpha}, {'c', isCntrl}, {'d', isDigit}, {'g', isGraph}, {'l', isLower},
		{'p', isPunct}, {'s', isSpace}, {'u', isUpper}, {'w', isAlnum}, {'x', isXDigit},
		{'z', func(c byte) bool { return c == 0 }},
	} {
		upper := k.letter - 'a' + 'A'
		for c := 0; c < 256; c++ {
			if k.in(byte(c)) {
				sets[k.letter].add(byte(c))
			} else {
				sets[upper].add(byte(c))
			}
		}
		has[k.letter], has[upper] = true, true
	}
	return sets, has
}

// The C locale's character classes.

func isLower(c byte) bool  { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isAlpha(c byte) bool  { return isLower(c | 0x20) }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isAlnum(c byte) bool  { return isAlpha(c) || isDigit(c) }
func isXDigit(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func isCntrl(c byte) bool  { return c < ' ' || c == 0x7f }
func isSpace(c byte) bool  { return c == ' ' || '\t' <= c && c <= '\r' }
func isGraph(c byte) bool  { return ' ' < c && c < 0x7f }
func isPunct(c byte) bool  { return isGraph(c) && !isAlnum(c) }

// patCode says what an instruction does.
type patCode uint8

const (
	patMatch    patCode = iota // the end of the pattern; n is the number of captures
	patMore                    // the end of a window
	patError                   // fails with messages[n]
	patChar                    // one byte, char
	patAny                     // any byte
	patSet                     // a byte of sets[set]
	patCharStar                // greedy repetition, at least n times (0 or 1)
	patAnyStar
	patSetStar
	patCharLazy // shortest repetition
	patAnyLazy
	patSetLazy
	patCharOpt // at most once
	patAnyOpt
	patSetOpt
	patOpen     // opens capture n
	patPos      // position capture n
	patClose    // closes capture n
	patEnd      // the end of the subject
	patBalance  // %b char other
	patFrontier // %f with sets[set]
	patBackref  // the text of capture n again
)

// patOp is one instruction.
type patOp struct {
	code  patCode
	char  byte
	n     uint8 // capture, minimum or message, see patCode
	set   uint8 // index in sets
	hint  byte  // with hasHint: the byte that must follow this repetition
	flags uint8
}

const (
	hasHint uint8 = 1 << iota
	// possessive: no shorter run of this greedy repetition can match what
	// follows it, so there is nothing to come back to.
	possessive
)

// window says where a window starts and in which state of the captures.
type window struct {
	pos   int
	open  uint32 // captures that are open
	posit uint32 // captures that are position captures
	level uint8
}

// program is a compiled window.
type program struct {
	ops  []patOp
	sets []byteSet
	next window // what follows a final patMore

	// For a search, if this is the first window: every match starts with the
	// bytes of the first literals instructions, and with a byte of first.
	literals int
	prefix   string // the bytes of literals, if they were worth a string
	first    byteSet
	hasFirst bool
}

// Messages of patError.
const (
	msgEndsWithPercent = iota
	msgMissingBracket
	msgBalanceArgs
	msgFrontierSet
	msgCaptureClose
	msgTooManyCaptures
	msgCaptureIndex // plus the index, 0 to 9
)

var patMessages = [...]string{
	"malformed pattern (ends with '%')",
	"malformed pattern (missing ']')",
	"malformed pattern (missing arguments to '%b')",
	"missing '[' after '%f' in pattern",
	"invalid pattern capture",
	"too many captures",
}

// patCompiler compiles a window; it can be stopped and continued.
type patCompiler struct {
	prog program
	win  window // how far it is
	// A set is read in two passes, as PUC-Rio does: scanning for its end skips
	// what follows a '%', filling does not always see the same tokens.
	setPhase uint8 // 0: not in a set, 1: scanning, 2: filling
	setPos   int
	setEnd   int // of the closing bracket
	setNeg   bool
	frontier bool
	set      byteSet
}

// start begins a window, reusing the compiler's memory.
func (k *patCompiler) start(w window) {
	ops, sets := k.prog.ops[:0], k.prog.sets[:0]
	*k = patCompiler{win: w}
	k.prog.ops, k.prog.sets = ops, sets
}

// run compiles on for about budget bytes of pattern. It returns what is left of
// the budget and whether the window is complete.
func (k *patCompiler) run(pat string, budget int) (left int, done bool) {
	for budget > 0 {
		if k.setPhase != 0 {
			if budget = k.runSet(pat, budget); budget <= 0 {
				return budget, false
			}
			continue
		}
		budget--
		if len(k.prog.ops) >= maxWindowOps-1 || len(k.prog.sets) >= maxWindowSets {
			k.emit(patOp{code: patMore})
			k.optimize()
			return budget, true
		}
		if k.item(pat) {
			k.optimize()
			return budget, true
		}
	}
	return budget, false
}

func (k *patCompiler) emit(op patOp) { k.prog.ops = append(k.prog.ops, op) }

// fail emits the instruction that reports a malformed pattern; nothing behind
// it can ever run.
func (k *patCompiler) fail(msg int) bool {
	k.emit(patOp{code: patError, n: uint8(msg)})
	return true
}

// item compiles the item at win.pos. It reports whether it was the last one.
func (k *patCompiler) item(pat string) (last bool) {
	w := &k.win
	p := w.pos
	if p >= len(pat) {
		k.emit(patOp{code: patMatch, n: w.level})
		return true
	}
	switch c := pat[p]; c {
	case '(':
		return k.openCapture(pat)
	case ')':
		for l := int(w.level) - 1; l >= 0; l-- {
			if w.open>>l&1 != 0 {
				w.open &^= 1 << l
				w.pos++
				k.emit(patOp{code: patClose, n: uint8(l)})
				return false
			}
		}
		return k.fail(msgCaptureClose)
	case '$':
		if p+1 == len(pat) {
			w.pos++
			k.emit(patOp{code: patEnd})
			return false
		}
		k.single(pat, p+1, patOp{code: patChar, char: c})
	case '%':
		return k.escape(pat)
	case '[':
		k.startSet(pat, p, false)
	case '.':
		k.single(pat, p+1, patOp{code: patAny})
	default:
		k.single(pat, p+1, patOp{code: patChar, char: c})
	}
	return false
}

func (k *patCompiler) openCapture(pat string) (last bool) {
	w := &k.win
	if w.level >= maxCaptures {
		return k.fail(msgTooManyCaptures)
	}
	if w.pos+1 < len(pat) && pat[w.pos+1] == ')' {
		w.posit |= 1 << w.level
		k.emit(patOp{code: patPos, n: w.level})
		w.pos += 2
	} else {
		w.open |= 1 << w.level
		k.emit(patOp{code: patOpen, n: w.level})
		w.pos++
	}
	w.level++
	return false
}

// escape compiles an item that starts with '%'.
func (k *patCompiler) escape(pat string) (last bool) {
	w := &k.win
	p := w.pos
	if p+1 >= len(pat) {
		return k.fail(msgEndsWithPercent)
	}
	switch c := pat[p+1]; {
	case c == 'b':
		if p+3 >= len(pat) {
			return k.fail(msgBalanceArgs)
		}
		k.emit(patOp{code: patBalance, char: pat[p+2], hint: pat[p+3]})
		w.pos += 4
	case c == 'f':
		if p+2 >= len(pat) || pat[p+2] != '[' {
			return k.fail(msgFrontierSet)
		}
		k.startSet(pat, p+2, true)
	case isDigit(c):
		l := int(c) - '1'
		if l < 0 || l >= int(w.level) || w.open>>l&1 != 0 {
			return k.fail(msgCaptureIndex + l + 1)
		}
		k.emit(patOp{code: patBackref, n: uint8(l)})
		w.pos += 2
	case classHas[c]:
		k.prog.sets = append(k.prog.sets, classSets[c])
		k.single(pat, p+2, patOp{code: patSet, set: uint8(len(k.prog.sets) - 1)})
	default:
		k.single(pat, p+2, patOp{code: patChar, char: c})
	}
	return false
}

// single emits a single-byte item with the suffix found at pat[end].
func (k *patCompiler) single(pat string, end int, op patOp) {
	k.win.pos = end
	if end < len(pat) {
		switch pat[end] {
		case '*':
			op.code += patCharStar - patChar
			k.win.pos++
		case '+':
			op.code += patCharStar - patChar
			op.n = 1
			k.win.pos++
		case '-':
			op.code += patCharLazy - patChar
			k.win.pos++
		case '?':
			op.code += patCharOpt - patChar
			k.win.pos++
		}
	}
	k.emit(op)
}

// startSet begins to read the set whose '[' is at p.
func (k *patCompiler) startSet(pat string, p int, frontier bool) {
	k.setPhase, k.setPos, k.frontier, k.set = 1, p+1, frontier, byteSet{}
	k.setNeg = p+1 < len(pat) && pat[p+1] == '^'
	if k.setNeg {
		k.setPos++
	}
	k.win.pos = k.setPos // where the second pass begins
}

// runSet continues to read a set. It returns the budget that is left.
func (k *patCompiler) runSet(pat string, budget int) int {
	if k.setPhase == 1 {
		p := k.setPos
		for {
			if p >= len(pat) {
				k.setPhase = 0
				k.win.pos = len(pat)
				k.fail(msgMissingBracket)
				return budget - 1
			}
			c := pat[p]
			p++
			if c == '%' && p < len(pat) {
				p++
			}
			if budget--; p < len(pat) && pat[p] == ']' {
				break
			}
			if budget <= 0 {
				k.setPos = p
				return 0
			}
		}
		k.setPhase, k.setPos, k.setEnd = 2, k.win.pos, p
	}
	p, end := k.setPos, k.setEnd
	for ; p < end; p++ {
		if budget <= 0 {
			k.setPos = p
			return 0
		}
		budget--
		switch c := pat[p]; {
		case c == '%':
			p++
			if c = pat[p]; classHas[c] {
				k.set.addSet(&classSets[c])
			} else {
				k.set.add(c)
			}
		case pat[p+1] == '-' && p+2 < end:
			p += 2
			if budget -= 4; c <= pat[p] {
				k.set.addRange(c, pat[p])
			}
		default:
			k.set.add(c)
		}
	}
	if k.setNeg {
		k.set.complement()
	}
	k.setPhase = 0
	k.prog.sets = append(k.prog.sets, k.set)
	op := patOp{code: patSet, set: uint8(len(k.prog.sets) - 1)}
	if k.frontier {
		op.code = patFrontier
		k.emit(op)
		k.win.pos = end + 1
	} else {
		k.single(pat, end+1, op)
	}
	return budget
}

// optimize finds what lets the matcher skip attempts that cannot succeed.
// Skipping never hides an error: an attempt is only skipped if it would fail at
// an instruction that comes before any patError.
func (k *patCompiler) optimize() {
	g := &k.prog
	for i := range g.ops {
		op := &g.ops[i]
		switch op.code {
		case patCharStar, patAnyStar, patSetStar:
			var own byteSet
			g.addBytes(op, &own)
			if follow, ok := g.follow(i + 1); ok && own.disjoint(&follow) || g.matchesAt(i+1) {
				op.flags |= possessive
			} else if c, ok := g.literal(i + 1); ok {
				op.flags |= hasHint
				op.hint = c
			}
		case patCharLazy, patAnyLazy, patSetLazy:
			if c, ok := g.literal(i + 1); ok {
				op.flags |= hasHint
				op.hint = c
			}
		}
	}
	n := 0
	for n < maxPrefix && g.ops[n].code == patChar {
		n++
	}
	g.literals = n
	g.first, g.hasFirst = g.follow(0)
}

// addBytes adds the bytes that a single-byte item accepts.
func (g *program) addBytes(op *patOp, set *byteSet) {
	switch op.code {
	case patChar, patCharStar, patCharLazy, patCharOpt:
		set.add(op.char)
	case patAny, patAnyStar, patAnyLazy, patAnyOpt:
		*set = byteSet{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}
	default:
		set.addSet(&g.sets[op.set])
	}
}

// follow returns the bytes with which a match of ops[i:] can start. ok is false
// if it may match without looking at a byte, or nothing is known. The end of the
// subject is no byte: "$" starts with none.
func (g *program) follow(i int) (set byteSet, ok bool) {
	for n := 0; n < 8; n++ {
		op := &g.ops[i]
		i++
		switch op.code {
		case patOpen, patClose, patPos:
		case patEnd:
			return set, true
		case patChar, patAny, patSet:
			g.addBytes(op, &set)
			return set, true
		case patCharStar, patAnyStar, patSetStar:
			g.addBytes(op, &set)
			if op.n == 1 {
				return set, true
			}
		case patCharLazy, patAnyLazy, patSetLazy, patCharOpt, patAnyOpt, patSetOpt:
			g.addBytes(op, &set)
		default:
			return set, false
		}
	}
	return set, false
}

// matchesAt reports whether ops[i:] succeeds whatever comes.
func (g *program) matchesAt(i int) bool {
	for ; ; i++ {
		switch g.ops[i].code {
		case patOpen, patClose, patPos:
		case patMatch:
			return true
		default:
			return false
		}
	}
}

// literal returns the byte with which ops[i:] must start, if it is only one.
func (g *program) literal(i int) (byte, bool) {
	for ; ; i++ {
		switch op := &g.ops[i]; op.code {
		case patOpen, patClose, patPos:
		case patChar:
			return op.char, true
		case patCharStar:
			return op.char, op.n == 1
		default:
			return 0, false
		}
	}
}

// clone returns a copy that shares no memory with a compiler.
func (g *program) clone() *program {
	h := *g
	h.ops = append([]patOp(nil), g.ops...)
	h.sets = append([]byteSet(nil), g.sets...)
	if g.literals > 1 {
		b := make([]byte, g.literals)
		for i := range b {
			b[i] = g.ops[i].char
		}
		h.prefix = string(b)
	}
	return &h
}

// patternSpecials are the characters of which a pattern without any is searched
// for as plain text. ')' and ']' are not among them, as in PUC-Rio.
const patternSpecials = "^$*+?.([%-"
