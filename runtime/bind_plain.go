package runtime

// This file defines what generated bindings of other packages need: Go code that
// knows nothing of Lua gets plain Go values.

import "fmt"

// FromPlain converts any value to what Go code makes of JSON: nil, bool, int64,
// float64, string, []any for a sequence, map[string]any for another table, and the
// Go value of a userdata.
func FromPlain(c *Call, v Value) (any, *Mismatch) {
	t, ok := v.AsTable()
	if !ok {
		return FromAny(c, v)
	}
	return plainTable(c, t, 0)
}

func plainTable(c *Call, t Table, depth int) (any, *Mismatch) {
	if depth > maxConvertDepth {
		return nil, &Mismatch{want: fmt.Sprintf("a table of at most %d levels", maxConvertDepth), got: "a deeper one"}
	}
	value := func(v Value) (any, *Mismatch) {
		if inner, ok := v.AsTable(); ok {
			return plainTable(c, inner, depth+1)
		}
		return FromAny(c, v)
	}
	n := 0
	if count := t.RawLen(c.VM()); count > 0 {
		list := make([]any, 0, min(count, 1024))
		for i := int64(1); i <= count; i++ {
			if n++; n%1024 == 0 {
				c.Charge(1024)
			}
			x, bad := value(t.RawGetInt(c.VM(), i))
			if bad != nil {
				return nil, bad.in("element %d", i)
			}
			list = append(list, x)
		}
		return list, nil
	}
	m := map[string]any{}
	for k, v := range t.All(c.VM()) {
		if n++; n%1024 == 0 {
			c.Charge(1024)
		}
		key, bad := FromString[string](c, k)
		if bad != nil {
			return nil, bad.in("key %s", c.VM().describeKey(k))
		}
		if m[key], bad = value(v); bad != nil {
			return nil, bad.in("value of %s", c.VM().describeKey(k))
		}
	}
	return m, nil
}

// NewZero returns a userdata for a new zero T.
func NewZero[T any](c *Call) error {
	v, err := ToHost(c, new(T))
	if err != nil {
		return err
	}
	return c.Return1(v)
}
