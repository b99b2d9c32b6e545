package shard

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzRead reads any text as a result: it must not panic, and what it accepts is
// written and read back the same.
func FuzzRead(f *testing.F) {
	text, err := result(1000).Text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	small := result(0)
	small.Points, small.Differences, small.Warnings, small.Simulation.Ranges = nil, nil, nil, nil
	if text, err = small.Text(); err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := Read(text)
		if err != nil {
			if r != nil || err.Error() == "" {
				t.Fatalf("result %v beside error %q", r, err)
			}
			return
		}
		first, err := r.Text()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Read(first)
		if err != nil {
			t.Fatalf("%v: cannot read\n%s", err, first)
		}
		second, err := again.Text()
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%v: written\n%s\nthen\n%s", err, first, second)
		}
	})
}
