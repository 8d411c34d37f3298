package syntax

// This file defines the kinds of tokens and how messages name them.

// kind is the kind of a token. Below firstNamed it is the byte of a
// single-character token.
type kind uint16

const firstNamed kind = 256

const (
	tkAnd kind = firstNamed + iota
	tkBreak
	tkDo
	tkElse
	tkElseif
	tkEnd
	tkFalse
	tkFor
	tkFunction
	tkGoto
	tkIf
	tkIn
	tkLocal
	tkNil
	tkNot
	tkOr
	tkRepeat
	tkReturn
	tkThen
	tkTrue
	tkUntil
	tkWhile
	tkIDiv
	tkConcat
	tkDots
	tkEq
	tkGe
	tkLe
	tkNe
	tkShl
	tkShr
	tkDbColon
	tkEOF
	tkFloat
	tkInt
	tkName
	tkString
	numKinds
)

// kindText is the spelling of the named kinds.
var kindText = [numKinds - firstNamed]string{
	"and", "break", "do", "else", "elseif", "end", "false", "for", "function",
	"goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then",
	"true", "until", "while", "//", "..", "...", "==", ">=", "<=", "~=", "<<",
	">>", "::", "<eof>", "<number>", "<integer>", "<name>", "<string>",
}

// keywords maps reserved words to their kinds.
var keywords = func() map[string]kind {
	m := make(map[string]kind)
	for k := tkAnd; k <= tkWhile; k++ {
		m[kindText[k-firstNamed]] = k
	}
	return m
}()

// longestKeyword is the length of "function"; longer names need no look-up.
const longestKeyword = 8

// String returns the kind as messages show it: quoted where the spelling is
// fixed.
func (k kind) String() string {
	switch {
	case k >= tkEOF:
		return kindText[k-firstNamed]
	case k >= firstNamed:
		return "'" + kindText[k-firstNamed] + "'"
	case k >= ' ' && k < 0x7f:
		return "'" + string(rune(k)) + "'"
	}
	return "'<\\" + itoa(int(k)) + ">'"
}

// token is one token of the text.
type token struct {
	kind  kind
	start int32 // offset of its first byte
	end   int32 // offset after its last byte
	sym   Symbol
	i     int64
	f     float64
	s     string
}
