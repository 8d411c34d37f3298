package main

import (
	"bytes"
	"encoding/json"
	"go/token"
	"regexp"
	"strings"
	"testing"

	"github.com/lusterlua/luster/gen"
)

// TestSARIF checks the structure that the standard asks for: what is required is
// there, indices fit, addresses are relative and have slashes.
func TestSARIF(t *testing.T) {
	r := &gen.Result{
		Diagnostics: []gen.Diagnostic{
			{Pos: token.Position{Filename: "game/player.go", Line: 31, Column: 2}, Code: "LB103", Message: "twice", Path: "a -> b", Help: "once"},
			{Pos: token.Position{Filename: "game/luster_gen.go"}, Code: "LB003", Message: "in the way"},
			{Code: "LB002", Message: "no package"},
		},
		Files: []gen.File{{Name: "a/luster_gen.go", Status: gen.Stale}, {Name: "b/luster_gen.go", Status: gen.Fresh}},
	}
	var out bytes.Buffer
	if err := writeJSON(&out, sarif(r)); err != nil {
		t.Fatal(err)
	}
	var log map[string]any
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	if log["version"] != "2.1.0" || !strings.Contains(log["$schema"].(string), "sarif") {
		t.Errorf("version %v, schema %v", log["version"], log["$schema"])
	}
	runs := log["runs"].([]any)
	run := runs[0].(map[string]any)
	driver := run["tool"].(map[string]any)["driver"].(map[string]any)
	if len(runs) != 1 || driver["name"] != "lusterbind" {
		t.Errorf("%d runs of %v", len(runs), driver["name"])
	}
	var ids []string
	for _, rule := range driver["rules"].([]any) {
		rule := rule.(map[string]any)
		ids = append(ids, rule["id"].(string))
		for _, key := range []string{"shortDescription", "fullDescription", "help"} {
			if text := rule[key].(map[string]any)["text"].(string); text == "" {
				t.Errorf("rule %v has no %s", rule["id"], key)
			}
		}
	}
	if want := len(gen.Codes) + 1; len(ids) != want {
		t.Errorf("%d rules, want %d", len(ids), want)
	}
	results := run["results"].([]any)
	if len(results) != 4 {
		t.Fatalf("%d results", len(results))
	}
	relative := regexp.MustCompile(`^[^/\\:]+(/[^/\\:]+)*$`)
	for i, res := range results {
		res := res.(map[string]any)
		if id := ids[int(res["ruleIndex"].(float64))]; id != res["ruleId"] {
			t.Errorf("result %d: index of %s, id %v", i, id, res["ruleId"])
		}
		if level := res["level"]; level != "error" && level != "warning" {
			t.Errorf("result %d: level %v", i, level)
		}
		if res["message"].(map[string]any)["text"] == "" {
			t.Errorf("result %d has no message", i)
		}
		locations, _ := res["locations"].([]any)
		for _, l := range locations {
			physical := l.(map[string]any)["physicalLocation"].(map[string]any)
			if uri := physical["artifactLocation"].(map[string]any)["uri"].(string); !relative.MatchString(uri) {
				t.Errorf("result %d: uri %q", i, uri)
			}
			if region, ok := physical["region"].(map[string]any); ok && region["startLine"].(float64) < 1 {
				t.Errorf("result %d: line %v", i, region["startLine"])
			}
		}
	}
	first := results[0].(map[string]any)["message"].(map[string]any)["text"].(string)
	if first != "twice\npath: a -> b\nhelp: once" {
		t.Errorf("message %q", first)
	}
}
