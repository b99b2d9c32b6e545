package tally

import (
	"encoding/binary"
	"errors"
	"math"
)

var (
	errShort     = errors.New("tally: encoding is cut short")
	errMalformed = errors.New("tally: encoding is malformed")
)

// appendCounts appends nonnegative integers as shortest varints.
func appendCounts(b []byte, counts ...int64) []byte {
	for _, c := range counts {
		b = binary.AppendUvarint(b, uint64(c))
	}
	return b
}

// decodeCount takes one integer in [0, 2⁶³) from the front of b. A longer
// varint than the value needs is refused, so that encodings stay canonical.
func decodeCount(b []byte) (count int64, rest []byte, err error) {
	v, n := binary.Uvarint(b)
	switch {
	case n == 0:
		return 0, b, errShort
	case n < 0, v > math.MaxInt64, n > 1 && b[n-1] == 0:
		return 0, b, errMalformed
	}
	return int64(v), b[n:], nil
}

// decodeCounts takes one integer for each of the targets.
func decodeCounts(b []byte, targets ...*int64) (rest []byte, err error) {
	rest = b
	for _, t := range targets {
		if *t, rest, err = decodeCount(rest); err != nil {
			return b, err
		}
	}
	return rest, nil
}
