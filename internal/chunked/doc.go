// Package chunked reads test scripts that say themselves where they must fail.
//
// A file holds chunks separated by lines that consist of "---". Each chunk is a
// program of its own. It must run to its end, unless one of its lines ends in a
// comment that announces a failure on that line:
//
//	local t = nil
//	t.x = 1            --! "index a nil value \\(local 't'\\)"
//	---
//	error("no, thanks") --= no, thanks
//
// After "--!" stands a regular expression as a Go string literal, after "--="
// the exact text of the message, up to the end of the line. The message is
// compared without its position; the position must be that line. An error on
// another line, with another text, or none at all, fails the test.
//
// The separator may carry words: "--- not lua5.4: reason". Those are directives
// for the test that runs the file; Chunk.Directive finds them.
//
// A chunk's source keeps the line numbers of the file, so that a position in a
// message can be looked up in the file.
package chunked
