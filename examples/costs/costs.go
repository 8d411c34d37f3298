package costs

// This file defines what is called.

import "errors"

// Add returns a+b.
//
//luster:func
func Add(a, b int) int { return a + b }

// Body is a body in space.
//
//luster:type
type Body struct {
	X, Y  float64
	moves int
}

// NewBody returns a body.
//
//luster:new
func NewBody() *Body { return &Body{} }

// Move moves the body and returns how often it was moved.
//
//luster:method
func (b *Body) Move(dx, dy float64) int {
	b.X += dx
	b.Y += dy
	b.moves++
	return b.moves
}

// Length returns the length of a string in bytes.
//
//luster:func
func Length(s string) int { return len(s) }

// names are what Name returns.
var names = [2]string{"even", "odd"}

// Name names the parity of n.
//
//luster:func
func Name(n int) string { return names[n&1] }

// ErrNegative is the error of Root.
var ErrNegative = errors.New("a negative number")

// Check returns n, or an error if it is negative.
//
//luster:func
func Check(n int) (int, error) {
	if n < 0 {
		return 0, ErrNegative
	}
	return n, nil
}

// Apply calls f with n and returns what it returns.
//
//luster:func
func Apply(n int, f func(n int) (int, error)) (int, error) { return f(n) }
