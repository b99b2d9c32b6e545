package repeated

import (
	"fmt"
	"testing"
)

// BenchmarkB7 fits the trial of benchmark B7, 60 patients per arm with five visits
// after baseline, to patients that differ from turn to turn: adding the patients,
// fitting and one contrast, by Satterthwaite or by Kenward and Roger.
func BenchmarkB7(b *testing.B) {
	for _, s := range structures() {
		for _, l := range []losses{complete, dropout, intermittent} {
			trials := make([][]patient, 64)
			for i := range trials {
				trials[i] = cohort(draws(7, int64(i)), 120, 5, 2, l)
			}
			f := New(model(s, 5, 2), 120)
			b.Run(fmt.Sprintf("%v/%s/satterthwaite", s, l.name), func(b *testing.B) { turns(b, f, trials, f.Contrast) })
			b.Run(fmt.Sprintf("%v/%s/kenward_roger", s, l.name), func(b *testing.B) { turns(b, f, trials, f.KenwardRoger) })
		}
	}
}

// turns fits one trial after another, with a contrast at the last visit.
func turns(b *testing.B, f *Fitter, trials [][]patient, contrast func([]float64, int) (Estimate, Status)) {
	c := []float64{1, 0}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		f.Reset()
		for _, p := range trials[i%len(trials)] {
			f.Add(p.x, p.y, p.known)
		}
		if status := f.Fit(); status != OK {
			b.Fatal(status)
		}
		contrast(c, 4)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "fits/s")
}
