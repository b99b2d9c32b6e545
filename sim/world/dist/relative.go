package dist

import (
	"fmt"
	"reflect"

	"simrun/sim/base/spec"
)

// over returns the unprepared law over a base that it fits.
func (r *Relative) over(base Dist) Dist {
	switch {
	case r.HazardRatio != nil:
		return scaleHazard(base, r.HazardRatio, r.From)
	case r.RateRatio != nil:
		if events, ok := base.(rated); ok {
			return scaleRate(events, r.RateRatio)
		}
		return scaleHazard(base, Ratios{*r.RateRatio}, nil)
	case r.Shift != nil:
		law := &relativeShift{declared: r.Shift, weight: r.Weight}
		law.over(base)
		return law
	case r.Scale != nil:
		law := &relativeScale{declared: r.Scale, weight: r.Weight}
		law.over(base)
		return law
	}
	if order, ok := AsLabeled(base); ok {
		return &relativeOrder{base: order, declared: r.OddsRatio}
	}
	return &relativeRisk{base: base.(binary), effect: r}
}

// fits reports an effect that has no meaning for a base, which is prepared.
func (r *Relative) fits(base Dist, p *spec.Problems) bool {
	risk, isBinary := base.(binary)
	effect, _ := r.risk()
	switch {
	case effect != nil && isBinary:
		return r.fitsRisk(risk, p)
	case r.OddsRatio != nil && isLabeled(base):
		return true // the odds of every higher category
	case effect != nil:
		return r.refuse(p, "acts on a probability, and arm "+r.To+" follows none", "it fits kind = \"bernoulli\"; a time takes hazard_ratio, a number shift or scale")
	case isLabeled(base):
		return r.refuse(p, "does not act on the categories that arm "+r.To+" follows", "give odds_ratio, or the arm a distribution of its own")
	case isBinary:
		return r.refuse(p, "does not act on the probability that arm "+r.To+" follows", "give odds_ratio, risk_difference or risk_ratio")
	case r.HazardRatio != nil:
		if _, ok := AsLifetime(base); !ok {
			return r.refuse(p, "acts on a time, and arm "+r.To+" can be negative", "give shift or scale, or arm "+r.To+" a law of a time")
		}
	case r.RateRatio != nil && !hasRate(base):
		return r.refuse(p, "acts on a constant rate, and arm "+r.To+" has none", "it fits kind = \"poisson\", \"negative_binomial\" and \"exponential\"; any other law of a time takes hazard_ratio")
	}
	return true
}

// fitsRisk reports a probability that may leave [0, 1], beyond rounding.
func (r *Relative) fitsRisk(base binary, p *spec.Problems) bool {
	law := relativeRisk{base: base, effect: r}
	lo, hi := law.span()
	switch {
	case lo < -rounding:
		return r.refuse(p, fmt.Sprintf("makes the probability %v", lo), "let the result lie between 0 and 1")
	case hi > 1+rounding:
		return r.refuse(p, fmt.Sprintf("makes the probability %v", hi), "let the result lie between 0 and 1")
	}
	return true
}

// hasRate reports whether a law is one of a constant rate.
func hasRate(d Dist) bool {
	if z, ok := d.(*ZeroInflated); ok {
		_, ok := z.Of.Value.(rated)
		return ok
	}
	if _, ok := d.(rated); ok {
		return true
	}
	h := hazardOf(d)
	return h.root == nil && h.shape == 1 && len(h.from) == 1
}

// isLabeled reports whether a law is one of categories.
func isLabeled(d Dist) bool {
	_, ok := AsLabeled(d)
	return ok
}

// refuse reports a problem at the effect.
func (r *Relative) refuse(p *spec.Problems, fact, hint string) bool {
	p.At(r.effect()).Add(fact, hint)
	return false
}

// effect is the key of the effect that is given.
func (r *Relative) effect() string {
	v := reflect.ValueOf(*r)
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get("toml")
		if key != "" && key != "from" && v.Field(i).Kind() != reflect.String && !v.Field(i).IsNil() {
			return key
		}
	}
	return ""
}

// settled is a copy in which every draw has become a constant.
func (r *Relative) settled() *Relative {
	return declared(reflect.ValueOf(r), Typical).Interface().(*Relative)
}
