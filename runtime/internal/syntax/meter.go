package syntax

// This file defines the meter that bounds the work between two looks at the
// caller's budget.

// Quantum is the work after which the budget is asked: so many tokens or
// nodes, or so many times 16 bytes.
const Quantum = 4096

// bytesPerUnit makes a quantum of text 64 KiB.
const bytesPerUnit = 16

// Meter counts work and asks a budget for it. Once the budget has refused, the
// meter keeps the error.
type Meter struct {
	budget func(n int) error
	n      int
	err    error
}

// NewMeter returns a meter for the budget, which may be nil: no bound.
func NewMeter(budget func(n int) error) *Meter { return &Meter{budget: budget} }

// Add counts n units of work and reports whether to go on.
func (m *Meter) Add(n int) bool {
	m.n += n
	return m.n < Quantum || m.flush()
}

// Err returns the error with which the budget refused, if it has.
func (m *Meter) Err() error { return m.err }

func (m *Meter) flush() bool {
	if m.err == nil && m.budget != nil {
		m.err = m.budget(m.n)
	}
	m.n = 0
	return m.err == nil
}
