package chunked

// This file defines chunks: how a file is cut into them, and how what happened
// is compared with what a chunk announces.

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Chunk is one program of a file.
type Chunk struct {
	Name       string // "file.lua:12", for a subtest
	Source     string // preceded by as many empty lines as precede it in the file
	Directives []string

	file  string // chunk name to load the source under
	wants []want
}

// A want is an announced failure.
type want struct {
	line int
	text string         // as written
	re   *regexp.Regexp // nil: text is the whole message
}

// Parse cuts src into chunks. The name is the one under which the chunks will
// be loaded: the position in a message starts with it.
func Parse(name, src string) ([]Chunk, error) {
	var chunks []Chunk
	c := Chunk{Name: name + ":1", file: name}
	var body strings.Builder
	number := 0
	flush := func() {
		if strings.TrimSpace(body.String()) != "" {
			c.Source = body.String()
			chunks = append(chunks, c)
		}
		body.Reset()
	}
	for line := range strings.Lines(src) {
		number++
		line = strings.TrimSuffix(line, "\n")
		if words, ok := strings.CutPrefix(line, "---"); ok && (words == "" || words[0] == ' ') {
			flush()
			c = Chunk{Name: fmt.Sprintf("%s:%d", name, number+1), file: name}
			if words = strings.TrimSpace(words); words != "" {
				c.Directives = append(c.Directives, words)
			}
			body.WriteString(strings.Repeat("\n", number))
			continue
		}
		w, ok, err := announced(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, number, err)
		}
		if ok {
			w.line = number
			c.wants = append(c.wants, w)
		}
		body.WriteString(line + "\n")
	}
	flush()
	for _, c := range chunks {
		if len(c.wants) > 1 {
			return nil, fmt.Errorf("%s:%d: a program fails once; a second failure is announced on line %d",
				name, c.wants[0].line, c.wants[1].line)
		}
	}
	return chunks, nil
}

// announced reads the failure that a line announces, if it does.
func announced(line string) (w want, ok bool, err error) {
	if _, text, found := strings.Cut(line, "--= "); found {
		return want{text: text}, true, nil
	}
	_, text, found := strings.Cut(line, "--! ")
	if !found {
		return want{}, false, nil
	}
	pattern, err := strconv.Unquote(strings.TrimSpace(text))
	if err != nil {
		return want{}, false, fmt.Errorf("after --! a Go string literal is expected, not %s", text)
	}
	re, err := regexp.Compile(pattern)
	return want{text: pattern, re: re}, true, err
}

// Directive returns the words that follow key on the separator before the chunk.
func (c *Chunk) Directive(key string) (rest string, ok bool) {
	for _, d := range c.Directives {
		if after, found := strings.CutPrefix(d, key); found {
			return strings.TrimSpace(after), true
		}
	}
	return "", false
}

// Check compares the outcome of running the chunk with what it announces and
// returns what is wrong with it, "" if nothing is. The message is the error's
// text; failed is false when the chunk ran to its end.
func (c *Chunk) Check(message string, failed bool) string {
	line, text := c.split(message)
	switch {
	case !failed && len(c.wants) == 0:
		return ""
	case !failed:
		w := c.wants[0]
		return fmt.Sprintf("%s:%d: no error, want %q", c.file, w.line, w.text)
	case len(c.wants) == 0:
		return fmt.Sprintf("%s:%d: unexpected error: %s", c.file, line, text)
	}
	w := c.wants[0]
	if line != w.line && line != 0 {
		return fmt.Sprintf("%s:%d: unexpected error: %s\n(line %d was to fail with %q)", c.file, line, text, w.line, w.text)
	}
	if w.re != nil && w.re.MatchString(text) || w.re == nil && w.text == text {
		return ""
	}
	return fmt.Sprintf("%s:%d: got error:  %s\nwant: %s", c.file, w.line, text, w.text)
}

// split takes a message apart into its line in the file, 0 if it has no
// position in it, and its text.
func (c *Chunk) split(message string) (line int, text string) {
	rest, ok := strings.CutPrefix(message, c.file+":")
	if !ok {
		return 0, message
	}
	number, text, ok := strings.Cut(rest, ":")
	line, err := strconv.Atoi(number)
	if !ok || err != nil {
		return 0, message
	}
	return line, strings.TrimPrefix(text, " ")
}
