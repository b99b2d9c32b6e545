package analysis

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simrun/sim/world/cohort"
)

// reference is a file of testdata: what another program makes of the same data.
type reference struct {
	Source string
	Sample []referenceSample
	Case   []referenceCase
}

// referenceSample is data that several cases use.
type referenceSample struct {
	Name             string
	Treated, Control []float64 // continuous
	Time             []float64 // survival, by patient
	Event            []bool
	Arm              []int // 1 is treated
	Number           []float64
	Level, Group     []int // categories of 3 and of 2 levels

	Value, Baseline, Exposure []float64 // by patient
	Visits                    []float64 // longitudinal: patient by patient, nan where missing
}

// referenceCase is one call of the other program.
type referenceCase struct {
	Sample string
	Table  []int // successes and patients of the treated, then of the control arm if there is one

	Margin, Rho, Gamma float64
	SD                 *float64
	Pooled, Continuity bool
	Exact              bool
	Ties               string
	P0, Mean           float64
	MidP               bool `toml:"mid_p"`
	Tau, Time          float64
	Weights            []float64 // pairs of rho and gamma, one after the other
	Covariates, Strata []int     // 0 is the number, 1 the level, 2 the group, −1 the baseline
	Visit              int       // from 0
	Covariance         string
	Freedom            string
	Tolerance          float64 // where it is not 1e-9

	Estimate, SE, Half, Info, Statistic float64
	Statistics                          []float64 // by alternative, where they differ

	ZTwoSided float64 `toml:"z_two_sided"`
	ZGreater  float64 `toml:"z_greater"`
	ZLess     float64 `toml:"z_less"`
	PTwoSided float64 `toml:"p_two_sided"`
	PGreater  float64 `toml:"p_greater"`
	PLess     float64 `toml:"p_less"`
}

// test is the test that the case is about.
func (c *referenceCase) test(t *testing.T, kind string) Test {
	switch kind {
	case "ancova":
		return &ANCOVA{}
	case "cmh":
		return &CMH{}
	case "logistic":
		return &Logistic{}
	case "mmrm":
		return &MMRM{Covariance: c.Covariance, DF: c.Freedom}
	case "negative_binomial":
		return &NegativeBinomial{}
	case "poisson":
		return &Poisson{}
	case "proportional_odds":
		return &ProportionalOdds{}
	case "risk_difference":
		return &StratifiedDifference{}
	case "binomial_exact":
		return &BinomialExact{P0: c.P0}
	case "boschloo":
		return &Boschloo{}
	case "chi_square":
		return &ChiSquare{Continuity: c.Continuity}
	case "cox":
		return &Cox{Ties: c.Ties}
	case "farrington_manning":
		return &FarringtonManning{}
	case "fisher":
		return &Fisher{MidP: c.MidP}
	case "log_rank":
		return &LogRank{Rho: c.Rho, Gamma: c.Gamma}
	case "max_combo":
		m := &MaxCombo{}
		for i := 0; i < len(c.Weights); i += 2 {
			m.Weights = append(m.Weights, [2]float64(c.Weights[i:]))
		}
		return m
	case "milestone":
		return &Milestone{Time: c.Time}
	case "rmst":
		return &RMST{Tau: c.Tau}
	case "miettinen_nurminen":
		return &MiettinenNurminen{}
	case "one_sample_t":
		return &OneSampleT{Mean: c.Mean}
	case "t":
		return &T{}
	case "welch":
		return &Welch{}
	case "wilcoxon":
		return &Wilcoxon{Continuity: c.Continuity, Exact: c.Exact}
	case "z":
		return &Z{SD: c.SD, Pooled: c.Pooled}
	}
	t.Fatalf("no rule how to read the reference cases of %q", kind)
	return nil
}

// snapshot is the data of the case.
func (f *reference) snapshot(t *testing.T, kind string, c *referenceCase) *cohort.Snapshot {
	var r rows
	if len(c.Table) == 2 {
		return tableRows(c.Table[0], c.Table[1], 0, 0).snapshot(cohort.Binary, 2)
	}
	if c.Table != nil {
		return tableRows(c.Table[0], c.Table[1], c.Table[2], c.Table[3]).snapshot(cohort.Binary, 2)
	}
	for _, s := range f.Sample {
		if s.Name != c.Sample {
			continue
		}
		if s.Arm != nil && s.Time == nil {
			return s.patients().snapshot(modelTypes[kind], 2)
		}
		if s.Time == nil {
			for _, x := range s.Treated {
				r.add(1, x, false)
			}
			for _, x := range s.Control {
				r.add(0, x, false)
			}
			return r.snapshot(cohort.Continuous, 2)
		}
		for i, x := range s.Time {
			r.add(s.Arm[i], x, s.Event[i])
			if s.Number != nil {
				r[i].traits = [3]float64{s.Number[i], float64(s.Level[i]), float64(s.Group[i])}
			}
		}
		return r.snapshot(cohort.Survival, 2)
	}
	t.Fatalf("no sample %q", c.Sample)
	return nil
}

// modelTypes are the endpoints of the kinds whose samples are lists of patients.
var modelTypes = map[string]cohort.Type{
	"ancova": cohort.Continuous, "cmh": cohort.Binary, "logistic": cohort.Binary, "mmrm": cohort.Longitudinal,
	"negative_binomial": cohort.Count, "poisson": cohort.Count, "proportional_odds": cohort.Ordinal, "risk_difference": cohort.Binary,
}

// patients are the patients of a sample.
func (s *referenceSample) patients() (r rows) {
	for i, arm := range s.Arm {
		p := row{arm: arm, traits: [3]float64{s.Number[i], float64(s.Level[i]), float64(s.Group[i])}}
		if s.Value != nil {
			p.value = s.Value[i]
		}
		if s.Baseline != nil {
			p.baseline = s.Baseline[i]
		}
		if s.Exposure != nil {
			p.exposure = s.Exposure[i]
		}
		if n := len(s.Visits) / len(s.Arm); n > 0 {
			p.visits = s.Visits[i*n : (i+1)*n]
		}
		r = append(r, p)
	}
	return r
}

// want is the evidence of the case for one alternative.
func (c *referenceCase) want(a Alternative) (z, p float64) {
	return [...]float64{c.ZTwoSided, c.ZGreater, c.ZLess}[a], [...]float64{c.PTwoSided, c.PGreater, c.PLess}[a]
}

func readReference(t *testing.T, text []byte, name string) *reference {
	var f reference
	meta, err := toml.Decode(string(text), &f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if keys := meta.Undecoded(); len(keys) > 0 {
		t.Fatalf("%s: keys that nothing reads: %v", name, keys)
	}
	if f.Source == "" || len(f.Case) == 0 {
		t.Fatalf("%s: no source or no cases", name)
	}
	return &f
}

// TestReference compares every kind with another program, for all alternatives,
// to 1e-9.
func TestReference(t *testing.T) {
	for _, kind := range Kinds.Names() {
		t.Run(kind, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata", kind+".toml"))
			if err != nil {
				t.Fatal(err)
			}
			f := readReference(t, text, kind+".toml")
			for i := range f.Case {
				c := &f.Case[i]
				s := f.snapshot(t, kind, c)
				for a := range Equivalence {
					test := c.test(t, kind)
					h := &Hypothesis{Pairs: pairsOf(test), Alternative: a, Margin: c.Margin, Alpha: 0.025, Strata: c.Strata, Visits: testVisits, Visit: c.Visit, Levels: testLevels}
					for _, k := range c.Covariates {
						levels := 0
						if k >= 0 {
							levels = traitLevels[k]
						}
						h.Covariates = append(h.Covariates, Regressor{k, levels})
					}
					if h.Alternative == TwoSided {
						h.Alpha = 0.05
					}
					compareReference(t, i, c, h, analyze(test, h, s)[0])
				}
			}
		})
	}
}

func compareReference(t *testing.T, i int, c *referenceCase, h *Hypothesis, e Evidence) {
	t.Helper()
	tolerance := 1e-9
	if c.Tolerance > 0 {
		tolerance = c.Tolerance
	}
	wantZ, wantP := c.want(h.Alternative)
	statistic := c.Statistic
	if c.Statistics != nil {
		statistic = c.Statistics[h.Alternative]
	}
	for _, x := range []struct {
		name      string
		got, want float64
		floor     float64 // absolute; differences of nearly equal numbers carry their rounding
	}{
		{"estimate", e.Estimate, c.Estimate, 1e-12},
		{"se", e.SE, c.SE, 0},
		{"half", e.Half, c.Half, 0},
		{"info", e.Info, c.Info, 0},
		{"statistic", e.Statistic, statistic, 1e-12},
		{"z", e.Z, wantZ, 1e-12},
		{"p", e.P, wantP, 1e-300}, // where R underflows
	} {
		if x.got != x.want && !(math.Abs(x.got-x.want) <= tolerance*math.Abs(x.want)+x.floor) {
			t.Errorf("case %d (%s %v), %v: %s is %.17g, want %.17g", i+1, c.Sample, c.Table, h.Alternative, x.name, x.got, x.want)
		}
	}
}

// TestScriptsStillGiveTheReference runs the scripts that wrote testdata again.
// Without R it is skipped, unless SIMRUN_TEST_ALL=1 asks for everything.
func TestScriptsStillGiveTheReference(t *testing.T) {
	all := os.Getenv("SIMRUN_TEST_ALL") == "1"
	rscript, err := exec.LookPath("Rscript")
	switch {
	case err != nil && all:
		t.Fatal("SIMRUN_TEST_ALL=1 needs Rscript with the packages stats, survival, mvtnorm, MASS and nlme: ", err)
	case err != nil:
		t.Skip("SKIPPED: Rscript is not installed, so the scripts of testdata were not run")
	case testing.Short() && !all:
		t.Skip("SKIPPED: the scripts of testdata are not run with -short")
	}
	// In one process, since its start takes longer than the work.
	folder := t.TempDir()
	cmd := exec.Command(rscript, append([]string{"--vanilla", "all.R", folder}, Kinds.Names()...)...)
	cmd.Dir = "testdata"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("all.R: %v\n%s", err, out)
	}
	read := func(t *testing.T, folder, kind string) *reference {
		text, err := os.ReadFile(filepath.Join(folder, kind+".toml"))
		if err != nil {
			t.Fatal(err)
		}
		return readReference(t, text, kind+".toml")
	}
	for _, kind := range Kinds.Names() {
		t.Run(kind, func(t *testing.T) {
			got, want := read(t, folder, kind), read(t, "testdata", kind)
			got.Source, want.Source = "", "" // the version of R may differ
			near := 1e-11
			for _, c := range want.Case {
				near = max(near, c.Tolerance/10) // where an optimizer stops may differ too
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateApprox(near, 1e-300), cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("%s.R no longer gives %s.toml (- stored, + new):\n%s", kind, kind, diff)
			}
		})
	}
}
