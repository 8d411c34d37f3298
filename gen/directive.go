package gen

// This file defines the directive language: the table of directives and the
// reading of one comment line. Where a directive may stand is in model.go.

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// place is where a directive may stand.
type place uint8

// Places.
const (
	onPackage place = 1 << iota // the package comment
	onType                      // a type declaration
	onField                     // above a struct field
	onFunc                      // a function
	onMethod                    // a method
	onValue                     // a constant or variable declaration
)

var placeNames = []struct {
	place place
	name  string
}{
	{onPackage, "the package comment"}, {onType, "a type"}, {onField, "a struct field"},
	{onFunc, "a function"}, {onMethod, "a method"}, {onValue, "a constant or variable"},
}

func (p place) String() string {
	var names []string
	for _, n := range placeNames {
		if p&n.place != 0 {
			names = append(names, n.name)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
	return strings.Join(names, "")
}

// A directiveSpec is the row of a directive: what it takes and where it stands.
type directiveSpec struct {
	name   string
	places place
	args   []string            // names of the positional arguments, all required
	flags  []string            // bare words
	keys   map[string][]string // key=value; the values allowed, nil: any
	free   bool                // arguments are read elsewhere
	many   bool                // may stand more than once on one declaration
	doc    string
}

// directiveSpecs is the directive language. docs/directives.md is made of it.
var directiveSpecs = []directiveSpec{
	{name: "module", places: onPackage, args: []string{"NAME"}, flags: []string{"global"},
		keys: map[string][]string{"args": {"strict", "lua"}, "case": {"snake", "camel", "asis"}, "errors": {"raise", "return"}, "open": {"module", "parts"}},
		doc:  "names the Lua module of the package; with global, opening it also sets the global of that name. With args=lua, arguments are read, and refused, as the functions of Lua's own library do: strings that are numerals count as numbers, numbers as strings, any value as a boolean, and errors give the name by which the function was called, `bad argument #1 to 'sin' (number expected, got no value)`. With open=parts, there is no OpenLua and no stub, only functions, which need not be exported: the package itself opens them, from the list lusterParts"},
	{name: "type", places: onType, flags: []string{"opaque"},
		keys: map[string][]string{"name": nil, "by": {"ref", "copy", "table"}, "methods": {"marked", "all"}},
		doc:  "exposes the type and derives its trace method"},
	{name: "inst", places: onType, args: []string{"TYPE[ARGS]"}, flags: []string{"opaque"}, many: true,
		keys: map[string][]string{"name": nil, "by": {"ref", "copy"}},
		doc:  "exposes an instance of a generic type, such as Box[int] name=IntBox, with the methods that are marked on the generic type"},
	{name: "extern", places: onPackage, args: []string{"IMPORT.NAME"}, many: true,
		flags: []string{"type", "func", "const", "var", "opaque", "new", "call", "async"},
		keys: map[string][]string{"name": nil, "in": nil, "of": nil, "as": {"ref", "copy", "value"},
			"conv": nil, "methods": nil, "meta": nil, "out": nil, "skip": nil},
		doc: "exposes a type, function, constant or variable of another package; NAME may be a list A,B,C, or * for all that can cross. `in=` puts it in a table of the module; `as=` says how a type crosses: by handle, as a copy, or as the plain value that it is; `conv=TO,FROM` names two functions of this package that convert it; `methods=` lists the methods, without it all that can cross are exposed; `meta=__add:Add` makes metamethods of them; `out=PARAM` (for a method `METHOD.PARAM`) passes a pointer to a new variable and returns what it then holds; `new` gives a type a constructor of zero values; `skip=` leaves out names, and methods by TYPE.METHOD"},
	{name: "trace", places: onType, flags: []string{"manual"},
		doc: "derives the trace method only; with manual, it is written by hand and still checked"},
	{name: "nogc", places: onType,
		doc: "claims that the type never holds a reference, which is proved or refused with the path"},
	{name: "notrace", places: onField, args: []string{`"reason"`},
		doc: "leaves a field out of the trace, for the reason given"},
	{name: "dyn", places: onField, args: []string{`"reason"`},
		doc: "traces an interface field by asking its dynamic type at run time"},
	{name: "enum", places: onType, flags: []string{"strings"}, keys: map[string][]string{"trimprefix": nil},
		doc: "exposes the constants of a type as a table, or, with strings, its values as strings"},
	{name: "func", places: onFunc, flags: []string{"async", "chan"}, keys: map[string][]string{"name": nil, "of": nil, "overload": nil},
		doc: "exposes a function in the module, or in the table of a type; `overload=` gives several functions one name, of which the arguments choose; with chan, a channel that it returns is read by a generic for"},
	{name: "const", places: onValue, keys: map[string][]string{"name": nil},
		doc: "exposes constants, or variables by the value they have when the module opens"},
	{name: "new", places: onFunc, flags: []string{"call", "async"}, keys: map[string][]string{"name": nil, "overload": nil},
		doc: "exposes a function that returns a T, *T or gc.Ref[T], and perhaps an error, as a constructor of T; with call, T itself is called too"},
	{name: "method", places: onMethod, flags: []string{"async", "chan", "right"},
		keys: map[string][]string{"name": nil, "get": nil, "set": nil, "meta": nil, "overload": nil},
		doc:  "exposes a method, or makes it the getter or setter of a field, or a metamethod; of several methods for one operator the operands choose; with right, the receiver is the right operand"},
	{name: "sig", places: onFunc | onMethod, free: true,
		doc: "names the parameters as Lua sees them: a, b? (may be left out), b?=1 (with a default), c?? (a pointer, nil when left out), d! (never nil), rest..."},
	{name: "skip", places: onPackage | onType | onField | onFunc | onMethod | onValue,
		doc: "leaves out what a rule or a wider directive would include"},
}

func findSpec(name string) *directiveSpec {
	for i := range directiveSpecs {
		if directiveSpecs[i].name == name {
			return &directiveSpecs[i]
		}
	}
	return nil
}

func directiveNames() (names []string) {
	for _, s := range directiveSpecs {
		names = append(names, s.name)
	}
	return names
}

// A directive is one //luster: line.
type directive struct {
	name  string
	pos   token.Pos
	spec  *directiveSpec
	args  []directiveArg // positional arguments; all of them if the spec is free
	flags map[string]bool
	keys  map[string]directiveArg
}

type directiveArg struct {
	text string
	pos  token.Pos
}

func (d *directive) flag(name string) bool { return d != nil && d.flags[name] }

func (d *directive) key(name string) string {
	if d == nil {
		return ""
	}
	return d.keys[name].text
}

// keyPos returns the position of a key's argument, or of the directive.
func (d *directive) keyPos(name string) token.Pos {
	if a, ok := d.keys[name]; ok {
		return a.pos
	}
	return d.pos
}

func (d *directive) arg(i int) string {
	if d == nil || i >= len(d.args) {
		return ""
	}
	return d.args[i].text
}

// nearMiss matches what was probably meant to be a directive.
var nearMiss = regexp.MustCompile(`^(?://|/\*)\s*(\+|@|#)?((?i:luster(?:bind)?))\s?:\s?([A-Za-z]+)`)

// parseDirective reads one comment. It returns nil for an ordinary comment, and
// for a directive that is not understood, which it reports.
func parseDirective(ds *diags, c *ast.Comment) *directive {
	line, _, _ := strings.Cut(c.Text, "\n")
	d, ok := ast.ParseDirective(c.Slash, c.Text)
	if !ok || d.Tool != "luster" {
		reportNearMiss(ds, c.Slash, line)
		return nil
	}
	spec := findSpec(d.Name)
	if spec == nil {
		ds.at(c.Slash, "LB101", "unknown directive //luster:%s", d.Name).help("%s", didYouMean(d.Name, directiveNames()))
		return nil
	}
	args, err := d.ParseArgs()
	if err != nil {
		ds.at(d.ArgsPos, "LB107", "arguments of //luster:%s: %v", d.Name, err)
		return nil
	}
	r := &directive{name: d.Name, pos: c.Slash, spec: spec, flags: map[string]bool{}, keys: map[string]directiveArg{}}
	if spec.free {
		for _, a := range args {
			r.args = append(r.args, directiveArg{a.Arg, a.Pos})
		}
		return r
	}
	for _, a := range args {
		r.add(ds, a)
	}
	if len(r.args) < len(spec.args) {
		want := spec.args[len(r.args)]
		if spec.name == "notrace" || spec.name == "dyn" {
			ds.at(c.Slash, "LB108", "//luster:%s needs a reason", d.Name).help(`write //luster:%s "why this is safe"`, d.Name)
		} else {
			ds.at(c.Slash, "LB107", "//luster:%s needs %s", d.Name, want).help("write //luster:%s %s", d.Name, strings.Join(spec.args, " "))
		}
		return nil
	}
	return r
}

// add puts one argument where the spec says.
func (d *directive) add(ds *diags, a ast.DirectiveArg) {
	key, value, isKey := strings.Cut(a.Arg, "=")
	if len(d.args) < len(d.spec.args) && !(isKey && d.spec.has(key)) && !slices.Contains(d.spec.flags, a.Arg) {
		if strings.TrimSpace(a.Arg) == "" {
			ds.at(a.Pos, "LB108", "//luster:%s has an empty %s", d.name, strings.Trim(d.spec.args[len(d.args)], `"`))
		}
		d.args = append(d.args, directiveArg{a.Arg, a.Pos})
		return
	}
	if !isKey {
		switch {
		case d.flags[a.Arg]:
			ds.at(a.Pos, "LB103", "%s is given twice", a.Arg)
		case slices.Contains(d.spec.flags, a.Arg):
			d.flags[a.Arg] = true
		default:
			d.unknown(ds, a.Pos, a.Arg)
		}
		return
	}
	allowed, ok := d.spec.keys[key]
	_, twice := d.keys[key]
	switch {
	case !ok:
		d.unknown(ds, a.Pos, key)
	case twice:
		ds.at(a.Pos, "LB103", "%s= is given twice", key)
	case value == "" && key != "trimprefix":
		ds.at(a.Pos, "LB107", "%s= needs a value", key)
	case allowed != nil && !slices.Contains(allowed, value):
		ds.at(a.Pos, "LB107", "%s=%s is not one of %s", key, value, strings.Join(allowed, ", ")).suggest(value, allowed)
	default:
		d.keys[key] = directiveArg{value, a.Pos}
	}
}

func (d *directive) unknown(ds *diags, pos token.Pos, word string) {
	ds.at(pos, "LB102", "//luster:%s does not know %q", d.name, word).help("%s", didYouMean(word, d.spec.words()))
}

func (s *directiveSpec) has(key string) bool {
	_, ok := s.keys[key]
	return ok
}

// words returns the flags and keys, as they are written.
func (s *directiveSpec) words() []string {
	words := slices.Clone(s.flags)
	for k := range s.keys {
		words = append(words, k+"=")
	}
	slices.Sort(words)
	return words
}

// reportNearMiss reports a comment that would be a directive but for its form.
func reportNearMiss(ds *diags, pos token.Pos, text string) {
	m := nearMiss.FindStringSubmatch(text)
	if m == nil {
		return
	}
	word := strings.ToLower(m[3])
	name := nearest(word, directiveNames())
	// Prose such as "// luster: the name" is no near miss: after a space, only
	// the exact name of a directive counts.
	if name == "" || strings.Contains(m[0], ": ") && name != m[3] {
		return
	}
	ds.at(pos, "LB106", "%q is not read as a directive", strings.TrimSpace(m[0])).help("write //luster:%s, without spaces and in lower case", name)
}
