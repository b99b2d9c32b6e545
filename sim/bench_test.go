package sim_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"simrun/sim"
	"simrun/sim/study/engine"
	"simrun/sim/study/plan"
)

// The designs by which the engine is measured: counts of two arms with a test
// and an exact one, three looks at a mean, three looks at a survival endpoint
// with accrual in pieces and dropout, an adjusted mean at the last of six visits. One operation is so many trials.
const (
	b1Trials = 64 * engine.Block
	b2Trials = 32 * engine.Block
	b3Trials = 2 * engine.Block
	b7Trials = 16 * engine.Block
)

func BenchmarkB1(b *testing.B) { benchmark(b, "b1", b1Trials) }
func BenchmarkB2(b *testing.B) { benchmark(b, "b2", b2Trials) }
func BenchmarkB3(b *testing.B) { benchmark(b, "b3", b3Trials) }
func BenchmarkB7(b *testing.B) { benchmark(b, "b7", b7Trials) }

// benchmark runs the whole engine on one worker.
func benchmark(b *testing.B, name string, trials int64) {
	p := benchPlan(b, name)
	b.ReportAllocs()
	start := time.Now()
	for b.Loop() {
		conduct(b, p, trials, 1)
	}
	b.ReportMetric(float64(trials)*float64(b.N)/time.Since(start).Seconds(), "trials/s")
}

// BenchmarkTwoWorkers reports how much faster two workers are than one: the best
// of alternated pairs, since others may use the machine too.
func BenchmarkTwoWorkers(b *testing.B) {
	for name, trials := range map[string]int64{"b1": 4 * b1Trials, "b2": 4 * b2Trials, "b3": 8 * b3Trials} {
		b.Run(name, func(b *testing.B) {
			p, best := benchPlan(b, name), 0.0
			for b.Loop() {
				start := time.Now()
				conduct(b, p, trials, 1)
				middle := time.Now()
				conduct(b, p, trials, 2)
				best = max(best, middle.Sub(start).Seconds()/time.Since(middle).Seconds())
			}
			b.ReportMetric(best, "speedup")
		})
	}
}

func benchPlan(b *testing.B, name string) *plan.Plan {
	b.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".toml"))
	if err != nil {
		b.Fatal(err)
	}
	p, err := sim.Load(string(text))
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func conduct(b *testing.B, p *plan.Plan, trials int64, workers int) {
	b.Helper()
	s := &engine.Study{Plans: []*plan.Plan{p}, Against: -1}
	if _, err := engine.Run(context.Background(), s, engine.Range{Hi: trials}, engine.Options{Workers: workers}); err != nil {
		b.Fatal(err)
	}
}
