package assign

import (
	"fmt"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

// Blocks assigns patients in permuted blocks, each of which has the arms in the
// ratio of the allocation.
//
//	within a block: u·remaining < remaining treated
//
// [rosenberger2016]. Give exactly one of size and sizes; with sizes each block's
// size is drawn, all being equally likely. A block is a multiple of the sum of
// the reduced ratio. The last block may stay incomplete.
type Blocks struct {
	// Size is the number of patients in every block.
	Size *int `toml:"size" range:"[1,inf)"`
	// Sizes holds the numbers of patients that a block may have.
	Sizes []int `toml:"sizes" range:"[1,inf)"`
}

var _ = Kinds.Add("blocks", &Blocks{})

// Check reports when not exactly one parameter is given.
func (b *Blocks) Check(p *spec.Problems) {
	if (b.Size == nil) == (len(b.Sizes) == 0) {
		p.Add("needs exactly one of size, sizes", "size = 4 makes every block one of 4 patients")
	}
}

// New makes an assigner, or reports sizes that the ratio does not divide.
func (b *Blocks) New(a *Allocation, p *spec.Problems) Assigner {
	unit, sum := reduce(a.Ratio)
	if unit == nil {
		p.Add("blocks need an allocation in whole numbers", "write the ratio as whole numbers, such as 2 and 1")
		return nil
	}
	sizes, at := b.Sizes, p.At("sizes")
	if b.Size != nil {
		sizes, at = []int{*b.Size}, p.At("size")
	}
	w := &blocks{u: make([]float64, a.Size)}
	for i, size := range sizes {
		if size%sum != 0 {
			here := at
			if b.Size == nil {
				here = at.Index(i + 1)
			}
			here.Report(fmt.Sprintf("the reduced ratio has %d parts: use %d or %d", sum, sum, 2*sum),
				"a block of %d cannot hold the arms in their ratio", size)
			continue
		}
		balls := make([]int, len(unit))
		for arm, r := range unit {
			balls[arm] = r * (size / sum)
		}
		w.urns = append(w.urns, newUrn(a, balls))
	}
	return w
}

type blocks struct {
	urns []urn // by size
	u    []float64
}

// Assign fills and empties an urn for each block.
func (b *blocks) Assign(arm []uint8, s *rng.Stream) {
	u := b.u[:len(arm)]
	s.Fill(u, 0)
	if len(b.urns) == 1 {
		b.urns[0].deal(arm, u)
		return
	}
	for i := 0; i < len(arm); {
		// The size of a block belongs to the address of its first patient.
		q := s.Sequence(i)
		w := &b.urns[int(q.Next()*float64(len(b.urns)))]
		n := min(w.size(), len(arm)-i)
		w.deal(arm[i:i+n], u[i:i+n])
		i += n
	}
}

// reduce returns the ratio in lowest terms and its sum; nil when it is not in
// whole numbers.
func reduce(ratio []float64) (unit []int, sum int) {
	g := 0
	for _, r := range ratio {
		n := int(r)
		if float64(n) != r {
			return nil, 0
		}
		unit = append(unit, n)
		for m := n; m != 0; {
			g, m = m, g%m
		}
	}
	for i := range unit {
		unit[i] /= g
		sum += unit[i]
	}
	return unit, sum
}
