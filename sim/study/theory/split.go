package theory

import (
	"math"
	"slices"

	"simrun/sim/base/num"
	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/stats/analysis"
	"simrun/sim/study/plan"
)

// split is one way in which patients may divide between the arms of a pair, the
// control first, and its probability.
type split struct {
	n      [2]int
	weight float64
}

// rare is a probability that is left out of averages over splits.
const rare = 1e-13

// noProblems takes problems that a plan cannot have.
func noProblems() *spec.Problems { return spec.NewProblems() }

// assigned are the ways in which a plan may divide its patients between the arms of
// a pair, ascending; none when that is not known in closed form.
func assigned(p *plan.Plan, pair analysis.Pair) []split {
	a := &p.Protocol.Allocation
	of := func(targets []int) [2]int {
		if pair.Control == analysis.NoArm {
			return [2]int{0, targets[pair.Treated]}
		}
		return [2]int{targets[pair.Control], targets[pair.Treated]}
	}
	switch rule := p.Protocol.Assignment.(type) {
	case *assign.Exact:
		return []split{{of(a.Targets()), 1}}
	case *assign.Blocks:
		if rule.Size == nil {
			return nil
		}
		block := assign.Allocation{Size: *rule.Size, Ratio: a.Ratio, Control: a.Control}
		return incomplete(of(block.Targets()), *rule.Size, a.Size)
	case *assign.Complete:
		return independent(a, pair)
	}
	return nil
}

// incomplete are the splits of n patients in blocks: whole ones, and the beginning
// of one more, which is a draw without replacement.
func incomplete(block [2]int, size, n int) []split {
	full, rest := n/size, n%size
	var all []split
	for x := range block[0] + 1 {
		// The control's share of the rest, and then the treated arm's among the others.
		w := num.HypergeometricPMF(x, block[0], size-block[0], rest)
		for y := range block[1] + 1 {
			v := num.HypergeometricPMF(y, block[1], size-block[0]-block[1], rest-x)
			if w*v > 0 {
				all = append(all, split{[2]int{full*block[0] + x, full*block[1] + y}, w * v})
			}
		}
	}
	return all
}

// independent are the splits when each patient is assigned independently; none when
// there would be too many.
func independent(a *assign.Allocation, pair analysis.Pair) []split {
	sum := 0.0
	for _, r := range a.Ratio {
		sum += r
	}
	if pair.Control == analysis.NoArm {
		return thin([]split{{[2]int{0, a.Size}, 1}}, [2]float64{1, a.Ratio[pair.Treated] / sum})
	}
	r0, r1 := a.Ratio[pair.Control], a.Ratio[pair.Treated]
	if len(a.Ratio) > 2 && a.Size > mostSplits/10 {
		return nil
	}
	var all []split
	for x, w := range binomial(a.Size, (r0+r1)/sum) {
		if w < rare {
			continue
		}
		for y, v := range binomial(x, r1/(r0+r1)) {
			if w*v >= rare {
				all = append(all, split{[2]int{x - y, y}, w * v})
			}
		}
	}
	return all
}

// thin lets the patients of either arm go with probability 1 − stay; none are left
// when they would be too many.
func thin(from []split, stay [2]float64) []split {
	if len(from) > mostSplits {
		return nil
	}
	if stay[0] == 1 && stay[1] == 1 {
		return from
	}
	weights := map[[2]int]float64{}
	for _, s := range from {
		control, treated := binomial(s.n[0], stay[0]), binomial(s.n[1], stay[1])
		if likely(control)*likely(treated) > mostSplits || len(weights) > mostSplits {
			return nil
		}
		for x, w := range control {
			if w < rare {
				continue
			}
			for y, v := range treated {
				if weight := float64(s.weight * w * v); weight >= rare {
					weights[[2]int{x, y}] += weight
				}
			}
		}
	}
	all := make([]split, 0, len(weights))
	for n, w := range weights {
		all = append(all, split{n, w})
	}
	slices.SortFunc(all, func(a, b split) int { return slices.Compare(a.n[:], b.n[:]) })
	return all
}

// mostSplits limits the work of averages.
const mostSplits = 10_000

// likely counts the probabilities that are not rare.
func likely(weights []float64) int {
	n := 0
	for _, w := range weights {
		if w >= rare {
			n++
		}
	}
	return n
}

// binomial are the probabilities of 0 … n successes.
func binomial(n int, p float64) []float64 {
	w := make([]float64, n+1)
	if p <= 0 || p >= 1 {
		w[int(math.Round(min(max(p, 0), 1)))*n] = 1
		return w
	}
	for k := range w {
		w[k] = num.BinomialPMF(k, n, p)
	}
	return w
}
