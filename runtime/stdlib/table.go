package stdlib

// This file defines the library "table" but for sort. A table whose accesses run
// no metamethod is treated directly, in pieces between two looks at the budget;
// any other object goes the way of table_meta.go.

import (
	"errors"
	"math"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// tableLib is what the functions of the library share in a VM.
type tableLib struct {
	concat *concatCall
}

// openTable makes the library.
func openTable(vm *rt.VM) (rt.Table, error) {
	l := &tableLib{}
	return newModule(vm, "table", []function{
		{"concat", l.concatStart},
		{"insert", tableInsert},
		{"move", tableMove},
		{"pack", tablePack},
		{"remove", tableRemove},
		{"sort", tableSort},
		{"unpack", tableUnpack},
	})
}

// newModule returns a table with a function for each row. The functions are
// called "module.name" where no better name for them is known.
func newModule(vm *rt.VM, module string, rows []function) (rt.Table, error) {
	t, err := vm.NewTable(0, len(rows)+8)
	if err != nil {
		return t, err
	}
	for _, row := range rows {
		f, err := vm.NewFunc(module+"."+row.name, row.fn)
		if err != nil {
			return t, err
		}
		if err := t.RawSetString(vm, row.name, f.Value()); err != nil {
			return t, err
		}
	}
	return t, nil
}

// access says what a function does with an object in the place of a table.
type access uint8

const (
	reads access = 1 << iota
	writes
	measures // takes its length
)

// rawTable returns argument i if it is a table none of whose accesses runs a
// metamethod. ok is false for another object that can stand for a table.
func rawTable(c *rt.Call, i int, how access) (t rt.Table, ok bool, err error) {
	vm := c.VM()
	v := c.Arg(i)
	t, ok = v.AsTable()
	if !ok {
		mt, has := vm.Metatable(v)
		if !has ||
			how&reads != 0 && mt.RawGetString(vm, "__index").IsNil() ||
			how&writes != 0 && mt.RawGetString(vm, "__newindex").IsNil() ||
			how&measures != 0 && mt.RawGetString(vm, "__len").IsNil() {
			return t, false, c.TypeError(i, "table")
		}
		return t, false, nil
	}
	mt, has := t.Metatable(vm)
	if !has {
		return t, true, nil
	}
	return t, (how&reads == 0 || mt.RawGetString(vm, "__index").IsNil()) &&
		(how&writes == 0 || mt.RawGetString(vm, "__newindex").IsNil()) &&
		(how&measures == 0 || mt.RawGetString(vm, "__len").IsNil()), nil
}

func tableInsert(c *rt.Call) error {
	t, raw, err := rawTable(c, 1, reads|writes|measures)
	if err != nil {
		return err
	}
	if !raw {
		return tableSlow(c, metaInsert)
	}
	vm := c.VM()
	e := t.RawLen(vm) + 1
	switch c.NArgs() {
	case 2:
		if err := t.RawSetInt(vm, e, c.Arg(2)); err != nil {
			return c.Retry(err)
		}
		return nil
	case 3:
	default:
		return c.Errorf("wrong number of arguments to 'insert'")
	}
	pos, err := c.CheckInt(2)
	if err != nil {
		return err
	}
	if uint64(pos)-1 >= uint64(e) {
		return c.ArgError(2, "position out of bounds")
	}
	v := c.Arg(3)
	if pos == e {
		if err := t.RawSetInt(vm, pos, v); err != nil {
			return c.Retry(err)
		}
		return nil
	}
	// The last element may make the table grow; the others only move.
	if err := t.RawSetInt(vm, e, t.RawGetInt(vm, e-1)); err != nil {
		return c.Retry(err)
	}
	s := shift{t: t, from: pos, to: e - 1, up: true}
	if done, err := s.run(c); err != nil {
		return err
	} else if done {
		return t.RawSetInt(vm, pos, v)
	}
	return c.Suspend(&shiftCall{s, v})
}

func tableRemove(c *rt.Call) error {
	t, raw, err := rawTable(c, 1, reads|writes|measures)
	if err != nil {
		return err
	}
	if !raw {
		return tableSlow(c, metaRemove)
	}
	vm := c.VM()
	size := t.RawLen(vm)
	pos, err := c.OptInt(2, size)
	if err != nil {
		return err
	}
	if pos != size && uint64(pos)-1 > uint64(size) {
		return c.ArgError(2, "position out of bounds")
	}
	v := t.RawGetInt(vm, pos)
	s := shift{t: t, from: pos, to: size}
	if done, err := s.run(c); err != nil {
		return err
	} else if !done {
		return c.Suspend(&shiftCall{s, v})
	}
	if err := t.RawSetInt(vm, max(pos, size), rt.Nil); err != nil {
		return err
	}
	return c.Return1(v)
}

// shift moves the elements of a sequence by one place: those at from, ..., to-1
// up, or those at from+1, ..., to down.
type shift struct {
	t        rt.Table
	from, to int64
	up       bool
}

// run continues. It reports whether all is done.
func (s *shift) run(c *rt.Call) (done bool, err error) {
	vm := c.VM()
	for s.from < s.to {
		n := min(s.to-s.from, stepBudget)
		dst, src := s.from, s.from+1
		if s.up {
			src = s.to - n
			dst = src + 1
		}
		audit.Work(int(n))
		if !s.t.MoveArray(vm, dst, src, n) {
			for k := int64(0); k < n; k++ {
				i := k
				if s.up {
					i = n - 1 - k
				}
				if err := s.t.RawSetInt(vm, dst+i, s.t.RawGetInt(vm, src+i)); err != nil {
					return false, err
				}
			}
		}
		if s.up {
			s.to -= n
		} else {
			s.from += n
		}
		if !c.Charge(int(n)) && s.from < s.to {
			return false, nil
		}
	}
	return true, nil
}

// shiftCall is an insert or remove that has many elements to move.
type shiftCall struct {
	shift
	v rt.Value // what is inserted, or was removed
}

// Resume implements rt.Sequence.
func (s *shiftCall) Resume(c *rt.Call) error {
	if done, err := s.run(c); err != nil {
		return err
	} else if !done {
		return c.Suspend(s)
	}
	if s.up {
		return s.t.RawSetInt(c.VM(), s.from, s.v)
	}
	if err := s.t.RawSetInt(c.VM(), s.to, rt.Nil); err != nil {
		return err
	}
	return c.Return1(s.v)
}

// TraceGC marks the table and the value.
func (s *shiftCall) TraceGC(t *gc.Tracer) {
	s.t.TraceGC(t)
	s.v.TraceGC(t)
}

// moveRange is what move copies.
type moveRange struct {
	from, to rt.Table
	f, e, t  int64
	back     bool // from the end on
	done     int64
}

// moveArgs checks the numbers of move. empty is true if nothing is to be moved.
func moveArgs(c *rt.Call) (f, e, t int64, err error) {
	if f, err = c.CheckInt(2); err != nil {
		return 0, 0, 0, err
	}
	if e, err = c.CheckInt(3); err != nil {
		return 0, 0, 0, err
	}
	t, err = c.CheckInt(4)
	return f, e, t, err
}

// checkMove checks that the range and its destination can be counted.
func checkMove(c *rt.Call, f, e, t int64) error {
	if e < f {
		return nil
	}
	if f <= 0 && e >= math.MaxInt64+f {
		return c.ArgError(3, "too many elements to move")
	}
	if t > math.MaxInt64-(e-f+1)+1 {
		return c.ArgError(4, "destination wrap around")
	}
	return nil
}

func tableMove(c *rt.Call) error {
	m := moveRange{}
	var err error
	if m.f, m.e, m.t, err = moveArgs(c); err != nil {
		return err
	}
	dst := 1
	if !c.Arg(5).IsNil() {
		dst = 5
	}
	var raw1, raw2 bool
	if m.from, raw1, err = rawTable(c, 1, reads); err != nil {
		return err
	}
	if m.to, raw2, err = rawTable(c, dst, writes); err != nil {
		return err
	}
	if err := checkMove(c, m.f, m.e, m.t); err != nil {
		return err
	}
	if !raw1 || !raw2 {
		return tableSlow(c, metaMove)
	}
	m.back = m.t > m.f && m.t <= m.e && m.from == m.to
	return m.Resume(c)
}

// Resume implements rt.Sequence.
func (m *moveRange) Resume(c *rt.Call) error {
	vm := c.VM()
	for n := m.e - m.f + 1; m.e >= m.f && m.done < n; {
		k := min(n-m.done, stepBudget/4)
		at := m.done
		if m.back {
			at = n - m.done - k
		}
		audit.Work(int(k))
		if m.from != m.to || !m.to.MoveArray(vm, m.t+at, m.f+at, k) {
			for j := int64(0); j < k; j++ {
				i := at + j
				if m.back {
					i = at + k - 1 - j
				}
				if err := m.to.RawSetInt(vm, m.t+i, m.from.RawGetInt(vm, m.f+i)); err != nil {
					m.done += j
					return c.RetryThen(m, err)
				}
			}
		}
		m.done += k
		if !c.Charge(int(4*k)) && m.done < n {
			return c.Suspend(m)
		}
	}
	return c.Return1(m.to.Value())
}

// TraceGC marks the tables.
func (m *moveRange) TraceGC(t *gc.Tracer) {
	m.from.TraceGC(t)
	m.to.TraceGC(t)
}

// concatCall is a running concat.
type concatCall struct {
	l       *tableLib
	t       rt.Table
	sep     rt.Value
	i, last int64
	first   bool
	out     output
}

func (l *tableLib) concatStart(c *rt.Call) error {
	t, raw, err := rawTable(c, 1, reads|measures)
	if err != nil {
		return err
	}
	if !raw {
		return tableSlow(c, metaConcat)
	}
	sep := c.Arg(2)
	if !sep.IsNil() {
		if sep, _, err = stringArg(c, 2); err != nil {
			return err
		}
	}
	i, err := c.OptInt(3, 1)
	if err != nil {
		return err
	}
	last := c.Arg(4)
	if last.IsNil() {
		last = rt.Int(t.RawLen(c.VM()))
	}
	n, ok := last.AsInt()
	if !ok {
		if n, err = c.CheckInt(4); err != nil {
			return err
		}
	}
	w := l.concat
	if w == nil {
		w = &concatCall{l: l}
	}
	l.concat = nil
	w.t, w.sep, w.i, w.last, w.first = t, sep, i, n, true
	return w.Resume(c)
}

// Resume implements rt.Sequence.
func (w *concatCall) Resume(c *rt.Call) error {
	vm := c.VM()
	sep, _ := c.StringView(w.sep)
	elems := w.t.Array(vm)
	work := 0
	for w.i <= w.last {
		if waits, err := w.out.wait(c, w); waits {
			return err
		}
		if work >= stepBudget {
			if !c.Charge(work) {
				return c.Suspend(w)
			}
			work = 0
		}
		if !w.first {
			if err := w.out.add(c, w.sep, sep, 0); err != nil {
				return err
			}
		}
		var v rt.Value
		if k := uint64(w.i) - 1; k < uint64(len(elems)) {
			v = elems[k]
		} else {
			v = w.t.RawGetInt(vm, w.i)
		}
		text, ok := c.StringView(v)
		switch {
		case ok:
			if err := w.out.add(c, v, text, 0); err != nil {
				return err
			}
		case v.IsNumber():
			w.out.buf = rt.AppendNumber(w.out.buf, v)
			if err := w.out.flush(c); err != nil {
				return err
			}
		default:
			return concatError(c, v, w.i)
		}
		audit.Work(1)
		work += 2 + (len(sep)+len(text))/8
		w.first = false
		if w.i == math.MaxInt64 {
			break
		}
		w.i++
	}
	c.Charge(work)
	err := w.out.finish(c, rt.Nil)
	if buf := w.out.buf; cap(buf) <= moveChunk {
		*w = concatCall{l: w.l}
		w.out.buf = buf[:0]
		w.l.concat = w
	}
	return err
}

// concatError returns the error for an element that is neither string nor number.
func concatError(c *rt.Call, v rt.Value, i int64) error {
	return c.Errorf("invalid value (%s) at index %d in table for 'concat'", v.TypeName(), i)
}

// TraceGC marks the table and what was joined.
func (w *concatCall) TraceGC(t *gc.Tracer) {
	w.t.TraceGC(t)
	w.sep.TraceGC(t)
	w.out.TraceGC(t)
}

func tablePack(c *rt.Call) error {
	n := c.NArgs()
	t, err := c.NewTable(n, 1)
	if err != nil {
		return err
	}
	if n > stepBudget {
		return (&packTable{t, n}).Resume(c)
	}
	vm := c.VM()
	for i := n; i >= 1; i-- {
		if err := t.RawSetInt(vm, int64(i), c.Arg(i)); err != nil {
			return err
		}
	}
	c.Charge(n)
	if err := t.RawSetString(vm, "n", rt.Int(int64(n))); err != nil {
		return err
	}
	return c.Return1(t.Value())
}

// packTable is a running pack: it stores its arguments from the last one on.
type packTable struct {
	t    rt.Table
	left int
}

// Resume implements rt.Sequence.
func (p *packTable) Resume(c *rt.Call) error {
	vm := c.VM()
	for p.left > 0 {
		part := min(p.left, stepBudget)
		for range part {
			if err := p.t.RawSetInt(vm, int64(p.left), c.Arg(p.left)); err != nil {
				return err
			}
			p.left--
		}
		audit.Work(part)
		if !c.Charge(part) && p.left > 0 {
			if err := c.ReturnFrom(1); err != nil {
				return err
			}
			return c.SuspendWith(p)
		}
	}
	if err := p.t.RawSetString(vm, "n", rt.Int(int64(c.NArgs()))); err != nil {
		return err
	}
	return c.Return1(p.t.Value())
}

// TraceGC marks the table.
func (p *packTable) TraceGC(t *gc.Tracer) { p.t.TraceGC(t) }

// unpackRange makes room for the results of unpack. none is true if there are
// none.
func unpackRange(c *rt.Call, i, e int64) (n int, none bool, err error) {
	if i > e {
		return 0, true, nil
	}
	count := uint64(e) - uint64(i)
	if count >= math.MaxInt32 {
		return 0, false, c.Errorf("too many results to unpack")
	}
	if err := c.Grow(int(count) + 1); err != nil {
		if errors.Is(err, rt.ErrMemory) {
			return 0, false, err
		}
		return 0, false, c.Errorf("too many results to unpack")
	}
	return int(count) + 1, false, nil
}

func tableUnpack(c *rt.Call) error {
	vm := c.VM()
	t, ok := c.Arg(1).AsTable()
	if ok {
		_, ok, _ = rawTable(c, 1, reads|measures)
	}
	if !ok {
		return tableSlow(c, metaUnpack)
	}
	i, err := c.OptInt(2, 1)
	if err != nil {
		return err
	}
	e := int64(0)
	if c.Arg(3).IsNil() {
		e = t.RawLen(vm)
	} else if e, err = c.CheckInt(3); err != nil {
		return err
	}
	n, none, err := unpackRange(c, i, e)
	if err != nil {
		return c.Retry(err)
	}
	if none {
		return nil
	}
	if n <= stepBudget {
		if elems := t.Array(vm); i >= 1 && i-1 <= int64(len(elems)-n) {
			c.Charge(n)
			return c.Return(elems[i-1 : int(i)-1+n]...)
		}
		return unpackSome(c, t, i, n)
	}
	return (&unpackTable{t, i, n}).run(c)
}

// unpackSome pushes n elements from the i-th on.
func unpackSome(c *rt.Call, t rt.Table, i int64, n int) error {
	vm := c.VM()
	elems := t.Array(vm)
	for k := range n {
		at := i + int64(k)
		var v rt.Value
		if x := uint64(at) - 1; x < uint64(len(elems)) {
			v = elems[x]
		} else {
			v = t.RawGetInt(vm, at)
		}
		if err := c.Push(v); err != nil {
			return err
		}
	}
	c.Charge(n)
	return nil
}

// unpackTable is an unpack of many elements.
type unpackTable struct {
	t    rt.Table
	i    int64
	left int
}

// Resume implements rt.Sequence.
func (u *unpackTable) Resume(c *rt.Call) error {
	if err := c.ReturnFrom(1); err != nil {
		return err
	}
	return u.run(c)
}

// run pushes elements while the budget lasts.
func (u *unpackTable) run(c *rt.Call) error {
	for {
		n := min(u.left, stepBudget)
		if err := unpackSome(c, u.t, u.i, n); err != nil {
			return err
		}
		u.i += int64(n)
		if u.left -= n; u.left == 0 {
			return nil
		}
		if !c.Charge(1) {
			return c.SuspendWith(u)
		}
	}
}

// TraceGC marks the table.
func (u *unpackTable) TraceGC(t *gc.Tracer) { u.t.TraceGC(t) }
