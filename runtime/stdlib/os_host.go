package stdlib

// This file defines what of the world a host lets the libraries os and io reach.

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Host is what the libraries [OS] and [IO] can reach. Each nil field is an
// ability that scripts do not have: the functions that need it do not exist.
type Host struct {
	Files    FileSystem
	Clock    Clock
	Env      func(name string) (value string, ok bool)
	Commands Commands
	// Exit lets os.exit end the script: the call of the host then fails with an
	// *ExitError.
	Exit bool
}

// Machine returns a Host that lets scripts do what the process itself can do.
func Machine() Host {
	return Host{
		Files:    machineFiles{},
		Clock:    machineClock{time.Now()},
		Env:      os.LookupEnv,
		Commands: Shell{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr},
		Exit:     true,
	}
}

// ExitError is how a call of the host fails when a script called os.exit.
type ExitError struct {
	Code int
	// Close asks for an orderly end, with pending finalizers.
	Close bool
}

// Error implements error.
func (e *ExitError) Error() string { return "exit status " + strconv.Itoa(e.Code) }

// FileSystem is the files that scripts may use. Errors should wrap a
// syscall.Errno or one of the errors of io/fs, so that scripts see the text and
// number that they expect.
type FileSystem interface {
	// OpenFile opens a file as os.OpenFile does.
	OpenFile(name string, flag int, perm fs.FileMode) (File, error)
	// Remove removes a file or an empty directory.
	Remove(name string) error
	// Rename renames a file.
	Rename(from, to string) error
	// TempFile makes a new file and opens it for reading and writing.
	TempFile() (f File, name string, err error)
}

// File is an open file. A file that cannot do one of these returns an error.
type File interface {
	io.Reader
	io.Writer
	io.Seeker
	io.Closer
}

// Clock is the time that scripts see. Its time zone is that of Now.
type Clock interface {
	Now() time.Time
	// CPU returns the processor time used so far.
	CPU() time.Duration
}

// Commands runs programs.
type Commands interface {
	// Run runs a command to its end.
	Run(command string) (Exit, error)
	// Start starts a command whose standard input, if write is set, or output is
	// connected to the returned process.
	Start(command string, write bool) (Process, error)
}

// Exit is how a program ended.
type Exit struct {
	Code   int
	Signal bool // Code is the signal that ended it
}

// Process is a running program. If it is an io.Closer too, the VM's end closes what
// is still running.
type Process interface {
	io.Reader
	io.Writer
	// Wait closes the connection and waits for the end of the program.
	Wait() (Exit, error)
}

// Directory returns the files below the directory that root was opened on, which
// scripts cannot leave, not even by a symbolic link. They see it as "/".
func Directory(root *os.Root) FileSystem { return rooted{root} }

type rooted struct{ root *os.Root }

func inRoot(name string) string {
	if name = strings.TrimLeft(name, "/"); name == "" {
		return "."
	}
	return name
}

// OpenFile implements FileSystem.
func (r rooted) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	return openResult(r.root.OpenFile(inRoot(name), flag, perm))
}

// openResult keeps a nil *os.File from becoming a File.
func openResult(f *os.File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Remove implements FileSystem.
func (r rooted) Remove(name string) error { return r.root.Remove(inRoot(name)) }

// Rename implements FileSystem.
func (r rooted) Rename(from, to string) error { return r.root.Rename(inRoot(from), inRoot(to)) }

// TempFile implements FileSystem.
func (r rooted) TempFile() (File, string, error) {
	for {
		name := "lua_" + rand.Text()
		f, err := r.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			g, err := openResult(f, err)
			return g, "/" + name, err
		}
	}
}

type machineFiles struct{}

// OpenFile implements FileSystem.
func (machineFiles) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	return openResult(os.OpenFile(name, flag, perm))
}

// Remove implements FileSystem.
func (machineFiles) Remove(name string) error { return os.Remove(name) }

// Rename implements FileSystem.
func (machineFiles) Rename(from, to string) error { return os.Rename(from, to) }

// TempFile implements FileSystem.
func (machineFiles) TempFile() (File, string, error) {
	f, err := os.CreateTemp("", "lua_*")
	if err != nil {
		return nil, "", err
	}
	return f, f.Name(), nil
}

// machineClock is the machine's clock.
type machineClock struct{ start time.Time }

// Now implements Clock.
func (machineClock) Now() time.Time { return time.Now() }

// CPU implements Clock.
func (m machineClock) CPU() time.Duration {
	if d, ok := processTime(); ok {
		return d
	}
	return time.Since(m.start)
}

// Shell runs commands with the machine's shell and the given standard streams.
type Shell struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

func (s Shell) command(command string) *exec.Cmd {
	cmd := exec.Command("/bin/sh", "-c", command)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.Stdin, s.Stdout, s.Stderr
	return cmd
}

// Run implements Commands.
func (s Shell) Run(command string) (Exit, error) { return exitOf(s.command(command).Run()) }

// exitOf returns how a command ended, from what exec says about it.
func exitOf(err error) (Exit, error) {
	var failed *exec.ExitError
	if !errors.As(err, &failed) {
		return Exit{}, err
	}
	if status, ok := failed.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return Exit{Code: int(status.Signal()), Signal: true}, nil
	}
	return Exit{Code: failed.ExitCode()}, nil
}

// Start implements Commands.
func (s Shell) Start(command string, write bool) (Process, error) {
	p := &shellProcess{cmd: s.command(command)}
	var err error
	if write {
		p.cmd.Stdin = nil
		p.in, err = p.cmd.StdinPipe()
	} else {
		p.cmd.Stdout = nil
		p.out, err = p.cmd.StdoutPipe()
	}
	if err != nil {
		return nil, err
	}
	return p, p.cmd.Start()
}

type shellProcess struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.ReadCloser
}

// Read implements io.Reader.
func (p *shellProcess) Read(b []byte) (int, error) {
	if p.out == nil {
		return 0, syscall.EBADF
	}
	return p.out.Read(b)
}

// Write implements io.Writer.
func (p *shellProcess) Write(b []byte) (int, error) {
	if p.in == nil {
		return 0, syscall.EBADF
	}
	return p.in.Write(b)
}

// Wait implements Process.
func (p *shellProcess) Wait() (Exit, error) {
	p.disconnect()
	return exitOf(p.cmd.Wait())
}

// Close is for the end of the VM, which does not wait for programs.
func (p *shellProcess) Close() error {
	p.disconnect()
	go func() { _ = p.cmd.Wait() }() // nobody asks how it ends
	return nil
}

func (p *shellProcess) disconnect() {
	if p.in != nil {
		_ = p.in.Close() // an error would be that the program ended already
	} else {
		_ = p.out.Close()
	}
}
