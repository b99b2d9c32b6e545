package repeated

import (
	"math"
	"os"
	"os/exec"
	"testing"

	"github.com/BurntSushi/toml"
)

// reference is the file that testdata/gls.R writes.
type reference struct {
	Source string
	Sample []struct {
		Name  string
		Times []float64
		X, Y  [][]float64
	}
	Case []struct {
		Sample, Structure string
		Estimate, SE, DF  float64
		KenwardRoger      float64 `toml:"kenward_roger"` // standard error
		GLSEstimate       float64 `toml:"gls_estimate"`
		GLSSE             float64 `toml:"gls_se"`
	}
}

func readReference(t *testing.T, text []byte) (r reference) {
	t.Helper()
	meta, err := toml.Decode(string(text), &r)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Case) == 0 || len(r.Sample) == 0 || r.Source == "" || len(meta.Undecoded()) > 0 {
		t.Fatalf("the reference has no cases, samples or source, or unknown keys %v", meta.Undecoded())
	}
	return r
}

// sample returns the patients of a sample, and the model that fits them.
func (r *reference) sample(t *testing.T, name, structure string) (Model, []patient) {
	t.Helper()
	for _, s := range r.Sample {
		if s.Name != name {
			continue
		}
		m := Model{Responses: len(s.Times), Regressors: len(s.X[0]), Times: s.Times, Structure: Structure(len(Structures))}
		for k, word := range Structures {
			if word == structure {
				m.Structure = Structure(k)
			}
		}
		var patients []patient
		for i := range s.X {
			p := patient{x: s.X[i], y: s.Y[i]}
			for v, y := range p.y {
				if !math.IsNaN(y) {
					p.known |= 1 << v
				}
			}
			patients = append(patients, p)
		}
		return m, patients
	}
	t.Fatalf("no sample %q", name)
	return Model{}, nil
}

// TestFitsAgreeWithR compares with the exact maximum, to what differences of the
// covariance matrix leave of it, and with gls, to what its optimizer does.
func TestFitsAgreeWithR(t *testing.T) {
	text, err := os.ReadFile("testdata/gls.toml")
	if err != nil {
		t.Fatal(err)
	}
	r := readReference(t, text)
	for _, c := range r.Case {
		m, patients := r.sample(t, c.Sample, c.Structure)
		f := fitted(t, m, patients)
		got := effect(t, f, m.Responses-1)
		same(t, c.Sample+" "+c.Structure, got, Estimate{c.Estimate, c.SE, c.DF}, 1e-8)
		same(t, c.Sample+" "+c.Structure+" Kenward and Roger", kenwardRoger(t, f, m.Responses-1), Estimate{c.Estimate, c.KenwardRoger, c.DF}, 1e-8)
		if c.GLSSE != 0 {
			same(t, c.Sample+" "+c.Structure+" gls", got, Estimate{c.GLSEstimate, c.GLSSE, got.DF}, 1e-5)
		}
	}
}

// TestScriptStillGivesTheReference runs the script that wrote testdata again.
// Without R it is skipped, unless SIMRUN_TEST_ALL=1 asks for everything.
func TestScriptStillGivesTheReference(t *testing.T) {
	all := os.Getenv("SIMRUN_TEST_ALL") == "1"
	rscript, err := exec.LookPath("Rscript")
	switch {
	case err != nil && all:
		t.Fatal("SIMRUN_TEST_ALL=1 needs Rscript with the package nlme: ", err)
	case err != nil:
		t.Skip("SKIPPED: Rscript is not installed, so the script of testdata was not run")
	case testing.Short() && !all:
		t.Skip("SKIPPED: the script of testdata is not run with -short")
	}
	cmd := exec.Command(rscript, "--vanilla", "gls.R")
	cmd.Dir = "testdata"
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("gls.R: %v\n%s", err, out)
	}
	stored, err := os.ReadFile("testdata/gls.toml")
	if err != nil {
		t.Fatal(err)
	}
	got, want := readReference(t, out), readReference(t, stored)
	if len(got.Case) != len(want.Case) || len(got.Sample) != len(want.Sample) {
		t.Fatalf("gls.R gives %d cases of %d samples, gls.toml has %d of %d", len(got.Case), len(got.Sample), len(want.Case), len(want.Sample))
	}
	for i, g := range got.Case {
		w := want.Case[i]
		if g.Sample != w.Sample || g.Structure != w.Structure {
			t.Fatalf("case %d is %s %s, stored is %s %s", i, g.Sample, g.Structure, w.Sample, w.Structure)
		}
		same(t, g.Sample+" "+g.Structure, Estimate{g.Estimate, g.SE, g.DF}, Estimate{w.Estimate, w.SE, w.DF}, 1e-9)
		same(t, g.Sample+" "+g.Structure+" Kenward and Roger", Estimate{g.Estimate, g.KenwardRoger, g.DF}, Estimate{w.Estimate, w.KenwardRoger, w.DF}, 1e-9)
		if w.GLSSE != 0 {
			same(t, g.Sample+" "+g.Structure+" gls", Estimate{g.GLSEstimate, g.GLSSE, 1}, Estimate{w.GLSEstimate, w.GLSSE, 1}, 1e-5)
		}
	}
}
