package chunked

import (
	"strings"
	"testing"
)

const sample = `x = 1
---

error("boom") --! "^bo+m$"
--- not lua5.4: because
error("exact (text)", 1) --= exact (text)
---

---
y = 2
`

func TestParse(t *testing.T) {
	chunks, err := Parse("f.lua", sample)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range chunks {
		names = append(names, c.Name)
	}
	if got, want := strings.Join(names, " "), "f.lua:1 f.lua:3 f.lua:6 f.lua:10"; got != want {
		t.Errorf("chunks %s, want %s", got, want)
	}
	if got, want := chunks[3].Source, strings.Repeat("\n", 9)+"y = 2\n"; got != want {
		t.Errorf("source %q, want %q", got, want)
	}
	if why, ok := chunks[2].Directive("not lua5.4:"); !ok || why != "because" {
		t.Errorf("directive %q, %v", why, ok)
	}
	if _, ok := chunks[1].Directive("not lua5.4:"); ok {
		t.Error("a directive leaks into the next chunk")
	}
}

func TestParseErrors(t *testing.T) {
	for src, want := range map[string]string{
		"x --! oops":             "f.lua:1: after --! a Go string literal",
		"\nx --! \"(\"":          "f.lua:2: error parsing regexp",
		"x --= a\ny --= b":       "a second failure is announced on line 2",
		"x --! \"a\"\n\ny --= b": "announced on line 3",
	} {
		if _, err := Parse("f.lua", src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %v, want %q", src, err, want)
		}
	}
}

func TestCheck(t *testing.T) {
	chunks, err := Parse("f.lua", sample)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		chunk   int
		message string
		failed  bool
		want    string // part of the complaint, "" for none
	}{
		{0, "", false, ""},
		{0, "f.lua:1: boom", true, "f.lua:1: unexpected error: boom"},
		{1, "f.lua:4: booom", true, ""},
		{1, "booom", true, ""}, // an error without a position may come from the marked line
		{1, "f.lua:4: a booom", true, "want: ^bo+m$"},
		{1, "f.lua:3: boom", true, "f.lua:3: unexpected error: boom"},
		{1, "", false, "f.lua:4: no error, want"},
		{2, "f.lua:6: exact (text)", true, ""},
		{2, "f.lua:6: exact (text) and more", true, "want: exact (text)"},
	}
	for _, test := range tests {
		got := chunks[test.chunk].Check(test.message, test.failed)
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: Check(%q, %v) = %q, want %q", chunks[test.chunk].Name, test.message, test.failed, got, test.want)
		}
	}
}
