package stdlib

// This file defines the generator of math.random: xoshiro256**, seeded and
// projected as PUC-Rio's, so that a seed gives the same sequence.

import "math/bits"

// xoshiro is the state of the generator.
type xoshiro [4]uint64

func (x *xoshiro) next() uint64 {
	s0, s1 := x[0], x[1]
	s2, s3 := x[2]^s0, x[3]^s1
	result := bits.RotateLeft64(s1*5, 7) * 9
	x[0] = s0 ^ s3
	x[1] = s1 ^ s2
	x[2] = s2 ^ s1<<17
	x[3] = bits.RotateLeft64(s3, 45)
	return result
}

// seed sets the state from the two integers of math.randomseed.
func (x *xoshiro) seed(n1, n2 uint64) {
	*x = xoshiro{n1, 0xff, n2, 0}
	for i := 0; i < 16; i++ {
		x.next()
	}
}

// float returns a float in [0,1) from a random word.
func randomFloat01(word uint64) float64 { return float64(word>>11) * (0.5 / (1 << 52)) }

// project maps a random word to [0,n], drawing further words while it falls
// outside: at most every other time, so a few on average.
func (x *xoshiro) project(word, n uint64) uint64 {
	if n&(n+1) == 0 {
		return word & n
	}
	mask := uint64(1)<<bits.Len64(n) - 1
	for word &= mask; word > n; {
		word = x.next() & mask
	}
	return word
}
