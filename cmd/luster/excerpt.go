package main

// This file defines what is shown below an error's message: the line of the
// source with a mark below the place, and the name that may have been meant.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	rt "github.com/lusterlua/luster/runtime"
)

// knownTexts are what errors may point into: those that the command read
// itself and, unless the script is in a sandbox, files.
type knownTexts struct {
	texts map[string]string // by the name of the chunk
	files bool
}

// add remembers the text of a chunk.
func (s *knownTexts) add(chunk, text string) {
	if s.texts == nil {
		s.texts = map[string]string{}
	}
	s.texts[chunk] = text
}

const maxSourceFile = 16 << 20 // bytes of a file that is read for an excerpt

// line returns a line of a chunk's text.
func (s *knownTexts) line(chunk string, n int) (string, bool) {
	text, ok := s.texts[chunk]
	switch {
	case ok:
	case strings.HasPrefix(chunk, "@"):
		if text, ok = s.file(chunk[1:]); !ok {
			return "", false
		}
	case strings.HasPrefix(chunk, "="):
		return "", false
	default:
		text = chunk // a chunk without a name is named by its text
	}
	for ; n > 1; n-- {
		var more bool
		if text, more = afterLine(text); !more {
			return "", false
		}
	}
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		text = text[:i]
	}
	return text, n == 1
}

// afterLine returns what follows the first line of a text, whose end is any that
// Lua knows.
func afterLine(text string) (string, bool) {
	i := strings.IndexAny(text, "\r\n")
	if i < 0 {
		return "", false
	}
	first := text[i]
	text = text[i+1:]
	if text != "" && text[0] != first && (text[0] == '\r' || text[0] == '\n') {
		text = text[1:]
	}
	return text, true
}

// file reads a source file; anything that is not a plain file is left alone.
func (s *knownTexts) file(name string) (string, bool) {
	if info, err := os.Stat(name); !s.files || err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	f, err := os.Open(name)
	if err != nil {
		return "", false
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSourceFile))
	return string(text), err == nil && !strings.HasPrefix(string(text), rt.BinaryMark)
}

// position is a place in a message: of a syntax error in a file that the script
// loaded.
var position = regexp.MustCompile(`(?m)^\t?([^\n\t:]+):(\d+): .* near (.+)$`)

// explain returns what goes below the message of an error: nothing, or lines
// that begin with a newline.
func (s *session) explain(err error) string {
	var syntax *rt.SyntaxError
	var e *rt.Error
	switch {
	case errors.As(err, &syntax):
		return s.syntaxExcerpt(syntax)
	case !errors.As(err, &e):
		return ""
	}
	msg := e.Error()
	chunk, n := e.Place()
	m := position.FindStringSubmatch(msg)
	if m != nil {
		if _, known := s.src.line("@"+m[1], 1); known {
			chunk = "@" + m[1]
			n, _ = strconv.Atoi(m[2])
		} else {
			m = nil
		}
	}
	line, ok := s.src.line(chunk, n)
	if chunk == "" || !ok || chunk == s.repeated && !inMainChunk(e.Traceback(), n) {
		return suggestion(e)
	}
	var at, width int
	if m != nil {
		at, width = findToken(line, m[3])
	} else {
		at, width = findVariable(line, msg)
	}
	return s.excerpt(n, line, at, width) + suggestion(e)
}

// inMainChunk reports whether the innermost function of a traceback that is at
// line n of the input is the chunk that was typed last: the texts of functions
// from the lines before it have the same name.
func inMainChunk(traceback string, n int) bool {
	_, rest, ok := strings.Cut(traceback, fmt.Sprintf("\n\tstdin:%d: in ", n))
	return ok && strings.HasPrefix(rest, "main chunk")
}

func suggestion(e *rt.Error) string {
	if e.Suggestion() == "" {
		return ""
	}
	return fmt.Sprintf("\n      = did you mean '%s'?", printable(e.Suggestion()))
}

// syntaxExcerpt shows the token at which a chunk is wrong.
func (s *session) syntaxExcerpt(e *rt.SyntaxError) string {
	line, ok := s.src.line(s.syntaxChunk(e), e.Line)
	if !ok {
		return ""
	}
	near := ""
	if i := strings.LastIndex(e.Msg, " near "); i >= 0 {
		near = e.Msg[i+len(" near "):]
	}
	at, width := findToken(line, near)
	if e.Col > 0 {
		at = min(e.Col-1, len(line))
		if token := strings.Trim(near, "'"); !strings.HasPrefix(line[at:], token) {
			width = 1
		}
	}
	return s.excerpt(e.Line, line, at, width)
}

// syntaxChunk returns the name with which the chunk that does not compile was
// loaded.
func (s *session) syntaxChunk(e *rt.SyntaxError) string {
	for name := range s.src.texts {
		if strings.TrimLeft(name, "@=") == e.Chunk {
			return name
		}
	}
	return ""
}

// findToken returns where the token of a syntax error, as the message quotes it,
// is in a line: its last place there, the end of the line for the end of the
// text.
func findToken(line, near string) (at, width int) {
	token, quoted := strings.CutPrefix(near, "'")
	token = strings.TrimSuffix(token, "'")
	if !quoted || token == "" {
		return len(strings.TrimRight(line, " \t")), 1
	}
	if i := strings.LastIndex(line, token); i >= 0 {
		return i, len(token)
	}
	return firstNonBlank(line), 1
}

// named are the ends of messages that name a variable or a function.
var named = regexp.MustCompile(`(?:\((global|field|method|local|upvalue|constant) '([^']+)'\)|^(?:\S+:\d+: )*bad argument #\d+ to '([^']+)' \(.*\)|^(?:\S+:\d+: )*calling '([^']+)' on bad self.*)$`)

// findVariable returns where what a message names is in a line, or where the
// line begins.
func findVariable(line, msg string) (at, width int) {
	m := named.FindStringSubmatch(msg)
	if m == nil {
		return firstNonBlank(line), 1
	}
	kind, name := m[1], m[2]+m[3]+m[4]
	if i := strings.LastIndexAny(name, ".:"); i >= 0 && kind == "" {
		name = name[i+1:] // of a function in a module
	}
	code := blankStrings(line)
	best := -1
	for from := 0; ; {
		i := strings.Index(code[from:], name)
		if i < 0 {
			break
		}
		i += from
		from = i + 1
		if !wholeWord(code, i, len(name)) {
			continue
		}
		before := strings.TrimRight(code[:i], " \t")
		access := strings.HasSuffix(before, ":") || strings.HasSuffix(before, ".") && !strings.HasSuffix(before, "..")
		if kind == "" || access == (kind == "field" || kind == "method") {
			return i, len(name)
		}
		if best < 0 {
			best = i
		}
	}
	if best < 0 { // as in t["name"]
		if best = strings.Index(line, name); best < 0 || !wholeWord(line, best, len(name)) {
			return firstNonBlank(line), 1
		}
	}
	return best, len(name)
}

func firstNonBlank(line string) int { return len(line) - len(strings.TrimLeft(line, " \t\f\v")) }

func wholeWord(line string, at, n int) bool {
	return (at == 0 || !wordByte(line[at-1])) && (at+n == len(line) || !wordByte(line[at+n]))
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// blankStrings replaces the strings and the comment of a line by blanks.
func blankStrings(line string) string {
	b := []byte(line)
	quote := byte(0)
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == '-' && i+1 < len(b) && b[i+1] == '-':
			for ; i < len(b); i++ {
				b[i] = ' '
			}
		case quote != 0 && c == '\\' && i+1 < len(b):
			b[i], b[i+1] = ' ', ' '
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			b[i] = ' '
		}
	}
	return string(b)
}

const (
	maxExcerpt = 100 // columns of a line that are shown
	maxLead    = 60  // columns of them before the mark
	cut        = "..."
)

// excerpt shows a line of source, clipped around the place, with a mark of width
// bytes at it.
func (s *session) excerpt(n int, line string, at, width int) string {
	if strings.TrimSpace(line) == "" {
		return "" // the end of the text; there is nothing to see
	}
	from, to := clip(line, at)
	width = max(min(width, to-at), 1)
	lead, tail := "", ""
	if from > 0 {
		lead = cut
	}
	if to < len(line) {
		tail = cut
	}
	marked := ""
	if at < to {
		marked = line[at:min(at+width, to)]
	}
	before := lead + printable(line[from:at])
	mark := strings.Repeat("^", max(columns(printable(marked)), 1))
	if s.std.colour {
		mark = "\x1b[1;31m" + mark + "\x1b[0m"
	}
	margin := fmt.Sprintf("%5d", n)
	return fmt.Sprintf("\n%s | %s%s%s\n%s | %s%s", margin, before, printable(line[at:to]), tail,
		strings.Repeat(" ", len(margin)), padding(before), mark)
}

// clip returns the part of a long line that is shown. It cuts between runes.
func clip(line string, at int) (from, to int) {
	to = len(line)
	if len(line) <= maxExcerpt {
		return 0, to
	}
	if at > maxLead {
		from = min(at-maxLead, len(line)-maxExcerpt)
	}
	to = min(len(line), from+maxExcerpt)
	for from > 0 && from < at && !utf8.RuneStart(line[from]) {
		from++
	}
	for to < len(line) && to > at && !utf8.RuneStart(line[to]) {
		to--
	}
	return from, to
}

// printable replaces what a terminal should not get: bytes that are no UTF-8, and
// control characters save tabs.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, s)
}

// padding returns blanks as wide as a text, with its tabs.
func padding(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteString(strings.Repeat(" ", runeColumns(r)))
		}
	}
	return b.String()
}

func columns(s string) (n int) {
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// wide are the runes that take two columns on a terminal.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x2e80, Hi: 0xa4cf, Stride: 1}, {Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, {Lo: 0xfe30, Hi: 0xfe6f, Stride: 1}, {Lo: 0xff00, Hi: 0xff60, Stride: 1},
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, {Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1}, {Lo: 0x20000, Hi: 0x3fffd, Stride: 1}},
}

func runeColumns(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}
