package theory_test

import (
	"context"
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"
	"testing"

	"simrun/scenarios"
	"simrun/sim"
	"simrun/sim/base/data"
	"simrun/sim/study/oc"
	"simrun/sim/study/scenario"
	"simrun/sim/study/theory"
	"simrun/sim/world/cohort"
)

// falseAlarm is the number of standard errors that chance exceeds with probability
// 1e-7.
const falseAlarm = 5.33

// allowance is how far an approximation may lie from the truth: what the methods
// were found to need in these scenarios, with room to spare. Powers by the hazards
// are within 0.015 down to seven expected events; Schoenfeld's formula loses 0.08
// where the hazard ratio is 0.3 and the allocation 3:1; the date of a later look is
// that of all trials and the simulated one that of those which hold it.
func allowance(a *theory.Answer) (float64, bool) {
	switch {
	case a.Exact:
		return 1e-9 * math.Abs(a.Value), true
	case strings.Contains(a.Method, "hazards"):
		return 0.015, true
	case strings.Contains(a.Method, "Schoenfeld"):
		return 0.1, true
	case strings.Contains(a.Method, "when the events are expected"):
		return 0.01 * a.Value, true
	}
	return 0, false
}

// Every shipped scenario that a method applies to, by simulation.
func TestAnswersAgreeWithSimulation(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates every scenario")
	}
	compared := map[string]int{}
	err := fs.WalkDir(scenarios.Files, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".toml" {
			return err
		}
		text, err := fs.ReadFile(scenarios.Files, name)
		if err != nil {
			return err
		}
		t.Run(strings.TrimSuffix(name, ".toml"), func(t *testing.T) { agree(t, from(name, text), compared) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, metric := range []string{"power", "events", "failures", "look_time", "duration"} {
		if compared[metric] == 0 {
			t.Errorf("nothing has been compared of %s", metric)
		}
	}
}

// from is a shipped scenario with the files beside it.
func from(name string, text []byte) scenario.Source {
	return scenario.Source{Text: string(text), Files: data.NewFolder(scenarios.Beside(name))}
}

// Weights for late differences, where hazards cross over late.
func TestWeightedAnswersAgreeWithSimulation(t *testing.T) {
	text, err := fs.ReadFile(scenarios.Files, "published/delayed-effect.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, weights := range []string{`{ kind = "log_rank", gamma = 1 }`, `{ kind = "log_rank", rho = 1 }`} {
		agree(t, from("published/delayed-effect.toml", text), map[string]int{}, scenario.Override{Path: "analyses.primary.test", Value: weights})
	}
}

// agree compares the answers to a scenario with a simulation: 20,000 trials, or
// 4,000 with times, which take longer and mostly have approximations.
func agree(t *testing.T, text scenario.Source, compared map[string]int, overrides ...scenario.Override) {
	trials := "20000"
	p, err := sim.LoadFrom(text, overrides...)
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Protocol.Endpoints {
		if p.Protocol.Endpoints[i].Shape.Type == cohort.Survival {
			trials = "4000"
		}
	}
	answers := theory.Answers(p)
	if !slices.ContainsFunc(answers, judged) {
		return
	}
	p, err = sim.LoadFrom(text, append(overrides, scenario.Override{Path: "simulation.trials", Value: trials},
		scenario.Override{Path: "simulation.seed", Value: "77"})...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.Run(context.Background(), p, sim.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range answers {
		allowed, ok := allowance(&a)
		for i := range r.Points[0].Rows {
			row := r.Points[0].Rows[i].Row
			if !ok || !a.About(&row) {
				continue
			}
			compared[a.Metric]++
			if d := math.Abs(row.Value - a.Value); !(d <= allowed+falseAlarm*standardError(&row, a.Value)) {
				t.Errorf("%s %s look %d: simulated %v (SE %v), %v by %s", a.Metric, a.Analysis, row.Look, row.Value, row.SE, a.Value, a.Method)
			}
			if theory.Flag(row, a) && !a.Exact {
				t.Errorf("an approximation is flagged: %+v", a)
			}
		}
	}
}

// standardError is the standard error of a row, at the answer if that is larger.
func standardError(row *oc.Row, value float64) float64 {
	se := row.JudgingSE()
	if row.Unit == oc.Share {
		se = math.Max(se, math.Sqrt(value*(1-value)/float64(row.N)))
	}
	return se
}

// judged reports whether an answer is to be compared, and asks for trials.
func judged(a theory.Answer) bool {
	_, ok := allowance(&a)
	return ok && a.Metric != "accrual_end"
}
