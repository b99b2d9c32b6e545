package rng

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/words.txt")

// TestGoldenWords compares the first draws of some addresses with the file
// testdata/words.txt. If it fails, every published result has changed: do not
// update the file, find the cause.
func TestGoldenWords(t *testing.T) {
	var got bytes.Buffer
	got.WriteString("# seed trial path patient: column, then the first two of the patient's sequence\n")
	for _, a := range []struct {
		seed  uint64
		trial int64
	}{{0, 0}, {1, 0}, {1, 1}, {2012, 99_999}, {1 << 63, 1<<62 + 1}, {1, -1}} {
		for _, path := range []string{"enrollment.accrual", "endpoints.relapse"} {
			s := at(a.seed, a.trial, NewSlot(path))
			for _, patient := range []int{0, 1, 255, 256, 1_000_000} {
				q := s.Sequence(patient)
				fmt.Fprintf(&got, "%d %d %s %d: %x %x %x\n", a.seed, a.trial, path, patient, s.Uniform(patient), q.Next(), q.Next())
			}
		}
	}
	file := filepath.Join("testdata", "words.txt")
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		left := filepath.Join("testdata", "words.got")
		if err := os.WriteFile(left, got.Bytes(), 0o644); err != nil {
			t.Error(err)
		}
		t.Errorf("draws have changed: compare %s with %s", file, left)
	}
}
