package bindtest

// This file defines what the checks call: the functions and members that scripts
// reach, and values of every type to call them with.

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lusterlua/luster/gen"
	rt "github.com/lusterlua/luster/runtime"
)

// A world is a VM with bindings, and values to use them with.
type world struct {
	cfg     *Config
	vm      *rt.VM
	result  *gen.Result
	classes map[string]*class
	hosts   map[string]*rt.HostType
	enums   map[string]rt.Table
	objects map[string][]rt.Value // of Config.Values, by type
	//luster:notrace "the registry holds it"
	kept  rt.Table // holds what is in Go variables
	get   rt.Root[rt.Func]
	set   rt.Root[rt.Func]
	depth int
}

// world returns a new world. It ends with the test.
func (cfg *Config) world(t testing.TB, c rt.Config) *world {
	t.Helper()
	w, err := newWorld(cfg, cfg.generate(t), cfg.vm(t, c))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func newWorld(cfg *Config, r *gen.Result, vm *rt.VM) (*world, error) {
	w := &world{
		cfg: cfg, vm: vm, result: r, classes: stubTypes(r),
		hosts: map[string]*rt.HostType{}, enums: map[string]rt.Table{}, objects: map[string][]rt.Value{},
	}
	if err := w.release(); err != nil {
		return nil, err
	}
	for _, m := range vm.Modules() {
		mod, _ := vm.Loaded(m.Name).AsTable()
		for _, h := range m.Types {
			w.hosts[h.Name] = h
		}
		for _, e := range m.Enums {
			w.enums[m.Name+"."+e.Name], _ = mod.RawGetString(vm, e.Name).AsTable()
		}
	}
	var err1, err2 error
	w.get, err1 = vm.Load("=get", "local o, k = ... return o[k]")
	w.set, err2 = vm.Load("=set", "local o, k, v = ... o[k] = v")
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if cfg.Values != nil {
		for _, x := range cfg.Values(vm) {
			v, err := vm.ToValue(x)
			if err != nil {
				return nil, fmt.Errorf("bindtest: Config.Values has a %T: %w", x, err)
			}
			name := vm.TypeNameFor(v)
			w.objects[name] = append(w.objects[name], w.hold(v))
		}
	}
	return w, nil
}

// keptName is where the registry holds what the checks have in Go variables.
const keptName = "bindtest"

// release gives up the values that hold kept, except for those of
// Config.Values.
func (w *world) release() error {
	t, err := w.vm.NewTable(0, 0)
	if err == nil {
		err = w.vm.Registry().RawSetString(w.vm, keptName, t.Value())
	}
	w.kept = t
	for _, list := range w.objects {
		for _, v := range list {
			w.hold(v)
		}
	}
	return err
}

// hold keeps a value alive until release.
func (w *world) hold(v rt.Value) rt.Value {
	_ = w.kept.RawSetInt(w.vm, w.kept.RawLen(w.vm)+1, v)
	return v
}

// A symbol is something that scripts can call, read or write.
type symbol struct {
	gen.Symbol
	module string
	host   string // the type that it belongs to, with the module; or empty
	member string
}

// symbols returns what scripts can reach in the open modules, save for what the
// configuration skips.
func (w *world) symbols() (list []symbol) {
	open := map[string]bool{}
	for _, m := range w.vm.Modules() {
		open[m.Name] = true
	}
	for _, s := range w.result.Exposed {
		module := w.moduleOf(s.Name)
		if !open[module] || w.cfg.skips(s.Name) || s.Kind == "module" {
			continue
		}
		rest := s.Name[len(module)+1:]
		c := symbol{Symbol: s, module: module, member: rest}
		if i := strings.IndexAny(rest, ":."); i >= 0 {
			c.host, c.member = module+"."+rest[:i], rest[i+1:]
		}
		list = append(list, c)
	}
	return list
}

// moduleOf returns the longest module name that a symbol's name begins with.
func (w *world) moduleOf(name string) (module string) {
	for _, m := range w.result.Modules {
		if strings.HasPrefix(name, m.Name+".") && len(m.Name) > len(module) {
			module = m.Name
		}
	}
	return module
}

// callable reports whether a symbol is called with arguments.
func (s *symbol) callable() bool {
	return slices.Contains([]string{"function", "constructor", "method", "metamethod"}, s.Kind)
}

// hasSelf reports whether the first argument is the object.
func (s *symbol) hasSelf() bool { return s.Kind == "method" || s.Kind == "metamethod" }

// function finds the function of a symbol. self is an object of its type, for
// those that have one.
func (w *world) function(s *symbol, self rt.Value) (rt.Value, error) {
	v := w.vm.Loaded(s.module)
	if s.hasSelf() {
		mt, ok := w.vm.Metatable(self)
		if !ok {
			return rt.Nil, fmt.Errorf("%s has no metatable", s.host)
		}
		v = mt.Value()
		if s.Kind == "method" {
			v = mt.RawGetString(w.vm, "__index")
		}
	} else if s.host != "" {
		t, _ := v.AsTable()
		v = t.RawGetString(w.vm, strings.TrimPrefix(s.host, s.module+"."))
	}
	t, ok := v.AsTable()
	if !ok {
		return rt.Nil, fmt.Errorf("%s is not there", s.Name)
	}
	fn := t.RawGetString(w.vm, s.member)
	if !fn.IsFunc() {
		return rt.Nil, fmt.Errorf("%s is not there", s.Name)
	}
	return fn, nil
}

// call calls a function and returns its results, which are held.
func (w *world) call(fn rt.Value, args ...rt.Value) ([]rt.Value, error) {
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = a
	}
	roots, err := w.vm.Call(background, fn, list...)
	results := make([]rt.Value, len(roots))
	for i, r := range roots {
		results[i] = w.hold(r.Value())
		_ = r.Release()
	}
	return results, err
}

// read and write use a field as scripts do.
func (w *world) read(o rt.Value, name string) (rt.Value, error) {
	k, err := w.vm.NewString(name)
	if err != nil {
		return rt.Nil, err
	}
	vs, err := w.call(w.get.Value(), o, k)
	if err != nil || len(vs) == 0 {
		return rt.Nil, err
	}
	return vs[0], nil
}

func (w *world) write(o rt.Value, name string, v rt.Value) error {
	k, err := w.vm.NewString(name)
	if err == nil {
		_, err = w.call(w.set.Value(), o, k, v)
	}
	return err
}

// arguments returns valid arguments for a symbol, after self, which may be nil.
func (w *world) arguments(s *symbol) (args []rt.Value, err error) {
	if s.hasSelf() {
		self, err := w.instance(s.host)
		if err != nil {
			return nil, err
		}
		args = append(args, self)
	}
	for _, p := range s.Params {
		v, err := w.value(p.Type)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", p.Name, err)
		}
		args = append(args, v)
	}
	return args, nil
}

// errNoValue says that bindtest cannot make a value of some type.
var errNoValue = errors.New("no value of this type can be made")

// value returns a new value of a type in Lua's notation.
func (w *world) value(typ string) (v rt.Value, err error) {
	if w.depth > 6 {
		return rt.Nil, nil
	}
	w.depth++
	defer func() { w.depth-- }()
	v, err = w.make(strings.TrimSuffix(typ, "?"))
	return w.hold(v), err
}

func (w *world) make(typ string) (rt.Value, error) {
	if elem, ok := strings.CutSuffix(typ, "[]"); ok {
		if strings.HasPrefix(elem, "(") {
			elem = strings.TrimSuffix(elem[1:], ")")
		}
		return w.list(elem)
	}
	switch typ {
	case "integer":
		return rt.Int(1), nil
	case "number":
		return rt.Float(1.5), nil
	case "boolean":
		return rt.Bool(true), nil
	case "string":
		return w.vm.NewString("text")
	case "any", "table":
		t, err := w.vm.NewTable(0, 0)
		return t.Value(), err
	case "function":
		return w.callback("fun()")
	case "thread":
		fn, err := w.vm.NewFunc("bindtest", func(*rt.Call) error { return nil })
		if err != nil {
			return rt.Nil, err
		}
		th, err := w.vm.NewThread(fn)
		if err != nil {
			return rt.Nil, err
		}
		defer func() { _ = th.Release() }()
		return w.hold(th.Value()), nil
	case "userdata":
		u, err := w.vm.NewUserdata(nil, rt.Table{}, 0)
		return u.Value(), err
	}
	switch {
	case strings.HasPrefix(typ, "fun("):
		return w.callback(typ)
	case strings.HasPrefix(typ, "table<"):
		t, err := w.vm.NewTable(0, 0)
		return t.Value(), err
	case !w.enums[typ].IsNil():
		for _, v := range w.enums[typ].All(w.vm) {
			return v, nil
		}
	}
	return w.instance(typ)
}

func (w *world) list(elem string) (rt.Value, error) {
	t, err := w.vm.NewTable(1, 0)
	if err != nil {
		return rt.Nil, err
	}
	w.hold(t.Value())
	v, err := w.value(elem)
	if err != nil {
		return rt.Nil, err
	}
	return t.Value(), t.RawSetInt(w.vm, 1, v)
}

// callback returns a function that returns values of the types that it should.
func (w *world) callback(typ string) (rt.Value, error) {
	var results []rt.Value
	if i := closing(typ, 3); i < len(typ) {
		for _, r := range splitTop(strings.TrimPrefix(typ[i:], ": ")) {
			v, err := w.value(r)
			if err != nil {
				return rt.Nil, err
			}
			results = append(results, v)
		}
	}
	fn, err := w.vm.NewFunc("callback", func(c *rt.Call) error {
		var vs []rt.Value
		for i := range results {
			vs = append(vs, c.Upvalue(i+1))
		}
		return c.Return(vs...)
	}, results...)
	return fn.Value(), err
}

// instance returns an object of an exposed type.
func (w *world) instance(name string) (rt.Value, error) {
	if list := w.objects[name]; len(list) > 0 {
		return list[0], nil
	}
	h := w.hosts[name]
	if h == nil {
		return rt.Nil, fmt.Errorf("%s: %w", name, errNoValue)
	}
	if h.Go.Type() == nil {
		return w.record(name)
	}
	for _, s := range w.symbols() {
		if s.Kind != "constructor" || s.host != name {
			continue
		}
		if v, ok := w.construct(&s, name); ok {
			return v, nil
		}
	}
	v, err := w.vm.ToValue(reflect.New(h.Go.Type()).Interface())
	return w.hold(v), err
}

func (w *world) construct(s *symbol, name string) (rt.Value, bool) {
	if w.depth > 6 {
		return rt.Nil, false
	}
	w.depth++
	defer func() { w.depth-- }()
	fn, err := w.function(s, rt.Nil)
	if err != nil {
		return rt.Nil, false
	}
	args, err := w.arguments(s)
	if err != nil {
		return rt.Nil, false
	}
	vs, err := w.call(fn, args...)
	if err != nil || len(vs) == 0 || w.vm.TypeNameFor(vs[0]) != name {
		return rt.Nil, false
	}
	return vs[0], true
}

// record returns a table for a type that crosses as one.
func (w *world) record(name string) (rt.Value, error) {
	t, err := w.vm.NewTable(0, 0)
	if err != nil {
		return rt.Nil, err
	}
	w.hold(t.Value())
	for _, f := range w.classes[name].fields {
		v, err := w.value(f.typ)
		if err == nil {
			err = t.RawSetString(w.vm, f.name, v)
		}
		if err != nil {
			return rt.Nil, err
		}
	}
	return t.Value(), nil
}

// panicked reports a panic of Go code among the causes of an error.
func panicked(err error) (*rt.PanicError, bool) {
	var p *rt.PanicError
	return p, errors.As(err, &p)
}

// outOfRange returns integers that do not fit a Go type.
func outOfRange(basic string) []rt.Value {
	switch basic {
	case "int8":
		return []rt.Value{rt.Int(math.MinInt8 - 1), rt.Int(math.MaxInt8 + 1)}
	case "int16":
		return []rt.Value{rt.Int(math.MinInt16 - 1), rt.Int(math.MaxInt16 + 1)}
	case "int32", "rune":
		return []rt.Value{rt.Int(math.MinInt32 - 1), rt.Int(math.MaxInt32 + 1)}
	case "uint8", "byte":
		return []rt.Value{rt.Int(-1), rt.Int(math.MaxUint8 + 1)}
	case "uint16":
		return []rt.Value{rt.Int(-1), rt.Int(math.MaxUint16 + 1)}
	case "uint32":
		return []rt.Value{rt.Int(-1), rt.Int(math.MaxUint32 + 1)}
	case "uint64", "uint", "uintptr":
		return []rt.Value{rt.Int(-1), rt.Float(0x1p64)}
	case "int64", "int":
		return []rt.Value{rt.Float(0x1p63), rt.Float(-0x1p64)}
	case "float32":
		return []rt.Value{rt.Float(1e300)}
	}
	return nil
}
