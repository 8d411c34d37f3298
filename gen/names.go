package gen

// This file defines names: how a Go name becomes a Lua name, and what a valid
// Lua name is.

import (
	"strings"
	"unicode"
)

// luaName turns a Go name into a Lua name by the module's case: "snake", "camel"
// or "asis". A word of Lua gets an underscore: end_. Runs of capitals count as one word: HTTPPort is http_port.
func luaName(name, style string) string {
	switch style {
	case "asis":
	case "camel":
		words := splitWords(name)
		words[0] = strings.ToLower(words[0])
		name = strings.Join(words, "")
	default:
		name = strings.ToLower(strings.Join(splitWords(name), "_"))
	}
	if luaKeywords[name] {
		return name + "_"
	}
	return name
}

// splitWords cuts a Go name before each capital that begins a word. Digits and
// underscores stay with the word before them.
func splitWords(name string) (words []string) {
	runes := []rune(name)
	start := 0
	for i := 1; i < len(runes); i++ {
		if !unicode.IsUpper(runes[i]) {
			continue
		}
		endOfRun := i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if !unicode.IsUpper(runes[i-1]) || endOfRun {
			words = append(words, strings.TrimSuffix(string(runes[start:i]), "_"))
			start = i
		}
	}
	return append(words, string(runes[start:]))
}

var luaKeywords = map[string]bool{
	"and": true, "break": true, "do": true, "else": true, "elseif": true, "end": true, "false": true, "for": true,
	"function": true, "goto": true, "if": true, "in": true, "local": true, "nil": true, "not": true, "or": true,
	"repeat": true, "return": true, "then": true, "true": true, "until": true, "while": true,
}

// isLuaName reports whether name can be written after a dot in Lua.
func isLuaName(name string) bool {
	for i, r := range name {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || '9' < r) {
			return false
		}
	}
	return name != "" && !luaKeywords[name]
}

// isModuleName reports whether name is one Lua name or several joined by dots.
func isModuleName(name string) bool {
	for part := range strings.SplitSeq(name, ".") {
		if !isLuaName(part) {
			return false
		}
	}
	return true
}

// paramName makes a Lua name of a Go parameter's name.
func paramName(name, style string) string {
	if style != "snake" {
		style = "asis"
	}
	return luaName(name, style)
}

// metaEvents are the metamethods that meta= may name, with the number of
// operands they take besides the receiver; -1: any.
var metaEvents = map[string]int{
	"__add": 1, "__sub": 1, "__mul": 1, "__div": 1, "__mod": 1, "__pow": 1, "__idiv": 1,
	"__band": 1, "__bor": 1, "__bxor": 1, "__shl": 1, "__shr": 1, "__concat": 1,
	"__unm": 0, "__bnot": 0, "__len": 0, "__eq": 1, "__lt": 1, "__le": 1,
	"__call": -1, "__tostring": 0, "__close": 0, "__pairs": 0, "__name": -1,
	"__index": 1, "__newindex": 2,
}
