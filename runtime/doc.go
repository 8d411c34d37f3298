// Package runtime embeds Lua 5.4 in a Go program. Import it as rt.
//
//	vm, err := rt.New(rt.Config{})
//	if err != nil {
//		return err
//	}
//	defer vm.Close()
//	if err := stdlib.Open(vm, stdlib.Safe); err != nil {
//		return err
//	}
//	_, err = vm.Run(ctx, "=hello", `print("hello", ...)`, "world")
//
// # Three ways to hold a value
//
// In a callback, a [Function] that Lua calls, values are plain words: [Value],
// [Table], [Func] and so on. They are valid until the callback returns. Outside,
// [VM.Call], [VM.Load] and [VM.Global] return a [Root], which holds its value until
// it is released. In a Go type that Lua owns, a field is a plain word again, and
// the type's trace method, which lusterbind generates, keeps it alive.
//
// # Misuse
//
// A value of another VM, one whose object is gone, a closed VM, a VM that is
// running already: each is refused with its own error, such as [ErrStale], and
// changes nothing. The few methods that return no error panic with it instead; in
// a callback that becomes an error of the script.
//
// # Limits
//
// [Config] limits fuel, time, memory, stacks and strings. A script cannot catch
// the end of its fuel or time; a VM that reached a limit can be used again.
package runtime
