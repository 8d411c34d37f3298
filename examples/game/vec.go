package game

// This file defines vectors, which scripts compute with.

import (
	"fmt"
	"math"
)

// Vec is a point or a direction in the plane. It is copied, as a number is.
//
//luster:type by=copy
type Vec struct {
	X, Y float64
}

// NewVec returns the vector (x, y).
//
//luster:new call
//luster:sig x?=0 y?=0
func NewVec(x, y float64) Vec { return Vec{x, y} }

// Add returns v + w.
//
//luster:method meta=__add
func (v Vec) Add(w Vec) Vec { return Vec{v.X + w.X, v.Y + w.Y} }

// Sub returns v - w.
//
//luster:method meta=__sub
func (v Vec) Sub(w Vec) Vec { return Vec{v.X - w.X, v.Y - w.Y} }

// Scale returns the vector k times as long; scripts may write the number on
// either side.
//
//luster:method meta=__mul
func (v Vec) Scale(k float64) Vec { return Vec{v.X * k, v.Y * k} }

// Neg returns the opposite vector.
//
//luster:method meta=__unm
func (v Vec) Neg() Vec { return Vec{-v.X, -v.Y} }

// Length returns the length of the vector.
//
//luster:method
func (v Vec) Length() float64 { return math.Hypot(v.X, v.Y) }

// Equal reports whether the coordinates are the same.
func (v Vec) Equal(w Vec) bool { return v == w }

// String returns the vector as scripts print it.
func (v Vec) String() string { return fmt.Sprintf("(%g, %g)", v.X, v.Y) }
