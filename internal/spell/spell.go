package spell

// This file defines the search for the nearest name.

import "strings"

// MaxLen is the length of the longest name that is compared, in bytes.
const MaxLen = 40

// A Finder holds a misspelt name and the candidate that is nearest to it so far.
type Finder struct {
	name    string // in lower case
	exact   string
	letters uint64
	limit   int
	cost    int // of best, and of the difference in case; lower is better
	best    string
	shown   string
	rows    [3][MaxLen + 1]int
}

// New returns a Finder for a name. One change is allowed for each three bytes of
// the name, and at least one.
func New(name string) *Finder {
	f := &Finder{exact: name, name: strings.ToLower(name)}
	f.limit = max(1, (len(f.name)+1)/3)
	f.letters = letters(f.name)
	f.cost = 2*f.limit + 2
	return f
}

// Near reports whether a candidate may be as near as the best one so far. It is
// cheap, and rules most candidates out.
func (f *Finder) Near(candidate string) bool {
	n := len(f.name) - len(candidate)
	return n <= f.limit && -n <= f.limit && len(f.name) <= MaxLen && len(candidate) <= MaxLen &&
		missing(f.letters, letters(candidate)) <= f.limit
}

// Offer considers a candidate.
func (f *Finder) Offer(candidate string) { f.OfferAs(candidate, candidate) }

// OfferAs considers a candidate that [Finder.Best] returns as shown.
func (f *Finder) OfferAs(candidate, shown string) {
	if !f.Near(candidate) {
		return
	}
	lower := strings.ToLower(candidate)
	if len(lower) > MaxLen {
		return
	}
	d := f.distance(lower)
	if d > f.limit || d >= max(len(f.name), len(lower)) {
		return // a change of every letter is no misspelling
	}
	cost := 2 * d
	if !strings.EqualFold(candidate[:min(1, len(candidate))], f.exact[:min(1, len(f.exact))]) {
		cost++ // the first letter is seldom wrong
	}
	if cost < f.cost || cost == f.cost && candidate < f.best {
		f.cost, f.best, f.shown = cost, candidate, shown
	}
}

// Best returns the nearest candidate, of equals the first in the order of
// strings, and "" when none is near.
func (f *Finder) Best() string { return f.shown }

// Nearest returns the candidate that is nearest to name, "" when none is near.
func Nearest(name string, candidates []string) string {
	f := New(name)
	for _, c := range candidates {
		f.Offer(c)
	}
	return f.Best()
}

// distance is the number of insertions, removals, replacements and swaps of
// neighbours that turn the name into b.
func (f *Finder) distance(b string) int {
	a := f.name
	before, prev, row := &f.rows[0], &f.rows[1], &f.rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}

// letters returns the set of the bytes of a name, of which some share a bit;
// letters that differ in case do.
func letters(s string) (set uint64) {
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		set |= 1 << (c & 63)
	}
	return set
}

// missing counts what must at least be changed: the letters of one set that the
// other does not have.
func missing(a, b uint64) (n int) {
	for d := a &^ b; d != 0; d &= d - 1 {
		n++
	}
	return n
}
