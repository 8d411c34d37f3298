package stdlib

// This file defines the functions of the base library that may call a metamethod
// and go on with its results: tostring, print, pairs, collectgarbage.

import (
	"io"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// stateless is the trace method of a continuation that holds no value.
type stateless struct{}

// TraceGC does nothing.
func (stateless) TraceGC(*gc.Tracer) {}

func baseIpairs(c *rt.Call) error {
	if err := c.CheckAny(1); err != nil {
		return err
	}
	return c.Return(c.Upvalue(1), c.Arg(1), rt.Int(0))
}

func basePairs(c *rt.Call) error {
	if err := c.CheckAny(1); err != nil {
		return err
	}
	v := c.Arg(1)
	if mm := c.VM().Metafield(v, "__pairs"); !mm.IsNil() {
		return c.CallThen(firstThree{}, mm, v)
	}
	return c.Return(c.Upvalue(1), v, rt.Nil)
}

// firstThree returns three results of a call.
type firstThree struct{ stateless }

// Resume implements rt.Sequence.
func (firstThree) Resume(c *rt.Call) error { return c.Return(c.Arg(1), c.Arg(2), c.Arg(3)) }

func baseToString(c *rt.Call) error {
	v := c.Arg(1)
	mm := c.VM().Metafield(v, "__tostring")
	switch {
	case !mm.IsNil():
		return c.CallThen(stringResult{}, mm, v)
	case v.IsString():
		return c.Return1(v)
	case c.NArgs() == 0:
		return c.ArgError(1, "value expected")
	}
	s, err := c.RawToString(v)
	if err != nil {
		return c.Retry(err)
	}
	return c.Return1(s)
}

// stringResult returns what __tostring gave.
type stringResult struct{ stateless }

// Resume implements rt.Sequence.
func (stringResult) Resume(c *rt.Call) error {
	v, err := metaString(c)
	if err != nil {
		return err
	}
	return c.Return1(v)
}

// metaString returns the result of __tostring, argument 1, as a string.
func metaString(c *rt.Call) (rt.Value, error) {
	v := c.Arg(1)
	if !v.IsString() && !v.IsNumber() {
		return rt.Nil, c.Errorf("'__tostring' must return a string")
	}
	return c.RawToString(v)
}

// printChunk is the largest piece that print writes between two looks at the
// budget.
const printChunk = 32 << 10

func basePrint(c *rt.Call) error {
	n := c.NArgs()
	vm := c.VM()
	out := vm.Stdout()
	var buf []byte
	for i := 1; i <= n; i++ {
		v := c.Arg(i)
		s, isString := c.StringView(v)
		if !vm.Metafield(v, "__tostring").IsNil() || len(s) > printChunk || len(buf) > printChunk {
			// The rest may take long, or call Lua.
			_, _ = out.Write(buf)
			c.Charge(len(buf)/8 + i)
			p := &printer{first: i == 1}
			return copyArgs(c, i, &p.rest, p)
		}
		if buf == nil {
			buf = vm.Scratch()
		}
		if i > 1 {
			buf = append(buf, '\t')
		}
		if isString {
			buf = append(buf, s...)
		} else {
			buf = vm.AppendValue(buf, v)
		}
	}
	buf = append(buf, '\n')
	audit.Bytes(len(buf))
	c.Charge(len(buf)/8 + n)
	_, _ = out.Write(buf) // as in the reference, a failed write of print has no effect
	vm.SetScratch(buf)
	return nil
}

// printer is the rest of a print that has to wait for metamethods, or that
// writes much.
type printer struct {
	rest    []rt.Value
	text    rt.Value // the first of rest as a string that is being written
	off     int      // how much of it is written
	first   bool     // no tab before the next one
	waiting bool     // for __tostring
}

// TraceGC marks what remains to be printed.
func (p *printer) TraceGC(t *gc.Tracer) {
	for _, v := range p.rest {
		v.TraceGC(t)
	}
	p.text.TraceGC(t)
}

// Resume implements rt.Sequence.
func (p *printer) Resume(c *rt.Call) error {
	out := c.VM().Stdout()
	if p.waiting {
		p.waiting = false
		var err error
		if p.text, err = metaString(c); err != nil {
			return err
		}
	}
	for len(p.rest) > 0 {
		if p.text.IsNil() {
			v := p.rest[0]
			if mm := c.VM().Metafield(v, "__tostring"); !mm.IsNil() {
				p.waiting = true
				return c.CallThen(p, mm, v)
			}
			var err error
			if p.text, err = c.RawToString(v); err != nil {
				return err
			}
		}
		if p.off == 0 && !p.first {
			_, _ = io.WriteString(out, "\t")
		}
		s, _ := c.StringView(p.text)
		s = s[p.off:]
		n := min(len(s), printChunk)
		audit.Bytes(n)
		_, _ = io.WriteString(out, s[:n])
		p.off += n
		if n == len(s) {
			p.rest, p.text, p.off, p.first = p.rest[1:], rt.Nil, 0, false
		}
		if !c.Charge(n/8 + 1) {
			return c.Suspend(p)
		}
	}
	_, _ = io.WriteString(out, "\n")
	return c.Return()
}
