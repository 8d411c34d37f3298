package stdlib

// This file defines the library "debug", over what the engine offers.

import (
	"strings"

	rt "github.com/lusterlua/luster/runtime"
)

var (
	// Debug is the part of the library debug that only looks: traceback, and
	// getinfo without functions of the stack.
	Debug = one("debug", func(vm *rt.VM) (rt.Table, error) {
		return newModule(vm, "debug", []function{
			{"getinfo", func(c *rt.Call) error { return debugGetInfo(c, false) }},
			{"traceback", debugTraceback},
		})
	})
	// DebugUnsafe is the whole library debug. With it a script can reach and
	// change the variables of every function, the metatables of every type, and
	// the registry: it breaks the isolation of scripts from each other and of
	// sandboxes written in Lua, though not that of the host.
	DebugUnsafe = one("debug", openDebug)
)

func openDebug(vm *rt.VM) (rt.Table, error) {
	return newModule(vm, "debug", []function{
		{"gethook", debugGetHook},
		{"getinfo", func(c *rt.Call) error { return debugGetInfo(c, true) }},
		{"getlocal", debugGetLocal},
		{"getmetatable", debugGetMetatable},
		{"getregistry", func(c *rt.Call) error { return c.Return1(c.VM().Registry().Value()) }},
		{"getupvalue", debugGetUpvalue},
		{"getuservalue", debugGetUserValue},
		{"setcstacklimit", debugSetCStackLimit},
		{"sethook", debugSetHook},
		{"setlocal", debugSetLocal},
		{"setmetatable", debugSetMetatable},
		{"setupvalue", debugSetUpvalue},
		{"setuservalue", debugSetUserValue},
		{"traceback", debugTraceback},
		{"upvalueid", debugUpvalueID},
		{"upvaluejoin", debugUpvalueJoin},
	})
}

// threadArg returns the coroutine that is the optional first argument, and the
// number of arguments that it takes.
func threadArg(c *rt.Call) (th rt.Thread, skip int) {
	if th, ok := c.Arg(1).AsThread(); ok {
		return th, 1
	}
	return rt.Thread{}, 0
}

// stringOrNil returns s as a value, nil if it is empty.
func stringOrNil(c *rt.Call, s string) (rt.Value, error) {
	if s == "" {
		return rt.Nil, nil
	}
	return c.NewString(s)
}

func debugTraceback(c *rt.Call) error {
	th, skip := threadArg(c)
	msg := c.Arg(skip + 1)
	if !msg.IsNil() && !msg.IsString() && !msg.IsNumber() {
		return c.Return1(msg)
	}
	running, _ := c.Thread()
	def := int64(1)
	if skip == 1 && th != running {
		def = 0
	}
	level, err := c.OptInt(skip+2, def)
	if err != nil {
		return err
	}
	text := c.VM().Traceback(th, int(max(min(level, 1<<30), -1)))
	c.Charge(len(text) / 8)
	if !msg.IsNil() {
		s, err := c.CheckString(skip + 1)
		if err != nil {
			return err
		}
		c.Charge(len(s) / 8)
		text = s + "\n" + text
	}
	return returnString(c, text)
}

// infoOptions are the letters that getinfo knows.
const infoOptions = "SlnrutLf"

func debugGetInfo(c *rt.Call, funcs bool) error {
	th, skip := threadArg(c)
	options, err := c.OptString(skip+2, "flnSrtu")
	if err != nil {
		return err
	}
	if strings.HasPrefix(options, ">") {
		return c.ArgError(skip+2, "invalid option '>'")
	}
	vm := c.VM()
	var info rt.FuncInfo
	fn, isFunc := c.Arg(skip + 1).AsFunc()
	if isFunc {
		info = vm.FunctionInfo(fn)
	} else {
		level, err := c.CheckInt(skip + 1)
		if err != nil {
			return err
		}
		var ok bool
		if level >= 0 && level < 1<<30 {
			info, ok = vm.StackInfo(th, int(level))
		}
		if !ok {
			return c.Return1(rt.Nil)
		}
	}
	for i := 0; i < len(options); i++ {
		if strings.IndexByte(infoOptions, options[i]) < 0 {
			return c.ArgError(skip+2, "invalid option")
		}
	}
	return infoTable(c, &info, options, funcs || isFunc)
}

// infoTable returns the table of getinfo.
func infoTable(c *rt.Call, info *rt.FuncInfo, options string, funcs bool) error {
	vm := c.VM()
	t, err := c.NewTable(0, 16)
	if err != nil {
		return c.Retry(err)
	}
	set := func(name string, v rt.Value, e error) {
		if err == nil {
			err = e
		}
		if err == nil {
			err = t.RawSetString(vm, name, v)
		}
	}
	text := func(name, s string) {
		v, e := c.NewString(s)
		set(name, v, e)
	}
	number := func(name string, n int) { set(name, rt.Int(int64(n)), nil) }
	has := func(letter byte) bool { return strings.IndexByte(options, letter) >= 0 }
	if has('S') {
		text("source", info.Source)
		text("short_src", info.ShortSource)
		number("linedefined", info.LineDefined)
		number("lastlinedefined", info.LastLineDefined)
		text("what", info.What)
	}
	if has('l') {
		number("currentline", info.CurrentLine)
	}
	if has('u') {
		number("nups", info.NumUpvalues)
		number("nparams", info.NumParams)
		set("isvararg", rt.Bool(info.IsVararg), nil)
	}
	if has('n') {
		v, e := stringOrNil(c, info.Name)
		set("name", v, e)
		text("namewhat", info.NameWhat)
	}
	if has('r') {
		number("ftransfer", info.FirstTransfer)
		number("ntransfer", info.NumTransfer)
	}
	if has('t') {
		set("istailcall", rt.Bool(info.IsTailCall), nil)
	}
	if has('L') {
		v, e := activeLines(c, info.Func)
		set("activelines", v, e)
	}
	if has('f') && funcs {
		set("func", info.Func, nil)
	}
	if err != nil {
		return err
	}
	return c.Return1(t.Value())
}

// activeLines returns the set of the lines of a function that have code, nil for a
// Go function.
func activeLines(c *rt.Call, v rt.Value) (rt.Value, error) {
	fn, ok := v.AsFunc()
	if !ok || v.Kind() != rt.KindLuaFunc {
		return rt.Nil, nil
	}
	t, err := c.NewTable(0, 8)
	if err != nil {
		return rt.Nil, err
	}
	last := int32(-1)
	for i, line := range c.VM().ActiveLines(fn) {
		if line != last {
			last = line
			if err := t.RawSetInt(c.VM(), int64(line), rt.Bool(true)); err != nil {
				return rt.Nil, err
			}
		}
		if i%stepBudget == stepBudget-1 {
			c.Charge(stepBudget)
		}
	}
	return t.Value(), nil
}

// levelArg returns the level that is an argument of getlocal or setlocal.
func levelArg(c *rt.Call, th rt.Thread, i int) (int, error) {
	level, err := c.CheckInt(i)
	if err != nil {
		return 0, err
	}
	if level >= 0 && level < 1<<30 {
		if _, ok := c.VM().StackInfo(th, int(level)); ok {
			return int(level), nil
		}
	}
	return 0, c.ArgError(i, "level out of range")
}

// indexArg returns an argument that counts variables; what no function has so many
// of becomes a number that it has not.
func indexArg(c *rt.Call, i int) (int, error) {
	n, err := c.CheckInt(i)
	return int(max(min(n, 1<<30), -1<<30)), err
}

func debugGetLocal(c *rt.Call) error {
	th, skip := threadArg(c)
	n, err := indexArg(c, skip+2)
	if err != nil {
		return err
	}
	vm := c.VM()
	if fn, ok := c.Arg(skip + 1).AsFunc(); ok {
		v, err := stringOrNil(c, vm.ParamName(fn, n))
		if err != nil {
			return err
		}
		return c.Return1(v)
	}
	level, err := levelArg(c, th, skip+1)
	if err != nil {
		return err
	}
	name, v, _ := vm.Local(th, level, n)
	if name == "" {
		return c.Return1(rt.Nil)
	}
	s, err := c.NewString(name)
	if err != nil {
		return err
	}
	return c.Return(s, v)
}

func debugSetLocal(c *rt.Call) error {
	th, skip := threadArg(c)
	level, err := c.CheckInt(skip + 1)
	if err != nil {
		return err
	}
	n, err := indexArg(c, skip+2)
	if err != nil {
		return err
	}
	if _, err := levelArg(c, th, skip+1); err != nil {
		return err
	}
	if err := c.CheckAny(skip + 3); err != nil {
		return err
	}
	name, _ := c.VM().SetLocal(th, int(level), n, c.Arg(skip+3))
	v, err := stringOrNil(c, name)
	if err != nil {
		return err
	}
	return c.Return1(v)
}

// upvalueArg returns the function and index that getupvalue and its relatives
// take, the function from argument i and the index from the next one.
func upvalueArg(c *rt.Call, i int) (fn rt.Func, n int, err error) {
	if n, err = indexArg(c, i+1); err != nil {
		return fn, 0, err
	}
	fn, err = c.CheckFunc(i)
	return fn, n, err
}

func debugGetUpvalue(c *rt.Call) error {
	fn, n, err := upvalueArg(c, 1)
	if err != nil {
		return err
	}
	name, v, ok := c.VM().UpvalueAt(fn, n)
	if !ok {
		return c.Return()
	}
	s, err := c.NewString(name)
	if err != nil {
		return err
	}
	return c.Return(s, v)
}

func debugSetUpvalue(c *rt.Call) error {
	if err := c.CheckAny(3); err != nil {
		return err
	}
	fn, n, err := upvalueArg(c, 1)
	if err != nil {
		return err
	}
	name, ok := c.VM().SetUpvalueAt(fn, n, c.Arg(3))
	if !ok {
		return c.Return()
	}
	return returnString(c, name)
}

func debugUpvalueID(c *rt.Call) error {
	fn, n, err := upvalueArg(c, 1)
	if err != nil {
		return err
	}
	id, _ := c.VM().UpvalueID(fn, n)
	return c.Return1(id)
}

func debugUpvalueJoin(c *rt.Call) error {
	var fns [2]rt.Func
	var ns [2]int
	for i := range fns {
		var err error
		if fns[i], ns[i], err = upvalueArg(c, 2*i+1); err != nil {
			return err
		}
		if _, ok := c.VM().UpvalueID(fns[i], ns[i]); !ok {
			return c.ArgError(2*i+2, "invalid upvalue index")
		}
	}
	for i, fn := range fns {
		if fn.Value().Kind() != rt.KindLuaFunc {
			return c.ArgError(2*i+1, "Lua function expected")
		}
	}
	c.VM().JoinUpvalues(fns[0], ns[0], fns[1], ns[1])
	return c.Return()
}

func debugGetMetatable(c *rt.Call) error {
	if err := c.CheckAny(1); err != nil {
		return err
	}
	mt, _ := c.VM().Metatable(c.Arg(1))
	return c.Return1(mt.Value())
}

func debugSetMetatable(c *rt.Call) error {
	mt, ok := c.Arg(2).AsTable()
	if !ok && !c.Arg(2).IsNil() {
		return c.TypeError(2, "nil or table")
	}
	if !ok {
		mt = rt.Table{}
	}
	vm := c.VM()
	v := c.Arg(1)
	var err error
	if t, ok := v.AsTable(); ok {
		err = t.SetMetatable(vm, mt)
	} else if u, ok := v.AsUserdata(); ok {
		err = u.SetMetatable(vm, mt)
	} else {
		err = vm.SetTypeMetatable(v, mt)
	}
	if err != nil {
		return err
	}
	return c.Return1(v)
}

func debugGetUserValue(c *rt.Call) error {
	n, err := c.OptInt(2, 1)
	if err != nil {
		return err
	}
	u, ok := c.Arg(1).AsUserdata()
	if !ok {
		return c.Return1(rt.Nil)
	}
	v, ok := u.UserValue(c.VM(), int(n))
	if !ok {
		return c.Return1(rt.Nil)
	}
	return c.Return(v, rt.Bool(true))
}

func debugSetUserValue(c *rt.Call) error {
	n, err := c.OptInt(3, 1)
	if err != nil {
		return err
	}
	u, ok := c.Arg(1).AsUserdata()
	if !ok {
		return c.TypeError(1, "userdata")
	}
	if err := c.CheckAny(2); err != nil {
		return err
	}
	if !u.SetUserValue(c.VM(), int(n), c.Arg(2)) {
		return c.Return1(rt.Nil)
	}
	return c.Return1(c.Arg(1))
}

// debugSetCStackLimit is kept by the reference for old programs: the limit is
// fixed, and its value is returned.
func debugSetCStackLimit(c *rt.Call) error {
	if _, err := c.CheckInt(1); err != nil {
		return err
	}
	return c.Return1(rt.Int(200))
}

// hookLetters are those of sethook's mask, for events of a hook.
var hookLetters = []struct {
	letter byte
	mask   rt.HookMask
}{{'c', rt.HookCall}, {'r', rt.HookReturn}, {'l', rt.HookLine}}

func debugSetHook(c *rt.Call) error {
	th, skip := threadArg(c)
	var hook rt.Hook
	if !c.Arg(skip + 1).IsNil() {
		mask, err := c.CheckString(skip + 2)
		if err != nil {
			return err
		}
		if hook.Func, err = c.CheckFunc(skip + 1); err != nil {
			return err
		}
		count, err := c.OptInt(skip+3, 0)
		if err != nil {
			return err
		}
		for _, l := range hookLetters {
			if strings.IndexByte(mask, l.letter) >= 0 {
				hook.Mask |= l.mask
			}
		}
		if hook.Count = int(int32(count)); hook.Count > 0 { // as the reference's int
			hook.Mask |= rt.HookCount
		}
	}
	if err := c.VM().SetHook(th, hook); err != nil {
		return err
	}
	return c.Return()
}

func debugGetHook(c *rt.Call) error {
	th, _ := threadArg(c)
	hook := c.VM().Hook(th)
	if hook.Mask == 0 {
		return c.Return1(rt.Nil)
	}
	var mask []byte
	for _, l := range hookLetters {
		if hook.Mask&l.mask != 0 {
			mask = append(mask, l.letter)
		}
	}
	letters, err := c.NewString(string(mask))
	if err != nil {
		return err
	}
	return c.Return(hook.Func.Value(), letters, rt.Int(int64(hook.Count)))
}
