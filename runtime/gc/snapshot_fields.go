package gc

// This file names the edges of Go values after their fields, for snapshots.

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// Fields adds the edges that trace marks, which is how x is traced, and names them after the fields of x
// that they come from, below the given name. What no field explains gets no more than that name.
func (d *Description) Fields(name string, x any, trace func(t *Tracer)) {
	w := fieldWalk{d: d, left: make(map[uintptr]int), seen: make(map[visit]bool)}
	var all []uintptr
	d.h.listen(&all, func() { trace(&d.h.tracer) })
	for _, a := range all {
		if a != 0 {
			w.left[a]++
		}
	}
	if len(w.left) == 0 {
		return
	}
	w.value(name, reflect.ValueOf(x), 0)
	if name == "" {
		name = "(edge)"
	}
	for _, a := range all { // in the order of the trace
		for ; w.left[a] > 0; w.left[a]-- {
			d.Edge(EdgeInternal, name, a)
		}
	}
}

// maxFieldDepth bounds the nesting of plain Go memory that is looked through for names.
const maxFieldDepth = 32

type fieldWalk struct {
	d    *Description
	left map[uintptr]int // edges that have no name yet
	seen map[visit]bool
}

type visit struct {
	p unsafe.Pointer
	t reflect.Type
}

var traceableType = reflect.TypeFor[Traceable]()

// value names the edges of v and reports whether there were some.
func (w *fieldWalk) value(name string, v reflect.Value, depth int) bool {
	if !v.IsValid() || depth > maxFieldDepth || !leads(v.Type(), nil) {
		return false
	}
	found := false
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || w.seen[visit{v.UnsafePointer(), v.Type()}] {
			return false
		}
		w.seen[visit{v.UnsafePointer(), v.Type()}] = true
		return w.value(name, v.Elem(), depth+1)
	case reflect.Interface:
		return w.value(name, v.Elem(), depth+1)
	case reflect.Struct:
		v = addressable(v)
		if isMap(v.Type()) {
			entries := v.FieldByName("entries")
			for i := range entries.Len() {
				e := entries.Index(i)
				found = w.value(fmt.Sprintf("%s[%v]", name, e.Field(0)), w.open(e.Field(1)), depth+1) || found
			}
			return found
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			found = w.value(join(name, f.Name, f.Anonymous), w.open(v.Field(i)), depth+1) || found
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			found = w.value(fmt.Sprintf("%s[%d]", name, i), v.Index(i), depth+1) || found
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			key := fmt.Sprint(it.Key())
			found = w.value(name+" key "+key, it.Key(), depth+1) || found
			found = w.value(fmt.Sprintf("%s[%s]", name, key), it.Value(), depth+1) || found
		}
	}
	return found || w.leaf(name, v)
}

// open drops the mark of an unexported field.
func (w *fieldWalk) open(field reflect.Value) reflect.Value {
	// SAFETY: the field of an addressable struct; it is only read.
	return reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
}

// isMap reports whether the type is a Map.
func isMap(t reflect.Type) bool {
	return t.PkgPath() == reflect.TypeFor[Heap]().PkgPath() && strings.HasPrefix(t.Name(), "Map[")
}

// leaf names the edges of a value that marks them itself, such as a Ref.
func (w *fieldWalk) leaf(name string, v reflect.Value) bool {
	if name == "" {
		return false // x itself: it says nothing
	}
	if !v.Type().Implements(traceableType) {
		v = addressable(v).Addr()
	}
	x, ok := v.Interface().(Traceable)
	if !ok {
		return false
	}
	found := false
	for _, a := range ChildrenOf(w.d.h, x) {
		if a == 0 || w.left[a] == 0 {
			continue
		}
		w.left[a]--
		found = true
		w.d.Edge(EdgeField, name, a)
	}
	return found
}

// addressable returns v, or a copy that has an address.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

// join returns the name of a field. What a Cell, Slice or Map holds has the name of its owner.
func join(name, field string, embedded bool) string {
	switch {
	case name == "":
		return field
	case embedded, field == "v", field == "s", field == "entries", field == "value":
		return name
	}
	return name + "." + field
}

// leads reports whether values of the type can lead to objects.
func leads(t reflect.Type, above []reflect.Type) bool {
	if t.Implements(traceableType) || reflect.PointerTo(t).Implements(traceableType) {
		return true
	}
	for _, a := range above {
		if a == t {
			return false
		}
	}
	above = append(above, t)
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return leads(t.Elem(), above)
	case reflect.Map:
		return leads(t.Key(), above) || leads(t.Elem(), above)
	case reflect.Struct:
		for i := range t.NumField() {
			if leads(t.Field(i).Type, above) {
				return true
			}
		}
	}
	return false
}
