package stdlib

// This file defines the library "os" but for dates, which are in os_time.go.

import (
	"errors"
	"io/fs"

	"strings"
	"syscall"

	rt "github.com/lusterlua/luster/runtime"
)

// OS returns the library os, with the functions that the host's abilities allow.
func OS(h Host) Set {
	return one("os", func(vm *rt.VM) (rt.Table, error) { return openOS(vm, &h) })
}

func openOS(vm *rt.VM, h *Host) (rt.Table, error) {
	rows := []function{
		{"difftime", plain("difftime")},
		{"setlocale", osSetLocale},
	}
	if h.Clock != nil {
		rows = append(rows,
			function{"clock", func(c *rt.Call) error { return c.Return1(rt.Float(h.Clock.CPU().Seconds())) }},
			function{"date", h.date},
			function{"time", h.time})
	}
	if h.Commands != nil {
		rows = append(rows, function{"execute", h.execute})
	}
	if h.Exit {
		rows = append(rows, function{"exit", osExit})
	}
	if h.Env != nil {
		rows = append(rows, function{"getenv", h.getenv})
	}
	if h.Files != nil {
		rows = append(rows,
			function{"remove", h.remove},
			function{"rename", h.rename},
			function{"tmpname", h.tmpname})
	}
	return newModule(vm, "os", rows)
}

// errorNumber returns the number of a failed operation as C's errno.
func errorNumber(err error) int64 {
	var no syscall.Errno
	switch {
	case errors.As(err, &no):
		return int64(no)
	case errors.Is(err, fs.ErrNotExist):
		return int64(syscall.ENOENT)
	case errors.Is(err, fs.ErrPermission):
		return int64(syscall.EACCES)
	case errors.Is(err, fs.ErrExist):
		return int64(syscall.EEXIST)
	case errors.Is(err, fs.ErrInvalid):
		return int64(syscall.EINVAL)
	}
	return int64(syscall.EIO)
}

// fileResult ends a function with true, or with nil, the message, which begins
// with name if that is not empty, and the number of the error.
func fileResult(c *rt.Call, err error, name string) error {
	if err == nil {
		return c.Return1(rt.Bool(true))
	}
	msg := errorText(err)
	if name != "" {
		msg = name + ": " + msg
	}
	v, e := c.NewString(msg)
	if e != nil {
		return e
	}
	return c.Return(rt.Nil, v, rt.Int(errorNumber(err)))
}

// exitResult ends a function with how a program ended.
func exitResult(c *rt.Call, e Exit, err error) error {
	if err != nil {
		return fileResult(c, err, "")
	}
	what := "exit"
	if e.Signal {
		what = "signal"
	}
	v, err := c.NewString(what)
	if err != nil {
		return err
	}
	ok := rt.Nil
	if !e.Signal && e.Code == 0 {
		ok = rt.Bool(true)
	}
	return c.Return(ok, v, rt.Int(int64(e.Code)))
}

// cString returns argument i as C code sees it: up to the first zero.
func cString(c *rt.Call, i int) (string, error) {
	s, err := c.CheckString(i)
	if err != nil {
		return "", err
	}
	if zero := strings.IndexByte(s, 0); zero >= 0 {
		s = s[:zero]
	}
	return strings.Clone(s), nil
}

func (h *Host) execute(c *rt.Call) error {
	if c.Arg(1).IsNil() {
		return c.Return1(rt.Bool(true)) // there is a shell
	}
	command, err := cString(c, 1)
	if err != nil {
		return err
	}
	e, err := h.Commands.Run(command)
	return exitResult(c, e, err)
}

func osExit(c *rt.Call) error {
	e := &ExitError{Close: c.Arg(2).Truthy()}
	if ok, is := c.Arg(1).AsBool(); is {
		if !ok {
			e.Code = 1
		}
		return c.Stop(e)
	}
	n, err := c.OptInt(1, 0)
	if err != nil {
		return err
	}
	e.Code = int(int32(n))
	return c.Stop(e)
}

func (h *Host) getenv(c *rt.Call) error {
	name, err := cString(c, 1)
	if err != nil {
		return err
	}
	if v, ok := h.Env(name); ok {
		return returnString(c, v)
	}
	return c.Return1(rt.Nil)
}

func (h *Host) remove(c *rt.Call) error {
	name, err := cString(c, 1)
	if err != nil {
		return err
	}
	return fileResult(c, h.Files.Remove(name), name)
}

func (h *Host) rename(c *rt.Call) error {
	from, err := cString(c, 1)
	if err != nil {
		return err
	}
	to, err := cString(c, 2)
	if err != nil {
		return err
	}
	return fileResult(c, h.Files.Rename(from, to), "")
}

func (h *Host) tmpname(c *rt.Call) error {
	f, name, err := h.Files.TempFile()
	if err != nil || f.Close() != nil {
		return c.Errorf("unable to generate a unique filename")
	}
	return returnString(c, name)
}

// difftime returns the seconds from b to a, which may be too many for a signed
// integer.
//
//luster:func
func difftime(a, b int64) float64 {
	if a < b {
		return -float64(uint64(b) - uint64(a))
	}
	return float64(uint64(a) - uint64(b))
}

var localeCategories = []string{"all", "collate", "ctype", "monetary", "numeric", "time"}

// osSetLocale knows the C locale only, which is that of everything here.
func osSetLocale(c *rt.Call) error {
	name := "C"
	if !c.Arg(1).IsNil() {
		var err error
		if name, err = c.CheckString(1); err != nil {
			return err
		}
	}
	if _, err := c.CheckOption(2, "all", localeCategories); err != nil {
		return err
	}
	switch name {
	case "", "C", "POSIX":
		return returnString(c, "C")
	}
	return c.Return1(rt.Nil)
}
