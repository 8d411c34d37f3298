package game

// This file defines the world and its entities.

import (
	"fmt"

	rt "github.com/lusterlua/luster/runtime"
)

// World is where entities live.
//
//luster:type
type World struct {
	Name     string
	Gravity  Vec
	entities []*Entity
	turn     int
}

// NewWorld returns an empty world.
//
//luster:new call
func NewWorld(name string) *World { return &World{Name: name, Gravity: Vec{0, -9.81}} }

// Spawn adds an entity to the world.
//
//luster:method
//luster:sig name at? hp?=100
func (w *World) Spawn(name string, at Vec, hp uint8) *Entity {
	e := &Entity{Name: name, Pos: at, HP: hp, world: w}
	w.entities = append(w.entities, e)
	return e
}

// Entities returns the living entities in the order in which they were spawned.
//
//luster:method
func (w *World) Entities() []*Entity { return w.entities }

// Find returns the living entity of that name, or nil.
//
//luster:method
func (w *World) Find(name string) *Entity {
	for _, e := range w.entities {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// Each calls f for each living entity until it returns false. The script's
// function may yield: Each waits in the middle of its loop.
//
//luster:method
func (w *World) Each(f func(e *Entity) (more bool, err error)) error {
	for _, e := range append([]*Entity(nil), w.entities...) {
		more, err := f(e)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// Turn returns the number of turns that were played.
//
//luster:method get=turn
func (w *World) Turn() int { return w.turn }

// Step plays a turn.
//
//luster:method
func (w *World) Step() int {
	w.turn++
	for _, e := range w.entities {
		e.Pos = e.Pos.Add(e.Velocity)
	}
	return w.turn
}

// Len returns the number of living entities.
func (w *World) Len() int { return len(w.entities) }

func (w *World) remove(e *Entity) {
	for i, o := range w.entities {
		if o == e {
			w.entities = append(w.entities[:i:i], w.entities[i+1:]...)
			return
		}
	}
}

// Entity is somebody or something in a world.
//
//luster:type
type Entity struct {
	Name      string `lua:",readonly"`
	Pos       Vec
	Velocity  Vec
	HP        uint8     `lua:"hp,readonly"`
	Inventory Inventory `lua:",readonly"`
	// OnHit is called with the entity and the damage when it is hit. What it
	// returns, if anything, is the damage that counts.
	OnHit rt.Func
	// Target is whom the entity follows.
	Target *Entity
	// Data is for scripts to use.
	Data  rt.Value
	world *World
}

// World returns the world that the entity lives in, nil when it is dead.
//
//luster:method get=world
func (e *Entity) World() *World { return e.world }

// Alive reports whether the entity is alive.
//
//luster:method get=alive
func (e *Entity) Alive() bool { return e.world != nil }

// DeadError is the error of an action of the dead.
type DeadError struct{ Name string }

// Error says who is dead.
func (d *DeadError) Error() string { return d.Name + " is dead" }

// Damage hits the entity and returns the damage done. It calls OnHit, which may
// yield; an error in it is raised.
//
//luster:method async
func (e *Entity) Damage(c *rt.Call, amount uint8) (done uint8, err error) {
	if e.world == nil {
		return 0, &DeadError{e.Name}
	}
	if !e.OnHit.IsNil() {
		self, err := rt.ToHost(c, e)
		if err != nil {
			return 0, err
		}
		results, err := c.PDo(e.OnHit.Value(), self, rt.Int(int64(amount)))
		if err != nil {
			return 0, fmt.Errorf("%s was hit: %w", e.Name, err)
		}
		if v := rt.Result(results, 1); !v.IsNil() {
			n, bad := rt.FromInt[uint8](c, v)
			if bad != nil {
				return 0, bad.Result(c, 1)
			}
			amount = n
		}
	}
	amount = min(amount, e.HP)
	e.HP -= amount
	if e.HP == 0 {
		e.world.remove(e)
		e.world = nil
	}
	return amount, nil
}

// Heal gives the entity strength back, up to 255.
//
//luster:method
//luster:sig amount?=10
func (e *Entity) Heal(amount uint8) { e.HP += min(amount, 255-e.HP) }

// Distance returns the distance to another entity.
//
//luster:method
//luster:sig other!
func (e *Entity) Distance(other *Entity) float64 { return e.Pos.Sub(other.Pos).Length() }

// String names the entity.
func (e *Entity) String() string { return fmt.Sprintf("%s [%d]", e.Name, e.HP) }

// Distance returns the distance between two points.
//
//luster:func
func Distance(a, b Vec) float64 { return a.Sub(b).Length() }
