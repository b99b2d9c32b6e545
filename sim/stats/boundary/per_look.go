package boundary

import (
	"math"

	"simrun/sim/base/spec"
)

// PerLook is one number for every look, or a list with one for each.
type PerLook []float64

// DecodeSpec reads a number or an array of numbers.
func (l *PerLook) DecodeSpec(n *spec.Node, p *spec.Problems) {
	*l = nil
	if x, ok := n.AsFloat(); ok {
		*l = PerLook{x}
		return
	}
	if !n.IsArray() || len(n.Items()) == 0 {
		p.Add("is neither a number nor a list of numbers", "write z = 3 or z = [3, 2.5, 2]")
		return
	}
	for i, item := range n.Items() {
		x, ok := item.AsFloat()
		if !ok {
			p.Index(i+1).Add("is not a number", "")
		}
		*l = append(*l, x)
	}
}

// EncodeSpec returns the number, or the list.
func (l *PerLook) EncodeSpec() *spec.Node {
	switch len(*l) {
	case 0:
		return nil
	case 1:
		return spec.NewFloat((*l)[0])
	}
	list := spec.NewArray()
	for _, x := range *l {
		list.Append(spec.NewFloat(x))
	}
	return list
}

// DescribeSpec says what may be written.
func (*PerLook) DescribeSpec() string { return "number, or one per look" }

// check reports numbers that are not positive.
func (l PerLook) check(p *spec.Problems) {
	for i, x := range l {
		if !(x > 0) {
			l.at(i, p).Report("bounds are positive toward the alternative", "is %v, not more than 0", x)
		}
	}
}

// checkFinite reports numbers that are not finite.
func (l PerLook) checkFinite(p *spec.Problems) {
	for i, x := range l {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			l.at(i, p).Report("", "is %v, wanted a finite number", x)
		}
	}
}

// at returns where number i, from 0, stands.
func (l PerLook) at(i int, p *spec.Problems) *spec.Problems {
	if len(l) > 1 {
		return p.Index(i + 1)
	}
	return p
}

// spread returns the numbers of n looks, and whether there are as many.
func (l PerLook) spread(n int) ([]float64, bool) {
	if len(l) == n {
		return append([]float64(nil), l...), true
	}
	if len(l) != 1 {
		return nil, false
	}
	all := make([]float64, n)
	for i := range all {
		all[i] = l[0]
	}
	return all, true
}
