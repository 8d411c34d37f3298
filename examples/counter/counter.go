package counter

// This file defines the counter that the README shows.

import (
	"errors"

	rt "github.com/lusterlua/luster/runtime"
)

// Counter is a number that only grows.
//
//luster:type
type Counter struct {
	N     int      `lua:"n,readonly"`
	Owner rt.Value `lua:"owner"` // whatever a script wants to keep here
}

// New returns a counter that starts at n.
//
//luster:new
func New(n int) *Counter { return &Counter{N: n} }

// Add adds by, which must not be negative.
//
//luster:method
func (c *Counter) Add(by int) error {
	if by < 0 {
		return errors.New("a counter only grows")
	}
	c.N += by
	return nil
}
