package sim_test

import (
	"runtime"
	"testing"

	"simrun/sim"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/oc"
)

// allocated is how many bytes f allocates.
func allocated(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// The memory that a plan says it takes is about what its worker takes, within a
// factor of eight or less than a megabyte, for shipped scenarios and for
// 50,000 patients as well.
func TestBytes(t *testing.T) {
	for i, text := range shipped(t) {
		if i%3 > 0 { // a third is enough
			continue
		}
		for _, set := range [][]string{nil, {"enrollment.size", "50000"}} {
			p, err := sim.Load(text, overrides(set...)...)
			if err != nil {
				continue // other sizes do not suit every scenario
			}
			world, conduct := p.Bytes()
			var keep *trial.Worker
			taken := allocated(func() {
				keep = trial.NewWorker(p.Protocol)
				oc.NewTallies(p.Metrics)
			})
			runtime.KeepAlive(keep)
			says := max(world+conduct, 1<<20)
			if ratio := float64(max(taken, 1<<20)) / float64(says); ratio > 8 || ratio < 1./8 {
				t.Errorf("scenario %d with %v takes %d bytes, %.2f of the %d + %d it says", i, set, taken, ratio, world, conduct)
			}
		}
	}
}
