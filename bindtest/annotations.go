package bindtest

// This file defines the reading of annotations for editors, as far as lusterbind
// writes them.

import (
	"strings"
)

// annotations is what a file of annotations declares.
type annotations struct {
	module  string
	global  bool
	root    string // the variable that stands for the module
	classes map[string]*class
	symbols []string // one for each thing that scripts reach, as symbolsOf has it
}

// A class is a ---@class with its fields, in the order of the file.
type class struct {
	name   string
	fields []classField
}

type classField struct {
	name, typ string
	readonly  bool
}

// A stubReader reads line by line.
type stubReader struct {
	*annotations
	class  *class            // the last ---@class
	locals map[string]string // local variable -> class
	calls  bool              // an ---@overload was seen since
	enum   string            // inside the braces of an enum
	alias  string            // an ---@alias of strings
	names  []string          // its members
}

// readStubs reads a file of annotations.
func readStubs(text string) *annotations {
	r := &stubReader{annotations: &annotations{classes: map[string]*class{}}, locals: map[string]string{}}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if note, ok := strings.CutPrefix(line, "---@"); ok {
			r.annotation(note)
		} else if item, ok := strings.CutPrefix(line, "---| "); ok {
			r.names = append(r.names, strings.Trim(item, `"`))
		} else if line != "" && !strings.HasPrefix(line, "--") {
			r.statement(line)
		}
	}
	return r.annotations
}

func (r *stubReader) annotation(note string) {
	word, rest, _ := strings.Cut(note, " ")
	switch word {
	case "meta":
		r.module = rest
	case "class":
		name, _, _ := strings.Cut(strings.TrimPrefix(rest, "(exact) "), " ")
		name = strings.TrimSuffix(name, ":")
		r.class = &class{name: name}
		r.classes[name] = r.class
		r.calls = false
	case "field":
		name, typ := rest, ""
		name, typ, _ = strings.Cut(name, " ")
		typ, tail := cutType(typ)
		if r.class != nil {
			name = strings.TrimSuffix(name, "?")
			readonly := strings.HasPrefix(strings.TrimSpace(tail), "(read-only)")
			r.class.fields = append(r.class.fields, classField{name, typ, readonly})
		}
	case "operator":
		name, _, _ := strings.Cut(rest, ":")
		name, _, _ = strings.Cut(name, "(")
		if r.class != nil {
			r.add("operator", r.class.name+".__"+strings.TrimSpace(name))
		}
	case "overload":
		r.calls = true
	case "alias":
		r.alias, r.names = rest, nil
	}
}

func (r *stubReader) add(kind, name string) { r.symbols = append(r.symbols, kind+" "+name) }

// statement reads a line of Lua.
func (r *stubReader) statement(line string) {
	switch {
	case r.enum != "":
		if line == "}" {
			r.enum = ""
		} else if name, _, ok := strings.Cut(strings.TrimSpace(line), " = "); ok {
			r.add("enum", r.enum+"."+name)
		}
	case strings.HasPrefix(line, "function "):
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "function "), "(")
		r.function(name)
	case strings.HasPrefix(line, "local "):
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "local "), " ")
		if r.root == "" {
			r.root = name
		} else if r.class != nil {
			r.locals[name] = r.class.name
		}
	case strings.HasPrefix(line, "return"):
	default:
		r.assign(line)
	}
}

// assign reads "name = value".
func (r *stubReader) assign(line string) {
	name, value, ok := strings.Cut(line, " = ")
	if !ok {
		return
	}
	if r.root == "" {
		r.root, r.global = name, true
		return
	}
	full := r.qualify(name)
	switch {
	case r.alias == full && len(r.names) > 0:
		for _, n := range r.names {
			r.add("enum", full+"."+n)
		}
		r.alias, r.names = "", nil
	case value == "{":
		r.enum = full
	case value == "{}":
		if r.calls {
			r.add("call", full)
		}
		r.calls = false
	default:
		r.add("constant", full)
	}
}

func (r *stubReader) function(name string) {
	if local, method, ok := strings.Cut(name, ":"); ok {
		if c, known := r.locals[local]; known {
			local = c
		}
		r.add("method", local+":"+method)
		return
	}
	r.add("function", r.qualify(name))
}

// qualify replaces the variable of the module by its name.
func (r *stubReader) qualify(name string) string {
	if rest, ok := strings.CutPrefix(name, r.root+"."); ok {
		return r.module + "." + rest
	}
	return name
}

// cutType splits what follows a name into its type and the rest of the line.
func cutType(s string) (typ, rest string) {
	i := scanType(s, 0)
	return strings.TrimSpace(s[:i]), s[i:]
}

// scanType returns where the type that begins at i ends.
func scanType(s string, i int) int {
	for {
		i = scanPart(s, i)
		if i < len(s) && s[i] == '|' {
			i++
			continue
		}
		return i
	}
}

func scanPart(s string, i int) int {
	begin := i
	for i < len(s) {
		switch c := s[i]; {
		case c == '(' || c == '<' || c == '{' || c == '[':
			fun := c == '(' && strings.HasSuffix(s[begin:i], "fun")
			i = closing(s, i)
			if fun && strings.HasPrefix(s[i:], ": ") {
				i = scanType(s, i+2)
				for strings.HasPrefix(s[i:], ", ") {
					i = scanType(s, i+2)
				}
				return i
			}
		case c == '"':
			if j := strings.IndexByte(s[i+1:], '"'); j >= 0 {
				i += j + 2
			} else {
				i++
			}
		case c == ' ' || c == ',' || c == '|' || c == ')' || c == '>' || c == '}' || c == ']':
			return i
		default:
			i++
		}
	}
	return i
}

// closing returns the place behind the bracket that closes the one at i.
func closing(s string, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '(', '<', '{', '[':
			depth++
		case ')', '>', '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// splitTop splits a list of types, or of named ones, at its own commas.
func splitTop(s string) (parts []string) {
	depth, begin := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(', '<', '{', '[':
			depth++
		case ')', '>', '}', ']':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, strings.TrimSpace(s[begin:i]))
				begin = i + 1
			}
		}
	}
	if rest := strings.TrimSpace(s[begin:]); rest != "" {
		parts = append(parts, rest)
	}
	return parts
}
