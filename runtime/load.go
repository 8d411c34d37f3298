package runtime

// This file defines how source text becomes a function.

import (
	"errors"
	"strings"

	"github.com/lusterlua/luster/runtime/internal/code"
	"github.com/lusterlua/luster/runtime/internal/compile"
	"github.com/lusterlua/luster/runtime/interp"
)

// Chunk is a compiled chunk. It is immutable and belongs to no VM: compile once,
// load it into any number of VMs, from any goroutine.
type Chunk struct {
	proto *code.Proto
	name  string
}

// Name returns the name that the chunk was compiled with.
func (ch *Chunk) Name() string { return ch.name }

// Compile compiles source text. The name is Lua's: "@file" for the text of a
// file, "=name" for anything else that has a name; other names are taken for the
// text itself, and messages quote their first line. The error is a
// [*SyntaxError].
func Compile(name, src string) (*Chunk, error) { return compileText(name, src, compile.Options{}) }

// Compile is the function Compile under the Config.Nesting of this VM. The chunk
// does not belong to the VM.
func (vm *VM) Compile(name, src string) (*Chunk, error) { return vm.CompileWithin(nil, name, src) }

// CompileWithin is Compile under a budget: it is told of the work done, in
// elementary operations, at least once for 4,096 of them and for 64 KiB of text.
// An error from it ends the compilation and is returned. A source shorter than
// 4 KiB may be compiled without asking.
func (vm *VM) CompileWithin(budget func(n int) error, name, src string) (*Chunk, error) {
	return compileText(name, src, compile.Options{Budget: budget, MaxNesting: vm.host().nesting})
}

func compileText(name, src string, opts compile.Options) (*Chunk, error) {
	p, err := compile.Compile(name, src, opts)
	if err == nil {
		return &Chunk{p, name}, nil
	}
	var e *compile.Error
	if errors.As(err, &e) {
		return nil, &SyntaxError{Chunk: e.Chunk, Line: e.Line, Col: e.Col, Msg: e.Error(), AtEnd: e.Near == "<eof>"}
	}
	return nil, err
}

// SkipShebang returns the text of a file as Lua loads it: without a byte order
// mark, and without the first line if that begins with '#'. Lines keep their
// numbers. A binary chunk follows such a line directly.
func SkipShebang(src string) string {
	text := compile.SkipShebang(src)
	if len(text) < len(src) && strings.HasPrefix(text, "\n"+BinaryMark) {
		return text[1:]
	}
	return text
}

// Load compiles source text and returns it as a function of this VM, with the
// VM's globals. See [Compile] for the name and the errors.
func (vm *VM) Load(name, src string) (Root[Func], error) {
	ch, err := vm.Compile(name, src)
	if err != nil {
		return Root[Func]{}, err
	}
	return vm.LoadChunk(ch)
}

// LoadChunk returns a compiled chunk as a function of this VM, with the VM's
// globals.
func (vm *VM) LoadChunk(ch *Chunk) (Root[Func], error) {
	return vm.LoadWithEnv(ch, vm.Globals().Value())
}

// LoadWithEnv returns a compiled chunk as a function of this VM whose free names
// are fields of env, most often a table: scripts with tables of their own are
// isolated from each other.
func (vm *VM) LoadWithEnv(ch *Chunk, env Value) (Root[Func], error) {
	f, err := vm.NewChunkFunc(ch, env)
	if err != nil {
		return Root[Func]{}, err
	}
	return newRoot[Func](vm, Value(f)), nil
}

// NewChunkFunc is LoadWithEnv for use inside callbacks: the function is a plain
// word.
func (vm *VM) NewChunkFunc(ch *Chunk, env Value) (Func, error) {
	if err := vm.refusal(); err != nil {
		return Func{}, err
	}
	if err := vm.Check(env); err != nil {
		return Func{}, err
	}
	f, ok := vm.engine().LoadProto(ch.proto, interp.Value(env))
	if !ok {
		return Func{}, vm.engine().MemoryError()
	}
	return Func(f), nil
}

// NewChunkFunc is [VM.NewChunkFunc] for the function of the call. A body of
// [Async] waits for a collection if memory is refused.
func (c *Call) NewChunkFunc(ch *Chunk, env Value) (Func, error) {
	vm := c.VM()
	f, err := vm.NewChunkFunc(ch, env)
	if err != nil && errors.Is(err, ErrMemory) && c.engine().WaitForMemory(0) {
		f, err = vm.NewChunkFunc(ch, env)
	}
	return f, err
}
