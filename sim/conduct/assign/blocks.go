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
// the reduced ratio. The last block may stay incomplete. With by, each combination
// of the categories has blocks of its own.
type Blocks struct {
	// Size is the number of patients in every block.
	Size *int `toml:"size" range:"[1,inf)"`
	// Sizes holds the numbers of patients that a block may have.
	Sizes []int `toml:"sizes" range:"[1,inf)"`
	// Strata names covariates with categories, within whose combinations the patients are assigned.
	Strata []string `toml:"by,later"`
}

var _ = Kinds.Add("blocks", &Blocks{})

// Check reports when not exactly one parameter is given.
func (b *Blocks) Check(p *spec.Problems) {
	if (b.Size == nil) == (len(b.Sizes) == 0) {
		p.Add("needs exactly one of size, sizes", "size = 4 makes every block one of 4 patients")
	}
}

// By names the covariates that make the strata.
func (b *Blocks) By() []string { return b.Strata }

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
	if a.Strata > 0 {
		w.sorted, w.own, w.begin = make([]int32, a.Size), make([]uint8, a.Size), make([]int32, a.Strata+1)
	}
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

	// With strata:
	sorted []int32 // patients by stratum, in order of entry
	own    []uint8 // their arms
	begin  []int32 // by stratum: its first place in sorted
}

// Assign fills and empties an urn for each block.
func (b *blocks) Assign(arm []uint8, s *rng.Stream) {
	u := b.u[:len(arm)]
	s.Fill(u, 0)
	b.deal(arm, u, nil, s)
}

// AssignWithin fills and empties urns stratum by stratum.
func (b *blocks) AssignWithin(arm []uint8, stratum []int32, s *rng.Stream) {
	n := len(arm)
	sorted, own, u := b.sorted[:n], b.own[:n], b.u[:n]
	b.sort(stratum[:n])
	for i, patient := range sorted {
		u[i] = s.Uniform(int(patient))
	}
	for k := range len(b.begin) - 1 {
		lo, hi := b.begin[k], b.begin[k+1]
		b.deal(own[lo:hi], u[lo:hi], sorted[lo:hi], s)
	}
	for i, patient := range sorted {
		arm[patient] = own[i]
	}
}

// sort lists the patients by stratum, each in order of entry.
func (b *blocks) sort(stratum []int32) {
	clear(b.begin)
	for _, k := range stratum {
		b.begin[k+1]++
	}
	for k := 1; k < len(b.begin); k++ {
		b.begin[k] += b.begin[k-1]
	}
	for i, k := range stratum {
		b.sorted[b.begin[k]] = int32(i)
		b.begin[k]++
	}
	// Each place has moved to the one after.
	copy(b.begin[1:], b.begin)
	b.begin[0] = 0
}

// deal assigns patients from their uniforms; patient has their numbers, nil when
// they are all.
func (b *blocks) deal(arm []uint8, u []float64, patient []int32, s *rng.Stream) {
	if len(b.urns) == 1 {
		b.urns[0].deal(arm, u)
		return
	}
	for i := 0; i < len(arm); {
		// The size of a block belongs to the address of its first patient.
		first := i
		if patient != nil {
			first = int(patient[i])
		}
		q := s.Sequence(first)
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
