//go:build linux

package attacks

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The limits that the scripts run under, and the harm that none may do. The
// second are larger than the first by what a process and a busy machine need.
const (
	fuel     = "200000000"
	memory   = "64MiB"
	timeout  = "500ms"
	patience = "3s"

	maxRSS  = 192 << 10 // KiB
	maxWall = 4 * time.Second
)

// ceiling keeps a broken limit from taking the machine down: KiB of address
// space.
const ceiling = "2000000"

func TestAttacks(t *testing.T) {
	if testing.Short() {
		t.Skip("runs more than a hundred processes")
	}
	bin := filepath.Join(t.TempDir(), "luster")
	if out, err := exec.Command("go", "build", "-o", bin, "../../cmd/luster").CombinedOutput(); err != nil {
		t.Fatalf("building luster: %v\n%s", err, out)
	}
	scripts, err := filepath.Glob("testdata/*.lua")
	if err != nil || len(scripts) < 100 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".lua"), func(t *testing.T) { attack(t, bin, path) })
	}
}

var (
	expect  = regexp.MustCompile(`(?m)^-- @expect +(\S+)`)
	goStack = regexp.MustCompile(`(?m)^(fatal error: |panic: |goroutine \d+ \[|runtime: goroutine stack exceeds)`)
	breach  = regexp.MustCompile(`(?m)^BREACH.*`)
)

// attack runs a script under the limits. The deadline is one of the wall clock: a
// script that only the deadline stopped, where its header wants another end, gets
// a second, longer run, in case the machine was busy.
func attack(t *testing.T, bin, path string) {
	if !attackWithin(t, bin, path, timeout, maxWall) {
		attackWithin(t, bin, path, patience, 4*maxWall)
	}
}

// attackWithin reports whether the outcome is final.
func attackWithin(t *testing.T, bin, path, timeout string, maxWall time.Duration) bool {
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m := expect.FindSubmatch(src)
	if m == nil {
		t.Fatalf("%s has no @expect", path)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*maxWall)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", `ulimit -v "$0"; exec "$@"`, ceiling,
		bin, "run", "--sandbox", "--fuel", fuel, "--memory", memory, "--timeout", timeout, abs)
	cmd.Dir = t.TempDir()
	// A process that hangs says where.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGQUIT) }
	cmd.WaitDelay = time.Second
	var out limited
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err = cmd.Run()
	wall := time.Since(start)

	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	state := cmd.ProcessState
	if goStack.Match(out.head.Bytes()) || !state.Exited() {
		t.Fatalf("the process died: %v\n%s", state, out.first())
	}
	if line := breach.Find(out.head.Bytes()); line != nil {
		t.Fatalf("%s", line)
	}
	if wall > maxWall {
		t.Errorf("ran for %v", wall)
	}
	if rss := state.SysUsage().(*syscall.Rusage).Maxrss; rss > maxRSS {
		t.Errorf("used %d KiB", rss)
	}
	got := outcome(state.ExitCode(), out.head.String())
	want := strings.Split(strings.ReplaceAll(string(m[1]), "LIMIT", "FUEL|MEM"), "|")
	if got != "DONE" && !slices.Contains(want, got) {
		if timeout != patience && bytes.Contains(out.head.Bytes(), []byte("deadline exceeded")) {
			return false
		}
		t.Errorf("outcome %s (exit code %d), want %s\n%s", got, state.ExitCode(), m[1], out.first())
	}
	return true
}

// outcome classifies an exit. DONE is a script that ran to its end within the
// limits, which is never a failure.
func outcome(code int, out string) string {
	switch {
	case code == 0 && strings.Contains("\n"+out, "\nCONTAINED"):
		return "CONTAINED"
	case code == 0:
		return "DONE"
	case code == 1:
		return "ERROR"
	case code == 3:
		return "FUEL"
	case code == 4:
		return "MEM"
	}
	return "UNKNOWN"
}

// limited keeps the beginning of what is written to it.
type limited struct{ head bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if room := 200_000 - l.head.Len(); room > 0 {
		l.head.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (l *limited) first() string {
	s := l.head.String()
	return s[:min(len(s), 8000)]
}
