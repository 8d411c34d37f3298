package code

// This file defines how a prototype is read from its binary form. Nothing in a
// chunk is trusted: a number is looked at before it is used, a count is compared
// with the bytes that are left before anything is allocated, and what comes out
// is verified.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"unsafe"
)

// maxNesting bounds the nesting of functions in a chunk. The compiler's own limit
// on nesting in a source is lower.
const maxNesting = 250

// FormatError says what is wrong with a chunk, in the reference's words.
type FormatError struct{ Msg string }

// Error returns "bad binary format (...)".
func (e *FormatError) Error() string { return "bad binary format (" + e.Msg + ")" }

// What is wrong with a chunk.
var (
	errTruncated = &FormatError{"truncated chunk"}
	errSignature = &FormatError{"not a binary chunk"}
	errVersion   = &FormatError{"version mismatch"}
	errFormat    = &FormatError{"format mismatch"}
	errCorrupted = &FormatError{"corrupted chunk"}
	errOverflow  = &FormatError{"integer overflow"}
	errNesting   = &FormatError{"functions nested too deeply"}
)

// Undump returns the prototype of a chunk that Dump wrote. The error is a
// [*FormatError]. The result keeps nothing of data alive.
func Undump(data string) (*Proto, error) { return UndumpWithin(data, nil) }

// UndumpWithin is Undump under a budget, whose errors it returns. It may be nil.
func UndumpWithin(data string, budget Budget) (*Proto, error) {
	r := reader{meter: meter{budget: budget}}
	if err := r.open(data); err != nil {
		return nil, err
	}
	p, err := r.function("", 0)
	if err != nil {
		return nil, err
	}
	if len(r.data) != 0 {
		return nil, errCorrupted
	}
	if err := verify(p, &r.meter); err != nil {
		if stop := (*stopped)(nil); errors.As(err, &stop) {
			return nil, stop.err
		}
		return nil, &FormatError{fmt.Sprintf("%s: %v", errCorrupted.Msg, err)}
	}
	return p, r.ask()
}

// reader reads a chunk.
type reader struct {
	meter
	data    string // what is left of the body
	strings []string
}

// open checks what surrounds the body. The mistakes are told apart as the
// reference does, whose header begins like ours.
func (r *reader) open(data string) error {
	const lua, version, format = 4, 5, 6 // ends of the mark, the version, the format
	for _, part := range []struct {
		end int
		err error
	}{{lua, errSignature}, {version, errVersion}, {format, errFormat}, {len(Signature) - 1, errCorrupted}, {len(Signature), errVersion}} {
		n := min(part.end, len(data))
		if data[:n] != Signature[:n] {
			return part.err
		}
		if n < part.end {
			return errTruncated
		}
	}
	if len(data) < headerSize {
		return errTruncated
	}
	header := []byte(data[len(Signature):headerSize])
	if binary.LittleEndian.Uint32(header) != fingerprint {
		return errVersion
	}
	size := binary.LittleEndian.Uint64(header[4:])
	if left := len(data) - headerSize - checksumSize; left < 0 || size > uint64(left) {
		return errTruncated
	}
	end := headerSize + int(size)
	sum, err := checksum(&r.meter, data[:end])
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint32([]byte(data[end:end+checksumSize])) != sum {
		return errCorrupted
	}
	r.data = data[headerSize:end]
	return nil
}

func (r *reader) byte() (byte, error) {
	if r.data == "" {
		return 0, errTruncated
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b, nil
}

// uint reads a number of at most limit.
func (r *reader) uint(limit uint64) (uint64, error) {
	n := uint64(0)
	for shift := 0; shift < 64; shift += 7 {
		b, err := r.byte()
		if err != nil {
			return 0, err
		}
		if shift == 63 && b > 1 {
			return 0, errOverflow
		}
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			if n > limit {
				return 0, errOverflow
			}
			return n, nil
		}
	}
	return 0, errOverflow
}

// int reads a signed number.
func (r *reader) int() (int64, error) {
	n, err := r.uint(math.MaxUint64)
	return int64(n>>1) ^ -int64(n&1), err
}

// int32 reads a number that a prototype keeps in 31 bits.
func (r *reader) int32() (int32, error) {
	n, err := r.uint(math.MaxInt32)
	return int32(n), err
}

// after reads a number as its signed difference to another one.
func (r *reader) after(n int32) (int32, error) {
	d, err := r.int()
	if err != nil {
		return 0, err
	}
	if d < -math.MaxInt32 || d > math.MaxInt32 || int64(n)+d < 0 || int64(n)+d > math.MaxInt32 {
		return 0, errOverflow
	}
	return n + int32(d), nil
}

// fixed64 reads 64 bits.
func (r *reader) fixed64() (uint64, error) {
	if len(r.data) < 8 {
		return 0, errTruncated
	}
	n := uint64(0)
	for i := range 8 {
		n |= uint64(r.data[i]) << (8 * i)
	}
	r.data = r.data[8:]
	return n, nil
}

// string reads a string.
func (r *reader) string() (string, error) {
	i, err := r.uint(uint64(len(r.strings)))
	if err != nil {
		return "", err
	}
	if i > 0 {
		return r.strings[i-1], nil
	}
	n, err := r.uint(math.MaxInt64)
	if err != nil {
		return "", err
	}
	if n > uint64(len(r.data)) {
		return "", errTruncated
	}
	if err := r.take(int(n) + 2*int(unsafe.Sizeof(""))); err != nil {
		return "", err
	}
	s := strings.Clone(r.data[:n])
	r.data = r.data[n:]
	r.strings = append(r.strings, s)
	return s, r.spend(int(n) / 8)
}

// listOf reads a list whose elements take at least size bytes each in the chunk.
func listOf[T any](r *reader, size int, element func(*T) error) ([]T, error) {
	n, err := r.uint(math.MaxInt64)
	if err != nil {
		return nil, err
	}
	if n > uint64(len(r.data)/size) {
		return nil, errTruncated
	}
	if n == 0 {
		return nil, nil
	}
	var zero T
	if err := r.take(int(n) * int(unsafe.Sizeof(zero))); err != nil {
		return nil, err
	}
	list := make([]T, n)
	for i := range list {
		if err := element(&list[i]); err != nil {
			return nil, err
		}
		if err := r.spend(1); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// function reads a function whose enclosing one has the given source.
func (r *reader) function(source string, depth int) (*Proto, error) {
	if depth > maxNesting {
		return nil, errNesting
	}
	p := &Proto{Source: source}
	if err := r.take(int(unsafe.Sizeof(*p))); err != nil {
		return nil, err
	}
	if err := r.head(p); err != nil {
		return nil, err
	}
	var err error
	p.Code, err = listOf(r, 8, func(i *Instr) error {
		n, err := r.fixed64()
		*i = Instr(n)
		return err
	})
	if err != nil {
		return nil, err
	}
	if p.Consts, err = listOf(r, 1, r.constant); err != nil {
		return nil, err
	}
	if p.Upvals, err = listOf(r, 3, r.upvalue); err != nil {
		return nil, err
	}
	line := p.LineDefined
	p.Lines, err = listOf(r, 1, func(l *int32) (err error) {
		line, err = r.after(line)
		*l = line
		return err
	})
	if err != nil {
		return nil, err
	}
	start := int32(0)
	p.Locals, err = listOf(r, 3, func(l *LocalVar) error {
		if err := r.local(l, start); err != nil {
			return err
		}
		start = l.StartPC
		return nil
	})
	if err != nil {
		return nil, err
	}
	const least = 10 // bytes of a function
	p.Protos, err = listOf(r, least, func(q **Proto) (err error) {
		*q, err = r.function(p.Source, depth+1)
		return err
	})
	return p, err
}

// head reads the beginning of a function.
func (r *reader) head(p *Proto) error {
	flags, err := r.byte()
	if err != nil {
		return err
	}
	if flags&^(flagVararg|flagSource) != 0 {
		return errCorrupted
	}
	p.IsVararg = flags&flagVararg != 0
	if flags&flagSource != 0 {
		if p.Source, err = r.string(); err != nil {
			return err
		}
	}
	if p.LineDefined, err = r.int32(); err != nil {
		return err
	}
	if p.LastLineDefined, err = r.int32(); err != nil {
		return err
	}
	if p.NumParams, err = r.byte(); err != nil {
		return err
	}
	p.MaxStack, err = r.byte()
	return err
}

func (r *reader) constant(c *Const) error {
	kind, err := r.byte()
	if err != nil {
		return err
	}
	c.Kind = ConstKind(kind)
	switch c.Kind {
	case ConstNil, ConstFalse, ConstTrue:
	case ConstInt:
		c.I, err = r.int()
	case ConstFloat:
		var n uint64
		n, err = r.fixed64()
		c.F = math.Float64frombits(n)
	case ConstString:
		c.S, err = r.string()
	default:
		err = errCorrupted
	}
	return err
}

func (r *reader) upvalue(u *UpvalDesc) error {
	flags, err := r.byte()
	if err != nil {
		return err
	}
	u.InStack = flags&flagInStack != 0
	if u.Kind = flags >> 1; u.Kind > VarCompileTime {
		return errCorrupted
	}
	if u.Index, err = r.byte(); err != nil {
		return err
	}
	u.Name, err = r.string()
	return err
}

func (r *reader) local(l *LocalVar, start int32) (err error) {
	if l.Name, err = r.string(); err != nil {
		return err
	}
	if l.StartPC, err = r.after(start); err != nil {
		return err
	}
	n, err := r.int32()
	if err != nil {
		return err
	}
	if int64(l.StartPC)+int64(n) > math.MaxInt32 {
		return errOverflow
	}
	l.EndPC = l.StartPC + n
	return nil
}
