package report

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/conduct/trial"
	"simrun/sim/study/plan"
	"simrun/sim/study/shard"
	"simrun/sim/world/dist"
)

// ImpliedPair is the correlation of two columns that a scenario declares.
type ImpliedPair struct {
	Of      [2]string    `json:"of"`
	Latent  float64      `json:"latent"`  // of the normal deviates behind the values
	Implied []shard.Real `json:"implied"` // of the values by arm, before covariates act; null where not known
}

// impliedPairs are the declared correlations, and where a law is discrete those of
// the values that follow. The first visit stands for a longitudinal endpoint.
func impliedPairs(p *plan.Plan) []ImpliedPair {
	s, w := p.Scenario.Correlation, &p.Protocol.World
	if s == nil {
		return nil
	}
	var out []ImpliedPair
	for i := range s.Of {
		for j := range i {
			pair := ImpliedPair{Of: [2]string{s.Of[j], s.Of[i]}, Latent: s.Between(j, i)}
			for arm := range w.Arms {
				a, b := valueOf(w, s.Of[j], arm), valueOf(w, s.Of[i], arm)
				pair.Implied = append(pair.Implied, shard.Real(a.correlation(b, pair.Latent)))
			}
			out = append(out, pair)
		}
	}
	return out
}

// margin is one value as a function of a standard normal deviate.
type margin struct {
	law   dist.Dist
	value func(z float64) float64
	steps []jump // of a discrete law
}

// jump is where a value rises, and by how much.
type jump struct{ at, by float64 }

// valueOf is the margin of a covariate or endpoint in an arm.
func valueOf(w *trial.World, name string, arm int) *margin {
	m := &margin{}
	times := 0.0
	for k := range w.Population {
		if w.Population[k].Name == name {
			m.law = w.Population[k].Laws.ByArm[0]
		}
	}
	for k := range w.Endpoints {
		if e := &w.Endpoints[k]; e.Name == name {
			m.law = e.Laws[0].ByArm[arm]
			if e.Shape.Type.String() == "count" {
				times = e.Shape.At
			}
		}
	}
	m.value = func(z float64) float64 { return m.law.Quantile(num.NormalCDF(z)) }
	if counted, ok := dist.AsCounted(m.law); ok && times > 0 {
		m.value = func(z float64) float64 { return counted.QuantileTimes(num.NormalCDF(z), times) }
	}
	if dist.Discreteness(m.law) {
		m.climb()
	}
	return m
}

// edge is the deviate beyond which there is nobody; most is the largest number
// of values that are told apart.
const edge, most = 8, 2000

// climb finds the jumps of a step function by bisection.
func (m *margin) climb() {
	from, last := float64(-edge), m.value(edge)
	for x := m.value(from); x < last && len(m.steps) < most; {
		lo, hi := from, float64(edge)
		for hi-lo > 1e-13 {
			mid := (lo + hi) / 2
			if mid == lo || mid == hi {
				break
			}
			if m.value(mid) > x {
				hi = mid
			} else {
				lo = mid
			}
		}
		next := m.value(hi)
		m.steps = append(m.steps, jump{hi, next - x})
		from, x = hi, next
	}
}

// correlation is that of two values whose deviates have the correlation rho. One of
// them is discrete; otherwise NaN, but for two normal laws.
//
// A discrete value is a sum of jumps dⱼ·1(Z > cⱼ), so that the covariance is
//
//	Σⱼ Σₖ dⱼ·eₖ·∫₀^ρ φ₂(cⱼ, eₖ; r) dr,  or  Σⱼ dⱼ·E[h(Z)·(Φ((ρZ − cⱼ)/√(1 − ρ²)) − Φ(−cⱼ))]
//
// with another discrete value [plackett1954], or with h(Z).
func (m *margin) correlation(other *margin, rho float64) float64 {
	a, b := m, other
	if a.steps == nil {
		a, b = b, a
	}
	switch {
	case a.steps == nil && isNormal(a.law) && isNormal(b.law):
		return rho
	case a.steps == nil:
		return math.NaN()
	}
	sum := 0.0
	for _, j := range a.steps {
		if b.steps == nil {
			sum += float64(j.by * b.above(j.at, rho))
			continue
		}
		for _, k := range b.steps {
			sum += float64(j.by * k.by * both(j.at, k.at, rho))
		}
	}
	return sum / math.Sqrt(a.variance()*b.variance())
}

// isNormal reports whether a law is that of a normal variable.
func isNormal(law dist.Dist) bool {
	_, ok := law.(*dist.Normal)
	return ok
}

// both is P(Z₁ > c, Z₂ > d) − P(Z₁ > c)·P(Z₂ > d).
func both(c, d, rho float64) float64 {
	return num.Integrate(func(r float64) float64 {
		rest := 1 - float64(r*r)
		return num.Exp(-(float64(c*c)-float64(2*r*c*d)+float64(d*d))/(2*rest)) / (2 * math.Pi * math.Sqrt(rest))
	}, 0, rho, 1e-12)
}

// above is the covariance of the value with 1(Z > c).
func (m *margin) above(c, rho float64) float64 {
	s, p := math.Sqrt(1-float64(rho*rho)), num.NormalCDF(-c)
	return m.expect(func(z, x float64) float64 { return x * (num.NormalCDF((float64(rho*z)-c)/s) - p) })
}

// variance is that of the value.
func (m *margin) variance() float64 {
	if m.steps == nil {
		mean := m.expect(func(_, x float64) float64 { return x })
		return m.expect(func(_, x float64) float64 { return (x - mean) * (x - mean) })
	}
	x := m.value(-edge)
	below, first, second := 0.0, 0.0, 0.0
	for _, j := range append(m.steps[:len(m.steps):len(m.steps)], jump{math.Inf(1), 0}) {
		upTo := num.NormalCDF(j.at)
		first += float64(x * (upTo - below))
		second += float64(x * x * (upTo - below))
		below, x = upTo, x+j.by
	}
	return second - float64(first*first)
}

// expect is the expectation of f of the deviate and the value.
func (m *margin) expect(f func(z, x float64) float64) float64 {
	sum := 0.0
	const pieces = 32
	for k := range pieces {
		lo := float64(2*edge*float64(k)/pieces) - edge
		sum += num.Integrate(func(z float64) float64 { return f(z, m.value(z)) * num.NormalPDF(z) }, lo, lo+2*edge/float64(pieces), math.Inf(1))
	}
	return sum
}

// pairs is the table of the declared correlations.
func (i *Implied) pairs() *Table {
	t := &Table{Title: "Correlation", Columns: []string{"latent"}}
	for _, a := range i.Arms {
		t.Columns = append(t.Columns, "implied, "+a.Arm)
	}
	for _, p := range i.Joint {
		cells := []string{Short(p.Latent, 4)}
		for _, r := range p.Implied {
			cells = append(cells, real(r))
		}
		row := t.Add(p.Of[0]+", "+p.Of[1], cells...)
		row.Notes = []string{"latent: of the normal deviates from which values are drawn; implied: of the values, before covariates act, bounds and rounding"}
	}
	return t
}
