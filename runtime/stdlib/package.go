package stdlib

// This file defines the library package and the function require.

import (
	"io/fs"
	"strings"

	rt "github.com/lusterlua/luster/runtime"
	"github.com/lusterlua/luster/runtime/gc"
)

// Package returns the library package with the function require. Modules come
// from package.loaded, where a host and generated bindings register theirs, from
// package.preload, and, unless files is nil, from the Lua files of that file
// system that package.path names; path is its initial value, as "?.lua".
func Package(files fs.FS, path string) Set {
	return one("package", func(vm *rt.VM) (rt.Table, error) { return openPackage(vm, files, path) })
}

// packageConfig is package.config: directory separator, path separator, the mark
// for the name, and two that only libraries in C use.
const packageConfig = "/\n;\n?\n!\n-\n"

func openPackage(vm *rt.VM, files fs.FS, path string) (rt.Table, error) {
	pkg, err := newLib(vm, []function{{"loadlib", packageLoadLib}})
	if err != nil {
		return pkg, err
	}
	preload, err := vm.NewTable(0, 0)
	if err != nil {
		return pkg, err
	}
	searchers, err := vm.NewTable(2, 0)
	if err != nil {
		return pkg, err
	}
	for name, v := range map[string]rt.Value{
		"loaded":    vm.LoadedTable().Value(),
		"preload":   preload.Value(),
		"searchers": searchers.Value(),
	} {
		if err := pkg.RawSetString(vm, name, v); err != nil {
			return pkg, err
		}
	}
	for name, s := range map[string]string{"path": path, "cpath": "", "config": packageConfig} {
		v, err := vm.NewString(s)
		if err != nil {
			return pkg, err
		}
		if err := pkg.RawSetString(vm, name, v); err != nil {
			return pkg, err
		}
	}
	fns := []struct {
		into rt.Table
		name string
		fn   rt.Function
		up   rt.Value
	}{
		{searchers, "preload", searchPreload, preload.Value()},
		{vm.Globals(), "require", packageRequire, pkg.Value()},
		{pkg, "searchpath", searchPathIn(files), rt.Nil},
		{searchers, "path", searchFiles(files), pkg.Value()},
	}
	if files == nil {
		fns = fns[:3]
	}
	for _, f := range fns {
		v, err := vm.NewFunc(f.name, f.fn, f.up)
		if err != nil {
			return pkg, err
		}
		if f.into == searchers {
			err = searchers.RawSetInt(vm, searchers.RawLen(vm)+1, v.Value())
		} else {
			err = f.into.RawSetString(vm, f.name, v.Value())
		}
		if err != nil {
			return pkg, err
		}
	}
	return pkg, nil
}

func packageLoadLib(c *rt.Call) error {
	for i := 1; i <= 2; i++ {
		if _, err := c.CheckString(i); err != nil {
			return err
		}
	}
	msg, err := c.NewString("dynamic libraries not enabled; check your Lua installation")
	if err != nil {
		return err
	}
	where, err := c.NewString("absent")
	if err != nil {
		return err
	}
	return c.Return(rt.Nil, msg, where)
}

func searchPreload(c *rt.Call) error {
	name, err := c.CheckString(1)
	if err != nil {
		return err
	}
	preload, _ := c.Upvalue(1).AsTable()
	v := preload.RawGet(c.VM(), c.Arg(1))
	if v.IsNil() {
		return returnText(c, "no field package.preload['"+name+"']")
	}
	data, err := c.NewString(":preload:")
	if err != nil {
		return err
	}
	return c.Return(v, data)
}

// returnText ends the function with a string.
func returnText(c *rt.Call, s string) error {
	v, err := c.NewString(s)
	if err != nil {
		return err
	}
	return c.Return1(v)
}

// maxTemplates bounds the file names that one search may try.
const maxTemplates = 1024

// findFile tries the templates of path for name. It returns the file's name and
// text, or the message that lists what was tried.
func findFile(c *rt.Call, files fs.FS, name, path, sep, dirsep string) (file, text, msg string) {
	if sep != "" {
		name = strings.ReplaceAll(name, sep, dirsep)
	}
	var tried strings.Builder
	n := 0
	for template := range strings.SplitSeq(path, ";") {
		if n++; n > maxTemplates {
			break
		}
		file := strings.ReplaceAll(template, "?", name)
		c.Charge(len(file) + 100)
		if files != nil {
			if src, err := readFile(c, files, file); err == nil {
				return file, src, ""
			}
		}
		if n > 1 {
			tried.WriteString("\n\t")
		}
		tried.WriteString("no file '" + file + "'")
	}
	return "", "", tried.String()
}

// searchPathIn returns the function package.searchpath for a file system.
func searchPathIn(files fs.FS) rt.Function {
	return func(c *rt.Call) error {
		var args [4]string
		for i, def := range []string{"", "", ".", "/"} {
			var err error
			if i < 2 {
				args[i], err = c.CheckString(i + 1)
			} else {
				args[i], err = c.OptString(i+1, def)
			}
			if err != nil {
				return err
			}
		}
		file, _, msg := findFile(c, files, args[0], args[1], args[2], args[3])
		if file != "" {
			return returnText(c, file)
		}
		return loadFailed(c, msg)
	}
}

// searchFiles returns the searcher for Lua files.
func searchFiles(files fs.FS) rt.Function {
	return func(c *rt.Call) error {
		name, err := c.CheckString(1)
		if err != nil {
			return err
		}
		pkg, _ := c.Upvalue(1).AsTable()
		path, ok := c.StringView(pkg.RawGetString(c.VM(), "path"))
		if !ok {
			return c.Errorf("'package.path' must be a string")
		}
		file, src, msg := findFile(c, files, name, path, ".", "/")
		if file == "" {
			return returnText(c, msg)
		}
		m := &moduleFile{module: strings.Clone(name), file: file}
		return compileFile(c, file, src, m)
	}
}

// moduleFile makes a loader of a module's file.
type moduleFile struct {
	module, file string
}

func (*moduleFile) keep(*rt.Call) {}

func (m *moduleFile) compiled(c *rt.Call, ch *rt.Chunk, err error) error {
	if err != nil {
		if msg, ok := syntaxMessage(err); ok {
			return c.Errorf("error loading module '%s' from file '%s':\n\t%s", m.module, m.file, msg)
		}
		return err
	}
	f, err := c.NewChunkFunc(ch, c.VM().Globals().Value())
	if err != nil {
		return err
	}
	file, err := c.NewString(m.file)
	if err != nil {
		return err
	}
	return c.Return(f.Value(), file)
}

// packageRequire is require. Its upvalue is the table package.
func packageRequire(c *rt.Call) error {
	name, err := c.CheckString(1)
	if err != nil {
		return err
	}
	vm := c.VM()
	if v := vm.Loaded(name); v.Truthy() {
		return c.Return1(v)
	}
	pkg, _ := c.Upvalue(1).AsTable()
	searchers, ok := pkg.RawGetString(vm, "searchers").AsTable()
	if !ok {
		return c.Errorf("'package.searchers' must be a table")
	}
	r := &require{name: strings.Clone(name), searchers: searchers}
	return r.search(c)
}

// require is a call of require that waits for a searcher or a loader.
type require struct {
	name      string
	searchers rt.Table
	i         int64 // the searcher that was called last
	tried     strings.Builder
	loading   bool     // the loader was called
	data      rt.Value // what its searcher gave for it
}

// TraceGC marks what the call holds.
func (r *require) TraceGC(t *gc.Tracer) {
	r.searchers.TraceGC(t)
	r.data.TraceGC(t)
}

// search calls the next searcher.
func (r *require) search(c *rt.Call) error {
	r.i++
	s := r.searchers.RawGetInt(c.VM(), r.i)
	if s.IsNil() {
		return c.Errorf("module '%s' not found:%s", r.name, r.tried.String())
	}
	name, err := c.NewString(r.name)
	if err != nil {
		return err
	}
	return c.CallThen(r, s, name)
}

// Resume implements rt.Sequence.
func (r *require) Resume(c *rt.Call) error {
	if r.loading {
		return r.loaded(c)
	}
	v := c.Arg(1)
	if !v.IsFunc() {
		if msg, ok := c.StringView(v); ok {
			r.tried.WriteString("\n\t" + msg)
		}
		return r.search(c)
	}
	r.loading, r.data = true, c.Arg(2)
	name, err := c.NewString(r.name)
	if err != nil {
		return err
	}
	return c.CallThen(r, v, name, r.data)
}

// loaded ends require with what the loader returned.
func (r *require) loaded(c *rt.Call) error {
	vm := c.VM()
	v := c.Arg(1)
	if v.IsNil() {
		v = vm.Loaded(r.name)
	}
	if v.IsNil() {
		v = rt.Bool(true)
	}
	if err := vm.SetLoaded(r.name, v); err != nil {
		return err
	}
	return c.Return(v, r.data)
}
