// Package server answers HTTP requests with Lua scripts that their authors need
// not be trusted for: one VM for each request, with limits on its memory, its fuel
// and its time. Nothing a script leaves behind can reach the next request.
package server
