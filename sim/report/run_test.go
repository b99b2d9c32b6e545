package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// result is one with a given comparison and rows.
func result(c shard.Comparison, looks []shard.Look, rows ...oc.Row) *shard.Result {
	r := &shard.Result{
		Scenario:   shard.Scenario{Title: "T", Fingerprint: "sha256:0123456789", Comparisons: []shard.Comparison{c}, Looks: looks},
		Engine:     shard.Engine{Version: "v", Semantics: 1, RNG: "r", Platform: "p"},
		Simulation: shard.Simulation{Trials: 1000, Seed: 7},
		Digest:     "sha256:abcdef0123",
	}
	var p shard.Point
	for _, row := range rows {
		p.Rows = append(p.Rows, shard.Row{Row: row})
	}
	r.Points = []shard.Point{p}
	return r
}

// printed is a report of a result.
func printed(t *testing.T, r *shard.Result) string {
	t.Helper()
	var b strings.Builder
	if err := Run(r).Text(&b, 80); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var comparison = shard.Comparison{
	Analysis: "a", Endpoint: "e", Arm: "new", Control: "old", Test: "log_rank",
	Scale: "log hazard ratio", Alternative: "less", Alpha: 0.025, Truth: -0.5,
}

func TestAnswerComesFirst(t *testing.T) {
	power := oc.Row{Metric: "power", Analysis: "a", Arm: "new", Value: 0.8, SE: 0.01265, Lower: 0.774, Upper: 0.8236, N: 1000, Unit: oc.Share}
	got := printed(t, result(comparison, nil, power))
	want := `T

Null hypothesis: the hazard of e is not lower in new than in old (log-rank,
one-sided, alpha 0.025).

Power 80.0 % (SE 1.3, 95 % interval 77.4 to 82.4)

1,000 trials from seed 7 in 0 s. Halving the errors needs about 4,000 trials.
Fingerprint 01234567, digest abcdef01.
simrun v, semantics 1, r, p.
`
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestUnreachedTrialsAreNamedPlainly(t *testing.T) {
	row := oc.Row{Metric: "failures", Reason: "unreached", Value: 0.452, SE: 0.0157, Lower: 0.421, Upper: 0.483, N: 1000, Unit: oc.Share}
	for kind, c := range map[string]struct {
		looks []shard.Look
		want  string
	}{
		"events":   {[]shard.Look{{Kind: "events", Endpoint: "e", Count: 1390}}, "the planned 1,390 events of e"},
		"patients": {[]shard.Look{{Kind: "patients", Count: 39}}, "the planned 39 patients"},
		"all_of":   {[]shard.Look{{Kind: "all_of"}}, "the planned last look"},
		"none":     {nil, "what was planned"},
	} {
		got := printed(t, result(comparison, c.looks, row))
		want := "54.8 % of the trials reached " + c.want + "; the others were"
		if !strings.Contains(strings.ReplaceAll(got, "\n", " "), want) {
			t.Errorf("%s: no %q in\n%s", kind, want, got)
		}
	}
}

func TestFiguresWithoutTrialsAreDashes(t *testing.T) {
	var none oc.Row
	none.Metric, none.Analysis, none.Arm = "power", "a", "new"
	if got := printed(t, result(comparison, nil, none)); !strings.Contains(got, "Power unknown: no trial was run") {
		t.Error(got)
	}
}

// A column has as many decimals as the worst error supports, probabilities one
// more where some error does.
func TestColumnsShareDecimals(t *testing.T) {
	share := func(v, se float64) *oc.Row {
		return &oc.Row{Unit: oc.Share, Value: v, SE: se, Lower: v - 1.96*se, Upper: v + 1.96*se, N: 100}
	}
	number := func(v, se float64) *oc.Row { return &oc.Row{Unit: oc.Number, Value: v, SE: se, N: 100} }
	for name, c := range map[string]struct {
		rows []*oc.Row
		want []string
	}{
		"shares":     {[]*oc.Row{share(1, 0), share(0.9847, 0.0023), share(0.606, 0.009)}, []string{"100.00", "98.47 (0.23)", "60.60 (0.90)"}},
		"numbers":    {[]*oc.Row{number(15.858, 0.002), number(33.024, 0.04), nil}, []string{"15.86", "33.02", "–"}},
		"constants":  {[]*oc.Row{number(66, 0), number(134, 0)}, []string{"66", "134"}},
		"never, all": {[]*oc.Row{share(0, 0), share(1, 0)}, []string{"0", "100"}},
	} {
		if d := cmp.Diff(c.want, column(c.rows)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
