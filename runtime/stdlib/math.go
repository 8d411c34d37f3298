package stdlib

// This file defines the library "math".

import (
	"math"
	"time"

	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// mathLib is the library's state in a VM.
type mathLib struct {
	random xoshiro
	fresh  uint64 // how often a seed was asked for
}

// openMath makes the library. Its generator starts with the VM's seed.
func openMath(vm *rt.VM) (rt.Table, error) {
	l := &mathLib{}
	l.random.seed(vm.Seed(), 0)
	t, err := newModule(vm, "math", []function{
		{"abs", mathAbs},
		{"acos", plain("acos")},
		{"asin", plain("asin")},
		{"atan", plain("atan")},
		{"ceil", mathCeil},
		{"cos", plain("cos")},
		{"deg", plain("deg")},
		{"exp", plain("exp")},
		{"floor", mathFloor},
		{"fmod", mathFmod},
		{"log", mathLog},
		{"max", mathMax},
		{"min", mathMin},
		{"modf", mathModf},
		{"rad", plain("rad")},
		{"random", l.next},
		{"randomseed", l.seed},
		{"sin", plain("sin")},
		{"sqrt", plain("sqrt")},
		{"tan", plain("tan")},
		{"tointeger", mathToInteger},
		{"type", mathType},
		{"ult", plain("ult")},
	})
	if err != nil {
		return t, err
	}
	for _, k := range []struct {
		name string
		v    rt.Value
	}{
		{"huge", rt.Float(math.Inf(1))},
		{"maxinteger", rt.Int(math.MaxInt64)},
		{"mininteger", rt.Int(math.MinInt64)},
		{"pi", rt.Float(math.Pi)},
	} {
		if err := t.RawSetString(vm, k.name, k.v); err != nil {
			return t, err
		}
	}
	return t, nil
}

//luster:func
func deg(x float64) float64 { return x * (180 / math.Pi) }

//luster:func
func rad(x float64) float64 { return x * (math.Pi / 180) }

//luster:func
//luster:sig y x?=1
func atan(y, x float64) float64 { return math.Atan2(y, x) }

// ult compares integers as if they had no sign.
//
//luster:func
func ult(a, b int64) bool { return uint64(a) < uint64(b) }

func mathAbs(c *rt.Call) error {
	if n, ok := c.Arg(1).AsInt(); ok {
		if n < 0 {
			n = -n // wraps around
		}
		return c.Return1(rt.Int(n))
	}
	x, err := c.CheckFloat(1)
	if err != nil {
		return err
	}
	return c.Return1(rt.Float(math.Abs(x)))
}

// integral returns an integral float as an integer if it fits, else as it is.
func integral(f float64) rt.Value {
	if n, ok := rt.Float(f).ToInt(); ok {
		return rt.Int(n)
	}
	return rt.Float(f)
}

func mathFloor(c *rt.Call) error {
	if x, ok := c.Arg(1).AsFloat(); ok {
		return c.Return1(integral(math.Floor(x)))
	}
	return round(c, math.Floor)
}

func mathCeil(c *rt.Call) error {
	if x, ok := c.Arg(1).AsFloat(); ok {
		return c.Return1(integral(math.Ceil(x)))
	}
	return round(c, math.Ceil)
}

// round is floor or ceil of a value that is no float.
func round(c *rt.Call, f func(float64) float64) error {
	if v := c.Arg(1); v.Kind() == rt.KindInt {
		return c.Return1(v)
	}
	x, err := c.CheckFloat(1)
	if err != nil {
		return err
	}
	return c.Return1(integral(f(x)))
}

func mathFmod(c *rt.Call) error {
	a, okA := c.Arg(1).AsInt()
	b, okB := c.Arg(2).AsInt()
	if okA && okB {
		switch b {
		case 0:
			return c.ArgError(2, "zero")
		case -1:
			return c.Return1(rt.Int(0))
		}
		return c.Return1(rt.Int(a % b))
	}
	// C leaves open which argument is checked first; gcc takes the last.
	y, err := c.CheckFloat(2)
	if err != nil {
		return err
	}
	x, err := c.CheckFloat(1)
	if err != nil {
		return err
	}
	return c.Return1(rt.Float(math.Mod(x, y)))
}

func mathModf(c *rt.Call) error {
	if v := c.Arg(1); v.Kind() == rt.KindInt {
		return c.Return(v, rt.Float(0))
	}
	x, err := c.CheckFloat(1)
	if err != nil {
		return err
	}
	whole := math.Trunc(x)
	rest := 0.0
	if x != whole {
		rest = x - whole
	}
	return c.Return(integral(whole), rt.Float(rest))
}

func mathLog(c *rt.Call) error {
	x, err := c.CheckFloat(1)
	if err != nil {
		return err
	}
	if c.Arg(2).IsNil() {
		return c.Return1(rt.Float(log(x)))
	}
	base, err := c.CheckFloat(2)
	if err != nil {
		return err
	}
	switch base {
	case 2:
		return c.Return1(rt.Float(math.Log2(x)))
	case 10:
		return c.Return1(rt.Float(log10(x)))
	}
	return c.Return1(rt.Float(log(x) / log(base)))
}

// log is the natural logarithm. math.Log is wrong for subnormal numbers on some
// machines.
func log(x float64) float64 {
	if x > 0 && x < 0x1p-1022 {
		return math.Log(x*0x1p54) - 54*math.Ln2
	}
	return math.Log(x)
}

// log10 is the logarithm to the base 10, exact for powers of ten, which math.Log10
// is not.
func log10(x float64) float64 {
	if x > 0 && x < 0x1p-1022 {
		return math.Log10(x*0x1p54) - 54*(math.Ln2/math.Ln10)
	}
	y := math.Log10(x)
	if n := math.Round(y); n != y && math.Abs(n) <= 308 && math.Pow10(int(n)) == x {
		return n
	}
	return y
}

func mathMin(c *rt.Call) error { return extreme(c, false) }
func mathMax(c *rt.Call) error { return extreme(c, true) }

// extreme returns the least or the greatest argument: the first of equal ones. As
// in the reference, any values will do that can be compared.
func extreme(c *rt.Call, greatest bool) error {
	n := c.NArgs()
	if n == 0 {
		return c.ArgError(1, "value expected")
	}
	if n > stepBudget {
		return (&extremeArgs{greatest, c.Arg(1), 2}).Resume(c)
	}
	best := c.Arg(1)
	for i := 2; i <= n; i++ {
		v := c.Arg(i)
		x, y := v, best
		if greatest {
			x, y = best, v
		}
		less, known := rawLess(c, x, y)
		if !known {
			w := &extremeCall{greatest: greatest, best: best}
			return copyArgs(c, i, &w.rest, w)
		}
		if less {
			best = v
		}
	}
	c.Charge(n / 4)
	return c.Return1(best)
}

// extremeArgs is a min or max of its arguments from next on.
type extremeArgs struct {
	greatest bool
	best     rt.Value
	next     int
}

// Resume implements rt.Sequence.
func (e *extremeArgs) Resume(c *rt.Call) error {
	n := c.NArgs()
	for work := 0; e.next <= n; e.next++ {
		if work == stepBudget {
			audit.Work(work)
			if work = 0; !c.Charge(stepBudget) {
				if err := c.ReturnFrom(1); err != nil {
					return err
				}
				return c.SuspendWith(e)
			}
		}
		work++
		v := c.Arg(e.next)
		x, y := v, e.best
		if e.greatest {
			x, y = y, x
		}
		less, known := rawLess(c, x, y)
		if !known {
			w := &extremeCall{greatest: e.greatest, best: e.best}
			return copyArgs(c, e.next, &w.rest, w)
		}
		if less {
			e.best = v
		}
	}
	return c.Return1(e.best)
}

// TraceGC marks the best so far.
func (e *extremeArgs) TraceGC(t *gc.Tracer) { e.best.TraceGC(t) }

// extremeCall is a min or max that has to ask a metamethod.
type extremeCall struct {
	greatest bool
	best     rt.Value
	rest     []rt.Value // to be compared with best
	asked    bool
}

// ask compares best with the first of rest.
func (w *extremeCall) ask(c *rt.Call) error {
	x, y := w.rest[0], w.best
	if w.greatest {
		x, y = y, x
	}
	w.asked = true
	return askLess(c, w, x, y)
}

// Resume implements rt.Sequence.
func (w *extremeCall) Resume(c *rt.Call) error {
	if !w.asked {
		return w.ask(c)
	}
	less := c.Arg(1).Truthy()
	for {
		if less {
			w.best = w.rest[0]
		}
		if w.rest = w.rest[1:]; len(w.rest) == 0 {
			return c.Return1(w.best)
		}
		x, y := w.rest[0], w.best
		if w.greatest {
			x, y = y, x
		}
		var known bool
		if less, known = rawLess(c, x, y); !known {
			return w.ask(c)
		}
	}
}

// TraceGC marks the values.
func (w *extremeCall) TraceGC(t *gc.Tracer) {
	w.best.TraceGC(t)
	for _, v := range w.rest {
		v.TraceGC(t)
	}
}

func mathToInteger(c *rt.Call) error {
	v := c.Arg(1)
	if s, ok := c.StringView(v); ok {
		if len(s) > longNumeral {
			return parseLong(c, v, true)
		}
		c.Charge(len(s) / 8)
		v, _ = rt.ParseNumber(s)
	}
	if n, ok := v.ToInt(); ok {
		return c.Return1(rt.Int(n))
	}
	if err := c.CheckAny(1); err != nil {
		return err
	}
	return c.Return1(rt.Nil)
}

func mathType(c *rt.Call) error {
	switch c.Arg(1).Kind() {
	case rt.KindInt:
		return returnString(c, "integer")
	case rt.KindFloat:
		return returnString(c, "float")
	}
	if err := c.CheckAny(1); err != nil {
		return err
	}
	return c.Return1(rt.Nil)
}

// next is the function random.
func (l *mathLib) next(c *rt.Call) error {
	word := l.random.next()
	low, up := int64(1), int64(0)
	var err error
	switch c.NArgs() {
	case 0:
		return c.Return1(rt.Float(randomFloat01(word)))
	case 1:
		if up, err = c.CheckInt(1); err != nil {
			return err
		}
		if up == 0 {
			return c.Return1(rt.Int(int64(word)))
		}
	case 2:
		if low, err = c.CheckInt(1); err != nil {
			return err
		}
		if up, err = c.CheckInt(2); err != nil {
			return err
		}
	default:
		return c.Errorf("wrong number of arguments")
	}
	if low > up {
		// PUC-Rio names argument 1 also where the limits are two.
		return c.ArgError(1, "interval is empty")
	}
	return c.Return1(rt.Int(low + int64(l.random.project(word, uint64(up)-uint64(low)))))
}

// seed is the function randomseed.
func (l *mathLib) seed(c *rt.Call) error {
	var n1, n2 int64
	if c.NArgs() == 0 {
		// A host that chose a seed wants the same run again.
		l.fresh++
		n1, n2 = int64(c.VM().Seed()), int64(l.fresh)
		if c.VM().Config().Seed == 0 {
			n2 = time.Now().UnixNano()
		}
	} else {
		var err error
		if n1, err = c.CheckInt(1); err != nil {
			return err
		}
		if n2, err = c.OptInt(2, 0); err != nil {
			return err
		}
	}
	l.random.seed(uint64(n1), uint64(n2))
	return c.Return(rt.Int(n1), rt.Int(n2))
}
