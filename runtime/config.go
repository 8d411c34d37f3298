package runtime

// This file defines what a host chooses when it makes a VM.

import (
	"io"
	"time"

	"github.com/lusterlua/luster/runtime/gc"
)

// Config describes a VM. The zero Config is valid: no limits save for those that
// keep a script from exhausting Go's memory by nesting, output to the process's
// own streams, a random seed. A Config is never modified and may serve any
// number of VMs.
type Config struct {
	// Stdout receives what print and io.write write; nil is os.Stdout, io.Discard
	// silences it.
	Stdout io.Writer
	// Stderr receives warnings; nil is os.Stderr.
	Stderr io.Writer
	// Stdin is what the io library and dofile without a name read; nil is empty.
	Stdin io.Reader

	// Fuel is the VM's stock of fuel, about one unit for an instruction. Zero is
	// no limit. When it is spent, calls end with ErrFuel; VM.Refuel adds to it.
	Fuel int64
	// CallFuel limits the fuel of each VM.Call; zero is no limit. A call that needs
	// more ends with ErrFuel.
	CallFuel int64
	// Memory limits the accounted bytes of the VM; zero is no limit.
	Memory int64
	// Timeout limits the time of each VM.Call; zero is no limit.
	Timeout time.Duration

	// StackSlots limits the values on a coroutine's stack; zero is 1,000,000.
	StackSlots int
	// CallDepth limits the nested calls in a coroutine; zero is 200,000.
	CallDepth int
	// Coroutines limits how many coroutines there are that have not ended; what
	// the host itself runs counts. Zero is no limit.
	Coroutines int
	// ResumeDepth limits the nesting of coroutines that resume each other; zero
	// is 195, about what PUC-Rio's Lua allows.
	ResumeDepth int
	// StringLen limits the length of one string, 256 bytes at least; zero is
	// 1 GiB.
	StringLen int

	// Nesting limits how deep constructs may be nested in source text that this VM
	// compiles; zero is 200, as in PUC-Rio's Lua, and MaxNesting the most.
	Nesting int

	// Seed seeds hashing, and with it the order of pairs, and math.random until
	// the script seeds it. Two VMs with the same seed that do the same and are
	// given the same print the same bytes. Zero takes a random seed, which is the
	// better choice for untrusted scripts.
	Seed uint64
	// AllowBinary lets scripts load binary chunks, as string.dump writes them. They
	// are verified, yet a smaller surface is the better default.
	AllowBinary bool
	// Stress makes the collector work harder, for tests.
	Stress gc.Stress
	// CatchPanics lets pcall catch a *PanicError. Otherwise a panic in a callback
	// ends the call.
	CatchPanics bool
}

// MaxNesting is the largest useful Config.Nesting: the parser keeps some hundred
// bytes of Go's stack for a level.
const MaxNesting = 10_000
