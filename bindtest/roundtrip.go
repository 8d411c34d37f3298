package bindtest

// This file defines the check that values come back from Lua as they went.

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	rt "github.com/lusterlua/luster/runtime"
)

// RoundTrip converts the values to Lua and back and fails unless they are equal
// to what they were, as go-cmp has it. Without values it takes the edge values
// of the type: the least and the greatest of its width, infinities and NaN,
// strings with any bytes. If T is an exposed type, each of its fields goes to Lua
// and into another object as well, with the edge values of its own type.
func RoundTrip[T any](t testing.TB, cfg Config, values ...T) {
	t.Helper()
	w := cfg.world(t, rt.Config{})
	typ := reflect.TypeFor[T]()
	if h := w.hostOf(typ); h != nil {
		w.fieldsRoundTrip(t, h)
	}
	list := make([]reflect.Value, len(values))
	for i := range values {
		list[i] = reflect.ValueOf(&values[i]).Elem()
	}
	if len(values) == 0 {
		list = edges(typ, 0)
	}
	for _, x := range list {
		back, err := w.there(x)
		if err != nil {
			t.Errorf("%s %v: %v", typ, x, err)
			continue
		}
		if diff := compare(x, back); diff != "" {
			t.Errorf("%s is not what it was after a way to Lua and back (-before +after):\n%s", typ, diff)
		}
	}
}

// roundTripAll does what RoundTrip does for every exposed type.
func roundTripAll(t testing.TB, cfg Config) {
	t.Helper()
	w := cfg.world(t, rt.Config{})
	for _, m := range w.vm.Modules() {
		for _, h := range m.Types {
			if h.Go.Type() != nil {
				w.fieldsRoundTrip(t, h)
			}
		}
	}
}

func (w *world) hostOf(typ reflect.Type) *rt.HostType {
	for _, h := range w.hosts {
		if g := h.Go.Type(); g != nil && (g == typ || reflect.PointerTo(g) == typ) {
			return h
		}
	}
	return nil
}

// there takes a value to Lua, through a function of Lua, and back.
func (w *world) there(x reflect.Value) (back reflect.Value, err error) {
	v, err := w.vm.ToValue(x.Interface())
	if err != nil {
		return back, err
	}
	w.hold(v)
	id, err := w.vm.Load("=id", "local t = {...}; return t[1]")
	if err != nil {
		return back, err
	}
	vs, err := w.call(id.Value(), v)
	if err != nil {
		return back, err
	}
	v = first(vs)
	dst := reflect.New(x.Type())
	if u, ok := v.AsUserdata(); ok && x.Kind() == reflect.Struct {
		if data := reflect.ValueOf(u.Data(w.vm)); data.IsValid() && data.Type() == dst.Type() {
			return data.Elem(), nil
		}
	}
	return dst.Elem(), w.vm.FromValue(v, dst.Interface())
}

// compare returns how two values differ. Empty and nil lists are the same to
// scripts; a NaN is equal to another; pointers to exposed types have to be the
// same pointer.
func compare(a, b reflect.Value) string {
	return cmp.Diff(a.Interface(), b.Interface(),
		cmp.Exporter(func(reflect.Type) bool { return true }),
		cmp.FilterValues(bothEmpty, cmp.Ignore()),
		cmp.Comparer(func(x, y float64) bool { return same(x, y) }),
		cmp.Comparer(func(x, y float32) bool { return same(float64(x), float64(y)) }),
	)
}

func same(x, y float64) bool {
	return x == y && math.Signbit(x) == math.Signbit(y) || math.IsNaN(x) && math.IsNaN(y)
}

func bothEmpty(x, y any) bool {
	a, b := reflect.ValueOf(x), reflect.ValueOf(y)
	return a.IsValid() && b.IsValid() && a.Type() == b.Type() &&
		(a.Kind() == reflect.Slice || a.Kind() == reflect.Map) && a.Len() == 0 && b.Len() == 0
}

// fieldsRoundTrip checks the fields of one type.
func (w *world) fieldsRoundTrip(t testing.TB, h *rt.HostType) {
	t.Helper()
	typ := h.Go.Type()
	writable := map[string]bool{}
	for _, m := range h.Setters {
		writable[m.Name] = true
	}
	for _, s := range w.symbols() {
		if s.host != h.Name || s.Kind != "field" && s.Kind != "read-only field" {
			continue
		}
		_, name, _ := strings.Cut(s.Go, ".")
		field, ok := typ.FieldByName(name)
		if !ok {
			continue
		}
		f := fieldTrip{w: w, host: h, symbol: s, field: field, writable: writable[s.member]}
		if enum := w.enums[strings.TrimSuffix(s.Type, "?")]; !enum.IsNil() {
			f.names(t, enum)
			continue
		}
		for _, x := range f.edges() {
			if err := f.trip(x); err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
	}
	if err := w.release(); err != nil {
		t.Fatal(err)
	}
}

// A fieldTrip takes values through one field.
type fieldTrip struct {
	w        *world
	host     *rt.HostType
	symbol   symbol
	field    reflect.StructField
	writable bool
}

// edges returns the edge values that the field admits.
func (f *fieldTrip) edges() (list []reflect.Value) {
	opts := strings.Split(f.field.Tag.Get("lua"), ",")
	for _, x := range edges(f.field.Type, 0) {
		nilable := x.Kind() == reflect.Pointer || x.Kind() == reflect.Slice || x.Kind() == reflect.Map
		switch {
		case slices.Contains(opts, "nonnil") && nilable && x.IsNil():
		case slices.Contains(opts, "utf8") && strings.Contains(x.String(), "\xff"):
		default:
			list = append(list, x)
		}
	}
	if p := f.field.Type; p.Kind() == reflect.Pointer && f.w.hostOf(p) != nil {
		list = append(list, reflect.New(p.Elem()))
	}
	return list
}

// object returns a new object of the type, in Go and in Lua.
func (f *fieldTrip) object() (field reflect.Value, v rt.Value, err error) {
	if v, err = f.w.vm.ToValue(reflect.New(f.host.Go.Type()).Interface()); err != nil {
		return field, v, err
	}
	f.w.hold(v)
	u, ok := v.AsUserdata()
	x := reflect.ValueOf(u.Data(f.w.vm))
	if !ok || x.Kind() != reflect.Pointer {
		return field, v, fmt.Errorf("a %s is no userdata", f.host.Name)
	}
	return settable(x.Elem().FieldByIndex(f.field.Index)), v, nil
}

// trip sets the field in Go, reads it in Lua, assigns that to another object in
// Lua and compares the fields in Go.
func (f *fieldTrip) trip(x reflect.Value) error {
	field, v, err := f.object()
	if err != nil {
		return err
	}
	field.Set(x)
	got, err := f.w.read(v, f.symbol.member)
	if err != nil || !f.writable {
		return tooBig(x, err)
	}
	other, o, err := f.object()
	if err != nil {
		return err
	}
	if err := f.w.write(o, f.symbol.member, got); err != nil {
		return fmt.Errorf("%v: what was read cannot be assigned: %w", x, err)
	}
	if x.Kind() == reflect.Pointer && f.w.hostOf(x.Type()) != nil {
		if x.Pointer() != other.Pointer() {
			return fmt.Errorf("another object came back")
		}
		return nil
	}
	if diff := compare(field, other); diff != "" {
		return fmt.Errorf("not what it was after a way to Lua and back (-before +after):\n%s", diff)
	}
	return nil
}

// tooBig accepts that an integer of 64 unsigned bits is refused, rather than
// changed, when Lua has none so big.
func tooBig(x reflect.Value, err error) error {
	if err != nil && x.CanUint() && x.Uint() > math.MaxInt64 {
		return nil
	}
	return err
}

// names takes the names of an enum from Lua to Go and back.
func (f *fieldTrip) names(t testing.TB, enum rt.Table) {
	t.Helper()
	if !f.writable {
		return
	}
	_, v, err := f.object()
	if err != nil {
		t.Errorf("%s: %v", f.symbol.Name, err)
		return
	}
	for k, item := range enum.All(f.w.vm) {
		name, _ := k.AsString(f.w.vm)
		err := f.w.write(v, f.symbol.member, item)
		var got rt.Value
		if err == nil {
			got, err = f.w.read(v, f.symbol.member)
		}
		if err != nil || !f.w.vm.RawEqual(got, item) {
			t.Errorf("%s: %s comes back as %s: %v", f.symbol.Name, name, f.w.vm.AppendValue(nil, got), err)
		}
	}
}
