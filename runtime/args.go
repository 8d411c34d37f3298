package runtime

// This file defines the checks of arguments and the errors that they raise, with
// the texts of Lua's auxiliary library.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lusterlua/luster/runtime/interp"
)

// Throw returns an error that raises v unchanged.
func (c *Call) Throw(v Value) error {
	if err := c.VM().Check(v); err != nil {
		return err
	}
	return c.engine().Throw(interp.Value(v))
}

// Errorf returns an error whose message begins with the position of the
// function's caller. An error wrapped with %w is the cause that the host's side
// finds with errors.Is and errors.As.
func (c *Call) Errorf(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	if !c.engine().Live() {
		return err
	}
	switch err.(type) {
	case interface{ Unwrap() error }, interface{ Unwrap() []error }:
		return c.engine().Wrapf(err, "%s", err.Error())
	}
	return c.engine().Errorf("%s", err.Error())
}

// Where returns the position of the function at that level as messages begin
// with it, "chunk:line: ", where level 1 is the caller; it is empty for a Go
// function.
func (c *Call) Where(level int) string {
	if !c.engine().Live() {
		return ""
	}
	return c.engine().Where(level)
}

// ArgError returns the error "bad argument #i to 'name' (msg)".
func (c *Call) ArgError(i int, msg string) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	return c.engine().ArgError(i, msg)
}

// TypeError returns the error for an argument of the wrong type: "wanted
// expected, got what".
func (c *Call) TypeError(i int, wanted string) error {
	if !c.engine().Live() {
		return ErrCallOver
	}
	return c.engine().TypeError(i, wanted)
}

// CheckAny fails unless there is an argument i, which may be nil.
func (c *Call) CheckAny(i int) error {
	if i > c.NArgs() {
		return c.ArgError(i, "value expected")
	}
	return nil
}

// CheckInt returns argument i as an integer. Floats with an integral value and
// strings that read as such numbers convert.
func (c *Call) CheckInt(i int) (int64, error) {
	v := c.Arg(i)
	if n, ok := v.AsInt(); ok {
		return n, nil
	}
	return c.convertInt(i, v)
}

func (c *Call) convertInt(i int, v Value) (int64, error) {
	num := c.toNumber(v)
	if n, ok := num.ToInt(); ok {
		return n, nil
	}
	if num.IsNumber() {
		return 0, c.ArgError(i, "number has no integer representation")
	}
	return 0, c.TypeError(i, "number")
}

// toNumber returns v if it is a number, the number that a string reads as, and
// nil for other values.
func (c *Call) toNumber(v Value) Value {
	if v.IsNumber() {
		return v
	}
	if s, ok := c.StringView(v); ok {
		n, _ := ParseNumber(s)
		return n
	}
	return Nil
}

// CheckNumber returns argument i as an integer or float value. Strings that read
// as a number convert.
func (c *Call) CheckNumber(i int) (Value, error) {
	v := c.Arg(i)
	if v.IsNumber() {
		return v, nil
	}
	if v = c.toNumber(v); v.IsNil() {
		return Nil, c.TypeError(i, "number")
	}
	return v, nil
}

// CheckFloat returns argument i as a float. Integers and strings that read as a
// number convert.
func (c *Call) CheckFloat(i int) (float64, error) {
	v := c.Arg(i)
	if f, ok := v.AsFloat(); ok {
		return f, nil
	}
	v, err := c.CheckNumber(i)
	if err != nil {
		return 0, err
	}
	f, _ := v.ToFloat()
	return f, nil
}

// CheckString returns argument i as a string. Numbers convert. The result is a
// view as [Call.StringView] returns it.
func (c *Call) CheckString(i int) (string, error) {
	v := c.Arg(i)
	if v.IsString() {
		return c.VM().view(v), nil // an argument is alive: it is on the stack
	}
	if v.IsNumber() {
		return string(AppendNumber(nil, v)), nil
	}
	return "", c.TypeError(i, "string")
}

// CheckTable returns argument i, which must be a table.
func (c *Call) CheckTable(i int) (Table, error) {
	if t, ok := c.Arg(i).AsTable(); ok {
		return t, nil
	}
	return Table{}, c.TypeError(i, "table")
}

// CheckFunc returns argument i, which must be a function.
func (c *Call) CheckFunc(i int) (Func, error) {
	if f, ok := c.Arg(i).AsFunc(); ok {
		return f, nil
	}
	return Func{}, c.TypeError(i, "function")
}

// CheckThread returns argument i, which must be a coroutine.
func (c *Call) CheckThread(i int) (Thread, error) {
	if th, ok := c.Arg(i).AsThread(); ok {
		return th, nil
	}
	return Thread{}, c.TypeError(i, "thread")
}

// CheckBool returns argument i, which must be a boolean.
func (c *Call) CheckBool(i int) (bool, error) {
	if b, ok := c.Arg(i).AsBool(); ok {
		return b, nil
	}
	return false, c.TypeError(i, "boolean")
}

// OptInt is CheckInt, but def when argument i is nil or absent.
func (c *Call) OptInt(i int, def int64) (int64, error) {
	if c.Arg(i).IsNil() {
		return def, nil
	}
	return c.CheckInt(i)
}

// OptFloat is CheckFloat, but def when argument i is nil or absent.
func (c *Call) OptFloat(i int, def float64) (float64, error) {
	if c.Arg(i).IsNil() {
		return def, nil
	}
	return c.CheckFloat(i)
}

// OptString is CheckString, but def when argument i is nil or absent.
func (c *Call) OptString(i int, def string) (string, error) {
	if c.Arg(i).IsNil() {
		return def, nil
	}
	return c.CheckString(i)
}

// CheckOption returns the index in list of the string that argument i is; def
// stands for an argument that is nil or absent, unless def is empty.
func (c *Call) CheckOption(i int, def string, list []string) (int, error) {
	name := def
	if def == "" || !c.Arg(i).IsNil() {
		var err error
		if name, err = c.CheckString(i); err != nil {
			return 0, err
		}
	}
	for j, s := range list {
		if s == name {
			return j, nil
		}
	}
	return 0, c.ArgError(i, "invalid option '"+strings.Clone(name)+"'")
}

// AppendNumber appends a number as tostring shows it. It appends nothing for
// other values.
func AppendNumber(dst []byte, v Value) []byte {
	if i, ok := v.AsInt(); ok {
		return strconv.AppendInt(dst, i, 10)
	}
	return interp.AppendNumber(dst, interp.Value(v))
}

// ParseNumber reads a numeral of Lua with white space around it, as tonumber
// does: decimal or hexadecimal, integer or float.
func ParseNumber(s string) (Value, bool) {
	v, ok := interp.ParseNumber(s)
	return Value(v), ok
}

// Pow returns a ^ b as Lua's operator computes it: rounded once, where math.Pow
// may be some units in the last place off.
func Pow(a, b float64) float64 { return interp.Pow(a, b) }
