// Package luatest holds the test suite of the language: Lua scripts under
// testdata, in the form that package chunked describes, and the tests that run
// them in our virtual machine, under every setting that must make no difference,
// and, where it is installed, in the reference implementation.
//
// The last is a test of the scripts: what they claim about Lua 5.4 has to be
// true of Lua 5.4. A chunk after "--- not lua5.4: reason" is not run there.
package luatest
