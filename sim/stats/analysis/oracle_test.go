package analysis

import (
	"math"
	"math/big"
	"testing"

	"simrun/sim/world/cohort"
)

// survivor is a patient of the twin below.
type survivor struct {
	time    float64
	event   bool
	treated bool
}

// twinLogRank adds up the weighted score by definition: for every event time it
// goes through the whole list of patients.
func twinLogRank(list []survivor, rho, gamma float64) (u, v, v2 float64, events int) {
	done := map[float64]bool{}
	for {
		// The first event time not yet done.
		t := math.Inf(1)
		for _, p := range list {
			if p.event && !done[p.time] {
				t = min(t, p.time)
			}
		}
		if math.IsInf(t, 1) {
			return u, v, v2, events
		}
		// The pooled Kaplan–Meier curve just before it.
		curve := 1.0
		for earlier := range done {
			n, _, d, _ := twinRisk(list, earlier)
			curve *= 1 - d/n
		}
		done[t] = true
		n, n1, d, d1 := twinRisk(list, t)
		w := math.Pow(curve, rho) * math.Pow(1-curve, gamma)
		u += w * (d1 - d*n1/n)
		if n > 1 {
			variance := d * (n1 / n) * ((n - n1) / n) * ((n - d) / (n - 1))
			v += w * variance
			v2 += w * w * variance
		}
		events += int(d)
	}
}

// twinRisk counts who is at risk at a time and who has the event then.
func twinRisk(list []survivor, t float64) (n, n1, d, d1 float64) {
	for _, p := range list {
		if p.time < t {
			continue
		}
		n++
		if p.treated {
			n1++
		}
		if p.time == t && p.event {
			d++
			if p.treated {
				d1++
			}
		}
	}
	return n, n1, d, d1
}

// TestLogRankIsItsDefinition compares many small lists, with and without ties,
// with patients of a third arm among them, to 1e-12 of each sum's terms.
func TestLogRankIsItsDefinition(t *testing.T) {
	weights := [][2]float64{{0, 0}, {1, 0}, {0, 1}, {0.5, 0.5}, {0.3, 2}}
	for trial := range int64(400) {
		n := 2 + int(trial)%39
		u, arm, event := uniforms("time", trial, n), uniforms("arm", trial, n), uniforms("event", trial, n)
		grid := []float64{4, 15, 1e6}[trial%3] // coarse, so that many are tied, to fine
		var r rows
		var list []survivor
		for i := range n {
			a, x, e := int(3*arm[i]), math.Ceil(grid*u[i]), event[i] < 0.7
			r.add(a, x, e)
			if a < 2 {
				list = append(list, survivor{x, e, a == 1})
			}
		}
		for _, w := range weights {
			h := &Hypothesis{Pairs: versus, Alternative: Greater, Alpha: 0.025}
			e := analyze(&LogRank{Rho: w[0], Gamma: w[1]}, h, r.snapshot(cohort.Survival, 3))[0]
			score, v, v2, events := twinLogRank(list, w[0], w[1])
			if int(e.Events) != events || int(e.N) != len(list) {
				t.Fatalf("trial %d: %d events of %d, want %d of %d", trial, e.Events, e.N, events, len(list))
			}
			if v2 < 1e-14 {
				if e.Status == OK {
					t.Fatalf("trial %d, weights %v: ok without variance", trial, w)
				}
				continue
			}
			wantZ, wantEstimate, wantSE := score/math.Sqrt(v2), score/v, math.Sqrt(v2)/v
			if !(math.Abs(e.Z-wantZ) <= 1e-12*(1+math.Abs(wantZ))) ||
				!(math.Abs(e.Estimate-wantEstimate) <= 1e-12*(wantSE+math.Abs(wantEstimate))) ||
				!(math.Abs(e.SE-wantSE) <= 1e-12*wantSE) {
				t.Fatalf("trial %d, weights %v: %+v, want z %v, estimate %v, se %v", trial, w, e, wantZ, wantEstimate, wantSE)
			}
		}
	}
}

// TestFisherIsItsDefinition compares every table of up to 18 patients an arm with
// whole-number enumeration, to 1e-13. Among them are many with other tables of
// equal probability.
func TestFisherIsItsDefinition(t *testing.T) {
	const most = 18
	for n1 := 1; n1 <= most; n1++ {
		for n0 := 1; n0 <= most; n0++ {
			for x1 := 0; x1 <= n1; x1++ {
				for x0 := 0; x0 <= n0; x0++ {
					checkFisher(t, x1, n1, x0, n0)
				}
			}
		}
	}
}

func checkFisher(t *testing.T, x1, n1, x0, n0 int) {
	t.Helper()
	for a := range Equivalence {
		var sum, total int64
		own := ways(x1, n1, x0, n0)
		for k := 0; k <= n1; k++ {
			w := ways(k, n1, x1+x0-k, n0)
			total += w
			in := [...]bool{TwoSided: w <= own, Greater: k >= x1, Less: k <= x1}[a]
			if in {
				sum += w
			}
		}
		for _, mid := range []bool{false, true} {
			p := big.NewRat(2*sum, 2*total)
			if mid {
				p = big.NewRat(2*sum-own, 2*total)
			}
			want, _ := p.Float64()
			var e Evidence
			(&Fisher{MidP: mid}).test(table{int32(x1), int32(n1), int32(x0), int32(n0)}, &Hypothesis{Alternative: a}, &e)
			if !(math.Abs(e.P-want) <= 1e-13*want) || e.P > 1 {
				t.Fatalf("%d/%d against %d/%d, %v, mid-p %v: p is %.17g, want %.17g", x1, n1, x0, n0, a, mid, e.P, want)
			}
		}
	}
}

// TestFisherKeepsItsLevel enumerates the type I error of both rules of sides for
// every common success probability on a grid.
func TestFisherKeepsItsLevel(t *testing.T) {
	const n1, n0 = 13, 9
	for a := range Equivalence {
		h := &Hypothesis{Alternative: a}
		for _, alpha := range []float64{0.01, 0.025, 0.05, 0.2} {
			for q := 0.02; q < 1; q += 0.02 {
				level := 0.0
				for x1 := 0; x1 <= n1; x1++ {
					for x0 := 0; x0 <= n0; x0++ {
						var e Evidence
						e.Estimate = float64(x1)/n1 - float64(x0)/n0
						if (&Fisher{}).test(table{int32(x1), n1, int32(x0), n0}, h, &e); e.P <= alpha {
							level += float64(ways(x1, n1, x0, n0)) * math.Pow(q, float64(x1+x0)) * math.Pow(1-q, float64(n1+n0-x1-x0))
						}
					}
				}
				if level > alpha {
					t.Fatalf("%v, alpha %v: rejects with probability %v at p = %v", h.Alternative, alpha, level, q)
				}
			}
		}
	}
}

// ways is in how many ways x of n and y of m patients can be chosen.
func ways(x, n, y, m int) int64 {
	if x < 0 || x > n || y < 0 || y > m {
		return 0
	}
	var a, b big.Int
	return a.Binomial(int64(n), int64(x)).Int64() * b.Binomial(int64(m), int64(y)).Int64()
}

// TestSpreadLosesNoDigits compares means and sums of squares with exact fractions
// on data that defeat running formulas: far from zero, and with the first value
// far from the rest. The bound is the one that means promises: n roundings, each
// of Σd² ≤ n·Σ(x − x̄)².
func TestSpreadLosesNoDigits(t *testing.T) {
	for trial := range int64(60) {
		n := 2 + 5*int(trial)
		x := uniforms("spread", trial, n)
		for i := range x {
			x[i] += []float64{0, 1e6, -1e12}[trial%3]
		}
		if trial%2 == 0 {
			x[0] += 1e4
		}
		var r rows
		for _, v := range x {
			r.add(0, v, false)
		}
		m := newMeans(&Hypothesis{}, Shape{Patients: n, Arms: 1})
		m.collect(r.snapshot(cohort.Continuous, 1))
		mean, square := exactMoments(x)
		limit := 4 * float64(n) * float64(n) * 0x1p-53 * square
		if !(math.Abs(m.square[0]-square) <= limit) {
			t.Errorf("trial %d: sum of squares %v, want %v", trial, m.square[0], square)
		}
		if !(math.Abs(m.mean[0]-mean) <= 0x1p-52*math.Abs(mean)+float64(n)*0x1p-53*math.Sqrt(square)) {
			t.Errorf("trial %d: mean %v, want %v", trial, m.mean[0], mean)
		}
	}
}

// exactMoments is the mean and the sum of squares about it, without rounding
// until the end.
func exactMoments(x []float64) (mean, square float64) {
	sum, squares := new(big.Rat), new(big.Rat)
	for _, v := range x {
		r := new(big.Rat).SetFloat64(v)
		sum.Add(sum, r)
		squares.Add(squares, new(big.Rat).Mul(r, r))
	}
	m := new(big.Rat).Quo(sum, big.NewRat(int64(len(x)), 1))
	squares.Sub(squares, new(big.Rat).Mul(m, sum))
	mean, _ = m.Float64()
	square, _ = squares.Float64()
	return mean, square
}
