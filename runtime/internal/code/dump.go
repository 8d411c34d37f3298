package code

// This file defines the binary form of a prototype, and how it is written.
//
// All numbers are unsigned LEB128 unless a width is given; fixed widths are
// little-endian. "signed" is the zigzag form.
//
//	chunk   = Signature, 32-bit fingerprint, 64-bit length of the body,
//	          body, 32-bit CRC (IEEE) of everything before it
//	body    = function
//	function = flags (8 bits), source if flagSource, line defined, last line,
//	          parameters (8 bits), registers (8 bits),
//	          n, n instructions (64 bits each),
//	          n, n constants: kind (8 bits), value
//	          n, n upvalues: flags (8 bits), index (8 bits), name
//	          n, n lines: signed, difference to the line before
//	          n, n locals: name, start - start of the one before, end - start
//	          n, n functions
//	string  = 0, length, bytes for a string that is new
//	        | i for the i-th string of the chunk
//
// What follows the chunk is ignored, as in the reference.

import (
	"encoding/binary"
	"hash/crc32"
	"math"
)

// Signature begins every chunk: Lua's mark, Lua's version, a format byte that
// the reference refuses as we refuse its own, the bytes by which it notices
// that line breaks were converted, and the version of the format.
const Signature = "\x1bLua\x54L\x19\x93\r\n\x1a\n\x01"

// Sizes of what surrounds the body.
const (
	headerSize   = len(Signature) + 4 + 8
	checksumSize = 4
)

// Flags of a function.
const (
	flagVararg = 1 << 0
	flagSource = 1 << 1 // the source differs from that of the enclosing function
)

// Flags of an upvalue: one bit, and above it the kind.
const flagInStack = 1 << 0

// strippedSource is the source of a function without debug information.
const strippedSource = "=?"

// fingerprint identifies the instruction set: a chunk that was written for
// another one is refused, whether or not somebody thought of the version.
var fingerprint = func() uint32 {
	var b []byte
	for op := range Rows {
		r := &Rows[op]
		b = append(b, r.Name...)
		b = append(b, 0, byte(r.Mode), byte(r.A), byte(r.B), byte(r.C), byte(r.D))
		b = append(b, r.Doc...)
	}
	return crc32.ChecksumIEEE(b)
}()

// Dump returns the binary form of a prototype and those nested in it. With strip
// the debug information is left out: lines, names of variables and the source.
func Dump(p *Proto, strip bool) []byte {
	b, _ := DumpWithin(p, strip, nil) // without a budget nothing fails
	return b
}

// Budget is what a dump or an undump asks before it does work and before it
// takes memory: n operations, and room for the given bytes in all. An error ends
// it. It is asked at least once for 4,096 operations.
type Budget func(n int, bytes int64) error

// meter counts work and memory.
type meter struct {
	budget Budget
	work   int
	bytes  int64 // taken in all
}

// quantum is the work after which the budget is asked.
const quantum = 2048

// spend counts n operations.
func (m *meter) spend(n int) error {
	m.work += n
	if m.work < quantum {
		return nil
	}
	return m.ask()
}

// take counts n bytes that are about to be allocated.
func (m *meter) take(n int) error {
	m.bytes += int64(n)
	if n < quantum {
		return nil
	}
	return m.ask()
}

func (m *meter) ask() error {
	n := m.work
	m.work = 0
	if m.budget == nil {
		return nil
	}
	return m.budget(n, m.bytes)
}

// DumpWithin is Dump under a budget, which may be nil.
func DumpWithin(p *Proto, strip bool, budget Budget) ([]byte, error) {
	w := writer{meter: meter{budget: budget}, strip: strip, seen: map[string]int{}}
	w.b = append(w.b, Signature...)
	w.b = binary.LittleEndian.AppendUint32(w.b, fingerprint)
	w.b = binary.LittleEndian.AppendUint64(w.b, 0)
	if err := w.function(p, ""); err != nil {
		return nil, err
	}
	binary.LittleEndian.PutUint64(w.b[headerSize-8:], uint64(len(w.b)-headerSize))
	if err := w.room(checksumSize); err != nil {
		return nil, err
	}
	sum, err := checksum(&w.meter, w.b)
	if err != nil {
		return nil, err
	}
	return binary.LittleEndian.AppendUint32(w.b, sum), nil
}

// checksum returns the checksum of b.
func checksum[T string | []byte](m *meter, b T) (uint32, error) {
	const piece = 16 << 10
	sum := uint32(0)
	for len(b) > 0 {
		n := min(len(b), piece)
		sum = crc32.Update(sum, crc32.IEEETable, []byte(b[:n]))
		b = b[n:]
		if err := m.spend(n / 8); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// writer writes a chunk.
type writer struct {
	meter
	b     []byte
	strip bool
	seen  map[string]int // number of a string that was written, from 1 on
}

// room makes room for n bytes, asking first for the memory. The buffer doubles,
// and for a moment both are there.
func (w *writer) room(n int) error {
	if n <= cap(w.b)-len(w.b) {
		return nil
	}
	size := max(2*cap(w.b), len(w.b)+n, 256)
	if err := w.take(size); err != nil {
		return err
	}
	b := make([]byte, len(w.b), size)
	copy(b, w.b)
	w.b = b
	return nil
}

func (w *writer) uint(n int) { w.b = binary.AppendUvarint(w.b, uint64(n)) }

// each writes n and calls f for each of n elements that take at most size bytes.
func (w *writer) each(n, size int, f func(i int) error) error {
	if err := w.room(binary.MaxVarintLen64); err != nil {
		return err
	}
	w.uint(n)
	for i := range n {
		if err := w.room(size); err != nil {
			return err
		}
		if err := f(i); err != nil {
			return err
		}
		if err := w.spend(1); err != nil {
			return err
		}
	}
	return nil
}

// string writes a string, once in full.
func (w *writer) string(s string) error {
	if n := w.seen[s]; n != 0 {
		if err := w.room(binary.MaxVarintLen64); err != nil {
			return err
		}
		w.uint(n)
		return nil
	}
	if err := w.room(len(s) + 2*binary.MaxVarintLen64); err != nil {
		return err
	}
	w.uint(0)
	w.uint(len(s))
	w.b = append(w.b, s...)
	w.seen[s] = len(w.seen) + 1
	const entry = 64 // about what the map takes for it
	if err := w.take(entry); err != nil {
		return err
	}
	return w.spend(len(s) / 8)
}

// function writes a function whose enclosing one has the given source.
func (w *writer) function(p *Proto, outer string) error {
	source := p.Source
	if w.strip {
		source = strippedSource
	}
	flags := byte(0)
	if p.IsVararg {
		flags |= flagVararg
	}
	if source != outer {
		flags |= flagSource
	}
	if err := w.room(64); err != nil {
		return err
	}
	w.b = append(w.b, flags)
	if source != outer {
		if err := w.string(source); err != nil {
			return err
		}
	}
	if err := w.room(64); err != nil {
		return err
	}
	w.uint(int(p.LineDefined))
	w.uint(int(p.LastLineDefined))
	w.b = append(w.b, p.NumParams, p.MaxStack)
	if err := w.each(len(p.Code), 8, func(i int) error {
		w.b = binary.LittleEndian.AppendUint64(w.b, uint64(p.Code[i]))
		return nil
	}); err != nil {
		return err
	}
	if err := w.each(len(p.Consts), 16, func(i int) error { return w.constant(&p.Consts[i]) }); err != nil {
		return err
	}
	if err := w.debug(p); err != nil {
		return err
	}
	return w.each(len(p.Protos), 0, func(i int) error { return w.function(p.Protos[i], source) })
}

func (w *writer) constant(c *Const) error {
	w.b = append(w.b, byte(c.Kind))
	switch c.Kind {
	case ConstInt:
		w.b = binary.AppendVarint(w.b, c.I)
	case ConstFloat:
		w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(c.F))
	case ConstString:
		return w.string(c.S)
	}
	return nil
}

// debug writes the upvalues and what else strip empties.
func (w *writer) debug(p *Proto) error {
	lines, locals := p.Lines, p.Locals
	if w.strip {
		lines, locals = nil, nil
	}
	err := w.each(len(p.Upvals), 2, func(i int) error {
		u := &p.Upvals[i]
		flags := u.Kind << 1
		if u.InStack {
			flags |= flagInStack
		}
		w.b = append(w.b, flags, u.Index)
		if w.strip {
			return w.string("")
		}
		return w.string(u.Name)
	})
	if err != nil {
		return err
	}
	last := p.LineDefined
	err = w.each(len(lines), binary.MaxVarintLen64, func(i int) error {
		w.b = binary.AppendVarint(w.b, int64(lines[i])-int64(last))
		last = lines[i]
		return nil
	})
	if err != nil {
		return err
	}
	start := int32(0)
	return w.each(len(locals), 0, func(i int) error {
		l := &locals[i]
		if err := w.string(l.Name); err != nil {
			return err
		}
		if err := w.room(2 * binary.MaxVarintLen64); err != nil {
			return err
		}
		w.b = binary.AppendVarint(w.b, int64(l.StartPC)-int64(start))
		w.uint(int(l.EndPC - l.StartPC))
		start = l.StartPC
		return nil
	})
}
