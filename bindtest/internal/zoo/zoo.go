package zoo

// This file defines the types.

import (
	"errors"
	"fmt"
	"sync/atomic"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// Mood is how an animal feels.
//
//luster:enum strings
type Mood uint8

// Moods.
const (
	Calm Mood = iota
	Angry
)

// Point is a place.
//
//luster:type by=copy
type Point struct{ X, Y float64 }

// NewPoint returns a point.
//
//luster:new call
func NewPoint(x, y float64) Point { return Point{x, y} }

// Plus adds.
//
//luster:method meta=__add
func (p Point) Plus(q Point) Point { return Point{p.X + q.X, p.Y + q.Y} }

// Size is a pair that crosses as a table.
//
//luster:type by=table
type Size struct{ W, H int }

// Animal is something that lives in a cage.
//
//luster:type
type Animal struct {
	Name   string `lua:",utf8"`
	Weight uint8
	Big    uint64
	Ratio  float32
	Mood   Mood
	At     Point
	Tags   []string
	Counts map[string]int
	Maybe  *int
	Pair   [2]int16
	Raw    []byte
	Friend *Animal
	Data   rt.Value
	OnFeed rt.Func
	Keeper rt.Table `lua:",readonly"`
	inner  box[rt.Value]
	cell   gc.Cell[rt.Value]
	list   gc.Slice[rt.Value]
	index  gc.Map[string, rt.Value]
	weak   gc.Weak[Animal]
	ref    gc.Ref[Animal]
	late   atomic.Pointer[Animal]
	byKey  map[rt.Value][]rt.String
	//luster:dyn "what a host puts here is a word or an exposed type"
	any any
	//luster:notrace "only for tests: never holds anything of a VM"
	hook any
}

// box is generic.
//
//luster:trace
type box[T gc.Traceable] struct {
	one  T
	more [2]T
}

// NewAnimal returns an animal.
//
//luster:new
//luster:sig name weight?=1
func NewAnimal(name string, weight uint8) (*Animal, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	return &Animal{Name: name, Weight: weight}, nil
}

// Feed feeds the animal.
//
//luster:method
func (a *Animal) Feed(grams uint8, what string, mood Mood) (int, error) {
	if grams > 200 {
		return 0, fmt.Errorf("%s is full of %s, and %v", a.Name, what, mood)
	}
	a.Weight += grams / 100
	return int(a.Weight), nil
}

// Keep remembers a value.
//
//luster:method
func (a *Animal) Keep(v rt.Value) { a.Data = v }

// Meet calls f with each friend.
//
//luster:method
func (a *Animal) Meet(f func(friend *Animal) (bool, error)) error {
	for b := a.Friend; b != nil && b != a; b = b.Friend {
		more, err := f(b)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// Join takes lists.
//
//luster:method
func (a *Animal) Join(words []string, size Size, rest ...int) int {
	return len(words) + size.W + len(rest)
}

// String names the animal.
func (a *Animal) String() string { return a.Name }

// Equal compares the names.
func (a *Animal) Equal(b *Animal) bool { return b != nil && a.Name == b.Name }

// Limit is a constant.
//
//luster:const
const Limit = 10

// Double doubles.
//
//luster:func
func Double(n int8) int { return 2 * int(n) }

// Touched is for the linter: fields that only traces look at.
func (a *Animal) Touched() []any {
	return []any{a.inner.one, a.inner.more, &a.cell, &a.list, &a.index, a.weak, a.ref, &a.late, a.byKey, a.any, a.hook}
}
