package shard

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simrun/sim/study/oc"
)

var nan = math.NaN()

// result is a result that uses every field.
func result(trials int64) *Result {
	return &Result{
		Schema: Schema,
		Scenario: Scenario{
			Title: "Title", Name: "name", Fingerprint: "sha256:00", TimeUnit: "months",
			Comparisons: []Comparison{{
				Analysis: "primary", Endpoint: "os", Type: "survival", Arm: "treated", Control: "control",
				Test: "log_rank", Scale: "log hazard ratio", Alternative: "less", Alpha: 0.025, Truth: Real(nan), NoTruth: "hazards are not proportional",
			}},
			Looks: []Look{{Kind: "events", Endpoint: "os", Count: 40}},
		},
		Engine:     Engine{Version: "devel", Semantics: 1, RNG: "sfc64", Platform: "linux/amd64 portable"},
		Simulation: Simulation{Seed: math.MaxInt64, Trials: trials, Ranges: [][2]int64{{0, trials}}, Seconds: 0.25},
		Points: []Point{{Set: map[string]any{}, Rows: []Row{
			{oc.Row{Metric: "power", Analysis: "primary", Endpoint: "os", Arm: "treated", Value: 0.1, SE: 1. / 3, Lower: 5e-324, Upper: 1, N: trials}},
			{oc.Row{Metric: "look_time", Look: 2, Value: nan, SE: nan, Lower: nan, Upper: nan, Unit: oc.Time}},
			{oc.Row{Metric: "failures", Reason: "unreached", Value: 0.5, N: trials, Warnings: []string{"a warning"}}},
		}}},
		Differences: []Difference{{
			Metric: "power", Analysis: "primary", Arm: "treated", Set: map[string]any{"enrollment.size": 100.},
			Against: map[string]any{}, Value: -0.25, SE: Real(nan), Lower: -1, Upper: 1, N: trials,
		}},
		Warnings: []string{"beware"},
		Digest:   "sha256:11",
	}
}

func TestResultReadsBack(t *testing.T) {
	want := result(1000)
	text, err := want.Text()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	same := cmp.Comparer(func(a, b Real) bool { return a == b || a != a && b != b })
	if diff := cmp.Diff(want, got, same, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("what is read (−written +read):\n%s", diff)
	}
	again, err := got.Text()
	if err != nil || string(again) != string(text) {
		t.Errorf("writing what was read gives\n%s\nnot\n%s", again, text)
	}
	if !strings.HasSuffix(string(text), "}\n") {
		t.Error("the last line has no end")
	}
}

// fields walks down a tree of JSON.
func fields(t *testing.T, tree any, path ...any) map[string]any {
	t.Helper()
	for _, step := range path {
		switch at := step.(type) {
		case string:
			tree = tree.(map[string]any)[at]
		case int:
			tree = tree.([]any)[at]
		}
	}
	m, ok := tree.(map[string]any)
	if !ok {
		t.Fatalf("%v is no object", path)
	}
	return m
}

// The keys of the contract, and those that were added to it.
func TestShape(t *testing.T) {
	text, err := result(1000).Text()
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path     []any
		contract string // all of these
		more     string // and any of these
	}{
		{nil, "schema scenario engine simulation points differences warnings digest", "state checksum"},
		{[]any{"scenario"}, "title name fingerprint", "time_unit comparisons looks"},
		{[]any{"engine"}, "version semantics rng platform", ""},
		{[]any{"simulation"}, "seed trials ranges seconds", ""},
		{[]any{"points", 0}, "set rows", "fingerprint"},
		{[]any{"points", 0, "rows", 0}, "metric analysis endpoint arm look value se lower upper n warnings", "unit"},
		{[]any{"points", 0, "rows", 2}, "metric analysis endpoint arm look value se lower upper n warnings reason", "unit"},
		{[]any{"differences", 0}, "metric analysis arm set against value se lower upper n", "endpoint"},
	} {
		m := maps.Clone(fields(t, tree, c.path...))
		for _, key := range strings.Fields(c.contract) {
			if _, ok := m[key]; !ok {
				t.Errorf("%v lacks %s", c.path, key)
			}
			delete(m, key)
		}
		for key := range m {
			if !slices.Contains(strings.Fields(c.more), key) {
				t.Errorf("%v has %s beyond the contract", c.path, key)
			}
		}
	}
	for _, key := range []string{`"schema": "simrun.result/1"`, `"look": null`, `"analysis": null`, `"value": null`, `"set": {}`, `"warnings": []`, `"seed": 9223372036854775807`} {
		if !strings.Contains(string(text), key) {
			t.Errorf("the file lacks %s:\n%s", key, text)
		}
	}
}

// What is not finite is null, and null is NaN.
func TestReal(t *testing.T) {
	for _, x := range []float64{0, -1.5, 0.1, 5e-324, math.MaxFloat64, 1e21, 1. / 3} {
		text, err := json.Marshal(Real(x))
		var back Real
		if err != nil || json.Unmarshal(text, &back) != nil || float64(back) != x {
			t.Errorf("%v is written %s and read %v", x, text, back)
		}
	}
	for _, x := range []float64{nan, math.Inf(1), math.Inf(-1)} {
		text, err := json.Marshal(Real(x))
		back := Real(7)
		if err != nil || string(text) != "null" || json.Unmarshal(text, &back) != nil || back == back {
			t.Errorf("%v is written %s and read %v", x, text, back)
		}
	}
	if err := json.Unmarshal([]byte(`"1"`), new(Real)); err == nil {
		t.Error("text is no number")
	}
}

func TestReadRefuses(t *testing.T) {
	for text, part := range map[string]string{
		"":                                "is no result",
		"[]":                              "is no result",
		"{}":                              `has schema ""`,
		`{"schema": "simrun.result/2"}`:   `has schema "simrun.result/2"`,
		`{"schema": "simrun.result/1"} x`: "is no result",
		`{"schema": "simrun.result/1"`:    "is no result",
		`{"schema": "simrun.result/1", "points": [{"rows": [{"unit": "furlong"}]}]}`: "is no unit",
		`{"schema": "simrun.result/1", "points": [{"rows": [{"value": "1"}]}]}`:      "is no result",
	} {
		if r, err := Read([]byte(text)); err == nil || r != nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q is read as %v with error %v, want %q", text, r, err, part)
		}
	}
}

// The digest is that of the bytes; the value is SHA-256 of "abc" as its standard
// prints it.
func TestDigest(t *testing.T) {
	const want = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := Digest([]byte("abc")); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

func TestNewDifference(t *testing.T) {
	set, against := map[string]any{"a": 1.}, map[string]any{"a": 2.}
	row := oc.Row{Metric: "power", Analysis: "primary", Arm: "treated", Value: 0.1, SE: 0.2, Lower: -0.3, Upper: 0.5, N: 9}
	want := Difference{
		Metric: "power", Analysis: "primary", Arm: "treated", Set: set, Against: against,
		Value: 0.1, SE: 0.2, Lower: -0.3, Upper: 0.5, N: 9,
	}
	if diff := cmp.Diff(want, NewDifference(row, set, against)); diff != "" {
		t.Error(diff)
	}
}
