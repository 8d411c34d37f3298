package code

// This file defines the tests of the binary form: damaged and hostile chunks.

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"strings"
	"testing"
)

// full is the sample with everything that a chunk can hold.
func full() *Proto {
	p := sample()
	p.LineDefined, p.LastLineDefined = 3, 9
	for pc := range p.Code {
		p.Lines = append(p.Lines, int32(3+pc%5))
	}
	p.Consts = append(p.Consts, Const{Kind: ConstInt, I: math.MinInt64}, Const{Kind: ConstFloat, F: math.Inf(-1)},
		Const{Kind: ConstTrue}, Const{Kind: ConstFalse}, Const{Kind: ConstString, S: "a\x00\xff"})
	p.Locals = []LocalVar{{"a", 0, 21}, {"b", 2, 7}, {"a", 1, 1}}
	p.Upvals[0].Kind = VarConst
	q := *p.Protos[0]
	q.Source, q.Lines = "@other", []int32{math.MaxInt32}
	p.Protos[0] = &q
	return p
}

// seal puts a header and a checksum around a body.
func seal(body []byte) string {
	b := append([]byte(Signature), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(b[len(Signature):], fingerprint)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(body)))
	b = append(b, body...)
	return string(binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

func listing(t *testing.T, p *Proto) string {
	t.Helper()
	var b strings.Builder
	if err := List(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDump(t *testing.T) {
	p := full()
	chunk := string(Dump(p, false))
	q, err := Undump(chunk)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := listing(t, q), listing(t, p); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if q.Source != "=s" || q.Protos[0].Source != "@other" {
		t.Errorf("sources %q, %q", q.Source, q.Protos[0].Source)
	}
	if again := string(Dump(q, false)); again != chunk {
		t.Error("the dump of what was read differs")
	}
	if _, err := Undump(chunk + "more"); err != nil {
		t.Errorf("followed by something: %v", err)
	}
}

func TestDumpStrip(t *testing.T) {
	q, err := Undump(string(Dump(full(), true)))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*Proto{q, q.Protos[0]} {
		if p.Source != "=?" || len(p.Lines) != 0 || len(p.Locals) != 0 || p.Upvals[0].Name != "" {
			t.Errorf("debug information is left: %+v", p)
		}
	}
	if q.LineDefined != 3 || q.LastLineDefined != 9 || len(q.Code) != len(full().Code) {
		t.Errorf("too much is gone: %+v", q)
	}
}

// formatError fails unless err is of the kind that a bad chunk has.
func formatError(t *testing.T, err error, want string) {
	t.Helper()
	var e *FormatError
	if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), "bad binary format (") || !strings.Contains(e.Msg, want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

func TestUndumpTruncated(t *testing.T) {
	chunk := string(Dump(full(), false))
	for n := range chunk {
		_, err := Undump(chunk[:n])
		formatError(t, err, "truncated chunk")
	}
	// Cut inside, with a header and a checksum that say so.
	body := chunk[headerSize : len(chunk)-checksumSize]
	for n := range body {
		_, err := Undump(seal([]byte(body[:n])))
		formatError(t, err, "truncated chunk")
	}
	_, err := Undump(seal([]byte(body + "x")))
	formatError(t, err, "corrupted chunk")
}

func TestUndumpFlipped(t *testing.T) {
	chunk := Dump(full(), false)
	for i := range chunk {
		for bit := range 8 {
			b := bytes.Clone(chunk)
			b[i] ^= 1 << bit
			if _, err := Undump(string(b)); err == nil {
				t.Fatalf("bit %d of byte %d flipped: accepted", bit, i)
			}
		}
	}
	// The same below the checksum: any decision, but what is accepted is right.
	body := chunk[headerSize : len(chunk)-checksumSize]
	for i := range body {
		for bit := range 8 {
			b := bytes.Clone(body)
			b[i] ^= 1 << bit
			if p, err := Undump(seal(b)); err == nil {
				if err := Verify(p); err != nil {
					t.Fatalf("bit %d of byte %d flipped: %v", bit, i, err)
				}
				_ = listing(t, p)
			}
		}
	}
}

func TestUndumpHeader(t *testing.T) {
	chunk := string(Dump(full(), false))
	with := func(at int, s string) string { return chunk[:at] + s + chunk[at+len(s):] }
	for _, c := range []struct{ name, data, want string }{
		{"empty", "", "truncated chunk"},
		{"text", "return 1", "not a binary chunk"},
		{"other mark", "\x1bLuo", "not a binary chunk"},
		{"Lua 5.3", with(4, "\x53"), "version mismatch"},
		{"the reference's format", with(5, "\x00"), "format mismatch"},
		{"line breaks converted", with(8, "\n\n"), "corrupted chunk"},
		{"later format", with(len(Signature)-1, "\x02"), "version mismatch"},
		{"other instructions", with(len(Signature), "\x00\x00\x00\x00"), "version mismatch"},
		{"longer than it is", with(headerSize-8, "\xff\xff\xff\xff\xff\xff\xff\xff"), "truncated chunk"},
		{"shorter than it is", with(headerSize-8, "\x01\x00\x00\x00\x00\x00\x00\x00"), "corrupted chunk"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Undump(c.data)
			formatError(t, err, c.want)
		})
	}
}

// TestUndumpHostile reads chunks with sizes that no memory holds, and counts what
// is asked for before it is refused.
func TestUndumpHostile(t *testing.T) {
	huge := binary.AppendUvarint(nil, math.MaxInt64)
	more := binary.AppendUvarint(nil, math.MaxUint64)
	overlong := bytes.Repeat([]byte{0xff}, 11)
	head := []byte{0, 0, 0, 0, 2} // no flags, lines 0, no parameters, two registers
	ret := binary.LittleEndian.AppendUint64([]byte{1}, uint64(ABC(OpReturn0, 0, 0, 0, 0)))
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	nested := func(n int) []byte {
		b := join(head, ret, []byte{0, 0, 0, 0, 0})
		for range n {
			b = join(head, ret, []byte{0, 0, 0, 0, 1}, b)
		}
		return b
	}
	for _, c := range []struct {
		name string
		body []byte
		want string
	}{
		{"instructions", join(head, huge), "truncated chunk"},
		{"instructions beyond 63 bits", join(head, more), "integer overflow"},
		{"overlong number", join(head, overlong), "integer overflow"},
		{"constants", join(head, ret, huge), "truncated chunk"},
		{"unknown constant", join(head, ret, []byte{1, 99}), "corrupted chunk"},
		{"string", join(head, ret, []byte{1, byte(ConstString), 0}, huge), "truncated chunk"},
		{"string that is not there", join(head, ret, []byte{1, byte(ConstString), 1}), "integer overflow"},
		{"upvalues", join(head, ret, []byte{0}, huge), "truncated chunk"},
		{"unknown kind of variable", join(head, ret, []byte{0, 1, 0xff, 0, 0}), "corrupted chunk"},
		{"lines", join(head, ret, []byte{0, 0}, huge), "truncated chunk"},
		{"line below zero", join(head, ret, []byte{0, 0, 1, 1}), "integer overflow"},
		{"locals", join(head, ret, []byte{0, 0, 0}, huge), "truncated chunk"},
		{"local beyond the code", join(head, ret, []byte{0, 0, 0, 1, 0, 0, 0, 9, 0}), "corrupted chunk"},
		{"functions", join(head, ret, []byte{0, 0, 0, 0}, huge), "truncated chunk"},
		{"unknown flags", []byte{0xff}, "corrupted chunk"},
		{"no instructions", join(head, []byte{0, 0, 0, 0, 0, 0}), "corrupted chunk"},
		{"deep", nested(1000), "nested too deeply"},
		{"wrong code", join(head, binary.LittleEndian.AppendUint64([]byte{1}, uint64(ABC(OpMove, 0, 9, 0, 0))), []byte{0, 0, 0, 0, 0}), "corrupted chunk"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var most int64
			_, err := UndumpWithin(seal(c.body), func(_ int, bytes int64) error {
				most = max(most, bytes)
				return nil
			})
			formatError(t, err, c.want)
			if most > 1<<20 {
				t.Errorf("%d bytes were asked for", most)
			}
		})
	}
	if _, err := Undump(seal(nested(200))); err != nil {
		t.Errorf("nested as deeply as sources: %v", err)
	}
}

// TestDumpBudget checks that work and memory are announced, in pieces, and that
// an error of the budget comes back.
func TestDumpBudget(t *testing.T) {
	p := full()
	for range 50_000 {
		p.Code = append(p.Code[:len(p.Code)-1], ABC(OpMove, 1, 0, 0, 0), p.Code[len(p.Code)-1])
	}
	p.Lines = make([]int32, len(p.Code))
	stop := errors.New("stop")
	var chunk []byte
	for _, op := range []struct {
		name string
		do   func(Budget) error
		room int64 // at least
	}{
		{"dump", func(b Budget) (err error) { chunk, err = DumpWithin(p, false, b); return err }, 8 * 50_000},
		{"undump", func(b Budget) error { _, err := UndumpWithin(string(chunk), b); return err }, 12 * 50_000},
	} {
		work, calls, room := 0, 0, int64(0)
		err := op.do(func(n int, bytes int64) error {
			calls++
			work += n
			room = max(room, bytes)
			if n > 4096 {
				t.Errorf("%s: %d operations in one go", op.name, n)
			}
			return nil
		})
		if err != nil || work < 50_000 || room < op.room {
			t.Errorf("%s: %d operations, %d bytes, %v", op.name, work, room, err)
		}
		for at := range calls {
			left := at
			err := op.do(func(int, int64) error {
				if left--; left < 0 {
					return stop
				}
				return nil
			})
			if err != stop {
				t.Fatalf("%s: stopped at call %d: %v", op.name, at, err)
			}
		}
		if err := op.do(nil); err != nil {
			t.Fatal(err)
		}
	}
}
