package bindtest

// This file defines the edge values of Go's types.

import (
	"math"
	"reflect"
	"strings"
)

// edges returns the values of a type that are most likely to be treated wrongly;
// none for types that do not cross by value.
func edges(typ reflect.Type, depth int) []reflect.Value {
	if depth > 3 || special(typ) != "" {
		return nil
	}
	switch typ.Kind() {
	case reflect.Bool:
		return values(typ, false, true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		least := int64(-1) << (typ.Bits() - 1)
		return values(typ, least, least+1, int64(-1), int64(0), int64(1), -least-2, -(least + 1))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		most := ^uint64(0) >> (64 - typ.Bits())
		return values(typ, uint64(0), uint64(1), most/2, most/2+1, most)
	case reflect.Float32:
		return values(typ, 0.0, math.Copysign(0, -1), 1.5, math.MaxFloat32, math.SmallestNonzeroFloat32, math.Inf(1), math.Inf(-1), math.NaN())
	case reflect.Float64:
		return values(typ, 0.0, math.Copysign(0, -1), 1.5, 0x1p53, 0x1p63, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), math.Inf(-1), math.NaN())
	case reflect.String:
		return values(typ, "", "text", "a\x00b\xff\n", "12", strings.Repeat("long ", 20))
	case reflect.Slice:
		return sliceEdges(typ, depth)
	case reflect.Array:
		return arrayEdges(typ, depth)
	case reflect.Map:
		return mapEdges(typ, depth)
	case reflect.Pointer:
		list := []reflect.Value{reflect.Zero(typ)}
		if typ.Elem().Kind() <= reflect.Float64 || typ.Elem().Kind() == reflect.String {
			for _, x := range edges(typ.Elem(), depth+1) {
				p := reflect.New(typ.Elem())
				p.Elem().Set(x)
				list = append(list, p.Convert(typ))
			}
		}
		return list
	case reflect.Struct:
		return structEdges(typ, depth)
	}
	return nil
}

// values converts Go values to a type.
func values(typ reflect.Type, list ...any) (out []reflect.Value) {
	for _, x := range list {
		v := reflect.New(typ).Elem()
		v.Set(reflect.ValueOf(x).Convert(typ))
		out = append(out, v)
	}
	return out
}

func sliceEdges(typ reflect.Type, depth int) []reflect.Value {
	elems := edges(typ.Elem(), depth+1)
	if len(elems) == 0 {
		return nil
	}
	all := reflect.MakeSlice(typ, 0, len(elems))
	for _, x := range elems {
		if isNil(x) || big(x) {
			continue // ends a list of Lua's, or has no integer there
		}
		all = reflect.Append(all, x)
	}
	return []reflect.Value{reflect.MakeSlice(typ, 0, 0), all}
}

func isNil(x reflect.Value) bool {
	switch x.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return x.IsNil()
	}
	return false
}

func big(x reflect.Value) bool { return x.CanUint() && x.Uint() > math.MaxInt64 }

func arrayEdges(typ reflect.Type, depth int) []reflect.Value {
	elems := edges(typ.Elem(), depth+1)
	if len(elems) == 0 {
		return nil
	}
	x := reflect.New(typ).Elem()
	for i := range typ.Len() {
		if e := elems[i%len(elems)]; !isNil(e) && !big(e) {
			x.Index(i).Set(e)
		}
	}
	return []reflect.Value{x}
}

func mapEdges(typ reflect.Type, depth int) []reflect.Value {
	keys, elems := edges(typ.Key(), depth+1), edges(typ.Elem(), depth+1)
	if len(keys) == 0 || len(elems) == 0 || !typ.Key().Comparable() {
		return nil
	}
	m := reflect.MakeMap(typ)
	for i, k := range keys {
		e := elems[i%len(elems)]
		if nan := k.CanFloat() && (math.IsNaN(k.Float()) || k.Float() == 0); !nan && !isNil(e) && !isNil(k) && !big(k) && !big(e) {
			m.SetMapIndex(k, e)
		}
	}
	return []reflect.Value{reflect.MakeMap(typ), m}
}

// structEdges returns one value whose exported fields have an edge value each.
// Structs with other fields do not cross by value alone.
func structEdges(typ reflect.Type, depth int) []reflect.Value {
	x := reflect.New(typ).Elem()
	for i := range typ.NumField() {
		if !typ.Field(i).IsExported() {
			return nil
		}
		list := edges(typ.Field(i).Type, depth+1)
		if len(list) == 0 {
			return nil
		}
		e := list[len(list)/2]
		if !big(e) {
			x.Field(i).Set(e)
		}
	}
	return []reflect.Value{x}
}
