package runtime

// This file defines the conversions of arguments by the rules of Lua's auxiliary
// library, which generated bindings use where a module asks for args=lua.

import "strings"

// LuaArg returns the error for argument i, or for the one of the arguments from
// the i-th on that did not convert, as Lua's own library words it: with the name
// by which the function was called.
func (m *Mismatch) LuaArg(c *Call, i int) error {
	i += m.rest
	switch {
	case m.typed, m.path == "" && m.refused == "" && i > c.NArgs():
		return c.TypeError(i, m.want)
	}
	return c.ArgError(i, m.text())
}

// LuaInt converts as [Call.CheckInt] does; the integer must be in T's range.
func LuaInt[T Integer](c *Call, v Value) (T, *Mismatch) {
	if n, ok := v.AsInt(); ok {
		if x := T(n); int64(x) == n && (x < 0) == (n < 0) {
			return x, nil
		}
	}
	return luaIntSlow[T](c, v)
}

//go:noinline
func luaIntSlow[T Integer](c *Call, v Value) (T, *Mismatch) {
	num := c.toNumber(v)
	if !num.IsNumber() {
		return 0, &Mismatch{want: "number", typed: true}
	}
	x, bad := FromInt[T](c, num)
	if _, integral := num.ToInt(); bad != nil && !integral {
		bad.refused = "number has no integer representation"
	}
	return x, bad
}

// LuaFloat converts as [Call.CheckFloat] does.
func LuaFloat[T ~float32 | ~float64](c *Call, v Value) (T, *Mismatch) {
	if f, ok := v.AsFloat(); ok {
		if x := T(f); float64(x) == f {
			return x, nil
		}
	}
	return luaFloatSlow[T](c, v)
}

//go:noinline
func luaFloatSlow[T ~float32 | ~float64](c *Call, v Value) (T, *Mismatch) {
	num := c.toNumber(v)
	if !num.IsNumber() {
		return 0, &Mismatch{want: "number", typed: true}
	}
	return FromFloat[T](c, num)
}

// LuaString converts as [Call.CheckString] does.
func LuaString[T ~string](c *Call, v Value) (T, *Mismatch) {
	if s, ok := c.StringView(v); ok {
		return T(strings.Clone(s)), nil
	}
	if v.IsNumber() {
		return T(AppendNumber(nil, v)), nil
	}
	return "", &Mismatch{want: "string", typed: true}
}

// LuaBool converts any value: nil and false are false.
func LuaBool[T ~bool](_ *Call, v Value) (T, *Mismatch) { return T(v.Truthy()), nil }
