package gen

import (
	"go/token"
	"os"
	"strings"
	"testing"
)

func TestLuaName(t *testing.T) {
	for _, test := range []struct{ name, snake, camel string }{
		{"HP", "hp", "hp"},
		{"MaxHP", "max_hp", "maxHP"},
		{"HTTPPort", "http_port", "httpPort"},
		{"SetURLs", "set_ur_ls", "setURLs"},
		{"X", "x", "x"},
		{"Vec3D", "vec3_d", "vec3D"},
		{"Get_Name", "get_name", "get_name"},
		{"ID2", "id2", "id2"},
	} {
		if got := luaName(test.name, "snake"); got != test.snake {
			t.Errorf("luaName(%q, snake) = %q, want %q", test.name, got, test.snake)
		}
		if test.name == "Get_Name" || test.name == "SetURLs" {
			continue
		}
		if got := luaName(test.name, "camel"); got != test.camel {
			t.Errorf("luaName(%q, camel) = %q, want %q", test.name, got, test.camel)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"type", "trace", "notrace", "method"}
	for name, want := range map[string]string{"typ": "type", "tpye": "type", "notrce": "notrace", "metod": "method", "zzz": ""} {
		if got := nearest(name, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestVerify provokes LB004 by an output that no emitter would make.
func TestVerify(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	ds := &diags{dir: dir}
	cfg := &Config{Dir: dir, Patterns: []string{"../runtime/gc"}}
	s, err := scanModule(&Config{Dir: dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := load(cfg, s, ds)
	if err != nil || len(loaded) != 1 {
		t.Fatal(err, ds.list)
	}
	p := newProgram(cfg, s, ds, loaded)
	for text, want := range map[string]string{
		"package gc\n\nvar _ int = \"x\"\n": "../runtime/gc/luster_gen.go:3:13: LB004: ",
		"package gc\n\nfunc {\n":            "../runtime/gc/luster_gen.go: LB004: ",
	} {
		ds.list = nil
		p.verify(p.pkgs[0], []byte(text))
		if len(ds.list) != 1 || !strings.HasPrefix(ds.list[0].String(), want) {
			t.Errorf("got %v, want %s", ds.list, want)
		}
	}
}

func TestParsePosition(t *testing.T) {
	for text, want := range map[string]token.Position{
		"a.go:3:4":    {Filename: "a.go", Line: 3, Column: 4},
		"C:\\a.go:3":  {Filename: "C:\\a.go", Line: 3},
		"a.go":        {Filename: "a.go"},
		"-":           {},
		"/x:y/a.go:7": {Filename: "/x:y/a.go", Line: 7},
	} {
		if got := parsePosition(text); got != want {
			t.Errorf("parsePosition(%q) = %v, want %v", text, got, want)
		}
	}
}
