package report

import (
	"testing"

	"simrun/sim/base/spec"
)

func TestLawsAreWorded(t *testing.T) {
	for text, want := range map[string]string{
		`{ kind = "exponential", median = 12.0 }`:                             "exponential, median 12",
		`{ kind = "exponential", survival = { at = 12.0, value = 0.95 } }`:    "exponential, survival (at 12, value 0.95)",
		`{ kind = "piecewise_exponential", from = [0.0, 4.0], rate = [1.5] }`: "piecewise-exponential, from [0, 4], rate [1.5]",
		`{ relative_to = "control", hazard_ratio = 0.7 }`:                     "as control, hazard ratio 0.7",
		`{ kind = "shifted", of = { kind = "normal", mean = 1 }, by = -2 }`:   "shifted, of (normal, mean 1), by -2",
		`{ kind = "categorical", levels = ["a", "b"] }`:                       `categorical, levels ["a", "b"]`,
	} {
		n, err := spec.ParseValue(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := lawWords(n); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
