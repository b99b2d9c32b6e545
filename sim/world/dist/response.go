package dist

import "simrun/sim/base/spec"

// Response is what the patients of an arm follow: a law, or a law relative to
// that of another arm.
type Response struct {
	// Law is the law itself; unset when Relative is given.
	Law spec.Of[Dist]
	// Relative is the law in terms of another arm's; nil when Law is set.
	Relative *Relative
}

// DescribeSpec says what a response may be.
func (r *Response) DescribeSpec() string {
	return "distribution, or table with relative_to and an effect"
}

// DecodeSpec reads a table with relative_to as relative, any other as a law.
func (r *Response) DecodeSpec(n *spec.Node, p *spec.Problems) {
	*r = Response{}
	if !n.Has("relative_to") {
		spec.Decode(n, &r.Law, p)
		return
	}
	if n.Has("kind") {
		p.Add("has both kind and relative_to", "give the law of the arm, or its difference from another arm")
		return
	}
	r.Relative = &Relative{}
	spec.Decode(n, r.Relative, p)
}

// EncodeSpec is the table that DecodeSpec reads.
func (r Response) EncodeSpec() *spec.Node {
	if r.Relative != nil {
		return spec.Encode(r.Relative)
	}
	return spec.Encode(r.Law)
}

// Relative is a law in terms of another arm's. Exactly one effect is given.
//
//	hazard_ratio     S(t) = S₀(t)^r, piecewise in time with from [bender2005]
//	odds_ratio       p/(1 − p) = r·p₀/(1 − p₀); of categories, p is that of any higher one
//	risk_difference  p = p₀ + d
//	risk_ratio       p = r·p₀
//	rate_ratio       rate = r·rate₀
//	shift            X = X₀ + shift
//	scale            X = scale·X₀
type Relative struct {
	// To is the arm whose law is the base.
	To string `toml:"relative_to,required"`
	// From is where each piece of a piecewise hazard ratio begins: the first is 0.
	From []float64 `toml:"from"`
	// HazardRatio is the ratio of the hazard to the base's; with from, one for each piece.
	HazardRatio Ratios `toml:"hazard_ratio"`
	// OddsRatio is the ratio of the odds of a yes to the base's.
	OddsRatio *spec.Number `toml:"odds_ratio" range:"(0,inf)"`
	// RiskDifference is the probability of a yes minus the base's.
	RiskDifference *spec.Number `toml:"risk_difference" range:"[-1,1]"`
	// RiskRatio is the ratio of the probability of a yes to the base's.
	RiskRatio *spec.Number `toml:"risk_ratio" range:"[0,inf)"`
	// RateRatio is the ratio of the rate of events to the base's.
	RateRatio *spec.Number `toml:"rate_ratio" range:"(0,inf)"`
	// Shift is added to the base's values.
	Shift *spec.Number `toml:"shift"`
	// Scale multiplies the base's values.
	Scale *spec.Number `toml:"scale" range:"(0,inf)"`

	// Weight is the share of the effect that has come about, of which endpoints with
	// a profile over time speak: shift·weight, scale^weight. Nil is 1; no other
	// effect has one.
	Weight *float64
}

// Check reports anything but one effect, and pieces that do not fit.
func (r *Relative) Check(p *spec.Problems) {
	exactlyOne(p, "hazard_ratio, odds_ratio, risk_difference, risk_ratio, rate_ratio, shift, scale",
		r.HazardRatio != nil, r.OddsRatio != nil, r.RiskDifference != nil, r.RiskRatio != nil,
		r.RateRatio != nil, r.Shift != nil, r.Scale != nil)
	switch {
	case r.HazardRatio == nil && r.From != nil:
		p.At("from").Add("belongs to a piecewise hazard_ratio", "leave from out")
	case r.From != nil:
		checkPieces(p.At("from"), r.From)
		if len(r.From) != len(r.HazardRatio) {
			p.At("hazard_ratio").Report("give one hazard ratio for each piece", "%d hazard ratios for %d pieces", len(r.HazardRatio), len(r.From))
		}
	case r.HazardRatio != nil && len(r.HazardRatio) != 1:
		p.At("hazard_ratio").Report("give from, such as from = [0, 6], or one hazard ratio", "%d hazard ratios without from", len(r.HazardRatio))
	}
}

// Ratios is a positive number, or a list of them, one for each piece of time.
type Ratios []spec.Number

// DescribeSpec says what may be written.
func (r *Ratios) DescribeSpec() string { return "number above 0, or list of them" }

// DecodeSpec reads a number or a list.
func (r *Ratios) DecodeSpec(n *spec.Node, p *spec.Problems) {
	*r = Ratios{}
	if !n.IsArray() {
		*r = append(*r, decodeRatio(n, p))
		return
	}
	for i, item := range n.Items() {
		*r = append(*r, decodeRatio(item, p.Index(i+1)))
	}
}

// decodeRatio reads one positive number.
func decodeRatio(n *spec.Node, p *spec.Problems) (ratio spec.Number) {
	before := p.Len()
	spec.Decode(n, &ratio, p)
	if p.Len() == before && !ratio.IsDrawn() && !(ratio.Value > 0) {
		p.Report("", "found %v, wanted a number above 0", ratio.Value)
	}
	return ratio
}

// EncodeSpec is a number when there is one, else a list, nil when there is none.
func (r Ratios) EncodeSpec() *spec.Node {
	if r == nil {
		return nil
	}
	if len(r) == 1 {
		return spec.Encode(r[0])
	}
	list := spec.NewArray()
	for _, ratio := range r {
		list.Append(spec.Encode(ratio))
	}
	return list
}
