package runtime

// This file defines what generated bindings open: modules, and the types of the
// host in them. Conversions are in bind_from.go and bind_to.go.

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/lusterlua/luster/internal/spell"
	"github.com/lusterlua/luster/runtime/gc"
	"github.com/lusterlua/luster/runtime/interp"
)

// BindVersion1 is the form of generated bindings that this package works with.
// Those made for another form do not compile: run go generate.
const BindVersion1 = 1

// A Module is a Lua module of generated bindings.
type Module struct {
	Name   string // with dots for modules inside modules
	Global bool   // opening it sets the global of that name
	Types  []*HostType
	Enums  []EnumType
	Funcs  []Member
	Consts func() []Const
}

// A Member is a named function.
type Member struct {
	Name string
	Fn   Function
}

// A Const is a named constant: Text if IsText, else Value, which is no object.
type Const struct {
	Name   string
	Value  Value
	Text   string
	IsText bool
	Host   any // a Go value of an exposed type, in place of Value
}

// An EnumType is a table of constants, or of the strings that stand for them.
type EnumType struct {
	Name   string
	Consts []Const
	Names  []string
}

// A HostType is what scripts can do with values of a Go type.
type HostType struct {
	Name    string // with the module: "game.Player"
	Short   string // the name in the module
	Go      HostGo // zero for a type that crosses as a table
	Traced  bool   // the type may hold references to objects of the heap
	Copy    bool   // values are copied when they cross, and have no identity
	Statics []Member
	Methods []Member
	Getters []Member
	Setters []Member
	Meta    []Member
	Call    Function // what calling the type itself does
	Upcasts []Upcast // to the exposed types that the type embeds
	// Closer says that __close among Meta ends the life of a value: it is called
	// once at most, also as __gc and as the method of this name.
	Closer string
}

// HostGo identifies a Go type: see [HostOf].
type HostGo struct {
	ptr  reflect.Type
	size int64
}

// HostOf returns the identity of T.
func HostOf[T any]() HostGo {
	t := reflect.TypeFor[T]()
	return HostGo{reflect.PointerTo(t), int64(t.Size())}
}

// Type returns the Go type, nil for the zero HostGo.
func (g HostGo) Type() reflect.Type {
	if g.ptr == nil {
		return nil
	}
	return g.ptr.Elem()
}

// Modules returns the modules of generated bindings that are open in the VM,
// sorted by name, for tests of bindings. They must not be changed.
func (vm *VM) Modules() []*Module {
	h := vm.host()
	if h.bind == nil {
		return nil
	}
	return slices.SortedFunc(maps.Keys(h.bind.modules), func(a, b *Module) int { return cmp.Compare(a.Name, b.Name) })
}

// bindings is what a VM keeps for the modules that are open in it. It is a root
// of the heap.
type bindings struct {
	vm      *VM
	modules map[*Module]Value
	types   map[reflect.Type]*binding // by pointer type
	// intern finds the userdata of a *T, so that the same pointer is the same
	// value. It keeps no userdata alive: an entry is checked when it is used, and
	// goes when its userdata is freed.
	intern map[any]Value
	// views has the metatables of the views of slices, arrays and maps, by their
	// *View.
	views map[any]*binding
	// closed are the values of types with a Closer that were closed, as long as
	// their userdata live.
	closed map[any]struct{}
	// iterators are the sequences that are under way.
	iterators map[*iterator]struct{}
	iterMeta  Table
}

// A binding is a host type in one VM.
type binding struct {
	host   *HostType
	meta   Table
	engine interp.HostType
}

// bound returns the bindings of the VM, making them on first use.
func (vm *VM) bound() *bindings {
	h := vm.host()
	if h.bind == nil {
		h.bind = &bindings{
			vm:      vm,
			modules: map[*Module]Value{},
			types:   map[reflect.Type]*binding{},
			intern:  map[any]Value{},
			closed:  map[any]struct{}{},
			views:   map[any]*binding{},

			iterators: map[*iterator]struct{}{},
		}
		vm.engine().AddRoot(h.bind)
	}
	return h.bind
}

// TraceGC marks the modules and metatables.
func (b *bindings) TraceGC(t *gc.Tracer) {
	for _, m := range b.modules {
		m.TraceGC(t)
	}
	for _, ty := range b.types {
		ty.meta.TraceGC(t)
	}
	for _, ty := range b.views {
		ty.meta.TraceGC(t)
	}
	b.iterMeta.TraceGC(t)
}

// Touch tells the collector that Go code may have changed what the userdata v
// refers to. Generated code calls it after a method with a pointer receiver, and
// Go code that changes a traced object in any other way must. v may be any value.
func Touch(c *Call, v Value) {
	h := c.VM().Heap()
	if !h.Marking() {
		return
	}
	// Not the userdata but the Go value counts: it may be traced already by way
	// of another Go value, and the userdata may be gone before marking ends.
	if x, ok := dataOf(v).(gc.Traceable); ok {
		h.Changed(x)
	}
}

// Borrow is Touch for as long as a body of [Async] runs: the collector may work
// while it waits, and meanwhile it counts as changing the value all the time. The
// result ends that.
func Borrow(c *Call, v Value) (end func()) {
	x, ok := dataOf(v).(gc.Traceable)
	if !ok {
		return func() {}
	}
	h := c.VM().Heap()
	h.Borrow(x)
	return func() { h.Return(x) }
}

// OpenModule opens generated bindings in a VM: package.loaded gets the module,
// and the globals too if it asks for that. Opening a module again does nothing.
func OpenModule(vm *VM, m *Module) error {
	if err := vm.refusal(); err != nil {
		return err
	}
	b := vm.bound()
	if _, done := b.modules[m]; done {
		return nil
	}
	if err := b.open(m); err != nil {
		return fmt.Errorf("luster: opening module %s: %w", m.Name, err)
	}
	return nil
}

func (b *bindings) open(m *Module) error {
	vm := b.vm
	mod, err := vm.NewTable(0, len(m.Types)+len(m.Funcs)+len(m.Enums))
	if err != nil {
		return err
	}
	for _, t := range m.Types {
		ty, err := b.typeTable(t)
		if err == nil {
			err = b.setNamed(mod, t.Short, ty.Value())
		}
		if err != nil {
			return err
		}
	}
	for _, e := range m.Enums {
		ty, err := b.enumTable(&e)
		if err == nil {
			err = b.setNamed(mod, e.Name, ty.Value())
		}
		if err != nil {
			return err
		}
	}
	if err := b.setMembers(mod, m.Name+".", m.Funcs); err != nil {
		return err
	}
	if m.Consts != nil {
		if err := b.setConsts(mod, m.Consts()); err != nil {
			return err
		}
	}
	if err := vm.SetLoaded(m.Name, mod.Value()); err != nil {
		return err
	}
	if m.Global {
		if err := b.setGlobal(m.Name, mod.Value()); err != nil {
			return err
		}
	}
	b.modules[m] = mod.Value()
	return nil
}

// setGlobal sets a global by a name with dots, making the tables on the way.
func (b *bindings) setGlobal(name string, v Value) error {
	return b.setNamed(b.vm.Globals(), name, v)
}

// setNamed sets a field of t by a name with dots, making the tables on the way.
func (b *bindings) setNamed(t Table, name string, v Value) error {
	for {
		i := indexByte(name, '.')
		if i < 0 {
			return t.RawSetString(b.vm, name, v)
		}
		next, ok := t.RawGetString(b.vm, name[:i]).AsTable()
		if !ok {
			var err error
			if next, err = b.vm.NewTable(0, 1); err != nil {
				return err
			}
			if err := t.RawSetString(b.vm, name[:i], next.Value()); err != nil {
				return err
			}
		}
		t, name = next, name[i+1:]
	}
}

func indexByte(s string, c byte) int {
	for i := range len(s) {
		if s[i] == c {
			return i
		}
	}
	return -1
}

func (b *bindings) setMembers(t Table, prefix string, members []Member) error {
	for _, m := range members {
		f, err := b.vm.NewFunc(prefix+m.Name, m.Fn)
		if err != nil {
			return err
		}
		if err := b.setNamed(t, m.Name, f.Value()); err != nil {
			return err
		}
	}
	return nil
}

// setProperties is setMembers for functions that stand for fields.
func (b *bindings) setProperties(t Table, prefix string, members []Member) error {
	for _, m := range members {
		f := b.vm.engine().NewProperty(prefix+m.Name, engineFunc(m.Fn))
		if err := t.RawSetString(b.vm, m.Name, Value(f)); err != nil {
			return err
		}
	}
	return nil
}

func (b *bindings) setConsts(t Table, consts []Const) error {
	for _, c := range consts {
		v := c.Value
		if c.IsText {
			var err error
			if v, err = b.vm.NewString(c.Text); err != nil {
				return err
			}
		}
		if c.Host != nil {
			var ok bool
			if v, ok = b.vm.hostValue(c.Host); !ok {
				return fmt.Errorf("the module of type %T is not open: call its OpenLua first", c.Host)
			}
		}
		if err := b.setNamed(t, c.Name, v); err != nil {
			return err
		}
	}
	return nil
}

func (b *bindings) enumTable(e *EnumType) (Table, error) {
	t, err := b.vm.NewTable(0, len(e.Consts)+len(e.Names))
	if err != nil {
		return t, err
	}
	if err := b.setConsts(t, e.Consts); err != nil {
		return t, err
	}
	for _, n := range e.Names {
		v, err := b.vm.NewString(n)
		if err == nil {
			err = t.RawSetString(b.vm, n, v)
		}
		if err != nil {
			return t, err
		}
	}
	return t, nil
}

// typeTable makes what scripts see of a type by its name: the constructors and
// statics. It registers the type's userdata on the way.
func (b *bindings) typeTable(t *HostType) (Table, error) {
	if t.Go.ptr != nil {
		if err := b.register(t); err != nil {
			return Table{}, err
		}
	}
	tab, err := b.vm.NewTable(0, len(t.Statics))
	if err != nil {
		return tab, err
	}
	if err := b.setMembers(tab, t.Name+".", t.Statics); err != nil {
		return tab, err
	}
	mt, err := b.vm.NewTable(0, 2)
	if err != nil {
		return tab, err
	}
	meta := []Member{{"__index", unknownMember(t.Name, t.Statics)}}
	if t.Call != nil {
		meta = append(meta, Member{"__call", withoutSelf(t.Call)})
	}
	if err := b.setMembers(mt, t.Name+".", meta); err != nil {
		return tab, err
	}
	return tab, tab.SetMetatable(b.vm, mt)
}

// withoutSelf returns a function that is called as the __call of a type's table.
func withoutSelf(fn Function) Function {
	return func(c *Call) error {
		args := make([]Value, 0, 8)
		for i := 2; i <= c.NArgs(); i++ {
			args = append(args, c.Arg(i))
		}
		f, err := c.NewFunc(c.Name(), fn)
		if err != nil {
			return err
		}
		return c.TailCall(f.Value(), args...)
	}
}

// register makes the metatable of a type's values.
//
// Its __index is the table of members, in which getters are properties: the
// engine calls them with the value. So a method is found without a call of Go.
func (b *bindings) register(t *HostType) error {
	vm := b.vm
	if b.types[t.Go.ptr] != nil {
		return nil
	}
	members, err := vm.NewTable(0, len(t.Methods)+len(t.Getters))
	if err != nil {
		return err
	}
	setters, err := vm.NewTable(0, len(t.Setters))
	if err != nil {
		return err
	}
	mt, err := vm.NewTable(0, len(t.Meta)+4)
	if err != nil {
		return err
	}
	readonly := map[string]bool{}
	for _, m := range t.Getters {
		readonly[m.Name] = true
	}
	for _, m := range t.Methods {
		readonly[m.Name] = true
	}
	methods, meta := t.Methods, t.Meta
	if t.Closer != "" {
		methods, meta = closeOnce(t)
	}
	steps := []error{
		b.setMembers(members, t.Name+":", methods),
		b.setProperties(members, t.Name+".", t.Getters),
		b.setProperties(setters, t.Name+".", t.Setters),
		b.setMembers(mt, t.Name+".", meta),
		b.fallback(members, "__index", t.Name, unknownMember(t.Name, t.Methods, t.Getters)),
		b.fallback(setters, "__newindex", t.Name, unassignable(t.Name, readonly, t.Setters)),
		b.setAccess(mt, "__index", members, t),
		b.setAccess(mt, "__newindex", setters, t),
	}
	for _, err := range steps {
		if err != nil {
			return err
		}
	}
	name, err := vm.NewString(t.Name)
	if err != nil {
		return err
	}
	for _, field := range []string{"__name", "__metatable"} { // the latter: scripts must not change the table
		if err := mt.RawSetString(vm, field, name); err != nil {
			return err
		}
	}
	ty := &binding{host: t, meta: mt}
	ty.engine.Name = t.Name
	if !t.Copy || t.Closer != "" {
		ty.engine.Drop = b.drop
	}
	if t.Traced {
		ty.engine.Trace = traceHost
	}
	b.types[t.Go.ptr] = ty
	return nil
}

// setAccess sets __index or __newindex of a type's values: the table of members.
// If the type has a method for that, it is called for what is no member.
func (b *bindings) setAccess(mt Table, event string, members Table, t *HostType) error {
	i := slices.IndexFunc(t.Meta, func(m Member) bool { return m.Name == event })
	if i < 0 {
		return mt.RawSetString(b.vm, event, members.Value())
	}
	list := t.Getters
	if event == "__newindex" {
		list = t.Setters
	}
	properties := map[string]Function{}
	for _, m := range list {
		properties[m.Name] = m.Fn
	}
	other := t.Meta[i].Fn
	f, err := b.vm.NewFunc(t.Name+"."+event, func(c *Call) error {
		if key, ok := c.StringView(c.Arg(2)); ok {
			if fn := properties[key]; fn != nil {
				return fn(c)
			}
			table, _ := c.Upvalue(1).AsTable()
			if v := table.RawGet(c.VM(), c.Arg(2)); !v.IsNil() && event == "__index" {
				return c.Return1(v)
			}
		}
		return other(c)
	}, members.Value())
	if err != nil {
		return err
	}
	return mt.RawSetString(b.vm, event, f.Value())
}

// closeOnce returns the methods and metamethods of a type with a Closer: what
// closes does so once at most, and __gc is one of them.
func closeOnce(t *HostType) (methods, meta []Member) {
	once := func(fn Function) Function {
		return func(c *Call) error {
			b, data := c.VM().bound(), interp.DataOf(interp.Value(c.Arg(1)))
			if data != nil && reflect.TypeOf(data) == t.Go.ptr {
				if _, done := b.closed[data]; done {
					return nil
				}
				b.closed[data] = struct{}{}
				b.vm.Disown(data)
			}
			return fn(c)
		}
	}
	for _, m := range t.Methods {
		if m.Name == t.Closer {
			m.Fn = once(m.Fn)
		}
		methods = append(methods, m)
	}
	for _, m := range t.Meta {
		if m.Name == "__close" {
			m.Fn = once(m.Fn)
			meta = append(meta, Member{"__gc", m.Fn})
		}
		meta = append(meta, m)
	}
	return methods, meta
}

// fallback gives a table a metatable with one function.
func (b *bindings) fallback(t Table, event, name string, fn Function) error {
	mt, err := b.vm.NewTable(0, 1)
	if err != nil {
		return err
	}
	if err := b.setMembers(mt, name+".", []Member{{event, fn}}); err != nil {
		return err
	}
	return t.SetMetatable(b.vm, mt)
}

func traceHost(data any, t *gc.Tracer) {
	if x, ok := unbox(data).(gc.Traceable); ok {
		t.Walk(x)
	}
}

// drop removes a freed userdata from the intern table, unless another one has
// taken its place.
func (b *bindings) drop(data any, addr uintptr) {
	delete(b.closed, data)
	if len(b.vm.host().owned) > 0 {
		b.vm.Disown(data)
	}
	if data = internKey(data); data == nil {
		return
	}
	if v, ok := b.intern[data]; ok && uintptr(interp.Value(v).Addr()) == addr {
		delete(b.intern, data)
	}
}

// unknownMember returns the __index of a members table: a misspelt name is an
// error, not nil.
func unknownMember(typ string, lists ...[]Member) Function {
	return func(c *Call) error {
		key, ok := c.StringView(c.Arg(2))
		if !ok {
			return c.Errorf("%s has no member of type %s", typ, c.VM().TypeNameFor(c.Arg(2)))
		}
		return c.Errorf("%s has no member '%s'%s", typ, key, suggestion(key, lists...))
	}
}

// unassignable returns the __newindex of a setters table.
func unassignable(typ string, readonly map[string]bool, setters []Member) Function {
	return func(c *Call) error {
		key, ok := c.StringView(c.Arg(2))
		switch {
		case !ok:
			return c.Errorf("%s has no field of type %s", typ, c.VM().TypeNameFor(c.Arg(2)))
		case readonly[key]:
			return c.Errorf("'%s' of %s cannot be assigned", key, typ)
		}
		return c.Errorf("%s has no field '%s'%s", typ, key, suggestion(key, setters))
	}
}

// suggestion names the member that differs least from name, if any is near.
func suggestion(name string, lists ...[]Member) string {
	f := spell.New(name)
	for _, l := range lists {
		for _, m := range l {
			f.Offer(m.Name)
		}
	}
	if f.Best() == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean '%s'?)", f.Best())
}

// Context returns the context of the call that runs the function, so that a
// bound function can end when its caller gave up.
func Context(c *Call) context.Context {
	if ctx := c.VM().host().ctx; ctx != nil {
		return ctx
	}
	return context.Background()
}

// ReturnError makes nil and the text of err the results: for modules that return
// errors rather than raise them.
func ReturnError(c *Call, err error) error {
	if _, thrown := ErrorValue(err); thrown {
		return err // of a callback that the function called: it is passed on
	}
	text, serr := c.NewString(err.Error())
	if serr != nil {
		return serr
	}
	return c.Return(Nil, text)
}

// unwind is a panic that takes an error of Lua through Go code that has no other
// way to pass it on.
type unwind struct{ err error }

// Unwind ends a callback that Go code called, and the Go code, with err. It is
// caught by [CatchUnwind] at the border of the wrapper.
func Unwind(err error) { panic(unwind{err}) }

// CatchUnwind is deferred by wrappers that pass callbacks to Go code.
func CatchUnwind(err *error) {
	switch p := recover().(type) {
	case nil:
	case unwind:
		*err = p.err
	default:
		panic(p) // the border of the engine contains it, with the stack
	}
}
