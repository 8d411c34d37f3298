package bindtest

// This file defines the check that wrong arguments are refused, and how.

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/lusterlua/luster/gen"
	rt "github.com/lusterlua/luster/runtime"
)

// Reject calls every function with a wrong value for each parameter in turn, the
// others being right, and assigns wrong values to every field. It fails unless
// the error names the function, the position and name of the parameter, what was
// wanted and what was given.
func Reject(t testing.TB, cfg Config) {
	t.Helper()
	w := cfg.world(t, rt.Config{})
	setters := map[string]bool{}
	for _, h := range w.hosts {
		for _, m := range h.Setters {
			setters[h.Name+"."+m.Name] = true
		}
	}
	for _, s := range w.symbols() {
		var err error
		switch {
		case s.callable():
			err = w.rejectCall(t, &s)
		case (s.Kind == "field" || s.Kind == "setter") && setters[s.Name]:
			err = w.rejectField(t, &s)
		}
		if err != nil {
			t.Logf("%s is not checked: %v", s.Name, err)
		}
		if err := w.release(); err != nil {
			t.Fatal(err)
		}
	}
}

// A candidate is a value that may be wrong somewhere.
type candidate struct {
	kind  string // "nil", "boolean", "integer", "fraction", "string", ...
	value rt.Value
	got   []string // what the message may say that was given
}

// candidates returns a value of each kind.
func (w *world) candidates() ([]candidate, error) {
	list := []candidate{
		{"nil", rt.Nil, []string{"nil", "no value"}},
		{"boolean", rt.Bool(true), []string{"boolean", "true"}},
		{"integer", rt.Int(7), []string{"7", "number"}},
		{"fraction", rt.Float(7.25), []string{"7.25", "number"}},
	}
	for _, kind := range []string{"string", "table", "function", "thread", "userdata"} {
		v, err := w.value(kind)
		if err != nil {
			return nil, err
		}
		got := []string{kind}
		if kind == "string" {
			got = append(got, "text")
		}
		list = append(list, candidate{kind, v, got})
	}
	return list, nil
}

// accepted returns the kinds that are right for a parameter; ok is false if
// everything is, or if that cannot be told.
func (w *world) accepted(p gen.Param) (kinds []string, ok bool) {
	typ := strings.TrimSuffix(p.Type, "?")
	if p.Optional || p.Nilable || p.Rest {
		kinds = append(kinds, "nil")
	}
	switch {
	case typ == "any", typ == "", p.Go == "error":
		return nil, false
	case typ == "integer":
		return append(kinds, "integer"), true
	case typ == "number":
		return append(kinds, "integer", "fraction"), true
	case typ == "function", strings.HasPrefix(typ, "fun("):
		return append(kinds, "function"), true
	case typ == "table", strings.HasPrefix(typ, "table<"), strings.HasSuffix(typ, "[]"):
		return append(kinds, "table"), true
	case typ == "boolean", typ == "string", typ == "thread", typ == "userdata":
		return append(kinds, typ), true
	case !w.enums[typ].IsNil():
		return kinds, true
	case w.hosts[typ] != nil && w.hosts[typ].Go.Type() == nil:
		return append(kinds, "table"), true
	case w.hosts[typ] != nil:
		return kinds, true
	}
	return nil, false
}

// wrong returns the values that a parameter must refuse.
func (w *world) wrong(p gen.Param) (list []candidate, err error) {
	kinds, ok := w.accepted(p)
	if !ok {
		return nil, nil
	}
	all, err := w.candidates()
	if err != nil {
		return nil, err
	}
	accept := strings.Join(kinds, " ") + " "
	for _, c := range all {
		if !strings.Contains(accept, c.kind+" ") {
			list = append(list, c)
		}
	}
	for _, v := range outOfRange(p.Basic) {
		text := string(rt.AppendNumber(nil, v))
		list = append(list, candidate{text, v, []string{text}})
	}
	if elem, ok := strings.CutSuffix(p.Type, "[]"); ok {
		more, err := w.wrongElements(elem)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// wrongElements returns lists with one wrong element.
func (w *world) wrongElements(elem string) (list []candidate, err error) {
	if strings.HasPrefix(elem, "(") {
		return nil, nil // may be nil: a list of that has no wrong elements that all refuse
	}
	inner, err := w.wrong(gen.Param{Type: elem})
	if err != nil {
		return nil, err
	}
	for _, c := range inner {
		if c.kind == "nil" {
			continue // ends the list
		}
		t, err := w.vm.NewTable(1, 0)
		if err == nil {
			w.hold(t.Value())
			err = t.RawSetInt(w.vm, 1, c.value)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, candidate{"a list of " + c.kind, t.Value(), c.got})
	}
	return list, nil
}

// badArgument is the form of the error, badValue that of an assignment.
var (
	badArgument = regexp.MustCompile(`bad argument #(\d+) \('([^']*)'\) to '([^']*)' \((.+) expected, got (.+)\)`)
	badValue    = regexp.MustCompile(`bad value for '([^']*)' \((.+) expected, got (.+)\)`)
)

func (w *world) rejectCall(t testing.TB, s *symbol) error {
	t.Helper()
	if s.member == "__eq" {
		return nil // values that are no such object are not equal
	}
	args, err := w.arguments(s)
	if err != nil {
		return err
	}
	self := rt.Nil
	if s.hasSelf() {
		self = args[0]
	}
	fn, err := w.function(s, self)
	if err != nil {
		return err
	}
	first := 1
	if s.hasSelf() {
		first = 2
		if s.Kind == "method" { // a metamethod may stand on either side
			w.rejectArgument(t, s, fn, args, 1, gen.Param{Name: "self", Type: s.host})
		}
	}
	for i, p := range s.Params {
		w.rejectArgument(t, s, fn, args, first+i, p)
	}
	return nil
}

func (w *world) rejectArgument(t testing.TB, s *symbol, fn rt.Value, args []rt.Value, pos int, p gen.Param) {
	t.Helper()
	list, err := w.wrong(p)
	if err != nil {
		t.Errorf("%s: %v", s.Name, err)
		return
	}
	for _, c := range list {
		bad := append([]rt.Value(nil), args...)
		bad[pos-1] = c.value
		_, err := w.call(fn, bad...)
		what := fmt.Sprintf("%s with a wrong argument #%d (%s: %s)", s.Name, pos, p.Name, c.kind)
		if err == nil {
			t.Errorf("%s: accepted", what)
			continue
		}
		if p, ok := panicked(err); ok {
			t.Errorf("%s: a panic: %v\n%s", what, p, p.Stack)
			continue
		}
		m := badArgument.FindStringSubmatch(err.Error())
		switch {
		case m == nil:
			t.Errorf("%s: the error is no argument error: %v", what, err)
		case m[1] != fmt.Sprint(pos), m[2] != p.Name, m[3] != s.Name:
			t.Errorf("%s: the error names another function or parameter: %v", what, err)
		case strings.HasSuffix(m[4], " elements"): // an array: its length is looked at first
		case !says(m[5], c.got):
			t.Errorf("%s: the error does not say that it got %s: %v", what, strings.Join(c.got, " or "), err)
		}
	}
}

func says(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

func (w *world) rejectField(t testing.TB, s *symbol) error {
	t.Helper()
	o, err := w.instance(s.host)
	if err != nil {
		return err
	}
	if len(s.Params) != 1 {
		return nil
	}
	list, err := w.wrong(s.Params[0])
	if err != nil {
		return err
	}
	for _, c := range list {
		err := w.write(o, s.member, c.value)
		what := fmt.Sprintf("%s = %s", s.Name, c.kind)
		if err == nil {
			t.Errorf("%s: accepted", what)
			continue
		}
		text := err.Error()
		m := badValue.FindStringSubmatch(text)
		if m == nil { // a method that is a setter
			if a := badArgument.FindStringSubmatch(text); a != nil {
				m = []string{a[0], a[3], a[4], a[5]}
			}
		}
		switch {
		case m == nil:
			t.Errorf("%s: the error is none of a wrong value: %v", what, err)
		case m[1] != s.Name:
			t.Errorf("%s: the error names another field: %v", what, err)
		case strings.HasSuffix(m[2], " elements"): // an array: its length is looked at first
		case !says(m[3], c.got):
			t.Errorf("%s: the error does not say that it got %s: %v", what, strings.Join(c.got, " or "), err)
		}
	}
	return nil
}
