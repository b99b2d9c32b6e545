package trial

import (
	"math"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
	"simrun/sim/world/cohort"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
	"simrun/sim/world/missing"
)

// uniforms is where the twin takes a patient's uniform of an address.
type uniforms func(slot rng.Slot, i int) float64

// mixed are the deviates of the columns of a patient that are correlated: of
// covariates by their index, of endpoints by index and column.
type mixed map[Column]float64

// mix draws the correlated columns of patient i, alone.
func (w *twin) mix(i int, at uniforms) mixed {
	out := mixed{}
	for _, b := range w.Blocks {
		var columns [][]float64
		for k, c := range b.Columns {
			slot := w.slotOf(c)
			u := at(slot, i)
			if c.Covariate < 0 && c.Column == 0 && k == 0 {
				u = w.admit(c.Endpoint, u)
			}
			columns = append(columns, []float64{u})
		}
		b.Joint.Mix(columns)
		for k, c := range b.Columns {
			out[c] = columns[k][0]
		}
	}
	return out
}

func (w *twin) slotOf(c Column) rng.Slot {
	if c.Covariate >= 0 {
		return w.Population[c.Covariate].Slot
	}
	return w.Endpoints[c.Endpoint].Slots[c.Column]
}

// admit moves a uniform into the part of the first visit's law that may enter,
// where the criterion is a least value and nothing is rounded.
func (w *twin) admit(k int, u float64) float64 {
	l, ok := w.Endpoints[k].Model.(*endpoint.Longitudinal)
	if !ok || l.Entry == nil {
		return u
	}
	lo := w.laws[k][0].ByArm[0].CDF(*l.Entry.AtLeast)
	return float64(u*(1-lo)) + lo
}

// uniform is the uniform of a deviate.
func uniform(z float64) float64 { return min(max(num.NormalCDF(z), 0x1p-60), 1-0x1p-53) }

// covariates are those of patient i.
func (w *twin) covariates(i int, at uniforms, z mixed) []float64 {
	var out []float64
	for k, v := range w.Population {
		if v.Cut != nil {
			level := 0.0
			for _, limit := range v.Cut.At {
				if out[v.Of] >= limit {
					level++
				}
			}
			out = append(out, level)
			continue
		}
		law := w.covariate[k].ByArm[0]
		deviate, isMixed := z[Column{Covariate: k}]
		if n, ok := law.(*dist.Normal); ok && isMixed {
			mean, sd := n.Standard()
			out = append(out, float64(sd*deviate)+mean)
			continue
		}
		u := uniform(deviate)
		if !isMixed {
			u = at(v.Slot, i)
		}
		out = append(out, law.Quantile(u))
	}
	return out
}

// predictor is what the covariates of a patient add, by the recipe.
func (r *recipe) predictor(effects []influence, p *person) (lp float64) {
	for _, e := range effects {
		if e.arm >= 0 && e.arm != int(p.arm) {
			continue
		}
		if e.levels != nil {
			lp += e.levels[int(p.covariates[e.covariate])]
		} else {
			lp += float64(e.slope * p.covariates[e.covariate])
		}
	}
	return lp
}

// outcome is what a patient shows of endpoint k.
func (w *twin) outcome(k, i int, p *person, at uniforms, z mixed) (values []float64) {
	e := &w.Endpoints[k]
	lp := w.recipe.predictor(w.recipe.endpoints[k].effects, p)
	has := len(w.recipe.endpoints[k].effects) > 0
	for v := range e.Slots {
		law := w.laws[k][v].ByArm[p.arm]
		deviate, isMixed := z[Column{Covariate: -1, Endpoint: k, Column: v}]
		u := uniform(deviate)
		if !isMixed {
			u = at(e.Slots[v], i)
		}
		x := 0.0
		switch e.Shape.Type {
		case cohort.Survival:
			life, _ := dist.AsLifetime(law)
			h := -num.Log(1 - u)
			if has {
				h = float64(h * num.Exp(-lp))
			}
			x = life.Time(h)
		case cohort.Binary:
			if has {
				high := float64(u * num.Exp(lp))
				u = high / (1 - u + high)
			}
			x = law.Quantile(u)
		default:
			if isMixed && allNormal(w.laws[k][v]) {
				mean, sd := law.(*dist.Normal).Standard()
				x = float64(sd*deviate) + mean
			} else {
				x = law.Quantile(u)
			}
			if has {
				x += lp
			}
		}
		if l, ok := e.Model.(*endpoint.Longitudinal); ok && l.Round != nil {
			x = *l.Round * math.Floor(x / *l.Round + 0.5)
			x = min(max(x, l.Bounds[0]), l.Bounds[1])
		}
		values = append(values, x)
	}
	return values
}

// allNormal says whether the deviates of a column are taken as they are: there is
// no arm that needs uniforms.
func allNormal(laws *dist.Laws) bool {
	for _, law := range laws.ByArm {
		if _, ok := law.(*dist.Normal); !ok {
			return false
		}
	}
	return true
}

// lacks are the columns of endpoint k that are never recorded of patient i.
func (w *twin) lacks(k, i int, p *person, at uniforms) []bool {
	e := &w.Endpoints[k]
	out := make([]bool, len(p.values[k]))
	if e.Missing == nil {
		return out
	}
	chance, on := e.Missing.Mechanism.Parts()
	last, gone := 0, false
	for v := range out {
		if e.Shape.Type == cohort.Longitudinal && v == 0 {
			continue
		}
		odds := w.lossOdds(k, v, last, p, chance, on)
		out[v] = gone || at(e.Missing.Slots[v], i) < odds/(1+odds)
		gone = out[v] && chance.Pattern == "monotone"
		if !out[v] {
			last = v
		}
	}
	return out
}

// lossOdds are the odds of a missing value in column v.
func (w *twin) lossOdds(k, v, last int, p *person, chance *missing.Chance, on *missing.Dependence) float64 {
	n, _ := chance.P.For(w.Arms[p.arm])
	odds := n.Value / (1 - n.Value)
	if on == nil {
		return odds
	}
	if on.Unseen {
		last = v
	}
	return odds * math.Exp(on.Strength*(p.values[k][last]-*on.Center) / *on.Scale)
}

// read is what is known by now of endpoint k of a patient, as a reading has it:
// whether the value is due, and whether there is one.
func (p *person) read(k int, s *cohort.Shape, r *cohort.Reading, now float64) (x float64, due, known bool) {
	v := max(r.Visit, 0)
	if p.entry+s.Due(v)+s.Delay > now {
		return 0, false, false
	}
	there := func(v int) bool { return p.leave >= s.Due(v) && !p.absent[k][v] }
	for r.Carry && v > 0 && !there(v) {
		v--
	}
	if !there(v) {
		return 0, true, false
	}
	x = p.values[k][v]
	if r.Change {
		x -= p.values[k][0]
	}
	return x, true, true
}

// isRead says whether a reading is about patient i, from 0.
func (p *person) isRead(i int, r *cohort.Reading) bool {
	for _, s := range r.Subgroup {
		if !s.In[int(p.covariates[s.Covariate])] {
			return false
		}
	}
	return r.First == 0 || i < r.First
}
