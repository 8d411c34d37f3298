package difftest

// This file defines the fuzz targets of the virtual machine: any text, and
// generated programs in which tokens were exchanged, under little fuel and
// memory, in slices, with a busy collector.

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lusterlua/luster/internal/luatest"
	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/stdlib"
)

const (
	fuzzFuel   = 30_000
	fuzzMemory = 4 << 20
)

// outcome is how a program ended.
type outcome struct {
	output  string
	err     string
	limited bool // by fuel or memory: another setting may stop elsewhere
}

// runFuzz runs a program and fails for what no program may do: a Go panic, a
// message about a bug of ours, a heap that breaks an invariant.
func runFuzz(t *testing.T, s luatest.Settings, src string) (o outcome) {
	t.Helper()
	var out bytes.Buffer
	vm, err := rt.New(rt.Config{
		Stdout: &out, Stderr: &out, Stress: s.Stress, Seed: 1, Fuel: fuzzFuel, Memory: fuzzMemory, StringLen: 1 << 20, AllowBinary: true,
		StackSlots: 20_000, CallDepth: 2_000,
	})
	if err == nil {
		err = stdlib.Open(vm, stdlib.Safe, stdlib.DebugUnsafe)
	}
	if err != nil {
		if s.Stress.FailNth == 0 {
			t.Fatal(err)
		}
		return outcome{limited: true}
	}
	fn, err := vm.Load("=fuzz", src)
	if err == nil {
		err = callFuzz(vm, fn, s.Slice)
	}
	if err != nil {
		o.err = err.Error()
	}
	var p *rt.PanicError
	if errors.As(err, &p) {
		t.Fatalf("%v: a Go panic: %v\n%s\n%s", s, p, p.Stack, src)
	}
	o.output = out.String()
	if text := o.err + o.output; strings.Contains(text, "BUG:") || strings.Contains(text, "panic in Go") {
		t.Fatalf("%v: %s\n%s", s, text, src)
	}
	o.limited = errors.Is(err, rt.ErrFuel) || errors.Is(err, rt.ErrMemory) || strings.Contains(o.err+o.output, "not enough memory")
	if err := vm.Heap().Verify(); err != nil {
		t.Fatalf("%v: %v\n%s", s, err, src)
	}
	vm.Heap().Collect()
	if err := vm.Heap().Verify(); err != nil {
		t.Fatalf("%v, after a collection: %v\n%s", s, err, src)
	}
	if err := vm.Close(); err != nil {
		t.Fatalf("%v: %v\n%s", s, err, src)
	}
	return o
}

// callFuzz is call for programs that may fail.
func callFuzz(vm *rt.VM, fn rt.Root[rt.Func], slice int64) error {
	if slice == 0 {
		_, err := vm.Call(context.Background(), fn)
		return err
	}
	root, err := vm.NewThread(fn)
	if err != nil {
		return err
	}
	th := root.Must()
	for {
		status, _, err := th.Step(vm, slice)
		if err != nil || status == rt.StatusDone || status == rt.StatusFailed {
			return err
		}
	}
}

// settings makes settings of what the fuzzer chose.
func settings(slice uint16, stress uint8) luatest.Settings {
	s := luatest.Settings{Slice: int64(slice)}
	switch stress % 4 {
	case 1:
		s.Stress = gc.Stress{StepEvery: 1 + int(stress>>2)}
	case 2:
		s.Stress = gc.Stress{CollectEvery: 1 + int(stress>>2)}
	case 3:
		s.Stress = gc.Stress{FailNth: 1 + int64(stress>>2)*8}
	}
	return s
}

// open are the parts of a program on which settings have an influence: the
// collector, addresses and with them the order of keys, the state of the stack.
var open = regexp.MustCompile(`collectgarbage|random|clock|time|date|__gc|__mode|pairs|next|%p|debug|main thread|dump|yield`)

var address = regexp.MustCompile(`0x[0-9a-f]{6,}`)

// compareFuzz runs a program under two settings that must make no difference.
func compareFuzz(t *testing.T, src string, slice uint16, stress uint8) {
	t.Helper()
	plain := runFuzz(t, luatest.Settings{}, src)
	s := settings(slice, stress)
	got := runFuzz(t, s, src)
	// A yield outside of a coroutine is an error in one of the two.
	if plain.limited || got.limited || s.Stress.FailNth > 0 || open.MatchString(src) {
		return
	}
	a, b := address.ReplaceAllString(plain.output+plain.err, "?"), address.ReplaceAllString(got.output+got.err, "?")
	if a != b {
		t.Fatalf("%v: %s\n%s", s, firstDifference(b, a), src)
	}
}

// FuzzText runs any text.
func FuzzText(f *testing.F) {
	files, _ := filepath.Glob("../luatest/testdata/*.lua")
	for i, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for j, part := range strings.Split(string(src), "\n\n") {
			if len(part) < 1500 {
				f.Add(part, uint16(i*j%9), uint8(i+j))
			}
		}
	}
	f.Fuzz(func(t *testing.T, src string, slice uint16, stress uint8) {
		if len(src) > 1<<14 {
			return
		}
		compareFuzz(t, src, slice, stress)
	})
}

var token = regexp.MustCompile(`--[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[A-Za-z_][A-Za-z0-9_]*|0x[0-9a-fA-F.p]+|[0-9][0-9.e]*|\.\.\.?|::|//|<<|>>|[<>=~]=|\s+|.`)

// mutate exchanges, copies and removes tokens behind the program's head.
func mutate(p Program, edits []byte) string {
	words := token.FindAllString(strings.Join(p.Blocks, ""), -1)
	for len(edits) >= 5 && len(words) > 0 {
		at := int(edits[1])<<8 | int(edits[2])
		from := int(edits[3])<<8 | int(edits[4])
		at, from = at%len(words), from%len(words)
		switch edits[0] % 4 {
		case 0:
			words[at] = words[from]
		case 1:
			words[at], words[from] = words[from], words[at]
		case 2:
			words = append(words[:at], words[at+1:]...)
		default:
			words[at] += " " + words[from]
		}
		edits = edits[5:]
	}
	return p.Head + strings.Join(words, "")
}

// FuzzGenerated runs generated programs with a few tokens exchanged.
func FuzzGenerated(f *testing.F) {
	for i := range uint64(24) {
		f.Add(i, []byte("\x00\x12\x34\x01\x77\x01\x02\x03\x04\x05")[:i%3*5], uint16(i%8), uint8(i))
	}
	f.Fuzz(func(t *testing.T, seed uint64, edits []byte, slice uint16, stress uint8) {
		if len(edits) > 50 {
			return
		}
		compareFuzz(t, mutate(Generate(seed), edits), slice, stress)
	})
}
