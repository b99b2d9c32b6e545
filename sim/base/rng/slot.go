package rng

// Slot names one column of random numbers: the 64-bit hash of the path of the
// thing that consumes it, such as "endpoints.relapse" or "enrollment.accrual".
// Because a slot depends on nothing but its own path, neither the order of a
// scenario file nor an addition to it moves the draws of anything else.
type Slot uint64

// NewSlot returns the slot of path: its FNV-1a hash [fnv], passed through a
// bijective finalizer. The value is fixed for all time and on every platform.
// Distinct paths may collide in principle (2⁻⁶⁴ a pair); whoever compiles a
// set of paths compares their slots and refuses a collision.
func NewSlot(path string) Slot {
	const offset, prime = 0xcbf29ce484222325, 0x100000001b3
	h := uint64(offset)
	for i := 0; i < len(path); i++ {
		h = (h ^ uint64(path[i])) * prime
	}
	return Slot(mix(h))
}

// mix is a bijection of 64-bit words in which every input bit reaches every
// output bit: the finalizer "variant 13" of [stafford], as in [splitmix].
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
