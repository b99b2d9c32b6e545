package report

import (
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim/base/spec"
	"simrun/sim/study/shard"
)

func TestLabelsAreTheShortestThatDiffer(t *testing.T) {
	paths := []string{
		"enrollment.size", "endpoints.e.response.a.p", "endpoints.e.response.b.p", "looks.1.when.count", "looks.2.when.count",
		"dropout", "looks.1", "a.of.b", "of.b",
	}
	want := []string{"size", "a.p", "b.p", "looks.1.when.count", "looks.2.when.count", "dropout", "looks.1", "a.of.b", "of.b"}
	if d := cmp.Diff(want, Labels(paths)); d != "" {
		t.Error(d)
	}
}

// Values of a sweep as people and as --set have them; the latter reads back the
// same.
func TestValues(t *testing.T) {
	for toml, want := range map[string]string{
		`20000`: "20,000", `0.25`: "0.25", `1.0`: "1", `-3`: "-3", `1e-7`: "1e-07", `true`: "true", `"welch"`: "welch",
		`0.1234567890123456`: "0.1234567890123456", `[1, 0.5]`: "[1, 0.5]", `0.0`: "0",
		`{ kind = "fixed_bounds", z = [3, 2.5] }`: "fixed-bounds, z [3, 2.5]", `{ b = 2, a = "x y" }`: "a x y, b 2",
	} {
		n, err := spec.ParseValue(toml)
		if err != nil {
			t.Fatal(err)
		}
		if got := valueText(n.Plain()); got != want {
			t.Errorf("%s is %q, want %q", toml, got, want)
		}
		again, err := spec.ParseValue(valueTOML(n.Plain()))
		if err != nil || !cmp.Equal(numbers(again.Plain()), numbers(n.Plain())) {
			t.Errorf("%s is written %s: %v", toml, valueTOML(n.Plain()), err)
		}
	}
}

// numbers are values in which whole numbers are no type of their own.
func numbers(v any) any {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = numbers(v[key])
		}
	}
	return v
}

func TestNumeralsReadBack(t *testing.T) {
	for _, x := range []float64{0, 1, -1, 0.1, 1.0 / 3, 1e-300, math.MaxFloat64, math.SmallestNonzeroFloat64, 123456789012, 1e20, 5e-5} {
		if y, err := strconv.ParseFloat(numeral(x), 64); err != nil || y != x {
			t.Errorf("%v is written %s", x, numeral(x))
		}
	}
	if !defined(math.NaN()).Missing || !defined(math.Inf(1)).Missing {
		t.Error("undefined numbers are not empty")
	}
}

func TestAxisIsNamedByWhatTellsItsStepsApart(t *testing.T) {
	all := labeled([]shard.Axis{
		{Paths: []string{"a.x", "b.y"}, Values: [][]any{{1.0, 5.0}, {2.0, 5.0}}},
		{Paths: []string{"c.z", "d.w"}, Values: [][]any{{1.0, 5.0}, {1.0, 6.0}}},
	})
	set := map[string]any{"a.x": 2.0, "b.y": 5.0, "c.z": 1.0, "d.w": 6.0}
	if got := where(all, set); got != "x 2, z 1, w 6" {
		t.Error(got)
	}
	if got := all[0].words() + "; " + all[1].words(); got != "x is a.x together with b.y; z is c.z together with w is d.w" {
		t.Error(got)
	}
	if all[0].at(set) != "2" || all[1].at(set) != "1, 6" || all[1].label() != "z, w" {
		t.Error(all[0].at(set), all[1].at(set), all[1].label())
	}
}
