package stdlib

// This file defines string.pack, packsize and unpack.

import (
	"math"
	"strings"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// packFormat reads a format under the budget: it is the part that pack, packsize
// and unpack share.
type packFormat struct {
	format rt.Value
	reader packReader
	total  int // bytes packed or read so far
	work   int // operations since the last look at the budget
}

// spent reports whether it is time to suspend.
func (p *packFormat) spent(c *rt.Call) bool {
	if p.work < stepBudget {
		return false
	}
	work := p.work
	audit.Work(work / 2) // one stands for eight bytes, or less than an operation
	p.work = 0
	return !c.Charge(work)
}

// next reads the next option.
func (p *packFormat) next(c *rt.Call, format string) (packOption, error) {
	p.work += 2
	o, err := p.reader.next(format, p.total)
	if err == nil {
		return o, nil
	}
	if err.arg > 0 {
		return o, c.ArgError(err.arg, err.msg)
	}
	return o, c.Errorf("%s", err.msg)
}

// packCall is a running pack.
type packCall struct {
	packFormat
	arg   int
	nargs int
	args  []rt.Value // once it was suspended
	kept  bool
	// Of a zero-terminated string: how far it was looked at for zeros.
	looked int
	again  bool
	fill   int // zeros that remain to be added
	zeros  rt.Value
	out    output
}

// pack is the function string.pack.
func (l *stringLib) pack(c *rt.Call) error {
	format, _, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	p := l.packing
	if p == nil {
		p = &packCall{}
	}
	l.packing = nil
	buf := p.out.buf[:0]
	*p = packCall{packFormat: packFormat{format: format, reader: newPackReader()}, arg: 1, nargs: c.NArgs()}
	p.out.buf = buf
	if p.nargs > stepBudget {
		p.kept = true
		p.out.own()
		return copyArgs(c, 1, &p.args, p)
	}
	err = p.Resume(c)
	if !p.kept && cap(p.out.buf) <= moveChunk {
		l.packing = p // it was not suspended: nobody else has it
	}
	return err
}

// TraceGC marks the format, the arguments and what was packed.
func (p *packCall) TraceGC(t *gc.Tracer) {
	p.format.TraceGC(t)
	p.zeros.TraceGC(t)
	for _, v := range p.args {
		v.TraceGC(t)
	}
	p.out.TraceGC(t)
}

// Resume implements rt.Sequence.
func (p *packCall) Resume(c *rt.Call) error {
	format, _ := c.StringView(p.format)
	for {
		if p.out.refused != nil {
			p.keep(c)
			_, err := p.out.wait(c, p)
			return err
		}
		if p.spent(c) {
			p.keep(c)
			return c.Suspend(p)
		}
		if p.again {
			if err := p.text(c, packOption{kind: packZstr}); err != nil {
				return err
			}
			continue
		}
		if p.fill > 0 {
			if err := p.addZeros(c); err != nil {
				return err
			}
			continue
		}
		if p.reader.ended(format) {
			c.Charge(p.work)
			return p.out.finish(c, rt.Nil)
		}
		o, err := p.next(c, format)
		if err != nil {
			return err
		}
		p.total += o.pad + o.size
		p.out.buf = appendFill(p.out.buf, 0, o.pad)
		if o.kind < packPadding {
			p.arg++
			p.work += 8
			err = p.item(c, o)
		} else if o.kind == packPadding {
			p.out.buf = append(p.out.buf, 0)
		}
		if err == nil {
			err = p.out.flush(c)
		}
		if err != nil {
			return err
		}
	}
}

// keep copies the arguments: the function is about to be suspended.
func (p *packCall) keep(c *rt.Call) {
	if p.kept {
		return
	}
	p.kept = true
	for i := 1; i <= p.nargs; i++ {
		p.args = append(p.args, c.Arg(i))
	}
	p.out.own()
}

// addZeros adds some of the zeros that fill a fixed-size string.
func (p *packCall) addZeros(c *rt.Call) error {
	if p.fill < pieceSize {
		p.out.buf = appendFill(p.out.buf, 0, p.fill)
		p.work += p.fill / 8
		p.fill = 0
		return p.out.flush(c)
	}
	if p.zeros.IsNil() {
		var err error
		if p.zeros, err = c.NewBytes(make([]byte, moveChunk)); err != nil {
			p.out.refused = err
			return nil
		}
		p.work += moveChunk / 8
	}
	zeros, _ := c.StringView(p.zeros)
	n := min(p.fill, len(zeros))
	p.fill -= n
	p.work++
	return p.out.add(c, p.zeros, zeros[:n], 0)
}

// value returns the argument to be packed.
func (p *packCall) value(c *rt.Call) rt.Value {
	switch {
	case !p.kept:
		return c.Arg(p.arg)
	case p.arg <= p.nargs:
		return p.args[p.arg-1]
	}
	return rt.Nil
}

// missing returns the error for an argument that is not there.
func (p *packCall) missing(c *rt.Call, wanted string) error {
	if p.arg <= p.nargs {
		return nil
	}
	return c.ArgError(p.arg, wanted+" expected, got nil") // as the reference, which pushes a mark there
}

// item packs the argument p.arg.
func (p *packCall) item(c *rt.Call, o packOption) error {
	switch o.kind {
	case packInt, packUint:
		if err := p.missing(c, "number"); err != nil {
			return err
		}
		n, err := intValue(c, p.arg, p.value(c))
		if err != nil {
			return err
		}
		if o.size < luaIntSize {
			if limit := int64(1) << (o.size*8 - 1); o.kind == packInt && (n < -limit || n >= limit) {
				return c.ArgError(p.arg, "integer overflow")
			}
			if o.kind == packUint && uint64(n) >= 1<<(o.size*8) {
				return c.ArgError(p.arg, "unsigned overflow")
			}
		}
		p.out.buf = appendPackedInt(p.out.buf, uint64(n), p.reader.big, o.size, o.kind == packInt && n < 0)
		return nil
	case packFloat, packDouble:
		if err := p.missing(c, "number"); err != nil {
			return err
		}
		f, err := floatValue(c, p.arg, p.value(c))
		if err != nil {
			return err
		}
		word := math.Float64bits(f)
		if o.kind == packFloat {
			word = uint64(math.Float32bits(float32(f)))
		}
		p.out.buf = appendPackedInt(p.out.buf, word, p.reader.big, o.size, false)
		return nil
	}
	return p.text(c, o)
}

// text packs the argument p.arg as a string.
func (p *packCall) text(c *rt.Call, o packOption) error {
	if err := p.missing(c, "string"); err != nil {
		return err
	}
	v := p.value(c)
	s, ok := c.StringView(v)
	if v.IsNumber() {
		s = string(rt.AppendNumber(nil, v))
	} else if !ok {
		return c.ArgError(p.arg, "string expected, got "+c.VM().TypeNameFor(v))
	}
	p.work += min(len(s), pieceSize) / 8
	switch o.kind {
	case packChar:
		if len(s) > o.size {
			return c.ArgError(p.arg, "string longer than given size")
		}
		p.fill = o.size - len(s)
	case packString:
		if o.size < 8 && uint64(len(s)) >= 1<<(o.size*8) {
			return c.ArgError(p.arg, "string length does not fit in given size")
		}
		p.out.buf = appendPackedInt(p.out.buf, uint64(len(s)), p.reader.big, o.size, false)
		p.total += len(s)
	case packZstr:
		part := s[p.looked:min(len(s), p.looked+moveChunk/2)]
		if strings.IndexByte(part, 0) >= 0 {
			return c.ArgError(p.arg, "string contains zeros")
		}
		audit.Bytes(len(part))
		p.work += len(part) / 16
		p.looked += len(part)
		if p.again = p.looked < len(s); p.again {
			return nil // there is more to look at
		}
		p.looked = 0
		p.fill = 1
		p.total += len(s) + 1
	}
	return p.out.add(c, v, s, 0)
}

// packSizeCall is a running packsize.
type packSizeCall struct {
	packFormat
}

func stringPackSize(c *rt.Call) error {
	format, _, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	p := packFormat{format: format, reader: newPackReader()}
	if done, err := p.measure(c); done || err != nil {
		return err
	}
	return c.Suspend(&packSizeCall{p})
}

// measure continues; it reports whether it ended the function.
func (p *packFormat) measure(c *rt.Call) (done bool, err error) {
	format, _ := c.StringView(p.format)
	for !p.reader.ended(format) {
		if p.spent(c) {
			return false, nil
		}
		o, err := p.next(c, format)
		if err != nil {
			return true, err
		}
		if o.kind == packString || o.kind == packZstr {
			return true, c.ArgError(1, "variable-length format")
		}
		size := o.size + o.pad
		if p.total > math.MaxInt32-size {
			return true, c.ArgError(1, "format result too large")
		}
		p.total += size
	}
	c.Charge(p.work)
	return true, c.Return1(rt.Int(int64(p.total)))
}

// Resume implements rt.Sequence.
func (p *packSizeCall) Resume(c *rt.Call) error {
	if done, err := p.measure(c); done || err != nil {
		return err
	}
	return c.Suspend(p)
}

// TraceGC marks the format.
func (p *packSizeCall) TraceGC(t *gc.Tracer) { p.format.TraceGC(t) }

// unpackCall is a running unpack.
type unpackCall struct {
	packFormat
	data    rt.Value
	results []rt.Value
	// A string that is being made.
	making   bool
	from, to int
	scanned  int // of a zero-terminated string
	scanning bool
	text     substring
	kept     bool // it was suspended
}

// unpack is the function string.unpack.
func (l *stringLib) unpack(c *rt.Call) error {
	format, _, err := stringArg(c, 1)
	if err != nil {
		return err
	}
	data, s, err := stringArg(c, 2)
	if err != nil {
		return err
	}
	init, err := c.OptInt(3, 1)
	if err != nil {
		return err
	}
	pos := startPosition(init, len(s)) - 1
	if pos > int64(len(s)) {
		return c.ArgError(3, "initial position out of string")
	}
	u := l.unpacking
	if u == nil {
		u = &unpackCall{}
	}
	l.unpacking = nil
	*u = unpackCall{
		packFormat: packFormat{format: format, reader: newPackReader(), total: int(pos)},
		data:       data,
		results:    u.results[:0],
	}
	err = u.Resume(c)
	if !u.kept && cap(u.results) <= stepBudget { // else its results may still be needed
		l.unpacking = u
	}
	return err
}

// TraceGC marks the texts and the results so far.
func (u *unpackCall) TraceGC(t *gc.Tracer) {
	u.format.TraceGC(t)
	u.data.TraceGC(t)
	for _, v := range u.results {
		v.TraceGC(t)
	}
	u.text.TraceGC(t)
}

// Resume implements rt.Sequence.
func (u *unpackCall) Resume(c *rt.Call) error {
	format, _ := c.StringView(u.format)
	data, _ := c.StringView(u.data)
	for {
		if u.spent(c) {
			u.kept = true
			return c.Suspend(u)
		}
		switch {
		case u.scanning:
			if err := u.scan(c, data); err != nil {
				return err
			}
			continue
		case u.making:
			v, err := u.text.step(c, data[u.from:u.to])
			if err != nil {
				u.kept = true
				return c.RetryThen(u, err)
			}
			if v.IsNil() {
				u.kept = true
				return c.Suspend(u)
			}
			u.making = false
			u.results = append(u.results, v)
			continue
		case u.reader.ended(format):
			c.Charge(u.work)
			u.results = append(u.results, rt.Int(int64(u.total+1)))
			if err := growResults(c, len(u.results), "too many results"); err != nil {
				u.kept = true
				u.results = u.results[:len(u.results)-1]
				return c.RetryThen(u, err)
			}
			return returnMany(c, u.results)
		}
		o, err := u.next(c, format)
		if err != nil {
			return err
		}
		if o.pad+o.size > len(data)-u.total {
			return c.ArgError(2, "data string too short")
		}
		u.total += o.pad
		if o.kind < packPadding {
			u.work += 8
			if err := u.item(c, o, data); err != nil {
				return err
			}
		}
		u.total += o.size
	}
}

// item reads a value at total.
func (u *unpackCall) item(c *rt.Call, o packOption, data string) error {
	field := data[u.total : u.total+o.size]
	switch o.kind {
	case packInt, packUint:
		n, ok := unpackInt(field, u.reader.big, o.kind == packInt)
		if !ok {
			return c.Errorf("%d-byte integer does not fit into Lua Integer", o.size)
		}
		u.results = append(u.results, rt.Int(n))
	case packFloat, packDouble:
		word := loadWord(field, u.reader.big)
		f := math.Float64frombits(word)
		if o.kind == packFloat {
			f = float64(math.Float32frombits(uint32(word)))
		}
		u.results = append(u.results, rt.Float(f))
	case packChar:
		u.make(u.total, o.size)
	case packString:
		n, ok := unpackInt(field, u.reader.big, false)
		if !ok {
			return c.Errorf("%d-byte integer does not fit into Lua Integer", o.size)
		}
		if uint64(n) > uint64(len(data)-u.total-o.size) {
			return c.ArgError(2, "data string too short")
		}
		u.make(u.total+o.size, int(n))
		u.total += int(n)
	case packZstr:
		u.scanning, u.scanned = true, u.total
	}
	return nil
}

// make begins to make a result from data.
func (u *unpackCall) make(from, size int) { u.making, u.from, u.to = true, from, from+size }

// scan looks on for the end of a zero-terminated string.
func (u *unpackCall) scan(c *rt.Call, data string) error {
	part := data[u.scanned:min(len(data), u.scanned+moveChunk/2)]
	u.work += len(part)/8 + 1
	i := strings.IndexByte(part, 0)
	if i < 0 {
		if u.scanned += len(part); u.scanned == len(data) {
			c.Charge(u.work)
			return c.ArgError(2, "unfinished string for format 'z'")
		}
		return nil
	}
	end := u.scanned + i
	u.scanning = false
	u.make(u.total, end-u.total)
	u.total = end + 1
	return nil
}
