package code

// This file defines how messages show the name of a chunk.

import "strings"

// idSize is the size of PUC-Rio's buffer for a displayed name, with the byte
// that ends it.
const idSize = 60

// ChunkID returns the name of a chunk as messages show it: "=name" is name,
// "@file" is file, anything else is the source text itself, in brackets; all
// are shortened to at most 59 bytes.
func ChunkID(source string) string {
	if i := strings.IndexByte(source, 0); i >= 0 {
		source = source[:i]
	}
	switch {
	case strings.HasPrefix(source, "="):
		return source[1:min(len(source), idSize)]
	case strings.HasPrefix(source, "@"):
		if len(source) <= idSize {
			return source[1:]
		}
		return "..." + source[len(source)-(idSize-1-len("...")):]
	}
	const prefix, dots, suffix = `[string "`, "...", `"]`
	const room = idSize - len(prefix+dots+suffix) - 1
	line, _, cut := strings.Cut(source, "\n")
	if !cut && len(line) < room {
		return prefix + line + suffix
	}
	return prefix + line[:min(len(line), room)] + dots + suffix
}
