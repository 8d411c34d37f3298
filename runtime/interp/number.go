package interp

// This file defines arithmetic on numbers, their conversions and comparisons.

import "math"

// idiv returns a // b, the quotient rounded down. b must not be 0.
func idiv(a, b int64) int64 {
	if uint64(b)+1 <= 1 {
		return -a // b is -1; a division would trap for the smallest integer
	}
	q := a / b
	if (a^b) < 0 && q*b != a {
		q--
	}
	return q
}

// imod returns a % b, with the sign of b. b must not be 0.
func imod(a, b int64) int64 {
	if uint64(b)+1 <= 1 {
		return 0
	}
	r := a % b
	if r != 0 && (r^b) < 0 {
		r += b
	}
	return r
}

// fdiv is a // b for floats.
func fdiv(a, b float64) float64 { return math.Floor(a / b) }

// fmod is a % b for floats, with the sign of b.
func fmod(a, b float64) float64 {
	r := remainder(a, b)
	if r > 0 {
		if b < 0 {
			r += b
		}
	} else if r < 0 && b > 0 {
		r += b
	}
	return r
}

// remainder is C's fmod, exactly. math.Mod finds the quotient bit by bit; while
// it fits a float, one division gets it right or too large by one, and the
// remainder, being representable, comes out of a fused multiply-add exactly.
func remainder(a, b float64) float64 {
	x, y := math.Abs(a), math.Abs(b)
	q := math.Trunc(x / y)
	if !(q < 1<<53) || !(y <= math.MaxFloat64) {
		return math.Mod(a, b)
	}
	r := math.FMA(-q, y, x)
	if r < 0 {
		r += y
	} else if r >= y {
		r -= y
	}
	return math.Copysign(r, a)
}

// shl shifts a left by b bits, right if b is negative, filling with zeros.
func shl(a, b int64) int64 {
	if b >= 0 {
		return int64(uint64(a) << uint64(b))
	}
	return int64(uint64(a) >> uint64(-b)) // -b of the smallest integer is 1<<63: nothing is left
}

// shr shifts a right by b bits, left if b is negative, filling with zeros.
func shr(a, b int64) int64 {
	if b >= 0 {
		return int64(uint64(a) >> uint64(b))
	}
	return int64(uint64(a) << uint64(-b))
}

// floatToInt returns the integer that f equals, if there is one.
func floatToInt(f float64) (int64, bool) {
	// Out of range the conversion gives some integer, on some machines the one
	// that rounds to 2^63.
	i := int64(f)
	return i, float64(i) == f && f < 0x1p63
}

// floatToIntFloor returns the greatest integer that is not greater than f. It
// fails if that is no 64-bit integer.
func floatToIntFloor(f float64) (int64, bool) { return floatToInt(math.Floor(f)) }

// floatToIntCeil returns the least integer that is not less than f.
func floatToIntCeil(f float64) (int64, bool) { return floatToInt(math.Ceil(f)) }

// toInt converts a number to an integer without loss. Strings are not
// converted.
func toInt(v Value) (int64, bool) {
	if v.isInt() {
		return v.int(), true
	}
	if v.isFloat() {
		return floatToInt(v.float())
	}
	return 0, false
}

// toFloat converts a number to a float. Strings are not converted.
func toFloat(v Value) (float64, bool) {
	if v.isFloat() {
		return v.float(), true
	}
	return float64(v.int()), v.isInt()
}

// toNumber converts a string to the number it denotes; a number stays.
func toNumber(v Value) (Value, bool) {
	if v.isString() {
		return ParseNumber(str(v))
	}
	return v, v.isNumber()
}

// ToInteger converts a number, or a string that denotes one, to an integer
// without loss, as Lua's bitwise operators do.
func ToInteger(v Value) (int64, bool) {
	if v.isInt() {
		return v.int(), true
	}
	n, _ := toNumber(v)
	return toInt(n)
}

// ToFloat converts a number, or a string that denotes one, to a float.
func ToFloat(v Value) (float64, bool) {
	if v.isFloat() {
		return v.float(), true
	}
	n, _ := toNumber(v)
	return toFloat(n)
}

// FloatToInteger returns the integer that f equals, if there is one.
func FloatToInteger(f float64) (int64, bool) { return floatToInt(f) }

// fitsFloat reports whether i is surely exact as a float: at most 2^53.
func fitsFloat(i int64) bool { return uint64(i)+1<<53 <= 1<<54 }

// ltIntFloat is i < f, exactly; false for NaN.
func ltIntFloat(i int64, f float64) bool {
	if fitsFloat(i) {
		return float64(i) < f
	}
	if c, ok := floatToIntCeil(f); ok {
		return i < c
	}
	return f > 0
}

// leIntFloat is i <= f, exactly; false for NaN.
func leIntFloat(i int64, f float64) bool {
	if fitsFloat(i) {
		return float64(i) <= f
	}
	if c, ok := floatToIntFloor(f); ok {
		return i <= c
	}
	return f > 0
}

// ltFloatInt is f < i, exactly; false for NaN.
func ltFloatInt(f float64, i int64) bool {
	if fitsFloat(i) {
		return f < float64(i)
	}
	if c, ok := floatToIntFloor(f); ok {
		return c < i
	}
	return f < 0
}

// leFloatInt is f <= i, exactly; false for NaN.
func leFloatInt(f float64, i int64) bool {
	if fitsFloat(i) {
		return f <= float64(i)
	}
	if c, ok := floatToIntCeil(f); ok {
		return c <= i
	}
	return f < 0
}

// ltNumber is a < b for two numbers.
func ltNumber(a, b Value) bool {
	switch {
	case a.isInt() && b.isInt():
		return a.int() < b.int()
	case a.isFloat() && b.isFloat():
		return a.float() < b.float()
	case a.isInt():
		return ltIntFloat(a.int(), b.float())
	}
	return ltFloatInt(a.float(), b.int())
}

// leNumber is a <= b for two numbers.
func leNumber(a, b Value) bool {
	switch {
	case a.isInt() && b.isInt():
		return a.int() <= b.int()
	case a.isFloat() && b.isFloat():
		return a.float() <= b.float()
	case a.isInt():
		return leIntFloat(a.int(), b.float())
	}
	return leFloatInt(a.float(), b.int())
}

// forLimit returns the limit of a for loop over integers from init by step, and
// whether the loop does not run at all. It fails if the limit is no number.
func forLimit(init int64, limit Value, step int64) (lim int64, skip, ok bool) {
	switch {
	case limit.isInt():
		lim = limit.int()
	case limit.isFloat():
		f := limit.float()
		var exact bool
		if step < 0 {
			lim, exact = floatToIntCeil(f)
		} else {
			lim, exact = floatToIntFloor(f)
		}
		if exact {
			break
		}
		// Beyond all integers, or NaN.
		if f > 0 {
			if step < 0 {
				return 0, true, true
			}
			lim = math.MaxInt64
		} else {
			if step > 0 {
				return 0, true, true
			}
			lim = math.MinInt64
		}
	default:
		return 0, false, false
	}
	if step > 0 {
		return lim, init > lim, true
	}
	return lim, init < lim, true
}

// forCount returns how often an integer loop that runs repeats its body after
// the first time. step is not 0.
func forCount(init, limit, step int64) uint64 {
	if step > 0 {
		n := uint64(limit) - uint64(init)
		if step != 1 {
			n /= uint64(step)
		}
		return n
	}
	return (uint64(init) - uint64(limit)) / (uint64(-(step + 1)) + 1)
}
