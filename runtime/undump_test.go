package runtime_test

// This file defines the tests of binary chunks in a VM: hostile ones do no more
// harm than a script.

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"testing"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/stdlib"
)

// chunkPrograms are what the hostile chunks are made from.
var chunkPrograms = []string{
	"return 1",
	"local t = {} for i = 1, 10 do t[i] = i * 2 end return #t, t[3]",
	"for x = 1.5, 9, 0.5 do local y = x .. 'a' end",
	"for k, v in pairs({1, 2, a = {}, b = 'x'}) do f = function() return k, v end end return f()",
	"local t = {1, 2, nil, 'four', {}, f = function(...) return select('#', ...), ... end} return t.f(table.unpack(t))",
	"local function f(n, ...) if n == 0 then return ... end return f(n - 1, n, ...) end return f(20)",
	"local x <close> = setmetatable({}, {__close = function() end}) local y = x and 1 or 'z' return y, x ~= nil",
	"local c = coroutine.wrap(function(a) for i = 1, 3 do a = coroutine.yield(a + i) end end) c(1) c(2) return c(3)",
	"local s = 'a' goto l ::k:: do return s end ::l:: s = s .. s .. s if #s < 100 then goto l end goto k",
	"local a, b = 3, 4.0 local u = {a + b, a - 1, a // 2, a ~ 5, a << 2, -b, not a, ~a, a < b, a == 3, b >= 4} return u[1], #u",
	"local o = {n = 0} function o:add(k) self.n = self.n + k return self end return o:add(1):add(2).n, pcall(error, o)",
	"local ups = {} for i = 1, 5 do local v = i ups[i] = {function() v = v + 1 return v end, function() return v end} end return ups[2][1](), ups[2][2]()",
}

// dumps returns the binary forms of the programs.
func dumps(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, src := range chunkPrograms {
		ch, err := rt.Compile("=seed", src)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(ch.Dump(false)), string(ch.Dump(true)))
	}
	return all
}

// headerSize is the length of what comes before a chunk's body: signature,
// fingerprint and length.
const headerSize = len(code.Signature) + 4 + 8

// bodyOf returns the body of a chunk.
func bodyOf(chunk string) string { return chunk[headerSize : len(chunk)-4] }

// sealed puts a header like that of the chunk like, and a right checksum, around a
// body.
func sealed(like, body string) string {
	b := []byte(like[:headerSize-8])
	b = binary.LittleEndian.AppendUint64(b, uint64(len(body)))
	b = append(b, body...)
	return string(binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

// runHostile runs a chunk, if it is accepted, with little fuel and memory and a
// collector that never rests, and checks that the heap is sound afterwards.
func runHostile(t *testing.T, data string) (accepted bool) {
	t.Helper()
	ch, err := rt.Undump("=hostile", data, nil)
	if err != nil {
		var e *rt.SyntaxError
		if !errors.As(err, &e) {
			t.Fatalf("error %#v", err)
		}
		return false
	}
	vm, err := rt.New(rt.Config{Fuel: 3000, Memory: 4 << 20, StackSlots: 5000, CallDepth: 500, Seed: 1, AllowBinary: true,
		Stress: gc.Stress{CollectEvery: 40}})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
		t.Fatal(err)
	}
	fn, err := vm.LoadChunk(ch)
	if err != nil {
		return true // not enough memory
	}
	_, err = vm.Call(context.Background(), fn, 1, "two", 3.5)
	var p *rt.PanicError
	if errors.As(err, &p) {
		t.Fatalf("panic: %v\n%s\n%q", p.Value, p.Stack, data)
	}
	vm.Heap().Collect()
	if err := vm.Heap().Verify(); err != nil {
		t.Fatalf("%v\n%q", err, data)
	}
	return true
}

// FuzzUndump checks that no chunk makes the reader or the engine panic: data is
// read as it is, and as the body of a chunk with a right checksum.
func FuzzUndump(f *testing.F) {
	all := dumps(f)
	for _, d := range all {
		f.Add(d)
		f.Add(bodyOf(d))
	}
	f.Fuzz(func(t *testing.T, data string) {
		runHostile(t, data)
		runHostile(t, sealed(all[0], data))
	})
}

// TestHostileChunks damages chunks below their checksum: bytes anywhere, and
// whole instructions exchanged for others.
func TestHostileChunks(t *testing.T) {
	n := 3000
	if testing.Short() {
		n = 300
	}
	seed := uint64(20)
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, seed))
	all := dumps(t)
	accepted := 0
	for range n {
		chunk := all[r.IntN(len(all))]
		body := []byte(bodyOf(chunk))
		for range 1 + r.IntN(3) {
			at := r.IntN(len(body))
			switch r.IntN(4) {
			case 0:
				body[at] = byte(r.Uint32())
			case 1:
				body[at] ^= 1 << r.IntN(8)
			case 2:
				body[at] += byte(r.IntN(5)) - 2
			default: // eight bytes of another place, often an instruction
				copy(body[at:min(at+8, len(body))], body[r.IntN(len(body)):])
			}
		}
		if runHostile(t, sealed(chunk, string(body))) {
			accepted++
		}
	}
	if accepted < n/20 {
		t.Errorf("only %d of %d chunks were accepted", accepted, n)
	}
}

// TestHostileInstructions changes instructions of programs one field at a time,
// so that most of what the verifier accepts means something else.
func TestHostileInstructions(t *testing.T) {
	n := 20_000
	if testing.Short() {
		n = 1000
	}
	r := rand.New(rand.NewPCG(21, 21))
	all := dumps(t)
	accepted := 0
	for range n {
		chunk := all[r.IntN(len(all))]
		p, err := code.Undump(chunk)
		if err != nil {
			t.Fatal(err)
		}
		q := p
		for len(q.Protos) > 0 && r.IntN(2) == 0 {
			q = q.Protos[r.IntN(len(q.Protos))]
		}
		for range 1 + r.IntN(3) {
			i := &q.Code[r.IntN(len(q.Code))]
			switch r.IntN(7) {
			case 0:
				*i = *i&^0xff | code.Instr(r.IntN(int(code.NumOps)))
			case 1:
				*i = i.WithA(r.IntN(int(q.MaxStack)))
			case 2:
				*i = i.WithB(r.IntN(int(q.MaxStack)))
			case 3:
				*i = i.WithC(r.IntN(int(q.MaxStack)))
			case 4:
				*i = i.WithJ(r.IntN(2*len(q.Code)) - len(q.Code))
			case 5:
				*i = q.Code[r.IntN(len(q.Code))]
			default:
				q.MaxStack = min(q.MaxStack+uint8(r.IntN(8)), 250)
			}
		}
		if code.Verify(p) == nil && runHostile(t, string(code.Dump(p, false))) {
			accepted++
		}
	}
	t.Logf("%d of %d accepted", accepted, n)
	if accepted < n/20 {
		t.Errorf("only %d of %d programs were accepted", accepted, n)
	}
}

// TestWrongRegisters runs code that no compiler writes: instructions find values
// of types that the compiler would have ruled out.
func TestWrongRegisters(t *testing.T) {
	ret := code.ABC(code.OpReturn0, 0, 0, 0, 0)
	for _, c := range []struct {
		name, want string
		code       []code.Instr
	}{
		{"a list for a number", "?:-1: attempt to index a number value", []code.Instr{
			code.AK(code.OpLoadI, 0, 0, 5), code.AK(code.OpLoadI, 1, 0, 5), code.AK(code.OpSetList, 0, 1, 0), ret,
		}},
		{"a list for nothing", "?:-1: attempt to index a nil value", []code.Instr{
			code.AK(code.OpSetList, 0, 1, 0), ret,
		}},
		{"a loop entered from the side, over tables", "", []code.Instr{
			0: code.AK(code.OpNewTable, 0, 0, 0),
			1: code.ABC(code.OpLoadNil, 1, 0, 0, 0),
			2: code.AK(code.OpLoadI, 2, 0, 1),
			3: code.ABJ(code.OpJmp, 0, 0, 0, 1),
			4: code.ABJ(code.OpForPrep, 0, 0, 0, 2),
			5: code.AK(code.OpNewTable, 4, 0, 0),
			6: code.ABJ(code.OpForLoop, 0, 0, 0, -2),
			7: ret,
		}},
		{"a loop over tables by tables", "", []code.Instr{
			0: code.AK(code.OpNewTable, 0, 0, 0),
			1: code.AK(code.OpNewTable, 1, 0, 0),
			2: code.AK(code.OpNewTable, 2, 0, 0),
			3: code.ABJ(code.OpJmp, 0, 0, 0, 1),
			4: code.ABJ(code.OpForPrep, 0, 0, 0, 2),
			5: code.AK(code.OpNewTable, 4, 0, 0),
			6: code.ABJ(code.OpForLoop, 0, 0, 0, -2),
			7: ret,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			chunk := string(code.Dump(&code.Proto{MaxStack: 6, Code: c.code}, true))
			if !runHostile(t, chunk) {
				t.Fatal("not accepted")
			}
			ch, err := rt.Undump("=x", chunk, nil)
			if err != nil {
				t.Fatal(err)
			}
			vm, err := rt.New(rt.Config{Fuel: 1000})
			if err != nil {
				t.Fatal(err)
			}
			defer vm.Close()
			fn, err := vm.LoadChunk(ch)
			if err != nil {
				t.Fatal(err)
			}
			_, err = vm.Call(context.Background(), fn)
			if c.want != "" && (err == nil || err.Error() != c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

// TestForStateOverwritten changes the hidden variables of a loop by setlocal, as
// the library debug allows: they must never become something that is no value.
func TestForStateOverwritten(t *testing.T) {
	vm, err := rt.New(rt.Config{Fuel: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	if err := stdlib.Open(vm, stdlib.Safe, stdlib.DebugUnsafe); err != nil {
		t.Fatal(err)
	}
	fn, err := vm.Load("=x", `
for _, start in ipairs{1, 1.5} do
  local n = 0
  for i = start, 5 do
    n = n + 1
    for k = 1, 20 do
      if debug.getlocal(1, k) == "i" and n == 1 then debug.setlocal(1, k - 3, {}) debug.setlocal(1, k - 2, {}) end
    end
    collectgarbage()
    if n == 3 then break end
  end
  collectgarbage()
end`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vm.Call(context.Background(), fn); err != nil {
		t.Error(err)
	}
	if err := vm.Heap().Verify(); err != nil {
		t.Error(err)
	}
}
