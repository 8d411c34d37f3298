package compile

// This file defines the entry point and the state of a compilation.

import (
	"strings"

	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/syntax"
)

// Options controls a compilation. The zero value is valid.
type Options struct {
	// MaxNesting limits the nesting of constructs; 0 means
	// [syntax.DefaultNesting].
	MaxNesting int
	// Budget, if not nil, is called with the work done since the last call, at
	// least once for [syntax.Quantum] tokens or nodes and for 64 KiB of text.
	// An error stops the compilation, which returns it.
	Budget func(n int) error
}

// Compile compiles a chunk. The name is as load receives it: with '=' or '@'
// in front, or the source text. The error is a *[syntax.Error] or what the
// budget returned.
func Compile(name, src string, opts Options) (*code.Proto, error) {
	// A chunk's name is a C string to Lua; what follows a zero byte is lost.
	name, _, _ = strings.Cut(name, "\x00")
	meter := syntax.NewMeter(opts.Budget)
	g := &gen{
		source: strings.Clone(name),
		src:    src,
		meter:  meter,
		parser: syntax.NewParser(src, opts.MaxNesting, meter),
	}
	g.names = g.parser.Symbols()
	p := g.mainFunction()
	if err := g.result(); err != nil {
		return nil, err
	}
	return p, nil
}

// SkipShebang returns the text of a file without its first line if that starts
// with '#', as the loader of files does. The line break stays, so that lines
// keep their numbers. A byte order mark in front is removed.
func SkipShebang(src string) string {
	src = strings.TrimPrefix(src, "\xef\xbb\xbf")
	if !strings.HasPrefix(src, "#") {
		return src
	}
	if i := strings.IndexByte(src, '\n'); i >= 0 {
		return src[i:]
	}
	return ""
}

// gen is the state of a compilation.
type gen struct {
	source string
	src    string
	meter  *syntax.Meter
	parser *syntax.Parser
	names  *syntax.Symbols
	f      *fn   // the function being compiled
	free   []*fn // to be used again

	// What has been read when the next instruction is emitted: the line of the
	// last token, the offset after the last node, and how many tokens were
	// consumed beyond it.
	line int32
	end  int32
	skip int

	vars      []variable // the variables of all functions being compiled
	innermost []int32    // by symbol: index in vars of the visible variable, plus one
	labels    []label
	byLabel   []int32 // by symbol: index in labels of the visible label, plus one
	gotos     []pending
	byGoto    []int32 // by symbol: index in gotos of the last pending one, plus one

	spine []syntax.Expr // the left operands that expr has descended through

	err     error         // the first error
	semErr  *syntax.Error // if it is one that result must still give a position
	errEnd  int32
	errSkip int
	near    bool
}

// result returns the error of the compilation.
func (g *gen) result() error {
	if err := g.meter.Err(); err != nil {
		return err
	}
	err := g.err
	if err == nil {
		err = g.parser.Err()
	}
	if g.semErr != nil && err == error(g.semErr) {
		var ok bool
		g.semErr.Line, g.semErr.Col, g.semErr.Near, ok = syntax.Locate(g.src, g.errEnd, g.errSkip, g.meter)
		if !ok {
			return g.meter.Err()
		}
		if !g.near {
			g.semErr.Near = ""
		}
	}
	if e, ok := err.(*syntax.Error); ok {
		e.Chunk = code.ChunkID(g.source)
	}
	return err
}

// fail reports an error at the token that follows what has been read. near
// tells whether the message names the token.
func (g *gen) fail(msg string, near bool) {
	if g.err != nil {
		return
	}
	g.semErr = &syntax.Error{Msg: msg}
	g.err = g.semErr
	g.errEnd, g.errSkip, g.near = g.end, g.skip, near
}

// failAt reports an error at the token that follows an offset.
func (g *gen) failAt(end int32, msg string, near bool) {
	g.end, g.skip = end, 0
	g.fail(msg, near)
}

// broken stops the compilation at the place of a syntax error.
func (g *gen) broken() {
	if g.err != nil {
		return
	}
	if g.err = g.parser.Err(); g.err == nil {
		panic("BUG: compile: an incomplete tree without a syntax error")
	}
}

// work counts one node and reports whether to go on.
func (g *gen) work() bool {
	if !g.meter.Add(1) && g.err == nil {
		g.err = g.meter.Err()
	}
	return g.err == nil
}

// at notes that a node has been read.
func (g *gen) at(p syntax.Pos) {
	g.line, g.end, g.skip = p.Line, p.End, 0
}

// passed notes that one more token has been read, on a line.
func (g *gen) passed(line int32) {
	g.line = line
	g.skip++
}

// Error is the error of a chunk that does not compile.
type Error = syntax.Error
