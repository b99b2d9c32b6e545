package shard

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simrun/sim/base/tally"
)

// part is a result of some trials of those asked for.
func part(lo, hi, of int64, ranges ...[2]int64) *Result {
	r := result(tally.Ranges(ranges).N())
	r.Simulation.Ranges = ranges
	r.State = &State{Range: [2]int64{lo, hi}, Of: of, Tallies: Pack([]byte("tallies"))}
	return r
}

func text(t *testing.T, r *Result) []byte {
	t.Helper()
	text, err := r.Text()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Every bit and every cut of a file is noticed.
func TestDamageIsNoticed(t *testing.T) {
	whole := text(t, part(0, 1000, 1000, [2]int64{0, 1000}))
	if _, err := Read(whole); err != nil {
		t.Fatal(err)
	}
	refused, damaged := 0, 0
	check := func(what string, at int, text []byte) {
		r, err := Read(text)
		if err == nil || r != nil {
			t.Errorf("%s at byte %d of %d is not noticed", what, at, len(whole))
		}
		refused++
		if errors.As(err, new(*Damaged)) {
			damaged++
		}
	}
	for at := range whole {
		for bit := range 8 {
			flipped := bytes.Clone(whole)
			flipped[at] ^= 1 << bit
			check("a flipped bit", at, flipped)
		}
		check("a cut", at, whole[:at])
	}
	// All but those within the first line say that it once was a result.
	if refused-damaged > 9*(len(head)+len("1\",\n")) {
		t.Errorf("%d of %d are called damaged", damaged, refused)
	}
	if _, err := Read(append(bytes.Clone(whole), '\n')); err == nil {
		t.Error("an empty line more is not noticed")
	}
}

// The checksum is that of the file without its line and the comma before it.
func TestChecksumIsAsDocumented(t *testing.T) {
	lines := strings.SplitAfter(string(text(t, part(0, 9, 9, [2]int64{0, 9}))), "\n")
	n := len(lines) - 1 // the last is empty
	rest := strings.TrimSuffix(strings.Join(lines[:n-2], ""), ",\n") + "\n}\n"
	if want := ` "checksum": "` + Digest([]byte(rest)) + "\"\n"; lines[n-2] != want || lines[n-1] != "}\n" {
		t.Errorf("the file ends with %q, want %q", lines[n-2], want)
	}
}

// Files of older versions have neither state nor checksum; they are read, and
// nothing is missing in them.
func TestOlderFilesAreRead(t *testing.T) {
	old, err := json.MarshalIndent(result(7), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(append(old, '\n'))
	if err != nil || r.State != nil || r.Missing() != nil {
		t.Errorf("%v, %v", r, err)
	}
}

func TestWhatNoRunWritesIsRefused(t *testing.T) {
	for _, r := range []*Result{
		part(0, 9, 9, [2]int64{3, 2}), part(0, 9, 9, [2]int64{0, 2}, [2]int64{1, 3}), part(0, 9, 9, [2]int64{-1, 3}),
		part(5, 4, 9), part(-1, 4, 9), part(0, 10, 9),
	} {
		if _, err := Read(text(t, r)); !errors.As(err, new(*Damaged)) {
			t.Errorf("ranges %v of %v: %v", r.Simulation.Ranges, r.State, err)
		}
	}
	r := part(0, 9, 9, [2]int64{0, 9})
	r.Simulation.Trials = 8
	if _, err := Read(text(t, r)); err == nil {
		t.Error("8 trials in a range of 9")
	}
}

func TestPacked(t *testing.T) {
	for _, want := range []string{"", "x", strings.Repeat("tally", 10_000)} {
		got, err := Pack([]byte(want)).Unpack()
		if err != nil || string(got) != want {
			t.Errorf("%d bytes are unpacked as %d, error %v", len(want), len(got), err)
		}
	}
	if n := len(Pack(make([]byte, 100_000))); n > 1000 {
		t.Errorf("zeros take %d bytes", n)
	}
	good := string(Pack([]byte("some tallies")))
	raw, _ := base64.StdEncoding.DecodeString(good)
	for _, bad := range []Packed{"", "?", "AAAA", Packed(good[:8]), Packed(good[1:]), Packed(base64.StdEncoding.EncodeToString(raw[:len(raw)-1]))} {
		if _, err := bad.Unpack(); err == nil {
			t.Errorf("%q is unpacked", bad)
		}
	}
}

func TestSweepIsReadBack(t *testing.T) {
	want := &Sweep{Against: 1, Axes: []SweepAxis{{[]string{"a"}, [][]string{{"1"}, {"2.0"}}}}, Points: []SweepPoint{{[][2]string{{"a", "1"}}, "a = 1\n"}, {}}}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := (&State{Study: Pack(b)}).Sweep()
	if err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
	if none, err := (&State{}).Sweep(); none != nil || err != nil {
		t.Errorf("%v %v", none, err)
	}
	for _, bad := range []string{"", "[]", "{}", `{"against": 1, "points": [{}]}`, `{"against": -1, "points": [{}]}`} {
		if w, err := (&State{Study: Pack([]byte(bad))}).Sweep(); err == nil {
			t.Errorf("%q is read as %v", bad, w)
		}
	}
}

// Shards are contiguous, cover all trials, and differ by at most one trial.
func TestSplit(t *testing.T) {
	for _, c := range [][2]int64{{1, 1}, {10, 3}, {1000, 1000}, {1_000_000, 64}, {1_000_000_000_000, 999_983}, {7, 5}} {
		trials, k, next := c[0], c[1], int64(0)
		for i := int64(1); i <= k; i++ {
			lo, hi := Split(trials, i, k)
			if lo != next || hi-lo < trials/k || hi-lo > trials/k+1 {
				t.Fatalf("shard %d of %d of %d trials is %d to %d after %d", i, k, trials, lo, hi, next)
			}
			next = hi
		}
		if next != trials {
			t.Errorf("%d shards of %d trials end at %d", k, trials, next)
		}
	}
}

func TestSurvey(t *testing.T) {
	dir := folder(t)
	save := func(i int64, r *Result) {
		t.Helper()
		if err := Save(filepath.Join(dir, ShardName(i, 6)), r, false); err != nil {
			t.Fatal(err)
		}
	}
	save(1, part(0, 10, 60, [2]int64{0, 10}))
	save(2, part(10, 20, 60, [2]int64{10, 13}, [2]int64{15, 16}))
	write(t, filepath.Join(dir, ShardName(3, 6)), string(text(t, part(20, 30, 60, [2]int64{20, 30}))[:500]))
	save(4, part(40, 50, 60, [2]int64{40, 50})) // the fifth under the name of the fourth
	save(5, result(10))                         // of an older version
	var words []string
	for _, s := range Survey(dir, 6) {
		words = append(words, s.Condition.String())
		if (s.Err != nil) != (s.Condition == Broken) || s.Path != filepath.Join(dir, ShardName(s.Index, 6)) {
			t.Errorf("shard %d, %s: %v", s.Index, s.Path, s.Err)
		}
	}
	if got := strings.Join(words, " "); got != "complete partial broken broken broken missing" {
		t.Error(got)
	}
	s := Survey(dir, 6)[1]
	want := tally.Ranges{{13, 15}, {16, 20}}
	if s.Done != 4 || cmp.Diff(want, s.Missing) != "" || s.Of != 60 || s.Fingerprint != "sha256:00" {
		t.Errorf("%+v", s)
	}
}

func TestParts(t *testing.T) {
	dir := folder(t)
	base := func() (names []string) {
		parts, err := Parts(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			names = append(names, filepath.Base(p))
		}
		return names
	}
	write(t, filepath.Join(dir, "result.json"), "")
	if got := base(); cmp.Diff(got, []string{"result.json"}) != "" {
		t.Error(got)
	}
	for _, name := range []string{ShardName(2, 3), ShardName(1, 3), RangeName(0, 9), "notes.json", ".shard-0001-of-0003.json.123", "shard.txt"} {
		write(t, filepath.Join(dir, name), "")
	}
	if got := base(); cmp.Diff(got, []string{"range-0-9.json", "shard-0001-of-0003.json", "shard-0002-of-0003.json"}) != "" {
		t.Error(got)
	}
	if _, err := Parts(filepath.Join(dir, "nowhere")); !os.IsNotExist(err) {
		t.Error(err)
	}
}

// Of several who write to one place nobody replaces more trials by fewer; force is
// about what was there when it was given.
func TestOutputs(t *testing.T) {
	path := filepath.Join(folder(t), "result.json")
	a, b := NewOutput(path, false), NewOutput(path, true)
	step := func(o *Output, n int64, ok bool, has int64) {
		t.Helper()
		err := o.Save(part(0, 99, 99, [2]int64{0, n}))
		if (err == nil) != ok || err != nil && !errors.As(err, new(*FewerTrials)) || trials(t, path) != has {
			t.Errorf("saving %d: %v, and %d are there", n, err, trials(t, path))
		}
	}
	step(a, 10, true, 10)
	step(b, 5, false, 10)
	step(b, 20, true, 20)
	step(a, 15, false, 20)
	forced := NewOutput(path, true)
	step(a, 30, true, 30)
	step(forced, 1, false, 30)
	forced = NewOutput(path, true)
	step(forced, 1, true, 1)
	step(a, 2, true, 2)
}

// A damaged file is replaced only by force; what never was a result is not.
func TestDamagedFileIsReplacedByForce(t *testing.T) {
	path := filepath.Join(folder(t), "result.json")
	r := part(0, 9, 9, [2]int64{0, 9})
	write(t, path, string(text(t, r)[:700]))
	if err := NewOutput(path, false).Save(r); !errors.As(err, new(*Damaged)) {
		t.Error(err)
	}
	if err := NewOutput(path, true).Save(r); err != nil || trials(t, path) != 9 {
		t.Error(err)
	}
	write(t, path, "notes")
	if err := NewOutput(path, true).Save(r); err == nil || content(t, path) != "notes" {
		t.Error("notes were replaced")
	}
}

// A shard computed twice leaves the same bytes.
func TestStay(t *testing.T) {
	path := filepath.Join(folder(t), "result.json")
	first, second := part(0, 9, 9, [2]int64{0, 9}), part(0, 9, 9, [2]int64{0, 9})
	second.Simulation.Seconds = 77
	o := &Output{Path: path, Stay: true}
	if o.Save(first) != nil || o.Save(second) != nil || content(t, path) != string(text(t, first)) {
		t.Error("the same result has replaced the first")
	}
	second.Digest = "sha256:22"
	if o.Save(second) != nil || content(t, path) != string(text(t, second)) {
		t.Error("another result has not replaced the first")
	}
}

// What killed processes have left behind goes away when it is old.
func TestStaleFilesAreRemoved(t *testing.T) {
	dir := folder(t)
	for _, name := range []string{".result.json.123", ".result.json.45", ".result.json.x1", ".other.json.67", "result.json.89"} {
		write(t, filepath.Join(dir, name), "x")
		if name != ".result.json.45" {
			old := time.Now().Add(-time.Hour)
			if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := Save(filepath.Join(dir, "result.json"), result(9), false); err != nil {
		t.Fatal(err)
	}
	if names := listed(t, dir); names != ".other.json.67 .result.json.45 .result.json.x1 result.json result.json.89" {
		t.Error(names)
	}
}
