//go:build puc

package peer

// This file defines the calls into PUC-Rio's Lua.

/*
#cgo CFLAGS: -I/usr/include/lua5.4
#cgo LDFLAGS: -llua5.4
#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>

static long states(int n, int open) {
	long bytes = 0;
	for (int i = 0; i < n; i++) {
		lua_State *L = luaL_newstate();
		if (open) luaL_openlibs(L);
		bytes = lua_gc(L, LUA_GCCOUNT) * 1024L + lua_gc(L, LUA_GCCOUNTB);
		lua_close(L);
	}
	return bytes;
}
*/
import "C"

// states makes and closes n states, with the standard libraries if open, and
// returns the bytes of one. They are made in one call, whose cost is not counted.
func states(n int, open bool) int64 {
	o := C.int(0)
	if open {
		o = 1
	}
	return int64(C.states(C.int(n), o))
}
