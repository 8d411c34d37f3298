package game

// This file defines items and the inventories that they lie in.

import (
	"errors"
	"fmt"

	rt "github.com/lusterlua/luster/runtime"
)

// Kind is what an item is good for.
//
//luster:enum strings
type Kind uint8

// Kinds of items.
const (
	Weapon Kind = iota
	Armour
	Potion
)

// MaxItems is how many items an inventory takes.
//
//luster:const name=MAX_ITEMS
const MaxItems = 8

// Item is a thing that can be carried.
//
//luster:type
type Item struct {
	Name   string `lua:",readonly"`
	Kind   Kind   `lua:",readonly"`
	Power  uint8
	Effect rt.Func // what a script does with the item, if anything
}

// NewItem returns an item.
//
//luster:new
//luster:sig name kind power?=1
func NewItem(name string, kind Kind, power uint8) (*Item, error) {
	if name == "" {
		return nil, errors.New("an item needs a name")
	}
	return &Item{Name: name, Kind: kind, Power: power}, nil
}

// String describes the item.
func (i *Item) String() string { return fmt.Sprintf("%s (%d)", i.Name, i.Power) }

// ErrFull is returned when something is added to a full inventory.
var ErrFull = errors.New("the inventory is full")

// Inventory holds items by name.
//
//luster:type
type Inventory struct {
	items map[string]*Item
	order []string
}

// Add puts an item into the inventory.
//
//luster:method
//luster:sig item!
func (v *Inventory) Add(item *Item) error {
	if len(v.order) >= MaxItems {
		return ErrFull
	}
	if v.items[item.Name] != nil {
		return fmt.Errorf("there is a %s already", item.Name)
	}
	if v.items == nil {
		v.items = make(map[string]*Item)
	}
	v.items[item.Name] = item
	v.order = append(v.order, item.Name)
	return nil
}

// Get returns the item of that name, or nil.
//
//luster:method
func (v *Inventory) Get(name string) *Item { return v.items[name] }

// Remove takes an item out and returns it, or nil.
//
//luster:method
func (v *Inventory) Remove(name string) *Item {
	item := v.items[name]
	if item == nil {
		return nil
	}
	delete(v.items, name)
	for i, n := range v.order {
		if n == name {
			v.order = append(v.order[:i:i], v.order[i+1:]...)
			break
		}
	}
	return item
}

// List returns the items in the order in which they were added.
//
//luster:method
func (v *Inventory) List() []*Item {
	list := make([]*Item, 0, len(v.order))
	for _, n := range v.order {
		list = append(list, v.items[n])
	}
	return list
}

// Len returns the number of items.
func (v *Inventory) Len() int { return len(v.order) }
