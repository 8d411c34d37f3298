package stdlib

// This file defines the base library: the functions that need no continuation.
// Those that may call Lua are in base_call.go and base_load.go.

import (
	rt "github.com/lusterlua/luster/runtime"
)

// openBase fills the table of globals.
func openBase(vm *rt.VM) (rt.Table, error) {
	g := vm.Globals()
	if err := fill(vm, g, []function{
		{"assert", baseAssert},
		{"error", baseError},
		{"getmetatable", baseGetMetatable},
		{"load", baseLoad},
		{"print", basePrint},
		{"rawequal", baseRawEqual},
		{"rawget", baseRawGet},
		{"rawlen", baseRawLen},
		{"rawset", baseRawSet},
		{"select", baseSelect},
		{"setmetatable", baseSetMetatable},
		{"tonumber", baseToNumber},
		{"tostring", baseToString},
		{"warn", baseWarn},
	}); err != nil {
		return g, err
	}
	for _, name := range []string{"next", "pcall", "xpcall"} {
		if err := g.RawSetString(vm, name, vm.Intrinsic(name)); err != nil {
			return g, err
		}
	}
	if err := openIterators(vm, g); err != nil {
		return g, err
	}
	if err := g.RawSetString(vm, "_G", g.Value()); err != nil {
		return g, err
	}
	version, err := vm.NewString("Lua 5.4")
	if err != nil {
		return g, err
	}
	return g, g.RawSetString(vm, "_VERSION", version)
}

// openIterators adds the functions that keep another value as an upvalue.
func openIterators(vm *rt.VM, g rt.Table) error {
	pairs, err := vm.NewFunc("pairs", basePairs, vm.Intrinsic("next"))
	if err != nil {
		return err
	}
	ipairs, err := vm.NewFunc("ipairs", baseIpairs, vm.Intrinsic("ipairs_iter"))
	if err != nil {
		return err
	}
	var names []rt.Value
	for k := rt.KindNil; k <= rt.KindThread; k++ {
		name, err := vm.NewString(rt.KindTypeName(k))
		if err != nil {
			return err
		}
		names = append(names, name)
	}
	typ, err := vm.NewFunc("type", baseType, names...)
	if err != nil {
		return err
	}
	mode, err := vm.NewString("incremental")
	if err != nil {
		return err
	}
	collect, err := vm.NewFunc("collectgarbage", baseCollectGarbage, mode)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		fn   rt.Func
	}{{"pairs", pairs}, {"ipairs", ipairs}, {"type", typ}, {"collectgarbage", collect}} {
		if err := g.RawSetString(vm, f.name, f.fn.Value()); err != nil {
			return err
		}
	}
	return nil
}

// baseType's upvalues are the type names in the order of the kinds.
func baseType(c *rt.Call) error {
	if c.NArgs() == 0 {
		return c.ArgError(1, "value expected")
	}
	return c.Return1(c.Upvalue(int(c.Arg(1).Kind()) + 1))
}

func baseAssert(c *rt.Call) error {
	if c.Arg(1).Truthy() {
		c.Charge(c.NArgs() / 4)
		return c.ReturnFrom(1)
	}
	if err := c.CheckAny(1); err != nil {
		return err
	}
	msg := c.Arg(2)
	if c.NArgs() < 2 {
		var err error
		if msg, err = c.NewString("assertion failed!"); err != nil {
			return err
		}
	}
	return throwAt(c, msg, 1)
}

func baseError(c *rt.Call) error {
	level, err := c.OptInt(2, 1)
	if err != nil {
		return err
	}
	return throwAt(c, c.Arg(1), int64(int32(level))) // as C's int
}

// throwAt raises v; the position of the function at that level goes before a
// string. Level 1 is the caller.
func throwAt(c *rt.Call, v rt.Value, level int64) error {
	msg, ok := c.StringView(v)
	if !ok || level <= 0 || level > 1<<30 {
		return c.Throw(v)
	}
	where := c.Where(int(level))
	if where == "" {
		return c.Throw(v)
	}
	if len(msg) > moveChunk {
		w := &assembly{throws: true}
		w.buf = append(w.buf, where...)
		if err := w.add(c, v, msg, 0); err != nil {
			return err
		}
		return w.Resume(c)
	}
	n := len(where) + len(msg)
	c.Charge(n / 8)
	if n < pieceSize {
		s, err := c.NewString(where + msg)
		if err != nil {
			return c.Retry(err)
		}
		return c.Throw(s)
	}
	b, err := c.NewBuffer(n) // no copy of a long message on Go's heap
	if err != nil {
		return c.Retry(err)
	}
	dst := b.Bytes(c)
	copy(dst[copy(dst, where):], msg)
	return c.Throw(b.Finish())
}

func baseGetMetatable(c *rt.Call) error {
	if err := c.CheckAny(1); err != nil {
		return err
	}
	vm := c.VM()
	mt, ok := vm.Metatable(c.Arg(1))
	if !ok {
		return c.Return1(rt.Nil)
	}
	if v := c.VM().Metafield(c.Arg(1), "__metatable"); !v.IsNil() {
		return c.Return1(v)
	}
	return c.Return1(mt.Value())
}

func baseSetMetatable(c *rt.Call) error {
	t, err := c.CheckTable(1)
	if err != nil {
		return err
	}
	v := c.Arg(2)
	mt, isTable := v.AsTable()
	if !isTable && (!v.IsNil() || c.NArgs() < 2) {
		return c.TypeError(2, "nil or table")
	}
	vm := c.VM()
	if old, ok := t.Metatable(vm); ok && !old.RawGetString(vm, "__metatable").IsNil() {
		return c.Errorf("cannot change a protected metatable")
	}
	if !isTable {
		mt = rt.Table{}
	}
	if err := t.SetMetatable(vm, mt); err != nil {
		return err
	}
	return c.Return1(t.Value())
}

func baseRawEqual(c *rt.Call) error {
	if err := c.CheckAny(1); err != nil {
		return err
	}
	if err := c.CheckAny(2); err != nil {
		return err
	}
	a, okA := c.StringView(c.Arg(1))
	b, okB := c.StringView(c.Arg(2))
	if okA && okB && len(a) == len(b) {
		if len(a) > longCompare {
			return (&stringEqual{a: c.Arg(1), b: c.Arg(2)}).Resume(c)
		}
		c.Charge(len(a) / 64)
	}
	return c.Return1(rt.Bool(c.VM().RawEqual(c.Arg(1), c.Arg(2))))
}

func baseRawLen(c *rt.Call) error {
	v := c.Arg(1)
	if t, ok := v.AsTable(); ok {
		return c.Return1(rt.Int(t.RawLen(c.VM())))
	}
	if s, ok := c.StringView(v); ok {
		return c.Return1(rt.Int(int64(len(s))))
	}
	return c.TypeError(1, "table or string")
}

func baseRawGet(c *rt.Call) error {
	t, err := c.CheckTable(1)
	if err != nil {
		return err
	}
	if err := c.CheckAny(2); err != nil {
		return err
	}
	return c.Return1(t.RawGet(c.VM(), c.Arg(2)))
}

func baseRawSet(c *rt.Call) error {
	t, err := c.CheckTable(1)
	if err != nil {
		return err
	}
	if err := c.CheckAny(2); err != nil {
		return err
	}
	if err := c.CheckAny(3); err != nil {
		return err
	}
	if err := t.RawSet(c.VM(), c.Arg(2), c.Arg(3)); err != nil {
		return c.Retry(err)
	}
	return c.Return1(t.Value())
}

func baseSelect(c *rt.Call) error {
	n := int64(c.NArgs())
	if s, ok := c.StringView(c.Arg(1)); ok && len(s) > 0 && s[0] == '#' {
		return c.Return1(rt.Int(n - 1))
	}
	i, err := c.CheckInt(1)
	if err != nil {
		return err
	}
	if i < 0 {
		i += n
	} else {
		i = min(i, n)
	}
	if i < 1 {
		return c.ArgError(1, "index out of range")
	}
	c.Charge(int(n-i) / 4)
	return c.ReturnFrom(int(i) + 1)
}

func baseToNumber(c *rt.Call) error {
	v := c.Arg(1)
	if c.Arg(2).IsNil() {
		if v.IsNumber() {
			return c.Return1(v)
		}
		if s, ok := c.StringView(v); ok {
			if len(s) > longNumeral {
				return parseLong(c, v, false)
			}
			n, _ := rt.ParseNumber(s) // nil if it is none
			c.Charge(len(s) / 8)
			return c.Return1(n)
		}
		if err := c.CheckAny(1); err != nil {
			return err
		}
		return c.Return1(rt.Nil)
	}
	base, err := c.CheckInt(2)
	if err != nil {
		return err
	}
	if !v.IsString() {
		return c.TypeError(1, "string")
	}
	if base < 2 || base > 36 {
		return c.ArgError(2, "base out of range")
	}
	return (&baseNumeral{s: v, base: uint64(base)}).Resume(c)
}

// digitOf returns the value of a digit or letter.
func digitOf(b byte) (uint64, bool) {
	switch {
	case b >= '0' && b <= '9':
		return uint64(b - '0'), true
	case b|0x20 >= 'a' && b|0x20 <= 'z':
		return uint64(b|0x20-'a') + 10, true
	}
	return 0, false
}

func baseWarn(c *rt.Call) error {
	n := c.NArgs()
	if _, err := c.CheckString(1); err != nil {
		return err
	}
	for i := 2; i <= n; i++ {
		if _, err := c.CheckString(i); err != nil {
			return err
		}
	}
	for i := 1; i <= n; i++ {
		s, err := c.CheckString(i)
		if err != nil {
			return err
		}
		c.Charge(len(s) / 8)
		c.VM().Warn(s, i < n)
	}
	return nil
}
