package interp

// This file defines strings that are built in place: a builtin with a long
// result fills it in pieces and lets the executor check its budgets in between.

// NewBuffer returns a long string of n bytes, of which nobody else may know
// until all of them are written through BufferBytes: strings do not change. n is
// more than the length of a short string.
func (c *Call) NewBuffer(n int) (Value, error) {
	if n > c.vm.cfg.MaxString {
		return Nil, c.Errorf("resulting string too large")
	}
	v, _, ok := c.vm.newLong(n)
	if !ok && c.WaitForMemory(int64(n)) {
		v, _, ok = c.vm.newLong(n)
	}
	if !ok {
		return Nil, c.vm.needMemory(int64(n))
	}
	c.hold(v)
	return v, nil
}

// BufferBytes returns the bytes of a string that NewBuffer made.
func BufferBytes(v Value) []byte {
	p := longAt(v.u)
	return bytesAt(p.data, int(p.n))
}

// MaxShortString is the greatest length of a string that is interned.
const MaxShortString = maxShort
