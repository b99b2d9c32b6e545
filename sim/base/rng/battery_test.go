//go:build battery

package rng

import (
	"encoding/binary"
	"flag"
	"os"
	"testing"
)

var batterySeed = flag.Uint64("seed", 1, "seed of the words to emit")

// TestEmitWords writes raw words to standard output until the reader closes
// it, interleaved as the simulator draws them: for each trial 0, 1, 2 …, for
// each of three slots, 64 patients. All 64 bits of a word are written, low half
// first, although a uniform uses only the upper 52. The package comment
// has the pipeline and its result.
func TestEmitWords(t *testing.T) {
	slots := []Slot{NewSlot("enrollment.accrual"), NewSlot("endpoints.relapse"), NewSlot("endpoints.death")}
	var s Stream
	buf := make([]byte, 0, 1<<16)
	for trial := int64(0); ; trial++ {
		for _, slot := range slots {
			s.Seek(*batterySeed, trial, slot)
			s.position(0)
			for range 64 {
				buf = binary.LittleEndian.AppendUint64(buf, s.gen.next())
			}
		}
		if len(buf) > cap(buf)-3*64*8 {
			if _, err := os.Stdout.Write(buf); err != nil {
				return
			}
			buf = buf[:0]
		}
	}
}
