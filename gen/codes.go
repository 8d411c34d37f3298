package gen

// This file defines the table of diagnostic codes, of which docs/diagnostics.md
// and the command explain are made.

import (
	"fmt"
	"strings"
)

// A CodeInfo is the row of a diagnostic code.
type CodeInfo struct {
	Code  Code
	Title string
	Text  string // why it is an error, and what to do
}

// Codes is the table of all diagnostic codes, sorted.
var Codes = []CodeInfo{
	{"LB001", "a package does not compile", "Generating needs the types of the package, so everything but the generated file has to compile. The generated file itself is never the reason: while loading, stubs stand in for it."},
	{"LB002", "nothing to load", "A pattern names no package, or a directory that is not there. Patterns are those of the go command; ./... stands for all packages below the current directory."},
	{"LB003", "a file is in the way", "The output would overwrite a file whose first line is not lusterbind's. Nothing is ever written over such a file: rename or delete it."},
	{"LB004", "the output does not compile", "The output is type-checked together with the package before it is written. That it fails is a bug of lusterbind; nothing was written."},
	{"LB101", "unknown directive", "The name after //luster: is none that lusterbind knows. Directives are never ignored silently."},
	{"LB102", "unknown argument", "The directive does not take this key or flag."},
	{"LB103", "given twice", "A directive or an argument stands twice where it may stand once."},
	{"LB104", "misplaced directive", "A directive belongs into the comment right above the declaration it is about, without a blank line between, and on the kind of declaration that it knows."},
	{"LB105", "not exported", "Only exported types, functions, methods, constants and fields can be exposed, so that Go code of other packages could do what scripts can. An unexported field can be exposed by a name in its tag."},
	{"LB106", "nearly a directive", "The comment looks like a directive, but Go's form is //luster:name: no space, lower case. It would have been ignored."},
	{"LB107", "bad argument", "An argument is missing or has a value that is not possible."},
	{"LB108", "missing reason", "notrace and dyn overrule what can be proved. The reason is kept in the output and listed by lusterbind audit."},
	{"LB109", "bad field tag", "The tag is lua:\"name,option,...\" with the options readonly, copy, view, nonnil, optional and utf8; lua:\"-\" hides a field."},
	{"LB110", "directives exclude each other", "Two directives or arguments on one declaration contradict each other, or the kind of the declaration."},
	{"LB111", "no module", "Something is exposed in a package whose comment has no //luster:module NAME."},
	{"LB112", "a Lua name is taken", "Two members of a type, or of a module, would have the same name in Lua."},
	{"LB113", "signature does not fit", "//luster:sig names the parameters that come from Lua, in order: name, name? (may be left out), name?=default, name?? (a parameter that can be nil), name! (never nil), name... (the last one of a variadic function)."},
	{"LB114", "ambiguous overloads", "Of functions with one overload=, or of methods for one operator, the number and the types of the arguments choose. Two of them could take the same arguments, and neither is more special than the other."},
	{"LB115", "an extern that is not there", "//luster:extern names what a package exports: IMPORT.NAME, as in net/url.URL. The package must be importable from here, and what is named must have a signature that Go code of this package could write down."},
	{"LB116", "no instance", "//luster:inst names an instance of the generic type that it stands on, such as Box[int], with types that the file can name, and a Lua name: name=IntBox."},
	{"LB201", "a function cannot be traced", "A func value may have captured anything. Hold an rt.Func for a Lua function; for others say why they hold no references: //luster:notrace \"why\"."},
	{"LB202", "a channel cannot be traced", "What waits in a channel is not visible to the collector. Do not send references through channels that traced types hold."},
	{"LB203", "an unsafe.Pointer cannot be traced", "It can lead anywhere."},
	{"LB204", "an interface cannot be traced", "Its dynamic type may hold references that nobody declared. Embed gc.Traceable in the interface, seal it with an unexported method, or use //luster:dyn or //luster:notrace with a reason."},
	{"LB205", "a foreign type holds references", "A struct of another package must trace itself: its unexported fields cannot be reached from here. Annotate it there."},
	{"LB206", "a root inside a traced type", "A Root keeps its object alive from outside. Inside an object that the same collector traces it makes cycles that are never collected. Hold the plain word: rt.Value, rt.Table, rt.Func, gc.Ref."},
	{"LB207", "a promoted trace method", "A struct that embeds a traced type has its trace method by promotion, and that one does not see the other fields. Annotate the outer struct."},
	{"LB208", "a sync.Pool cannot be traced", "Its contents come and go unseen."},
	{"LB209", "a trace method by hand is incomplete", "A type with //luster:trace manual needs a method TraceGC(*gc.Tracer) that mentions each field which holds references."},
	{"LB210", "nogc cannot be proved", "The type holds references, or something that might."},
	{"LB211", "declared by hand", "The output declares this name itself: TraceGC of annotated types, OpenLua of modules."},
	{"LB212", "a type argument that does not trace itself", "The trace method of a generic type asks the values of its type parameters to trace themselves. A type argument that holds references, or might, needs a trace method of its own: annotate it with //luster:trace."},
	{"LB213", "dyn on what is no interface", "Only an interface has a dynamic type to ask."},
	{"LB214", "a type without methods", "Go allows no methods on pointer and interface types, so these cannot have a trace method."},
	{"LB301", "a type cannot cross to Lua", "Booleans, numbers, strings, []byte, slices, arrays, maps, exposed types, pointers to them, interfaces, functions as parameters and the types of package rt cross."},
	{"LB302", "a type is not exposed", "A struct crosses by reference, copy or as a table when its type has //luster:type. Nothing is exposed without that."},
	{"LB303", "bad metamethod or property", "The signature does not fit what the metamethod, getter or setter is called with."},
	{"LB304", "no constructor", "//luster:new belongs on a function that returns T, *T or gc.Ref[T] of an exposed type T of the package, and perhaps an error."},
	{"LB305", "generic", "Generic types can be traced, but only concrete types and functions can be exposed: instances of a generic type by //luster:inst."},
	{"LB306", "a method of a type that is not exposed", "Annotate the receiver's type with //luster:type."},
	{"LB307", "bad enum", "An enum is a type of integers or strings with exported constants."},
	{"LB308", "an iterator that cannot be used", "An iter.Seq, an iter.Seq2 or, with chan, a channel is the only result of a function, besides an error, and becomes the iterator of a generic for. Such a function takes no Lua functions: they would be called after it has ended."},
	{"LB401", "a callback that cannot fail", "A warning. A Go function that is called with a Lua function learns of an error in it by the last result of the callback. Without one the error unwinds the Go code as a panic, up to the border: deferred calls run, but nothing else does."},
}

// Explain returns the page of a code; ok is false if there is no such code.
func Explain(code string) (text string, ok bool) {
	for _, c := range Codes {
		if string(c.Code) == strings.ToUpper(code) {
			return fmt.Sprintf("%s: %s\n\n%s\n", c.Code, c.Title, c.Text), true
		}
	}
	return "", false
}

// DiagnosticsPage returns docs/diagnostics.md.
func DiagnosticsPage() []byte {
	var b strings.Builder
	b.WriteString("# Diagnostics of lusterbind\n\nGenerated from the table in gen/codes.go. `lusterbind explain LB101` prints one of them.\n")
	for _, c := range Codes {
		fmt.Fprintf(&b, "\n## %s: %s\n\n%s\n", c.Code, c.Title, c.Text)
	}
	return []byte(b.String())
}

// DirectivesPage returns docs/directives.md.
func DirectivesPage() []byte {
	var b strings.Builder
	b.WriteString("# Directives of lusterbind\n\nGenerated from the table in gen/directive.go. A directive stands in the comment of what it is about, as `//luster:name arguments`.\n\n")
	b.WriteString("| directive | on | meaning |\n|---|---|---|\n")
	for _, s := range directiveSpecs {
		form := "//luster:" + s.name
		for _, a := range s.args {
			form += " " + a
		}
		if s.free {
			form += " a b?=1 c?? d! rest..."
		}
		for _, w := range s.words() {
			if vals := s.keys[strings.TrimSuffix(w, "=")]; vals != nil {
				w += strings.Join(vals, "\\|")
			} else if strings.HasSuffix(w, "=") {
				w += "NAME"
			}
			form += " [" + w + "]"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", form, s.places, s.doc)
	}
	b.WriteString("\nFields take a tag, `lua:\"name,option\"`, with the options " + strings.Join(tagOptions, ", ") + "; `lua:\"-\"` hides a field.\n")
	return []byte(b.String())
}
