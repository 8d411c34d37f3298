package stdlib

// This file defines the search for plain text: resumable, and linear in the
// length of the subject whatever the texts are.
//
// Looking for the first byte and comparing is the fastest way in practice and
// quadratic in the worst case. So it pays for what failed comparisons cost, and
// once they cost more than a scan would, the rest of the subject is searched with
// a rolling hash modulo the prime 2^61-1, whose base a script cannot know.

import (
	"math/bits"
	"strings"
)

// finder is the state of a search.
type finder struct {
	at      int // no occurrence starts before it
	matched int // bytes known to be equal at at, while a comparison is unfinished
	wasted  int // bytes of failed comparisons, minus bytes scanned
	hashing bool
	base    uint64
	sum     uint64 // of the window's bytes read so far
	want    uint64 // of the needle
	top     uint64 // base to the power of the needle's length
	read    int    // bytes of needle or window that are in the sums
	primed  uint8  // 0: reading the needle, 1: reading the window, 2: rolling
}

const (
	hashPrime  = 1<<61 - 1
	wasteLimit = 1 << 14
)

func mulHash(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	s := lo&hashPrime + (hi<<3 | lo>>61)
	if s >= hashPrime {
		s -= hashPrime
	}
	return s
}

func addHash(a, b uint64) uint64 {
	if a += b; a >= hashPrime {
		a -= hashPrime
	}
	return a
}

// run searches src for needle from f.at, for about budget units of eight bytes.
// status is matchFound with the position in f.at, matchFailed or matchMore.
func (f *finder) run(src, needle string, base uint64, budget int) (matchStatus, int) {
	n := len(needle)
	if n <= maxPrefix && !f.hashing {
		return f.short(src, needle, budget)
	}
	for {
		if budget <= 0 {
			return matchMore, 0
		}
		if f.at > len(src)-n {
			return matchFailed, budget
		}
		switch {
		case f.matched > 0:
			k := min(n-f.matched, budget*8)
			i := f.at + f.matched
			budget -= k/8 + 1
			if src[i:i+k] != needle[f.matched:f.matched+k] {
				f.wasted += f.matched + k
				f.next(src, n)
			} else if f.matched += k; f.matched == n {
				return matchFound, budget
			}
		case f.hashing:
			budget = f.roll(src, needle, base, budget)
		default:
			window := src[f.at : len(src)-n+1]
			if len(window) > budget*8 {
				window = window[:budget*8]
			}
			i := strings.IndexByte(window, needle[0])
			if i < 0 {
				i = len(window)
			} else {
				f.matched = 1
			}
			budget -= i/8 + 1
			f.at += i
			f.wasted -= i
			if f.wasted > wasteLimit && f.matched == 0 {
				f.hashing = true
			}
		}
	}
}

// next gives up the place where a comparison failed.
func (f *finder) next(src string, n int) {
	f.matched = 0
	f.wasted--
	if f.hashing { // equal sums, different bytes
		if f.at+n < len(src) {
			f.slide(src, n)
		}
		f.at++
		return
	}
	f.at++
	f.wasted = max(f.wasted, -wasteLimit)
	f.hashing = f.wasted > wasteLimit
}

// slide moves the window's sum one byte on.
func (f *finder) slide(src string, n int) {
	out := mulHash(f.top, uint64(src[f.at])+1)
	f.sum = addHash(mulHash(f.sum, f.base), uint64(src[f.at+n])+1)
	f.sum = addHash(f.sum, hashPrime-out)
}

// roll continues the search by hash. A byte costs about as much as eight of a
// comparison.
func (f *finder) roll(src, needle string, base uint64, budget int) int {
	n := len(needle)
	for ; f.primed < 2 && budget > 0; budget-- {
		if f.read == 0 && f.primed == 0 {
			f.base = base%(hashPrime-512) + 256
			f.top = 1
		}
		if f.primed == 0 {
			f.want = addHash(mulHash(f.want, f.base), uint64(needle[f.read])+1)
			f.top = mulHash(f.top, f.base)
		} else {
			f.sum = addHash(mulHash(f.sum, f.base), uint64(src[f.at+f.read])+1)
		}
		if f.read++; f.read == n {
			f.primed++
			f.read = 0
		}
	}
	for f.primed == 2 && budget > 0 {
		if f.sum == f.want {
			f.matched = 1
			if src[f.at] != needle[0] {
				f.next(src, n)
				continue
			}
			return budget
		}
		if f.at+n >= len(src) {
			f.at++
			return budget
		}
		f.slide(src, n)
		f.at++
		budget--
	}
	return budget
}

// short searches for a needle that the machine compares at once.
func (f *finder) short(src, needle string, budget int) (matchStatus, int) {
	if f.at > len(src)-len(needle) {
		return matchFailed, budget
	}
	window := src[f.at:]
	if len(window) > budget*8+len(needle) {
		window = window[:budget*8+len(needle)]
	}
	if i := strings.Index(window, needle); i >= 0 {
		f.at += i
		return matchFound, budget - i>>3
	}
	if f.at+len(window) == len(src) {
		return matchFailed, max(budget-len(window)>>3, 0)
	}
	f.at += len(window) - len(needle) + 1
	return matchMore, 0
}
