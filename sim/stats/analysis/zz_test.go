package analysis
import "testing"
func BenchmarkZlist(b *testing.B) {
	trials := benchSurvival()
	h := &Hypothesis{Pairs: []Pair{{Treated: 1, Control: 0}}, Alternative: Greater, Alpha: 0.025}
	a := (&LogRank{}).New(h, Shape{Patients: 480, Arms: 2}).(*logRank)
	a.weight[1], a.weight[0] = treated, control
	b.ResetTimer()
	for i := range b.N {
		a.list(&trials[i%len(trials)].Views[0])
	}
}
