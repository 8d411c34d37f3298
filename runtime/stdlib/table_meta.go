package stdlib

// This file defines the functions of the table library for objects whose accesses
// may run metamethods. One state machine serves them all: it reads a length, then
// moves elements one by one, and waits for a metamethod wherever there is one.
// What it holds is bounded, or is in a table of the VM.

import (
	"fmt"
	"math"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// metaOp is a function of the library.
type metaOp uint8

const (
	metaInsert metaOp = iota
	metaRemove
	metaMove
	metaConcat
	metaUnpack
	metaSort
)

// metaState is the place where a metaCall is.
type metaState uint8

const (
	metaLength  metaState = iota // to take the length
	metaBegin                    // the length is known
	metaFirst                    // remove: the removed element is to be read
	metaGet                      // to read the next element
	metaGot                      // it is read
	metaNext                     // to go to the next one
	metaLast                     // all are moved: the last store
	metaEnd                      // to end the function
	metaCompare                  // move: whether the two objects are the same
	metaCompared
	metaGotFirst
)

// metaCall is a running function.
type metaCall struct {
	op      metaOp
	state   metaState
	await   bool     // Resume brings a value
	value   rt.Value // the length, or the element that was read
	from    rt.Value // where elements come from
	to      rt.Value // and go to
	src     int64    // the next element's index
	dst     int64    // its index in to
	step    int64    // 1 or -1
	left    int64    // elements to go
	arg     rt.Value // insert: the new element; remove: the old one
	last    int64    // index of the last store
	started bool     // concat: the first element is there
	sep     rt.Value
	out     output
	// concat and unpack: explicit bounds, as they were given; sort: the function.
	i, e  int64
	hasE  bool
	fn    rt.Value
	store bool // sort: the sorted elements are being written back
	n     int64
	temp  rt.Table // unpack, sort: the elements
	work  int
	// The arguments from the second on: they are looked at once the length is
	// known, because taking it comes first.
	args  [3]rt.Value
	nargs int
}

// TraceGC marks all values.
func (m *metaCall) TraceGC(t *gc.Tracer) {
	for _, v := range []rt.Value{m.value, m.from, m.to, m.arg, m.sep, m.fn, m.temp.Value()} {
		v.TraceGC(t)
	}
	for _, v := range m.args {
		v.TraceGC(t)
	}
	m.out.TraceGC(t)
}

// plainError returns an error without a position, as the reference raises it from
// operations inside library functions.
func plainError(c *rt.Call, format string, args ...any) error {
	v, err := c.NewString(fmt.Sprintf(format, args...))
	if err != nil {
		return err
	}
	return c.Throw(v)
}

// lookup is the access o[key] as far as no metamethod has to be called: either
// mm is nil and v the value, or mm is to be called with object and key.
func lookup(c *rt.Call, o, key rt.Value) (v, mm, object rt.Value, err error) {
	vm := c.VM()
	for range maxIndexChain {
		if t, ok := o.AsTable(); ok {
			v := t.RawGet(vm, key)
			if !v.IsNil() {
				return v, rt.Nil, rt.Nil, nil
			}
			if mm = vm.Metafield(o, "__index"); mm.IsNil() {
				return rt.Nil, rt.Nil, rt.Nil, nil
			}
		} else if mm = vm.Metafield(o, "__index"); mm.IsNil() {
			return rt.Nil, rt.Nil, rt.Nil, plainError(c, "attempt to index a %s value", vm.TypeNameFor(o))
		}
		if mm.IsFunc() {
			return rt.Nil, mm, o, nil
		}
		o = mm
	}
	return rt.Nil, rt.Nil, rt.Nil, plainError(c, "'__index' chain too long; possible loop")
}

// maxIndexChain is the number of __index or __newindex objects that one access
// goes through.
const maxIndexChain = 2000

// store is o[key] = v as far as no metamethod has to be called: mm is nil when it
// is done, else to be called with object, key and v.
func store(c *rt.Call, o, key, v rt.Value) (mm, object rt.Value, err error) {
	vm := c.VM()
	for range maxIndexChain {
		if t, ok := o.AsTable(); ok {
			mm = vm.Metafield(o, "__newindex")
			if mm.IsNil() || !t.RawGet(vm, key).IsNil() {
				return rt.Nil, rt.Nil, t.RawSet(vm, key, v)
			}
		} else if mm = vm.Metafield(o, "__newindex"); mm.IsNil() {
			return rt.Nil, rt.Nil, plainError(c, "attempt to index a %s value", vm.TypeNameFor(o))
		}
		if mm.IsFunc() {
			return mm, o, nil
		}
		o = mm
	}
	return rt.Nil, rt.Nil, plainError(c, "'__newindex' chain too long; possible loop")
}

// get reads o[i] into value. waits is true when the function has to return to the
// executor.
func (m *metaCall) get(c *rt.Call, o rt.Value, i int64) (waits bool, err error) {
	v, mm, object, err := lookup(c, o, rt.Int(i))
	m.work += 4
	if err != nil {
		return false, err
	}
	if mm.IsNil() {
		m.value = v
		return false, nil
	}
	m.await = true
	return true, c.CallThen(m, mm, object, rt.Int(i))
}

// set does o[i] = v.
func (m *metaCall) set(c *rt.Call, o rt.Value, i int64, v rt.Value) (waits bool, err error) {
	mm, object, err := store(c, o, rt.Int(i), v)
	m.work += 4
	if err != nil || mm.IsNil() {
		return false, err
	}
	return true, c.CallThen(m, mm, object, rt.Int(i), v)
}

// Resume implements rt.Sequence.
func (m *metaCall) Resume(c *rt.Call) error {
	if m.await {
		m.await = false
		m.value = c.Arg(1)
	}
	for {
		if m.work >= stepBudget {
			work := m.work
			audit.Work(work)
			m.work = 0
			if !c.Charge(work) {
				return c.Suspend(m)
			}
		}
		var waits bool
		var err error
		switch m.state {
		case metaLength:
			m.state = metaBegin
			waits, err = m.length(c)
		case metaBegin:
			n, ok := m.value.ToInt()
			if s, is := c.StringView(m.value); is {
				num, _ := rt.ParseNumber(s)
				n, ok = num.ToInt()
			}
			if !ok {
				return c.Errorf("object length is not an integer")
			}
			err = m.begin(c, n)
		case metaFirst:
			m.state = metaGotFirst
			waits, err = m.get(c, m.from, m.last)
		case metaGotFirst:
			m.last += m.left
			m.arg = m.value
			m.state = metaGet
		case metaCompare:
			m.state = metaCompared
			waits, err = m.equal(c)
		case metaCompared:
			m.direction(m.value.Truthy())
		case metaGet:
			if m.left == 0 {
				m.state = metaLast
				continue
			}
			m.state = metaGot
			if m.store {
				m.value = m.temp.RawGetInt(c.VM(), m.src)
			} else {
				waits, err = m.get(c, m.from, m.src)
			}
		case metaGot:
			m.state = metaNext
			waits, err = m.put(c)
		case metaNext:
			m.left--
			if m.left > 0 { // else the indices might overflow
				m.src += m.step
				m.dst += m.step
			}
			m.state = metaGet
		case metaLast:
			m.state = metaEnd
			if m.op == metaInsert {
				waits, err = m.set(c, m.to, m.last, m.arg)
			} else if m.op == metaRemove {
				waits, err = m.set(c, m.to, m.last, rt.Nil)
			}
		case metaEnd:
			return m.end(c)
		}
		if waits || err != nil {
			return err
		}
	}
}

// length takes the length of the object.
func (m *metaCall) length(c *rt.Call) (waits bool, err error) {
	mm := c.VM().Metafield(m.from, "__len")
	if s, ok := c.StringView(m.from); ok {
		m.value = rt.Int(int64(len(s)))
		return false, nil
	}
	if !mm.IsNil() {
		m.await = true
		return true, c.CallThen(m, mm, m.from, m.from)
	}
	t, ok := m.from.AsTable()
	if !ok {
		return false, plainError(c, "attempt to get length of a %s value", c.VM().TypeNameFor(m.from))
	}
	m.value = rt.Int(t.RawLen(c.VM()))
	return false, nil
}

// equal compares the two objects of a move.
func (m *metaCall) equal(c *rt.Call) (waits bool, err error) {
	vm := c.VM()
	same := vm.RawEqual(m.from, m.to)
	m.value = rt.Bool(same)
	if same || m.from.Kind() != m.to.Kind() || m.from.Kind() != rt.KindTable && m.from.Kind() != rt.KindUserdata {
		return false, nil
	}
	mm := vm.Metafield(m.from, "__eq")
	if mm.IsNil() {
		mm = vm.Metafield(m.to, "__eq")
	}
	if mm.IsNil() {
		return false, nil
	}
	m.await = true
	return true, c.CallThen(m, mm, m.from, m.to)
}

// direction chooses where a move of overlapping ranges starts.
func (m *metaCall) direction(same bool) {
	m.state = metaGet
	if same && m.dst > m.src && m.dst <= m.src+m.left-1 {
		m.src += m.left - 1
		m.dst += m.left - 1
		m.step = -1
	}
}

// begin sets the indices out, now that the length is known. In a call that had to
// wait, the arguments are those that start copied.
func (m *metaCall) begin(c *rt.Call, n int64) error {
	m.state = metaGet
	switch m.op {
	case metaInsert:
		e := n + 1 // wraps around, as in PUC-Rio
		m.last, m.arg = e, m.args[0]
		switch m.nargs {
		case 2:
			return nil
		case 3:
		default:
			return c.Errorf("wrong number of arguments to 'insert'")
		}
		var err error
		if m.i, err = intValue(c, 2, m.args[0]); err != nil {
			return err
		}
		m.arg = m.args[1]
		if uint64(m.i)-1 >= uint64(e) {
			return c.ArgError(2, "position out of bounds")
		}
		m.last, m.left, m.step = m.i, e-m.i, -1
		m.src, m.dst = e-1, e
	case metaRemove:
		pos := n
		if !m.args[0].IsNil() {
			var err error
			if pos, err = intValue(c, 2, m.args[0]); err != nil {
				return err
			}
		}
		if pos != n && uint64(pos)-1 > uint64(n) {
			return c.ArgError(2, "position out of bounds")
		}
		m.state = metaFirst
		m.last = pos // where the removed element is
		m.left = max(n-pos, 0)
		m.src, m.dst = pos+1, pos
	case metaConcat, metaUnpack:
		if m.op == metaConcat {
			if err := m.concatArgs(c); err != nil {
				return err
			}
		}
		if !m.hasE {
			m.e = n
		}
		return m.bounds(c)
	case metaSort:
		if n < 2 {
			m.state = metaEnd
			return nil
		}
		if n >= math.MaxInt32 {
			return c.ArgError(1, "array too big")
		}
		if !m.fn.IsNil() && !m.fn.IsFunc() {
			return c.ArgError(2, "function expected, got "+c.VM().TypeNameFor(m.fn))
		}
		m.n, m.left, m.src, m.dst = n, n, 1, 1
		var err error
		m.temp, err = c.NewTable(0, 0)
		return err
	}
	return nil
}

// bounds prepares the walk from i to e of concat and unpack.
func (m *metaCall) bounds(c *rt.Call) error {
	if m.i > m.e {
		m.state = metaEnd
		return nil
	}
	m.src = m.i
	m.left = math.MaxInt64 // as good as for ever
	if n := uint64(m.e) - uint64(m.i); n < math.MaxInt64 {
		m.left = int64(n) + 1
	}
	if m.op == metaUnpack {
		n, _, err := unpackRange(c, m.i, m.e)
		if err != nil {
			return err
		}
		m.n = int64(n)
		m.dst = 1
		m.temp, err = c.NewTable(n, 0)
		return err
	}
	return nil
}

// put does with the element that was read what the function does.
func (m *metaCall) put(c *rt.Call) (waits bool, err error) {
	switch m.op {
	case metaConcat:
		return false, m.join(c)
	case metaUnpack:
		return false, m.temp.RawSetInt(c.VM(), m.dst, m.value)
	case metaSort:
		if !m.store {
			return false, m.temp.RawSetInt(c.VM(), m.dst, m.value)
		}
	}
	return m.set(c, m.to, m.dst, m.value)
}

// join adds the element to the result of concat.
func (m *metaCall) join(c *rt.Call) error {
	if m.started {
		sep, _ := c.StringView(m.sep)
		m.work += len(sep) / 8
		if err := m.out.add(c, m.sep, sep, 0); err != nil {
			return err
		}
	}
	m.started = true
	if text, ok := c.StringView(m.value); ok {
		m.work += len(text) / 8
		return m.out.add(c, m.value, text, 0)
	}
	if !m.value.IsNumber() {
		return concatError(c, m.value, m.src)
	}
	m.out.buf = rt.AppendNumber(m.out.buf, m.value)
	return m.out.flush(c)
}

// end ends the function, or begins the next part of a sort.
func (m *metaCall) end(c *rt.Call) error {
	switch m.op {
	case metaInsert:
		return c.Return()
	case metaRemove:
		return c.Return1(m.arg)
	case metaMove:
		return c.Return1(m.to)
	case metaConcat:
		return m.out.finish(c, rt.Nil)
	case metaUnpack:
		if err := c.Grow(int(m.n)); err != nil {
			return err
		}
		if m.n == 0 {
			return nil
		}
		return (&unpackTable{m.temp, 1, int(m.n)}).run(c)
	}
	if m.n == 0 || m.store {
		return c.Return()
	}
	m.store = true
	m.state, m.left, m.src, m.dst = metaGet, m.n, 1, 1
	s := &sorter{t: m.temp, fn: m.fn, then: m}
	s.start(m.n)
	return s.Resume(c)
}

// tableSlow is the entry of the functions for objects with metamethods. The
// arguments that are needed later are copied.
func tableSlow(c *rt.Call, op metaOp) error {
	m := &metaCall{op: op, from: c.Arg(1), to: c.Arg(1), step: 1}
	m.nargs = c.NArgs()
	for i := range m.args {
		m.args[i] = c.Arg(i + 2)
	}
	switch op {
	case metaMove:
		return moveSlow(c, m)
	case metaUnpack:
		var err error
		if m.i, err = c.OptInt(2, 1); err != nil {
			return err
		}
		m.hasE = !c.Arg(3).IsNil()
		if m.e, err = c.OptInt(3, 0); err == nil && m.hasE {
			m.state = metaGet // no length is taken
			err = m.bounds(c)
		}
		if err != nil {
			return err
		}
	case metaSort:
		m.fn = c.Arg(2)
	}
	return m.Resume(c)
}

// concatArgs takes concat's arguments behind the object.
func (m *metaCall) concatArgs(c *rt.Call) (err error) {
	if m.sep = m.args[0]; m.sep.IsNumber() {
		if m.sep, err = c.RawToString(m.sep); err != nil {
			return err
		}
	} else if !m.sep.IsNil() && !m.sep.IsString() {
		return c.ArgError(2, "string expected, got "+c.VM().TypeNameFor(m.sep))
	}
	m.i = 1
	if !m.args[1].IsNil() {
		if m.i, err = intValue(c, 3, m.args[1]); err != nil {
			return err
		}
	}
	if m.hasE = !m.args[2].IsNil(); m.hasE {
		m.e, err = intValue(c, 4, m.args[2])
	}
	return err
}

// moveSlow begins a move.
func moveSlow(c *rt.Call, m *metaCall) error {
	f, e, t, err := moveArgs(c)
	if err != nil {
		return err
	}
	if !c.Arg(5).IsNil() {
		m.to = c.Arg(5)
	}
	if e < f {
		return c.Return1(m.to)
	}
	m.src, m.dst, m.left = f, t, e-f+1
	if m.state = metaGet; t > f && t <= e {
		m.state = metaCompare
	}
	return m.Resume(c)
}
