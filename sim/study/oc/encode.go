package oc

import (
	"encoding/binary"
	"errors"
	"math"
)

var (
	errShort     = errors.New("oc: encoding is cut short")
	errMalformed = errors.New("oc: encoding is malformed")
)

// appendInts appends counts in a fixed width.
func appendInts(b []byte, counts ...int64) []byte {
	for _, n := range counts {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	return b
}

// decodeInts reads a count for each of the targets.
func decodeInts(b []byte, targets ...*int64) (rest []byte, err error) {
	for _, t := range targets {
		if len(b) < 8 {
			return b, errShort
		}
		n := binary.LittleEndian.Uint64(b)
		if n > math.MaxInt64 {
			return b, errMalformed
		}
		*t, b = int64(n), b[8:]
	}
	return b, nil
}

// decodeSlice reads a count for each element.
func decodeSlice(b []byte, counts []int64) (rest []byte, err error) {
	for i := range counts {
		if b, err = decodeInts(b, &counts[i]); err != nil {
			return b, err
		}
	}
	return b, nil
}

// decoder is a tally.
type decoder interface {
	Decode(b []byte) (rest []byte, err error)
}

// decodeAll reads tallies one after the other.
func decodeAll(b []byte, tallies ...decoder) (rest []byte, err error) {
	for _, t := range tallies {
		if b, err = t.Decode(b); err != nil {
			return b, err
		}
	}
	return b, nil
}
