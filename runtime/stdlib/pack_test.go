package stdlib

// This file defines the tests of the pack format language.

import (
	"encoding/hex"
	"testing"
)

func TestPackReader(t *testing.T) {
	for _, tt := range []struct {
		format string
		total  int
		want   packOption
		err    string
	}{
		{"b", 0, packOption{packInt, 1, 0}, ""},
		{"i", 0, packOption{packInt, 4, 0}, ""},
		{"I16", 0, packOption{packUint, 16, 0}, ""},
		{"j", 0, packOption{packInt, 8, 0}, ""},
		{"s2", 0, packOption{packString, 2, 0}, ""},
		{"c10", 3, packOption{packChar, 10, 0}, ""},
		{"i17", 0, packOption{}, "integral size (17) out of limits [1,16]"},
		{"i0", 0, packOption{}, "integral size (0) out of limits [1,16]"},
		{"c", 0, packOption{}, "missing size for format option 'c'"},
		{"r", 0, packOption{}, "invalid format option 'r'"},
		{"X", 0, packOption{}, "invalid next option for option 'X'"},
		{"Xz", 0, packOption{}, "invalid next option for option 'X'"},
		{"Xc1", 0, packOption{}, "invalid next option for option 'X'"},
	} {
		p := newPackReader()
		got, err := p.next(tt.format, tt.total)
		if err != nil {
			if err.msg != tt.err {
				t.Errorf("%s: %s, want %s", tt.format, err.msg, tt.err)
			}
		} else if tt.err != "" || got != tt.want || p.pos != len(tt.format) {
			t.Errorf("%s: %+v to %d, want %+v %s", tt.format, got, p.pos, tt.want, tt.err)
		}
	}
}

func TestPackAlignment(t *testing.T) {
	for _, tt := range []struct {
		format string
		total  int
		pad    int
		err    string
	}{
		{"!i", 1, 3, ""}, {"!4j", 1, 3, ""}, {"!8j", 1, 7, ""}, {"!j", 8, 0, ""}, {"!2Xj", 1, 1, ""}, {"!8i3", 1, 0, "format asks for alignment not power of 2"}, {"i3", 1, 0, ""},
	} {
		p := newPackReader()
		var got packOption
		var err *packError
		for p.pos < len(tt.format) && err == nil {
			got, err = p.next(tt.format, tt.total)
		}
		if err != nil && err.msg != tt.err || err == nil && (tt.err != "" || got.pad != tt.pad) {
			t.Errorf("%s at %d: pad %d, error %v; want %d %s", tt.format, tt.total, got.pad, err, tt.pad, tt.err)
		}
	}
}

func TestPackedIntegers(t *testing.T) {
	for _, tt := range []struct {
		n    int64
		big  bool
		size int
		want string
	}{
		{1, false, 1, "01"}, {-1, false, 2, "ffff"}, {0x0102, true, 2, "0102"}, {0x0102, false, 3, "020100"}, {-2, true, 10, "fffffffffffffffffffe"}, {-2, false, 10, "feffffffffffffffffff"},
		{1 << 62, true, 8, "4000000000000000"}, {5, true, 16, "00000000000000000000000000000005"},
	} {
		got := appendPackedInt(nil, uint64(tt.n), tt.big, tt.size, tt.n < 0)
		if hex.EncodeToString(got) != tt.want {
			t.Errorf("%d in %d bytes: %x, want %s", tt.n, tt.size, got, tt.want)
		}
		if back, ok := unpackInt(string(got), tt.big, true); !ok || back != tt.n {
			t.Errorf("%x reads as %d, %v, want %d", got, back, ok, tt.n)
		}
	}
	if _, ok := unpackInt("\x01\x00\x00\x00\x00\x00\x00\x00\x01", true, true); ok {
		t.Error("a nine-byte integer fits")
	}
	if n, ok := unpackInt("\xff\xff", false, false); !ok || n != 65535 {
		t.Error("unsigned", n, ok)
	}
}
