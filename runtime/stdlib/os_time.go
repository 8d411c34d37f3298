package stdlib

// This file defines os.date and os.time.

import (
	"math"
	"strings"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

func (h *Host) date(c *rt.Call) error {
	var format rt.Value
	var err error
	s := "%c"
	if c.Arg(1).IsNil() {
		format, err = c.NewString(s)
	} else {
		format, s, err = stringArg(c, 1)
	}
	if err != nil {
		return err
	}
	now := h.Clock.Now()
	t, err := c.OptInt(2, now.Unix())
	if err != nil {
		return err
	}
	d := &dateCall{format: format}
	loc := now.Location()
	if len(s) > 0 && s[0] == '!' {
		loc = nil
		d.pos++
	}
	var ok bool
	if d.cal, ok = breakDown(t, loc); !ok {
		return c.Errorf("date result cannot be represented in this installation")
	}
	if rest := s[d.pos:]; rest == "*t" || strings.HasPrefix(rest, "*t\x00") {
		return dateTable(c, &d.cal)
	}
	return d.Resume(c)
}

// dateFields are the fields of a date table in the order in which they are set.
var dateFields = [...]string{"year", "month", "day", "hour", "min", "sec", "yday", "wday", "isdst"}

// fields returns the values of dateFields.
func (c *calendar) fields() [len(dateFields)]rt.Value {
	return [...]rt.Value{
		rt.Int(c.year), rt.Int(c.month), rt.Int(c.day), rt.Int(c.hour), rt.Int(c.min), rt.Int(c.sec),
		rt.Int(c.yday), rt.Int(c.wday), rt.Bool(c.isDST),
	}
}

// dateTable returns a date as a table.
func dateTable(c *rt.Call, cal *calendar) error {
	t, err := c.NewTable(0, len(dateFields))
	if err != nil {
		return err
	}
	for i, v := range cal.fields() {
		if err := t.RawSetString(c.VM(), dateFields[i], v); err != nil {
			return err
		}
	}
	return c.Return1(t.Value())
}

// dateCall is a running os.date.
type dateCall struct {
	format rt.Value
	pos    int
	cal    calendar
	out    output
}

// Resume implements rt.Sequence.
func (d *dateCall) Resume(c *rt.Call) error {
	s, _ := c.StringView(d.format)
	for work := 0; d.pos < len(s); {
		if work > stepBudget {
			if !c.Charge(work) {
				return c.Suspend(d)
			}
			work = 0
		}
		rest := s[d.pos:min(len(s), d.pos+pieceSize)]
		if n := strings.IndexByte(rest, '%'); n != 0 {
			if n < 0 {
				n = len(rest)
			}
			if err := d.out.add(c, d.format, rest[:n], d.pos); err != nil {
				return err
			}
			d.pos += n
			work += n/8 + 1
			continue
		}
		n := dateSpecifier(s[d.pos+1:])
		if n == 0 {
			bad := s[d.pos+1:]
			if zero := strings.IndexByte(bad[:min(len(bad), moveChunk)], 0); zero >= 0 {
				bad = bad[:zero]
			}
			return c.ArgError(1, "invalid conversion specifier '%"+bad+"'")
		}
		d.out.buf = d.cal.appendDate(d.out.buf, s[d.pos+n])
		if err := d.out.flush(c); err != nil {
			return err
		}
		d.pos += n + 1
		work += 20
	}
	return d.out.finish(c, rt.Nil)
}

// TraceGC marks the format and what was made.
func (d *dateCall) TraceGC(t *gc.Tracer) {
	d.format.TraceGC(t)
	d.out.TraceGC(t)
}

// timeField is a field that os.time reads.
type timeField struct {
	name  string
	def   int64 // without it; -1: it must be there
	delta int64 // what C's struct tm takes away
}

var timeFields = [...]timeField{
	{"year", -1, 1900}, {"month", -1, 1}, {"day", -1, 0}, {"hour", 12, 0}, {"min", 0, 0}, {"sec", 0, 0}, {"isdst", 0, 0},
}

// timeCall is a running os.time with a table. Its fields may come from, and go
// to, metamethods.
type timeCall struct {
	host  *Host
	table rt.Value
	i     int // of timeFields, then of dateFields
	await bool
	in    [len(timeFields)]int64
	hint  dstHint
	set   bool
	t     int64
	cal   calendar
}

func (h *Host) time(c *rt.Call) error {
	if c.Arg(1).IsNil() {
		return c.Return1(rt.Int(h.Clock.Now().Unix()))
	}
	t, err := c.CheckTable(1)
	if err != nil {
		return err
	}
	return (&timeCall{host: h, table: t.Value()}).Resume(c)
}

// TraceGC marks the table.
func (w *timeCall) TraceGC(t *gc.Tracer) { w.table.TraceGC(t) }

// Resume implements rt.Sequence.
func (w *timeCall) Resume(c *rt.Call) error {
	if w.await {
		w.await = false
		if err := w.read(c, c.Arg(1)); err != nil {
			return err
		}
	}
	for !w.set {
		key, err := c.NewString(timeFields[w.i].name)
		if err != nil {
			return err
		}
		v, mm, object, err := lookup(c, w.table, key)
		if err != nil {
			return err
		}
		if !mm.IsNil() {
			w.await = true
			return c.CallThen(w, mm, object, key)
		}
		if err := w.read(c, v); err != nil {
			return err
		}
	}
	values := w.cal.fields()
	for w.i < len(dateFields) {
		key, err := c.NewString(dateFields[w.i])
		if err != nil {
			return err
		}
		v := values[w.i]
		w.i++
		mm, object, err := store(c, w.table, key, v)
		if err != nil {
			return err
		}
		if !mm.IsNil() {
			return c.CallThen(w, mm, object, key, v)
		}
	}
	return c.Return1(rt.Int(w.t))
}

// read takes the value of the next field, and computes the time after the last.
func (w *timeCall) read(c *rt.Call, v rt.Value) error {
	f := timeFields[w.i]
	if f.name == "isdst" {
		if !v.IsNil() {
			w.hint = dstOff
			if v.Truthy() {
				w.hint = dstOn
			}
		}
		return w.compute(c)
	}
	n, ok := v.ToInt()
	if s, is := c.StringView(v); is {
		num, _ := rt.ParseNumber(s)
		n, ok = num.ToInt()
	}
	switch {
	case ok:
		// The bounds are those of C's int, less delta.
		if n >= 0 && n-f.delta > math.MaxInt32 || n < 0 && n < math.MinInt32+f.delta {
			return c.Errorf("field '%s' is out-of-bound", f.name)
		}
	case !v.IsNil():
		return c.Errorf("field '%s' is not an integer", f.name)
	case f.def < 0:
		return c.Errorf("field '%s' missing in date table", f.name)
	default:
		n = f.def
	}
	w.in[w.i] = n
	w.i++
	return nil
}

func (w *timeCall) compute(c *rt.Call) error {
	loc := w.host.Clock.Now().Location()
	in := calendar{year: w.in[0], month: w.in[1], day: w.in[2], hour: w.in[3], min: w.in[4], sec: w.in[5]}
	t, ok := makeTime(in, w.hint, loc)
	if !ok {
		return c.Errorf("time result cannot be represented in this installation")
	}
	w.t = t
	w.cal, _ = breakDown(t, loc)
	w.set = true
	w.i = 0
	return nil
}
