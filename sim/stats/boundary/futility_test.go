package boundary

import (
	"testing"

	"simrun/sim/base/spec"
)

func futility(name string, rule Efficacy, beta float64, binding bool) *Futility {
	return &Futility{Of: spec.Of[Efficacy]{Name: name, Value: rule}, Beta: beta, Binding: binding}
}
func TestX(t *testing.T) {
	p := spec.NewProblems()
	plan := Plan{Alpha: 0.025, Fractions: even(3)}
	for _, bind := range []bool{false, true} {
		for _, e := range []Efficacy{&HwangShihDeCani{-4}, &OBrienFlemingBounds{}} {
			b := futility("", &HwangShihDeCani{-2}, 0.1, bind).Bounds(e, plan, p, p)
			t.Log(b, p.List())
			t.Log(Cross(plan.Fractions, b.Lower, b.Z, 0), Cross(plan.Fractions, b.Lower, b.Z, b.Drift))
		}
	}
}
func BenchmarkSolve(b *testing.B) {
	p := spec.NewProblems()
	for b.Loop() {
		futility("", &HwangShihDeCani{-2}, 0.1, true).Bounds(&HwangShihDeCani{-4}, Plan{Alpha: 0.025, Fractions: even(3)}, p, p)
	}
}
func BenchmarkSolve5Classic(b *testing.B) {
	p := spec.NewProblems()
	for b.Loop() {
		futility("", &HwangShihDeCani{-2}, 0.1, true).Bounds(&OBrienFlemingBounds{}, Plan{Alpha: 0.025, Fractions: even(5)}, p, p)
	}
}
