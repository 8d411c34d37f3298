package stdlib

// This file defines how functions treat more arguments or results than can be
// copied between two looks at the budget.

import (
	"github.com/lusterlua/luster/internal/audit"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// copyArgs appends the arguments from the given one on to list and goes on with
// then, which is not resumed before all are there.
func copyArgs(c *rt.Call, from int, list *[]rt.Value, then rt.Sequence) error {
	return (&argsCopy{from, list, then}).Resume(c)
}

// argsCopy is a copy of many arguments.
type argsCopy struct {
	next int
	list *[]rt.Value
	then rt.Sequence
}

// Resume implements rt.Sequence.
func (k *argsCopy) Resume(c *rt.Call) error {
	n := c.NArgs()
	if *k.list == nil {
		if err := c.Reserve(16 * n); err != nil {
			return err
		}
		*k.list = make([]rt.Value, 0, n)
	}
	for k.next <= n {
		part := min(n-k.next+1, stepBudget)
		for range part {
			*k.list = append(*k.list, c.Arg(k.next))
			k.next++
		}
		audit.Work(part)
		if !c.Charge(part/4) && k.next <= n {
			if err := c.ReturnFrom(1); err != nil {
				return err
			}
			return c.SuspendWith(k)
		}
	}
	return k.then.Resume(c)
}

// TraceGC marks what goes on. The arguments are alive where they are.
func (k *argsCopy) TraceGC(t *gc.Tracer) {
	for _, v := range *k.list {
		v.TraceGC(t)
	}
	k.then.TraceGC(t)
}

// returnMany ends a function with many results.
func returnMany(c *rt.Call, vs []rt.Value) error {
	if len(vs) <= stepBudget {
		return c.Return(vs...)
	}
	return (&manyResults{vs}).run(c)
}

// manyResults is a function that returns many results.
type manyResults struct{ rest []rt.Value }

// Resume implements rt.Sequence.
func (m *manyResults) Resume(c *rt.Call) error {
	if err := c.ReturnFrom(1); err != nil {
		return err
	}
	return m.run(c)
}

// run pushes results while the budget lasts.
func (m *manyResults) run(c *rt.Call) error {
	for {
		n := min(len(m.rest), stepBudget)
		for _, v := range m.rest[:n] {
			if err := c.Push(v); err != nil {
				return err
			}
		}
		if m.rest = m.rest[n:]; len(m.rest) == 0 {
			return nil
		}
		if !c.Charge(n) {
			return c.SuspendWith(m)
		}
	}
}

// TraceGC marks the results.
func (m *manyResults) TraceGC(t *gc.Tracer) {
	for _, v := range m.rest {
		v.TraceGC(t)
	}
}

// longCompare is the length from which strings are compared in pieces.
const longCompare = moveChunk

// lessFunc compares two strings, however long: it is what a sort calls for them.
func lessFunc(c *rt.Call) error {
	return (&stringLess{a: c.Arg(1), b: c.Arg(2)}).Resume(c)
}

// stringLess is a comparison of two long strings.
type stringLess struct {
	a, b rt.Value
	at   int
}

// Resume implements rt.Sequence.
func (l *stringLess) Resume(c *rt.Call) error {
	a, _ := c.StringView(l.a)
	b, _ := c.StringView(l.b)
	for {
		x := a[l.at:min(len(a), l.at+moveChunk)]
		y := b[l.at:min(len(b), l.at+moveChunk)]
		audit.Bytes(min(len(x), len(y)))
		if x != y || len(x) < moveChunk {
			return c.Return1(rt.Bool(x < y))
		}
		l.at += moveChunk
		if !c.Charge(moveChunk / 64) {
			return c.Suspend(l)
		}
	}
}

// stringEqual is a comparison of two long strings of the same length.
type stringEqual struct {
	a, b rt.Value
	at   int
}

// Resume implements rt.Sequence.
func (l *stringEqual) Resume(c *rt.Call) error {
	a, _ := c.StringView(l.a)
	b, _ := c.StringView(l.b)
	if l.a == l.b {
		return c.Return1(rt.Bool(true))
	}
	for l.at < len(a) {
		end := min(len(a), l.at+moveChunk)
		audit.Bytes(end - l.at)
		if a[l.at:end] != b[l.at:end] {
			return c.Return1(rt.Bool(false))
		}
		n := end - l.at
		if l.at = end; !c.Charge(n / 64) {
			return c.Suspend(l)
		}
	}
	return c.Return1(rt.Bool(true))
}

// TraceGC marks the strings.
func (l *stringEqual) TraceGC(t *gc.Tracer) {
	l.a.TraceGC(t)
	l.b.TraceGC(t)
}

// TraceGC marks the strings.
func (l *stringLess) TraceGC(t *gc.Tracer) {
	l.a.TraceGC(t)
	l.b.TraceGC(t)
}
