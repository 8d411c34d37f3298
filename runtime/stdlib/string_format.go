package stdlib

// This file defines string.format.

import (
	"strings"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// formatPhase says in the middle of what a format is.
type formatPhase uint8

const (
	formatText    formatPhase = iota // of nothing: it reads the format
	formatAwaited                    // of a call of __tostring
	formatZeros                      // of a look for zeros in a long string
	formatQuote                      // of quoting a string
)

// formatCall is a running string.format.
type formatCall struct {
	l      *stringLib
	format rt.Value
	pos    int
	arg    int
	nargs  int
	args   []rt.Value // once the call was suspended
	kept   bool       // args is in use
	phase  formatPhase
	spec   formatSpec
	text   rt.Value // the string of formatZeros and formatQuote
	at     int      // in text
	work   int      // operations since the last look at the budget
	out    output
	space  [64]byte // for a number's text
}

// format is the function string.format.
func (l *stringLib) format(c *rt.Call) error {
	format, _, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	f := l.formats
	if f == nil {
		f = &formatCall{l: l}
	}
	l.formats = nil
	f.format, f.pos, f.arg, f.nargs = format, 0, 1, c.NArgs()
	if f.nargs > stepBudget {
		f.kept, f.args = true, nil
		f.out.own()
		return copyArgs(c, 1, &f.args, f)
	}
	return f.run(c)
}

// Resume implements rt.Sequence.
func (f *formatCall) Resume(c *rt.Call) error {
	if f.phase == formatAwaited {
		v := c.Arg(1)
		if !v.IsString() {
			return c.Errorf("'__tostring' must return a string")
		}
		f.phase = formatText
		if err := f.addString(c, v); err != nil {
			return err
		}
	}
	return f.run(c)
}

// TraceGC marks the format, the arguments and what was made.
func (f *formatCall) TraceGC(t *gc.Tracer) {
	f.format.TraceGC(t)
	f.text.TraceGC(t)
	for _, v := range f.args {
		v.TraceGC(t)
	}
	f.out.TraceGC(t)
}

// keep copies the arguments: the function is about to be suspended.
func (f *formatCall) keep(c *rt.Call) {
	if f.kept {
		return
	}
	f.kept = true
	f.args = f.args[:0]
	for i := 1; i <= f.nargs; i++ {
		f.args = append(f.args, c.Arg(i))
	}
}

// value returns argument i of the format function.
func (f *formatCall) value(c *rt.Call, i int) rt.Value {
	if f.kept {
		return f.args[i-1]
	}
	return c.Arg(i)
}

// suspend lets the executor look at its budgets.
func (f *formatCall) suspend(c *rt.Call) error {
	f.keep(c)
	return c.Suspend(f)
}

// release ends the call and keeps f for the next one.
func (f *formatCall) release(c *rt.Call) error {
	c.Charge(f.work)
	err := f.out.finish(c, rt.Nil)
	if buf := f.out.buf; cap(buf) <= moveChunk {
		clear(f.args)
		*f = formatCall{l: f.l, args: f.args[:0]}
		f.out.buf = buf[:0]
		f.l.formats = f
	}
	return err
}

// run continues until the call ends or has to wait.
func (f *formatCall) run(c *rt.Call) error {
	s, _ := c.StringView(f.format)
	for {
		if f.out.refused != nil {
			f.keep(c)
			_, err := f.out.wait(c, f)
			return err
		}
		if f.work >= stepBudget {
			work := f.work
			f.work = 0
			if !c.Charge(work) {
				return f.suspend(c)
			}
		}
		switch f.phase {
		case formatZeros:
			if err := f.findZeros(c); err != nil {
				return err
			}
			continue
		case formatQuote:
			if err := f.quote(c); err != nil {
				return err
			}
			continue
		}
		if f.pos == len(s) {
			return f.release(c)
		}
		if s[f.pos] != '%' {
			rest := s[f.pos:min(len(s), f.pos+moveChunk)]
			if i := strings.IndexByte(rest, '%'); i >= 0 {
				rest = rest[:i]
			}
			if err := f.out.add(c, f.format, rest, f.pos); err != nil {
				return err
			}
			f.pos += len(rest)
			audit.Bytes(len(rest))
			f.work += len(rest)/8 + 1
			continue
		}
		if f.pos+1 < len(s) && s[f.pos+1] == '%' {
			f.out.buf = append(f.out.buf, '%')
			f.pos += 2
			f.work++
			if err := f.out.flush(c); err != nil {
				return err
			}
			continue
		}
		if f.arg++; f.arg > f.nargs {
			return c.ArgError(f.arg, "no value")
		}
		next, ok := f.spec.scan(s, f.pos)
		if !ok {
			return c.Errorf("invalid format (too long)")
		}
		f.pos = next
		audit.Work(16)
		f.work += 16
		waits, err := f.item(c)
		if waits || err != nil {
			return err
		}
		if err := f.out.flush(c); err != nil {
			return err
		}
	}
}

// check parses the specification.
func (f *formatCall) check(c *rt.Call, flags string, precision bool) error {
	if !f.spec.check(flags, precision) {
		return c.Errorf("invalid conversion specification: '%s'", f.spec.form)
	}
	return nil
}

// item converts the argument f.arg. waits is true when the function has to
// return to the executor.
func (f *formatCall) item(c *rt.Call) (waits bool, err error) {
	v := f.value(c, f.arg)
	switch f.spec.conv {
	case 'd', 'i':
		return false, f.integer(c, v, flagsInt)
	case 'u':
		return false, f.integer(c, v, flagsUnsigned)
	case 'o', 'x', 'X':
		return false, f.integer(c, v, flagsHex)
	case 'c':
		if err := f.check(c, flagsOther, false); err != nil {
			return false, err
		}
		n, err := intValue(c, f.arg, v)
		if err != nil {
			return false, err
		}
		f.out.buf = f.spec.appendByte(f.out.buf, byte(n))
	case 'a', 'A':
		if err := f.check(c, flagsFloat, true); err != nil {
			return false, err
		}
		n, err := floatValue(c, f.arg, v)
		if err != nil {
			return false, err
		}
		f.out.buf = f.spec.appendFloat(f.out.buf, n)
	case 'e', 'E', 'f', 'g', 'G':
		n, err := floatValue(c, f.arg, v)
		if err != nil {
			return false, err
		}
		if err := f.check(c, flagsFloat, true); err != nil {
			return false, err
		}
		before := len(f.out.buf)
		f.out.buf = f.spec.appendFloat(f.out.buf, n)
		f.work += 8 + (len(f.out.buf)-before)/2 // many digits are expensive
	case 'p':
		text, ok := c.VM().AppendAddress(f.space[:0], v)
		if err := f.check(c, flagsOther, false); err != nil {
			return false, err
		}
		if !ok {
			text = append(text, "(null)"...)
		}
		f.out.buf = f.spec.appendPadded(f.out.buf, text, 0, false)
	case 'q':
		if !f.spec.plain {
			return false, c.Errorf("specifier '%s' cannot have modifiers", "%q")
		}
		return false, f.literal(c, v)
	case 's':
		return f.textItem(c, v)
	default:
		return false, c.Errorf("invalid conversion '%s' to 'format'", f.spec.form)
	}
	return false, nil
}

// integer converts v by d, i, u, o, x or X.
func (f *formatCall) integer(c *rt.Call, v rt.Value, flags string) error {
	n, ok := v.AsInt()
	if !ok {
		var err error
		if n, err = intValue(c, f.arg, v); err != nil {
			return err
		}
	}
	if err := f.check(c, flags, true); err != nil {
		return err
	}
	f.out.buf = f.spec.appendInt(f.out.buf, n)
	return nil
}

// textItem converts v by s.
func (f *formatCall) textItem(c *rt.Call, v rt.Value) (waits bool, err error) {
	if v.IsString() {
		return false, f.addString(c, v)
	}
	if !v.IsNumber() {
		if mm := c.VM().Metafield(v, "__tostring"); !mm.IsNil() {
			f.keep(c)
			f.phase = formatAwaited
			return true, c.CallThen(f, mm, v)
		}
	}
	if f.spec.plain {
		f.out.buf = c.VM().AppendValue(f.out.buf, v)
		return false, nil
	}
	if err := f.check(c, flagsOther, true); err != nil {
		return false, err
	}
	text := c.VM().AppendValue(f.space[:0], v)
	f.out.buf = f.spec.appendString(f.out.buf, string(text))
	return false, nil
}

// addString converts a string value by s.
func (f *formatCall) addString(c *rt.Call, v rt.Value) error {
	text, _ := c.StringView(v)
	if f.spec.plain {
		f.work += len(text) / 8
		return f.out.add(c, v, text, 0)
	}
	f.phase, f.text, f.at = formatZeros, v, 0
	return f.findZeros(c)
}

// findZeros looks on for a zero in the string to be converted, which a C string
// cannot have, and converts it.
func (f *formatCall) findZeros(c *rt.Call) error {
	text, _ := c.StringView(f.text)
	part := text[f.at:min(len(text), f.at+moveChunk/2)]
	if strings.IndexByte(part, 0) >= 0 {
		return c.ArgError(f.arg, "string contains zeros")
	}
	f.at += len(part)
	audit.Bytes(len(part))
	f.work += len(part) / 8
	if f.at < len(text) {
		return nil
	}
	v := f.text
	f.phase, f.text = formatText, rt.Nil
	if err := f.check(c, flagsOther, true); err != nil {
		return err
	}
	if f.spec.prec < 0 && len(text) >= 100 {
		return f.out.add(c, v, text, 0) // too long to be padded
	}
	f.out.buf = f.spec.appendString(f.out.buf, text)
	return f.out.flush(c)
}

// literal converts v by q.
func (f *formatCall) literal(c *rt.Call, v rt.Value) error {
	switch k := v.Kind(); {
	case v.IsString():
		f.phase, f.text, f.at = formatQuote, v, 0
		f.out.buf = append(f.out.buf, '"')
		return f.quote(c)
	case k == rt.KindInt:
		n, _ := v.AsInt()
		f.out.buf = appendQuotedInt(f.out.buf, n)
	case k == rt.KindFloat:
		n, _ := v.AsFloat()
		f.out.buf = appendQuotedFloat(f.out.buf, n)
	case k <= rt.KindTrue:
		f.out.buf = c.VM().AppendValue(f.out.buf, v)
	default:
		return c.ArgError(f.arg, "value has no literal form")
	}
	return nil
}

// quote adds the next part of a string literal.
func (f *formatCall) quote(c *rt.Call) error {
	text, _ := c.StringView(f.text)
	part := text[f.at:min(len(text), f.at+pieceSize/4)]
	f.at += len(part)
	var next byte
	if f.at < len(text) {
		next = text[f.at]
	}
	f.out.buf = appendQuoted(f.out.buf, part, next)
	audit.Work(len(part))
	f.work += len(part) + 1
	if f.at == len(text) {
		f.out.buf = append(f.out.buf, '"')
		f.phase, f.text = formatText, rt.Nil
	}
	return f.out.flush(c)
}

// numberValue returns v as a number, or the error for argument i.
func numberValue(c *rt.Call, i int, v rt.Value) (rt.Value, error) {
	if v.IsNumber() {
		return v, nil
	}
	if s, ok := c.StringView(v); ok {
		if n, ok := rt.ParseNumber(s); ok {
			return n, nil
		}
	}
	return rt.Nil, c.ArgError(i, "number expected, got "+c.VM().TypeNameFor(v))
}

// intValue returns v as an integer, or the error for argument i. Unlike
// Call.CheckInt it also serves when the arguments are gone.
func intValue(c *rt.Call, i int, v rt.Value) (int64, error) {
	num, err := numberValue(c, i, v)
	if err != nil {
		return 0, err
	}
	n, ok := num.ToInt()
	if !ok {
		return 0, c.ArgError(i, "number has no integer representation")
	}
	return n, nil
}

// floatValue returns v as a float, or the error for argument i.
func floatValue(c *rt.Call, i int, v rt.Value) (float64, error) {
	if f, ok := v.AsFloat(); ok {
		return f, nil
	}
	num, err := numberValue(c, i, v)
	if err != nil {
		return 0, err
	}
	f, _ := num.ToFloat()
	return f, nil
}
