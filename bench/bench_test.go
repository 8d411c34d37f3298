package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestStatistics(t *testing.T) {
	if got := median([]float64{3, 1, 2}); got != 2 {
		t.Errorf("median of three = %v", got)
	}
	if got := median([]float64{4, 1, 2, 3}); got != 2.5 {
		t.Errorf("median of four = %v", got)
	}
	if got := geomean([]float64{1, 4}); math.Abs(got-2) > 1e-12 {
		t.Errorf("geomean = %v", got)
	}
}

func TestTable(t *testing.T) {
	s := time.Second
	rows := []row{
		{"one", [][]time.Duration{{2 * s, 3 * s, 9 * s}, {s, s, s}, {4 * s}}},
		{"two", [][]time.Duration{{s}, {2 * s}, nil}},
	}
	var out strings.Builder
	table(&out, []string{"a", "b", "c"}, rows)
	for _, want := range []string{
		`one +3\.000 +1\.000 +4\.000 +3\.00 +0\.50\n`,
		`two +1\.000 +2\.000 +- +0\.50 +-\n`,
		`median +1\.75 +0\.50\n`,
		`geometric mean +1\.22 +0\.50\n`,
		`worst +3\.00 +0\.50\n`,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("no line like %q in\n%s", want, out.String())
		}
	}
}

// TestMeasure uses small shell scripts as implementations: one that agrees with
// the reference, one that prints something else, one that fails.
func TestMeasure(t *testing.T) {
	dir := t.TempDir()
	script := func(name, body string) impl {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := exec.Command(path).Run(); err != nil && body == "echo 1" {
			t.Skipf("cannot run a shell script here: %v", err)
		}
		return impl{name, []string{path}}
	}
	impls := []impl{
		script("good", "echo 1"), script("lua5.4", "echo 1"),
		script("wrong", "echo 2"), script("broken", "echo 'no such thing' >&2; exit 3"),
	}
	r, problems := measure("dir/p.lua", impls, 2)
	if r.program != "p" || len(r.times[0]) != 2 || len(r.times[1]) != 2 || r.times[2] != nil || r.times[3] != nil {
		t.Errorf("measured %+v", r)
	}
	var text []string
	for _, p := range problems {
		text = append(text, p.Error())
	}
	got := strings.Join(text, "\n")
	if len(problems) != 2 || !strings.Contains(got, "no such thing") || !strings.Contains(got, `wrong printed "2\n"`) {
		t.Errorf("problems: %s", got)
	}
}

func TestFind(t *testing.T) {
	all, err := find(".", regexp.MustCompile(""))
	if err != nil || len(all) < 20 {
		t.Fatalf("%d programs, %v", len(all), err)
	}
	if _, err := find(".", regexp.MustCompile("no such program")); err == nil {
		t.Error("no error where nothing matches")
	}
}

func TestPauses(t *testing.T) {
	rows, err := pausesOf("small", "local x\nmeasure(3000, function(i) x = {i, {}, {}, {}} end)", 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if len(r.worst) != 2 || r.worst[0] < r.p99 && r.worst[1] < r.p99 || r.p50 > r.p99 || r.p99 > r.p999 {
			t.Errorf("measured %+v", r)
		}
	}
	if rows[0].worst[0] == 0 {
		t.Error("no step took any time")
	}
	var out strings.Builder
	pauseTable(&out, rows)
	if !regexp.MustCompile(`(?s)small, µs.*luster, steps.*Go's collector: \d+ cycles`).MatchString(out.String()) {
		t.Errorf("printed %s", out.String())
	}
	if err := rows[0].add("1 x"); err == nil {
		t.Error("text is taken for numbers")
	}
}

// TestRunHere measures a program that makes a known number of tables.
func TestRunHere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tables.lua")
	src := "for i = 1, 100000 do local t = {i} end collectgarbage() print(1)"
	if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := runHere(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.program != "tables" || c.objects < 100000 || c.objects > 101000 || c.cycles == 0 {
		t.Errorf("measured %+v", c)
	}
	if perObject := float64(c.bytes) / float64(c.objects); perObject > 8 {
		t.Errorf("%.2f bytes of Go for each table", perObject)
	}
}
