package syntax

// This file defines the table of names, which gives each distinct name of a
// chunk a small number, so that the compiler finds variables by an index.

import "strings"

// Symbol is the number of a name in the chunk's [Symbols].
type Symbol int32

// The symbols that every table has.
const (
	SymBreak Symbol = iota // "break", which is no name: the label that break jumps to
	SymEnv                 // "_ENV"
	SymSelf                // "self"
	SymFor                 // "(for state)", the name of a loop's hidden variables
)

// Symbols is the table of the names of one chunk.
type Symbols struct {
	ids   map[string]Symbol
	names []string
}

func newSymbols() *Symbols {
	t := &Symbols{ids: make(map[string]Symbol)}
	for _, name := range []string{"break", "_ENV", "self", "(for state)"} {
		t.intern(name)
	}
	return t
}

// Name returns the name that has the symbol.
func (t *Symbols) Name(s Symbol) string { return t.names[s] }

// Len returns the number of symbols.
func (t *Symbols) Len() int { return len(t.names) }

// intern returns the symbol of a name. The name is copied: a slice of the text
// would keep the whole text in memory as long as a prototype that has the name.
func (t *Symbols) intern(name string) Symbol {
	if s, ok := t.ids[name]; ok {
		return s
	}
	name = strings.Clone(name)
	s := Symbol(len(t.names))
	t.names = append(t.names, name)
	t.ids[name] = s
	return s
}
