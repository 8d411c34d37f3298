package stdlib

// This file defines the format language of string.pack and string.unpack: the
// options, their sizes and alignment, and the binary form of integers.

import (
	"encoding/binary"
	"math"
)

const (
	maxIntSize   = 16 // of an integer option
	nativeAlign  = 8
	luaIntSize   = 8
	maxPackCount = math.MaxInt32 // of a size, as C's int
)

// packKind is the kind of an option.
type packKind uint8

const (
	packInt packKind = iota
	packUint
	packFloat  // 4 bytes
	packDouble // 8 bytes
	packChar   // a string of fixed size
	packString // a string behind its length
	packZstr   // a zero-terminated string
	packPadding
	packAlign // alignment to another option
	packNop   // settings and spaces
)

// packOption is an option as read from a format.
type packOption struct {
	kind packKind
	size int
	pad  int // bytes of alignment before it
}

// packError is a mistake in a format: an argument error if arg is not 0.
type packError struct {
	arg int
	msg string
}

// packReader reads a format, option by option.
type packReader struct {
	pos      int
	big      bool
	maxAlign int
}

func newPackReader() packReader { return packReader{maxAlign: 1} }

// ended reports whether the format is read. As in C, a zero ends it.
func (p *packReader) ended(format string) bool {
	return p.pos >= len(format) || format[p.pos] == 0
}

// number reads a decimal number, def if there is none.
func (p *packReader) number(format string, def int) int {
	if p.pos >= len(format) || !isDigit(format[p.pos]) {
		return def
	}
	n := 0
	for p.pos < len(format) && isDigit(format[p.pos]) && n <= (maxPackCount-9)/10 {
		n = n*10 + int(format[p.pos]-'0')
		p.pos++
	}
	return n
}

// intSize reads the size of an integer option.
func (p *packReader) intSize(format string, def int) (int, *packError) {
	n := p.number(format, def)
	if n > maxIntSize || n <= 0 {
		return 0, &packError{msg: "integral size (" + itoa(n) + ") out of limits [1,16]"}
	}
	return n, nil
}

// option reads an option without its alignment. format is not at its end.
func (p *packReader) option(format string) (o packOption, err *packError) {
	c := format[p.pos]
	p.pos++
	switch c {
	case 'b':
		return packOption{kind: packInt, size: 1}, nil
	case 'B':
		return packOption{kind: packUint, size: 1}, nil
	case 'h':
		return packOption{kind: packInt, size: 2}, nil
	case 'H':
		return packOption{kind: packUint, size: 2}, nil
	case 'l', 'j':
		return packOption{kind: packInt, size: 8}, nil
	case 'L', 'J', 'T':
		return packOption{kind: packUint, size: 8}, nil
	case 'f':
		return packOption{kind: packFloat, size: 4}, nil
	case 'd', 'n':
		return packOption{kind: packDouble, size: 8}, nil
	case 'i':
		o.kind = packInt
		o.size, err = p.intSize(format, 4)
		return o, err
	case 'I':
		o.kind = packUint
		o.size, err = p.intSize(format, 4)
		return o, err
	case 's':
		o.kind = packString
		o.size, err = p.intSize(format, 8)
		return o, err
	case 'c':
		o.kind = packChar
		if o.size = p.number(format, -1); o.size < 0 {
			return o, &packError{msg: "missing size for format option 'c'"}
		}
		return o, nil
	case 'z':
		return packOption{kind: packZstr}, nil
	case 'x':
		return packOption{kind: packPadding, size: 1}, nil
	case 'X':
		return packOption{kind: packAlign}, nil
	case ' ':
	case '<', '=':
		p.big = false
	case '>':
		p.big = true
	case '!':
		p.maxAlign, err = p.intSize(format, nativeAlign)
		return packOption{kind: packNop}, err
	default:
		return o, &packError{msg: "invalid format option '" + string(rawByte(c)) + "'"}
	}
	return packOption{kind: packNop}, nil
}

// rawByte returns c as a string of one byte.
func rawByte(c byte) []byte { return []byte{c} }

// next reads the next option, with the padding that it needs behind total bytes.
func (p *packReader) next(format string, total int) (packOption, *packError) {
	o, err := p.option(format)
	if err != nil {
		return o, err
	}
	align := o.size
	if o.kind == packAlign {
		if p.ended(format) {
			return o, &packError{1, "invalid next option for option 'X'"}
		}
		target, err := p.option(format)
		if err != nil {
			return o, err
		}
		if align = target.size; target.kind == packChar || align == 0 {
			return o, &packError{1, "invalid next option for option 'X'"}
		}
	}
	if align <= 1 || o.kind == packChar {
		return o, nil
	}
	align = min(align, p.maxAlign)
	if align&(align-1) != 0 {
		return o, &packError{1, "format asks for alignment not power of 2"}
	}
	o.pad = (align - total&(align-1)) & (align - 1)
	return o, nil
}

// appendPackedInt appends the low size bytes of n, sign-extended if negative.
func appendPackedInt(b []byte, n uint64, big bool, size int, negative bool) []byte {
	switch {
	case size == 4 && !big:
		return binary.LittleEndian.AppendUint32(b, uint32(n))
	case size == 8 && !big:
		return binary.LittleEndian.AppendUint64(b, n)
	}
	var fill byte
	if negative {
		fill = 0xff
	}
	for i := 0; i < size; i++ {
		k := i
		if big {
			k = size - 1 - i
		}
		if k < luaIntSize {
			b = append(b, byte(n>>(8*k)))
		} else {
			b = append(b, fill)
		}
	}
	return b
}

// loadWord reads a word of up to eight bytes.
func loadWord(data string, big bool) (u uint64) {
	if big {
		for i := 0; i < len(data); i++ {
			u = u<<8 | uint64(data[i])
		}
		return u
	}
	for i := len(data) - 1; i >= 0; i-- {
		u = u<<8 | uint64(data[i])
	}
	return u
}

// unpackInt reads an integer of len(data) bytes. ok is false if it does not fit.
func unpackInt(data string, big, signed bool) (n int64, ok bool) {
	size := len(data)
	if size <= luaIntSize {
		u := loadWord(data, big)
		if signed && size < luaIntSize {
			sign := uint64(1) << (size*8 - 1)
			u = (u ^ sign) - sign
		}
		return int64(u), true
	}
	low, high := data[:luaIntSize], data[luaIntSize:]
	if big {
		low, high = data[size-luaIntSize:], data[:size-luaIntSize]
	}
	u := loadWord(low, big)
	var fill byte
	if signed && int64(u) < 0 {
		fill = 0xff
	}
	for i := range len(high) {
		if high[i] != fill {
			return 0, false
		}
	}
	return int64(u), true
}

// itoa is strconv.Itoa for the small numbers of messages.
func itoa(n int) string {
	return string(appendQuotedInt(nil, int64(n)))
}
