package interp

// This file defines the hashing of strings, seeded per VM.

import (
	"math/bits"
)

// hashKeys are the secrets of a string hash. Each block of text is folded with
// a 64x64->128-bit product of two words that both contain a secret, so that no
// text can be prepared whose product collapses, or collides with another's, for
// every seed.
type hashKeys struct{ a, b, c, d uint64 }

// splitMix returns the next word of the generator at x.
func splitMix(x *uint64) uint64 {
	*x += 0x9e3779b97f4a7c15
	z := *x
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// expandKeys derives the secrets from a seed.
func expandKeys(seed uint64) hashKeys {
	return hashKeys{splitMix(&seed), splitMix(&seed), splitMix(&seed), splitMix(&seed)}
}

// fold is the product of x and y, its halves combined.
func fold(x, y uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	return hi ^ lo
}

// hash returns the hash of x.
func (k *hashKeys) hash(x string) uint32 { return k.hashFrom(x, 0, k.c) }

// some hashes the blocks of x from one that starts at from, a bounded number of
// them, where h is the hash of those before. It returns where to go on: when it is
// less than 16 bytes before the end, hashFrom completes the hash.
func (k *hashKeys) some(x string, from int, h uint64) (int, uint64) {
	y := x[from:]
	for left := longChunk; len(y) > 16 && left > 0; left -= 16 {
		h = fold(le64(y)^k.a, le64(y[8:])^h)
		y = y[16:]
	}
	return len(x) - len(y), h
}

// hashFrom returns the hash of x, whose blocks before from have the hash h.
func (k *hashKeys) hashFrom(x string, from int, h uint64) uint32 {
	n := len(x)
	var p, q uint64
	switch {
	case n <= 3:
		if n > 0 {
			p = uint64(x[0])<<16 | uint64(x[n>>1])<<8 | uint64(x[n-1])
		}
	case n <= 8:
		p, q = uint64(le32(x)), uint64(le32(x[n-4:]))
	case n <= 16:
		p, q = le64(x), le64(x[n-8:])
	default:
		y := x[from:]
		for len(y) > 16 {
			h = fold(le64(y)^k.a, le64(y[8:])^h)
			y = y[16:]
		}
		p, q = le64(x[n-16:]), le64(x[n-8:])
	}
	h = fold(p^k.a^uint64(n), q^h)
	h = fold(h^k.d, k.b)
	return uint32(h)
}

func le32(x string) uint32 {
	_ = x[3]
	return uint32(x[0]) | uint32(x[1])<<8 | uint32(x[2])<<16 | uint32(x[3])<<24
}

func le64(x string) uint64 {
	_ = x[7]
	return uint64(x[0]) | uint64(x[1])<<8 | uint64(x[2])<<16 | uint64(x[3])<<24 |
		uint64(x[4])<<32 | uint64(x[5])<<40 | uint64(x[6])<<48 | uint64(x[7])<<56
}
