package stdlib

// This file defines the function load, and what it shares with the functions
// that load files.

import (
	"errors"
	"strings"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// smallSource is the size up to which a source is compiled in one go: the
// compiler asks for its budget every 4,096 tokens.
const smallSource = 4 << 10

// smallCompile is what the compilation of the least source takes.
const smallCompile = 300

// loadOptions are the arguments that load and loadfile share.
type loadOptions struct {
	name string // the chunk's name
	mode string
	env  rt.Value
}

// TraceGC marks the environment.
func (o *loadOptions) TraceGC(t *gc.Tracer) { o.env.TraceGC(t) }

// optionsFrom reads the mode and the environment from arguments i and i+1.
func optionsFrom(c *rt.Call, i int) (*loadOptions, error) {
	mode, err := c.OptString(i, "bt")
	if err != nil {
		return nil, err
	}
	mode, _, _ = strings.Cut(mode, "\x00") // a C string ends there
	o := &loadOptions{mode: strings.Clone(mode), env: c.VM().Globals().Value()}
	if c.NArgs() > i {
		o.env = c.Arg(i + 1)
	}
	return o, nil
}

func baseLoad(c *rt.Call) error {
	v := c.Arg(1)
	o, err := optionsFrom(c, 3)
	if err != nil {
		return err
	}
	if v.IsString() || v.IsNumber() {
		src, err := c.CheckString(1)
		if err != nil {
			return err
		}
		if o.name, err = c.OptString(2, src); err != nil {
			return err
		}
		o.name = chunkName(o.name)
		return loadSource(c, src, o)
	}
	if o.name, err = c.OptString(2, "=(load)"); err != nil {
		return err
	}
	o.name = chunkName(o.name)
	fn, err := c.CheckFunc(1)
	if err != nil {
		return err
	}
	pieces, err := c.NewTable(0, 0)
	if err != nil {
		return err
	}
	r := &reader{loadOptions: o, fn: fn, pieces: pieces}
	return c.PCallThen(r, fn.Value())
}

// chunkName copies a name, of which messages only ever show the beginning, and
// getinfo what is kept of it: the name of a chunk is often its whole source.
func chunkName(name string) string {
	const shown = 1 << 10
	if len(name) > shown && name[0] != '@' {
		name = name[:shown]
	}
	return strings.Clone(name)
}

// reader collects what a reader function returns.
type reader struct {
	*loadOptions
	fn     rt.Func
	pieces rt.Table // the strings, a sequence
	n      int64
	size   int
}

// TraceGC marks what the reader holds.
func (r *reader) TraceGC(t *gc.Tracer) {
	r.loadOptions.TraceGC(t)
	r.fn.TraceGC(t)
	r.pieces.TraceGC(t)
}

// Resume implements rt.Sequence.
func (r *reader) Resume(c *rt.Call) error {
	if msg, failed := c.Failed(); failed {
		return c.Return(rt.Nil, msg)
	}
	v := c.Arg(1)
	if v.IsNumber() {
		var err error
		if v, err = c.RawToString(v); err != nil {
			return err
		}
	}
	s, ok := c.StringView(v)
	switch {
	case v.IsNil(), ok && s == "":
		return r.finish(c)
	case !ok:
		return loadFailed(c, c.Where(1)+"reader function must return a string")
	}
	if err := r.pieces.RawSetInt(c.VM(), r.n+1, v); err != nil {
		return c.Retry(err)
	}
	r.n++
	r.size += len(s)
	return c.PCallThen(r, r.fn.Value())
}

// finish joins the pieces and loads them.
func (r *reader) finish(c *rt.Call) error {
	if r.size <= smallSource {
		return loadSource(c, r.join(c, nil), r.loadOptions)
	}
	if err := c.Reserve(r.size); err != nil {
		return c.Retry(err)
	}
	return rt.Async(func(c *rt.Call) error {
		r.keep(c)
		c.Keep(r.pieces.Value())
		h, n := c.VM().Heap(), int64(r.size) // of the text
		h.Account(n)
		defer h.Account(-n)
		return loadSource(c, r.join(c, c.Spend), r.loadOptions)
	})(c)
}

// join returns the pieces as one text, spending fuel on the way.
func (r *reader) join(c *rt.Call, spend func(int) error) string {
	var b strings.Builder
	b.Grow(r.size)
	for i := int64(1); i <= r.n; i++ {
		s, _ := c.StringView(r.pieces.RawGetInt(c.VM(), i))
		for len(s) > 0 {
			n := min(len(s), smallSource)
			b.WriteString(s[:n])
			s = s[n:]
			if spend != nil && spend(n/8+1) != nil {
				return ""
			}
		}
	}
	return b.String()
}

// loadSource compiles src and returns the function, or nil and a message.
func loadSource(c *rt.Call, src string, o *loadOptions) error {
	kind := "text"
	if strings.HasPrefix(src, rt.BinaryMark) {
		kind = "binary"
	}
	if !strings.Contains(o.mode, kind[:1]) {
		return loadFailed(c, wrongMode(kind, o.mode))
	}
	if kind == "binary" && !c.VM().Config().AllowBinary {
		return loadFailed(c, wrongMode(kind, strings.ReplaceAll(o.mode, "b", "")))
	}
	return compileThen(c, o.name, src, o)
}

// wrongMode is the message about a kind of chunk that a mode excludes.
func wrongMode(kind, mode string) string {
	return "attempt to load a " + kind + " chunk (mode is '" + mode + "')"
}

// compileThen compiles src under the call's budget, or reads it if it is a binary
// chunk, and hands the result on.
func compileThen(c *rt.Call, name, src string, then compiler) error {
	if strings.HasPrefix(src, rt.BinaryMark) {
		return undumpThen(c, name, src, then)
	}
	if len(src) <= smallSource {
		c.Charge(2*len(src) + smallCompile)
		ch, err := c.VM().Compile(name, src)
		return then.compiled(c, ch, err)
	}
	// The compiler's own structures are a small multiple of the source.
	if err := c.Reserve(16 * len(src)); err != nil {
		return c.Retry(err)
	}
	if c.InAsync() {
		ch, err := compileAccounted(c, name, src)
		return then.compiled(c, ch, err)
	}
	c.Charge(smallCompile)
	return rt.Async(func(c *rt.Call) error {
		then.keep(c)
		ch, err := compileAccounted(c, name, src)
		return then.compiled(c, ch, err)
	})(c)
}

// compileAccounted compiles src in a body of rt.Async. What the compiler takes
// meanwhile is accounted, also while the body is suspended.
func compileAccounted(c *rt.Call, name, src string) (*rt.Chunk, error) {
	h := c.VM().Heap()
	n := int64(16 * len(src))
	h.Account(n)
	defer h.Account(-n) // also of a body that is never resumed
	return c.VM().CompileWithin(c.Spend, name, src)
}

// undumpThen is compileThen for a binary chunk.
func undumpThen(c *rt.Call, name, src string, then compiler) error {
	if !c.VM().Config().AllowBinary {
		return then.compiled(c, nil, &rt.SyntaxError{Msg: wrongMode("binary", "t")})
	}
	// This is about what a prototype takes.
	if err := c.Reserve(8 * len(src)); err != nil {
		return c.Retry(err)
	}
	name, _, _ = strings.Cut(name, "\x00")
	if len(src) <= smallSource || c.InAsync() {
		ch, err := rt.Undump(name, src, budget(c))
		return then.compiled(c, ch, err)
	}
	return rt.Async(func(c *rt.Call) error {
		then.keep(c)
		ch, err := rt.Undump(name, src, budget(c))
		return then.compiled(c, ch, err)
	})(c)
}

// budget returns what a dump or undump asks: it charges the call and reserves
// memory, and blocks where that is possible.
func budget(c *rt.Call) rt.Budget {
	async := c.InAsync()
	return func(n int, bytes int64) error {
		if bytes > 0 {
			if err := c.Reserve(int(bytes)); err != nil {
				return err
			}
		}
		if async {
			return c.Spend(n)
		}
		c.Charge(n)
		return nil
	}
}

// syntaxMessage returns the text of a chunk's mistake; ok is false for other
// errors.
func syntaxMessage(err error) (msg string, ok bool) {
	var syntax *rt.SyntaxError
	if !errors.As(err, &syntax) {
		return "", false
	}
	return syntax.Msg, true
}

// keep keeps the environment alive.
func (o *loadOptions) keep(c *rt.Call) { c.Keep(o.env) }

// compiled ends load with what the compiler returned.
func (o *loadOptions) compiled(c *rt.Call, ch *rt.Chunk, err error) error {
	if err != nil {
		if msg, ok := syntaxMessage(err); ok {
			return loadFailed(c, msg)
		}
		return err
	}
	f, err := c.NewChunkFunc(ch, o.env)
	if err != nil {
		return c.Retry(err)
	}
	return c.Return1(f.Value())
}

// loadFailed ends load with nil and a message.
func loadFailed(c *rt.Call, msg string) error {
	v, err := c.NewString(msg)
	if err != nil {
		return err
	}
	return c.Return(rt.Nil, v)
}
