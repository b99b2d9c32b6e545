package rng

// blockSize is the number of patients that share one keyed generator. A power
// of two; changing it changes every draw.
const blockSize = 256

// warmUp is the number of words discarded after keying, as in [practrand] for
// a key of three words.
const warmUp = 18

// sequences is the domain bit that keeps the counters of sequences apart from
// those of columns.
const sequences = 1 << 63

// Stream is the column of uniforms of one address (seed, trial, slot), one per
// patient. Which range is asked for, in which order, and how often never
// changes a value. A Stream is a plain value of a few words: copy it freely,
// but do not share one between goroutines. It must be positioned by Seek
// before anything else.
type Stream struct {
	key [3]uint64
	gen sfc64 // positioned at patient at
	at  int   // meaningful only inside a block: a multiple of blockSize has no generator yet
}

// Seek positions s at patient 0 of the given address. It is cheap: nothing is
// generated before the first draw.
func (s *Stream) Seek(seed uint64, trial int64, slot Slot) {
	// Three different bijections, so that no address with equal words is special.
	s.key = [3]uint64{mix(seed + 0x9e3779b97f4a7c15), mix(uint64(trial) + 0x3c6ef372fe94f82a), uint64(slot)}
	s.at = 0
}

// Fill sets u[i] to the uniform of patient lo+i, for lo ≥ 0. Values lie in the
// open interval (0, 1), on the grid described in the package comment.
func (s *Stream) Fill(u []float64, lo int) {
	for len(u) > 0 {
		s.position(lo)
		n := min(len(u), blockSize-lo%blockSize)
		s.gen.fill(u[:n])
		lo += n
		s.at = lo
		u = u[n:]
	}
}

// Uniform returns the value that Fill gives to the patient (≥ 0). Ascending
// patients cost a step of the generator each, others a new start.
func (s *Stream) Uniform(patient int) float64 {
	if patient != s.at || patient%blockSize == 0 {
		s.position(patient)
	}
	s.at++
	return uniform(s.gen.next())
}

// position makes the next word of s.gen the one of the patient.
func (s *Stream) position(patient int) {
	if patient < 0 {
		panic("rng: negative patient")
	}
	first := patient &^ (blockSize - 1)
	if s.at <= first || s.at > patient { // elsewhere, behind, or at the edge of a block
		s.gen = keyed(s.key, uint64(first/blockSize)<<32)
		s.at = first
	}
	s.gen.skip(patient - s.at)
	s.at = patient
}

// keyed returns the generator of a key and a counter range, warmed up.
func keyed(key [3]uint64, counter uint64) sfc64 {
	g := sfc64{key[0], key[1], key[2], counter}
	g.skip(warmUp)
	return g
}

// Sequence is an unlimited stream of uniforms that belongs to one patient of
// one address, for things that need an unknown number of draws. It is a plain
// value: a copy continues from the same place.
type Sequence struct{ gen sfc64 }

// Sequence returns the patient's own sequence, from its start. It depends on
// the address and the patient (0 ≤ patient < 2³¹) alone, and is independent of
// the column.
func (s *Stream) Sequence(patient int) Sequence {
	if patient < 0 {
		panic("rng: negative patient")
	}
	return Sequence{keyed(s.key, sequences|uint64(patient)<<32)}
}

// Next returns the next uniform, in the open interval (0, 1) and on the grid
// of the column.
func (q *Sequence) Next() float64 { return uniform(q.gen.next()) }
