package regression

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// reference is a file of testdata: what R makes of the same patients.
type reference struct {
	Source string
	Sample []sample
	Case   []referenceCase
}

// sample is the patients of a case, as columns.
type sample struct {
	Name       string
	Arm        []uint8
	Covariates [][]float64
	Response   []float64
	Exposure   []float64
}

// referenceCase is one fit, or one list of stratified tables.
type referenceCase struct {
	Sample         string
	Tables         [][4]int // successes and patients of the treated, then of the control arm
	Estimate, SE   float64
	Slopes, Errors []float64 // of the covariates; nan where R drops one
	DF             int
	Sigma          float64
	Dispersion     float64
	Statistic      float64
}

// models are those that analyze samples, in the order of their files.
var models = map[string]func(s *sample) fitted{
	"linear":            fitLinear,
	"logistic":          fitLogistic,
	"poisson":           fitPoisson,
	"negative_binomial": fitNegativeBinomial,
	"proportional_odds": fitProportionalOdds,
}

// files are the names of testdata's files.
var files = []string{"linear", "logistic", "poisson", "negative_binomial", "proportional_odds", "mantel_haenszel"}

func readReference(t *testing.T, folder, name string) *reference {
	t.Helper()
	var f reference
	meta, err := toml.DecodeFile(filepath.Join(folder, name+".toml"), &f)
	if err != nil {
		t.Fatal(err)
	}
	if keys := meta.Undecoded(); len(keys) > 0 {
		t.Fatalf("%s: keys that nothing reads: %v", name, keys)
	}
	if f.Source == "" || len(f.Case) < 5 {
		t.Fatalf("%s: no source or no cases", name)
	}
	return &f
}

// find is the sample of that name.
func (f *reference) find(t *testing.T, name string) *sample {
	t.Helper()
	for i := range f.Sample {
		if f.Sample[i].Name == name {
			return &f.Sample[i]
		}
	}
	t.Fatalf("no sample %q", name)
	return nil
}

// close reports whether two numbers agree to a relative tolerance, or are both not
// numbers.
func close(got, want, tolerance float64) bool {
	return got == want || math.Abs(got-want) <= tolerance*math.Abs(want) || math.IsNaN(got) && math.IsNaN(want)
}

// TestModelsAgreeWithR compares estimates and standard errors to 1e-9 of each.
// Estimates are compared in standard errors, which is what they are used in.
func TestModelsAgreeWithR(t *testing.T) {
	const tolerance = 1e-9
	for name, fit := range models {
		t.Run(name, func(t *testing.T) {
			f := readReference(t, "testdata", name)
			for i := range f.Case {
				c := &f.Case[i]
				got := fit(f.find(t, c.Sample))
				if got.status != OK {
					t.Errorf("%s: %v", c.Sample, got.status)
					continue
				}
				check := func(what string, got, want coefficient) {
					t.Helper()
					if !close(got.se, want.se, tolerance) || !close(got.estimate/got.se, want.estimate/want.se, tolerance) && math.Abs(got.estimate-want.estimate) > tolerance*want.se {
						t.Errorf("%s: %s is %.17g ± %.17g, want %.17g ± %.17g", c.Sample, what, got.estimate, got.se, want.estimate, want.se)
					}
				}
				check("the effect", got.effect, coefficient{c.Estimate, c.SE})
				if len(c.Slopes) != len(got.slopes) {
					t.Fatalf("%s: %d slopes, want %d", c.Sample, len(got.slopes), len(c.Slopes))
				}
				for j := range c.Slopes {
					check("a slope", got.slopes[j], coefficient{c.Slopes[j], c.Errors[j]})
				}
				if got.freedom != c.DF || !close(got.sigma, c.Sigma, tolerance) || !close(got.dispersion, c.Dispersion, tolerance) {
					t.Errorf("%s: df %d σ %.17g α %.17g, want %d, %.17g, %.17g", c.Sample, got.freedom, got.sigma, got.dispersion, c.DF, c.Sigma, c.Dispersion)
				}
			}
		})
	}
}

func TestMantelHaenszelAgreesWithR(t *testing.T) {
	f := readReference(t, "testdata", "mantel_haenszel")
	for i, c := range f.Case {
		var strata []Table
		for _, s := range c.Tables {
			strata = append(strata, Table{TreatedSuccesses: s[0], Treated: s[1], ControlSuccesses: s[2], Control: s[3]})
		}
		z, s := CochranMantelHaenszel(strata)
		if s != OK || !close(z, c.Statistic, 1e-12) {
			t.Errorf("case %d: z = %.17g (%v), want %.17g", i+1, z, s, c.Statistic)
		}
		d, se, s := RiskDifference(strata)
		if s != OK || !close(d, c.Estimate, 1e-12) || !close(se, c.SE, 1e-12) {
			t.Errorf("case %d: %.17g ± %.17g (%v), want %.17g ± %.17g", i+1, d, se, s, c.Estimate, c.SE)
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
		t.Fatal("SIMRUN_TEST_ALL=1 needs Rscript with the packages stats and MASS: ", err)
	case err != nil:
		t.Skip("SKIPPED: Rscript is not installed, so the scripts of testdata were not run")
	case testing.Short() && !all:
		t.Skip("SKIPPED: the scripts of testdata are not run with -short")
	}
	// In one process, since its start takes longer than the work.
	folder := t.TempDir()
	cmd := exec.Command(rscript, append([]string{"--vanilla", "all.R", folder}, files...)...)
	cmd.Dir = "testdata"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("all.R: %v\n%s", err, out)
	}
	for _, name := range files {
		t.Run(name, func(t *testing.T) {
			got, want := readReference(t, folder, name), readReference(t, "testdata", name)
			got.Source, want.Source = "", "" // the versions may differ
			if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-10, 1e-12), cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("%s.R no longer gives %s.toml (- stored, + new):\n%s", name, name, diff)
			}
		})
	}
}
