package theory

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/stats/analysis"
)

// weighted is what a weighted log-rank statistic Z = U/√V comes to in the mean,
// and how each patient moves it.
type weighted struct {
	z      float64
	events float64      // of the pair
	moves  [2]influence // of a patient of the control and of the treated arm
}

// influence is what a patient adds to a statistic, by the cell in which observation
// ends, with an event or without.
type influence struct{ event, leave []float64 }

// logRank expands the statistic of a pair about the expected numbers at risk n₁, n₀
// and of events d₁, d₀:
//
//	U = Σ w·(d₁n₀ − d₀n₁)/n,  V = Σ w²·d·n₁n₀/n²,  w = S^rho·(1 − S)^gamma,  S = exp(−Σ d/n)
//
// The influence of a patient is the derivative of U/√V by the patient's weight: for
// U that of [lin1989], for V and S likewise.
func (c *course) logRank(pair analysis.Pair, rho, gamma float64) weighted {
	one, two := &c.arms[pair.Control], &c.arms[pair.Treated]
	s := newScore(one, two, rho, gamma)
	z := s.u / math.Sqrt(s.v)
	out := weighted{z: z, events: one.events() + two.events()}
	for side := range out.moves {
		out.moves[side] = s.influence(side)
	}
	return out
}

// score holds the sums, and by cell what the derivatives need.
type score struct {
	u, v    float64
	n       [2][]float64 // at risk
	d       []float64    // events of both arms
	w       []float64
	a, b    []float64 // sums over later cells of the derivatives by log S
	skipped []bool    // nobody is at risk
}

// fewest is a number at risk that counts as nobody.
const fewest = 1e-9

func newScore(control, treated *armCourse, rho, gamma float64) *score {
	s := &score{
		n: [2][]float64{control.risk, treated.risk}, d: make([]float64, cells), w: make([]float64, cells),
		a: make([]float64, cells), b: make([]float64, cells), skipped: make([]bool, cells),
	}
	slope, hazard := make([]float64, cells), 0.0 // d log w / d log S
	us, vs := make([]float64, cells), make([]float64, cells)
	for j := range cells {
		n0, n1 := control.risk[j], treated.risk[j]
		n := n0 + n1
		if s.skipped[j] = n0 < fewest || n1 < fewest; s.skipped[j] {
			continue
		}
		s.d[j] = control.event[j] + treated.event[j]
		free := num.Exp(-hazard - float64(s.d[j]/n/2))
		hazard += s.d[j] / n
		s.w[j] = 1
		if rho != 0 || gamma != 0 {
			s.w[j] = num.Pow(free, rho) * num.Pow(1-free, gamma)
			slope[j] = rho
			if gamma != 0 {
				slope[j] -= gamma * free / (1 - free)
			}
		}
		us[j] = s.w[j] * (float64(treated.event[j]*n0) - float64(control.event[j]*n1)) / n
		vs[j] = s.w[j] * s.w[j] * s.d[j] * n0 * n1 / (n * n)
		s.u, s.v = s.u+us[j], s.v+vs[j]
	}
	a, b := 0.0, 0.0
	for j := cells - 1; j >= 0; j-- {
		da, db := float64(slope[j]*us[j]), float64(2*slope[j]*vs[j])
		s.a[j], s.b[j] = a+float64(da/2), b+float64(db/2)
		a, b = a+da, b+db
	}
	return s
}

// influence is that of a patient of the control (side 0) or the treated arm.
func (s *score) influence(side int) influence {
	out := influence{make([]float64, cells), make([]float64, cells)}
	sign := float64(2*side - 1)
	risk, variance := 0.0, 0.0 // what having been at risk has done to U and V
	root := math.Sqrt(s.v)
	z := func(du, dv float64) float64 { return du/root - s.u*dv/(2*s.v*root) }
	for j := range cells {
		if s.skipped[j] {
			out.event[j], out.leave[j] = z(risk, variance), z(risk, variance)
			continue
		}
		n0, n1, d, w := s.n[0][j], s.n[1][j], s.d[j], s.w[j]
		n, other, own := n0+n1, s.n[1-side][j], s.n[side][j]
		du := -sign*w*other*d/(n*n) + float64(d/(n*n)*s.a[j])
		dv := w*w*d*other*(other-own)/(n*n*n) + float64(d/(n*n)*s.b[j])
		risk, variance = risk+float64(du/2), variance+float64(dv/2)
		out.leave[j] = z(risk, variance)
		out.event[j] = z(risk+sign*w*other/n-s.a[j]/n, variance+w*w*n0*n1/(n*n)-s.b[j]/n)
		risk, variance = risk+float64(du/2), variance+float64(dv/2)
	}
	return out
}

// spread is the variance, over the patients of an arm, of an influence minus slope
// for each event.
func (a *armCourse) spread(move *influence, slope float64) float64 {
	sum, square := 0.0, 0.0
	for j := range cells {
		e := -slope
		l := 0.0
		if move != nil {
			e, l = e+move.event[j], move.leave[j]
		}
		sum += float64(a.event[j]*e) + float64(a.leave[j]*l)
		square += float64(a.event[j]*e*e) + float64(a.leave[j]*l*l)
	}
	if move != nil {
		// Those who are still at risk in the end.
		rest := a.n
		for j := range cells {
			rest -= a.event[j] + a.leave[j]
		}
		last := move.leave[cells-1]
		rest = math.Min(math.Max(rest, 0), a.risk[cells-1])
		sum, square = sum+float64(rest*last), square+float64(rest*last*last)
	}
	return square - sum*sum/a.n
}
