package stdlib

// This file defines UTF-8 as Lua's utf8 library understands it: sequences of up
// to six bytes, of which a strict reader rejects surrogates and what is beyond
// 10FFFF.

const (
	maxUnicode = 0x10FFFF
	maxUTF     = 0x7FFFFFFF
)

func isCont(c byte) bool { return c&0xC0 == 0x80 }

// decodeUTF8 decodes the sequence at s[i]; size is 0 if it is invalid.
func decodeUTF8(s string, i int, strict bool) (code uint32, size int) {
	c := uint32(s[i])
	if c < 0x80 {
		return c, 1
	}
	// Most sequences are short and right.
	rest := s[i+1:]
	switch {
	case len(rest) >= 1 && 0xC2 <= c && c <= 0xDF && isCont(rest[0]):
		return c&0x1F<<6 | uint32(rest[0]&0x3F), 2
	case len(rest) >= 2 && c&0xF0 == 0xE0 && isCont(rest[0]) && isCont(rest[1]):
		code = c&0xF<<12 | uint32(rest[0]&0x3F)<<6 | uint32(rest[1]&0x3F)
		if code < 0x800 || strict && 0xD800 <= code && code <= 0xDFFF {
			return 0, 0
		}
		return code, 3
	}
	return decodeLong(s, i, strict)
}

// decodeLong is decodeUTF8 for a sequence of any length that is not one byte.
func decodeLong(s string, i int, strict bool) (code uint32, size int) {
	c := uint32(s[i])
	// Shifting the first byte left brings its length bits one by one to 0x40.
	var res uint32
	count := 0
	for first := c; first&0x40 != 0; first <<= 1 {
		count++
		if i+count >= len(s) || !isCont(s[i+count]) {
			return 0, 0
		}
		res = res<<6 | uint32(s[i+count]&0x3F)
		c = first << 1
	}
	if count == 0 || count > 5 {
		return 0, 0
	}
	res |= (c & 0x7F) << (count * 5)
	if res > maxUTF || res < [...]uint32{0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000}[count] {
		return 0, 0
	}
	if strict && (res > maxUnicode || 0xD800 <= res && res <= 0xDFFF) {
		return 0, 0
	}
	return res, count + 1
}

// appendUTF8 appends the encoding of code, which is at most maxUTF.
func appendUTF8(b []byte, code uint32) []byte {
	if code < 0x80 {
		return append(b, byte(code))
	}
	var space [6]byte
	n := len(space)
	first := uint32(0x3F) // the largest value that fits the first byte
	for {
		n--
		space[n] = 0x80 | byte(code&0x3F)
		code >>= 6
		if first >>= 1; code <= first {
			break
		}
	}
	n--
	space[n] = byte(^first<<1) | byte(code)
	return append(b, space[n:]...)
}
