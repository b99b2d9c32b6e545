package analysis

import (
	"math"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/world/cohort"
)

// uniforms returns n uniforms of one address: the same ones on every platform.
func uniforms(name string, trial int64, n int) []float64 {
	var s rng.Stream
	s.Seek(20121, trial, rng.NewSlot(name))
	u := make([]float64, n)
	s.Fill(u, 0)
	return u
}

// benchTrials is how many different trials a benchmark analyzes in turn, enough
// that branches cannot be learned by heart.
const benchTrials = 256

// benchmark analyzes snapshots of two arms in turn.
func benchmark(b *testing.B, t Test, trials []*cohort.Snapshot) {
	benchmarkAdjusted(b, t, nil, nil, trials)
}

// benchmarkAdjusted is benchmark with covariates and strata.
func benchmarkAdjusted(b *testing.B, t Test, covariates []Regressor, strata []int, trials []*cohort.Snapshot) {
	h := &Hypothesis{Pairs: pairsOf(t), Alternative: Greater, Alpha: 0.025, Covariates: covariates, Strata: strata}
	a := t.New(h, Shape{Patients: trials[0].Views[0].N, Arms: 2})
	ev := make([]Evidence, 1)
	for _, s := range trials {
		a.Analyze(s, ev)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		a.Analyze(trials[i%len(trials)], ev)
	}
}

// benchBinary is 30 treated and 28 control patients in random order.
func benchBinary() []*cohort.Snapshot {
	trials := make([]*cohort.Snapshot, benchTrials)
	for i := range trials {
		var r rows
		n1 := 0
		arm, u := uniforms("arm", int64(i), 58), uniforms("value", int64(i), 58)
		for k := range u {
			treated, value := 0, 0.0
			if arm[k]*float64(58-k) < float64(30-n1) {
				treated = 1
				n1++
			}
			if u[k] < 0.5 {
				value = 1
			}
			r.add(treated, value, false)
		}
		trials[i] = r.snapshot(cohort.Binary, 2)
	}
	return trials
}

// benchMeans is 200 patients with normal values, one of two arms each at random.
func benchMeans() []*cohort.Snapshot {
	trials := make([]*cohort.Snapshot, benchTrials)
	for i := range trials {
		var r rows
		arm, u := uniforms("arm", int64(i), 200), uniforms("value", int64(i), 200)
		for k := range u {
			r.add(int(2*arm[k]), num.NormalQuantile(u[k]), false)
		}
		trials[i] = r.snapshot(cohort.Continuous, 2)
	}
	return trials
}

// benchSurvival is 480 patients with about 300 events.
func benchSurvival() []*cohort.Snapshot {
	trials := make([]*cohort.Snapshot, benchTrials)
	for i := range trials {
		var r rows
		arm, u := uniforms("arm", int64(i), 480), uniforms("value", int64(i), 480)
		event := uniforms("event", int64(i), 480)
		number, level := uniforms("number", int64(i), 480), uniforms("level", int64(i), 480)
		for k := range u {
			r.add(int(2*arm[k]), -num.Log(u[k]), event[k] < 0.625)
			r[k].traits = [3]float64{number[k], math.Floor(3 * level[k]), math.Floor(6*level[k]) - 2*math.Floor(3*level[k])}
		}
		trials[i] = r.snapshot(cohort.Survival, 2)
	}
	return trials
}

func BenchmarkAnalyze(b *testing.B) {
	sd := 1.0
	binary, means, survival := benchBinary(), benchMeans(), benchSurvival()
	for _, c := range []struct {
		name   string
		test   Test
		trials []*cohort.Snapshot
	}{
		{"binomial_exact", &BinomialExact{P0: 0.4}, binary},
		{"boschloo", &Boschloo{}, binary},
		{"chi_square", &ChiSquare{}, binary},
		{"farrington_manning", &FarringtonManning{}, binary},
		{"fisher", &Fisher{}, binary},
		{"z/binary", &Z{Pooled: true}, binary},
		{"z/continuous", &Z{SD: &sd}, means},
		{"t", &T{}, means},
		{"one_sample_t", &OneSampleT{}, means},
		{"welch", &Welch{}, means},
		{"wilcoxon", &Wilcoxon{Continuity: true}, means},
		{"wilcoxon/exact", &Wilcoxon{Exact: true}, means},
		{"cox", &Cox{Ties: "efron"}, survival},
		{"log_rank", &LogRank{}, survival},
		{"log_rank/gamma=1", &LogRank{Gamma: 1}, survival},
		{"log_rank/rho=0.3", &LogRank{Rho: 0.3}, survival},
		{"max_combo", &MaxCombo{Weights: [][2]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}}, survival},
		{"max_combo/three", &MaxCombo{Weights: [][2]float64{{0, 0}, {0, 1}, {1, 1}}}, survival},
		{"max_combo/roots", &MaxCombo{Weights: [][2]float64{{0, 0}, {0, 0.5}, {0.5, 0}, {0.5, 0.5}}}, survival},
		{"milestone", &Milestone{Time: 0.7}, survival},
		{"rmst", &RMST{Tau: 1}, survival},
	} {
		b.Run(c.name, func(b *testing.B) { benchmark(b, c.test, c.trials) })
	}
}

// BenchmarkAdjusted is 480 patients with about 300 events in strata or with
// covariates.
func BenchmarkAdjusted(b *testing.B) {
	survival := benchSurvival()
	for _, c := range []struct {
		name       string
		test       Test
		covariates []Regressor
		strata     []int
	}{
		{"log_rank/6 strata", &LogRank{}, nil, []int{1, 2}},
		{"log_rank/gamma=1, 6 strata", &LogRank{Gamma: 1}, nil, []int{1, 2}},
		{"cox/6 strata", &Cox{Ties: "efron"}, nil, []int{1, 2}},
		{"cox/1 column", &Cox{Ties: "efron"}, []Regressor{{0, 0}}, nil},
		{"cox/4 columns", &Cox{Ties: "efron"}, []Regressor{{0, 0}, {1, 3}, {2, 2}}, nil},
		{"cox/3 columns, 2 strata", &Cox{Ties: "efron"}, []Regressor{{0, 0}, {1, 3}}, []int{2}},
	} {
		b.Run(c.name, func(b *testing.B) { benchmarkAdjusted(b, c.test, c.covariates, c.strata, survival) })
	}
}

// BenchmarkStudent is the step from t to its normal deviate, by polynomial and
// exactly.
func BenchmarkStudent(b *testing.B) {
	x := uniforms("t", 0, 1024)
	num.NormalQuantiles(x)
	var s student
	s.fit(198)
	b.Run("polynomial", func(b *testing.B) {
		for i := range b.N {
			sink = s.z(x[i%1024])
		}
	})
	b.Run("exact", func(b *testing.B) {
		for i := range b.N {
			sink = num.StudentZ(x[i%1024], 198)
		}
	})
	b.Run("fit", func(b *testing.B) {
		for range b.N {
			s.fit(198)
		}
	})
}

// BenchmarkTable is a test of a table not met before.
func BenchmarkTable(b *testing.B) {
	for _, c := range []struct {
		name string
		test tableTest
	}{{"boschloo", newBoschloo(58)}, {"farrington_manning", &FarringtonManning{}}} {
		b.Run(c.name, func(b *testing.B) {
			h := &Hypothesis{Alternative: Greater, Margin: -0.1}
			for i := range b.N {
				e := Evidence{Estimate: 0.1}
				c.test.test(table{int32(10 + i%16), 30, 12, 28}, h, &e)
			}
		})
	}
}

// BenchmarkFisherTable is Fisher's test of a table not met before.
func BenchmarkFisherTable(b *testing.B) {
	var e Evidence
	h := &Hypothesis{}
	for i := range b.N {
		(&Fisher{}).test(table{int32(10 + i%16), 30, 12, 28}, h, &e)
	}
}

var sink float64
