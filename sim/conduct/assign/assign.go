package assign

import (
	"embed"

	"simrun/sim/base/rng"
	"simrun/sim/base/spec"
)

//go:embed *.go
var sources embed.FS

// Rule is a way of assigning patients to arms, as a scenario declares it. New
// reports a problem when the allocation does not suit the rule; the assigner it
// returns belongs to one worker.
type Rule interface {
	spec.Kind
	New(a *Allocation, p *spec.Problems) Assigner
}

// Assigner assigns the patients of one trial, in order of entry, from the
// column s.
type Assigner interface {
	Assign(arm []uint8, s *rng.Stream)
}

// Stratified is a rule that can assign within the combinations of the categories
// of covariates. Its assigner is a Within when By names any.
type Stratified interface {
	Rule
	By() []string
}

// Within assigns the patients of every stratum as if they were a trial of their
// own: stratum has the number of each patient's, below the Strata of the
// allocation.
type Within interface {
	Assigner
	AssignWithin(arm []uint8, stratum []int32, s *rng.Stream)
}

// Kinds is the list of rules.
var Kinds = spec.NewKinds[Rule]("assignment", sources)

// Allocation is how many patients each arm is to have.
type Allocation struct {
	Size    int
	Ratio   []float64 // by arm, positive
	Control int       // index of the control arm
	Strata  int       // number of strata of a Stratified rule; 0: none
}

// order lists the arms as rules walk them: the treated arms in file order, then
// the control.
func (a *Allocation) order() []uint8 {
	arms := make([]uint8, 0, len(a.Ratio))
	for i := range a.Ratio {
		if i != a.Control {
			arms = append(arms, uint8(i))
		}
	}
	return append(arms, uint8(a.Control))
}

// Unit is the number of parts of the reduced ratio, such as 3 for 2:1; 0 when the
// ratio is not in whole numbers.
func (a *Allocation) Unit() int {
	_, sum := reduce(a.Ratio)
	return sum
}

// Targets is the number of patients for each arm: size in proportion to the
// ratio, rounded by largest remainder, ties in file order.
func (a *Allocation) Targets() []int {
	sum := 0.0
	for _, r := range a.Ratio {
		sum += r
	}
	targets, rest := make([]int, len(a.Ratio)), make([]float64, len(a.Ratio))
	left := a.Size
	for i, r := range a.Ratio {
		exact := float64(a.Size) * r / sum
		targets[i] = int(exact)
		rest[i] = exact - float64(targets[i])
		left -= targets[i]
	}
	for ; left > 0; left-- {
		best := 0
		for i := range rest {
			// Remainders that differ by rounding only are ties.
			if rest[i] > rest[best]+1e-9 {
				best = i
			}
		}
		targets[best]++
		rest[best] = -1
	}
	return targets
}

// urn holds balls for the arms, in the order of the walk; drawing without
// replacement from it makes every order of the balls equally likely.
type urn struct {
	arms []uint8
	full []int // balls by place in the walk, when full
	left []int
	rest int
}

func newUrn(a *Allocation, balls []int) urn {
	u := urn{arms: a.order(), left: make([]int, len(balls))}
	for _, arm := range u.arms {
		u.full = append(u.full, balls[arm])
	}
	return u
}

func (u *urn) fill() {
	copy(u.left, u.full)
	u.rest = u.size()
}

// size is the number of balls in the full urn.
func (u *urn) size() int {
	sum := 0
	for _, n := range u.full {
		sum += n
	}
	return sum
}

// deal draws for one patient after the other, filling the urn whenever it is
// empty.
func (u *urn) deal(arm []uint8, v []float64) {
	u.rest = 0
	if len(u.arms) == 2 {
		u.dealTwo(arm, v)
		return
	}
	for i, x := range v {
		if u.rest == 0 {
			u.fill()
		}
		arm[i] = u.draw(x)
	}
}

// dealTwo is deal for two arms: the patient is treated when the whole part of
// v·rest is below the number of treated left.
//
// Note: it has no branch that depends on a draw, and nothing but a comparison
// and a subtraction waits for the draw before; with a branch the processor
// guesses wrong for every other patient, which took five times as long.
func (u *urn) dealTwo(arm []uint8, v []float64) {
	treated, control := u.arms[0], u.arms[1]
	left, rest := 0, 0
	arm = arm[:len(v)]
	for i, x := range v {
		if rest == 0 {
			left, rest = u.full[0], u.full[0]+u.full[1]
		}
		// The product may round up to all that is left.
		ball := min(int(x*float64(rest)), rest-1)
		t := 0
		if ball < left {
			t = 1
		}
		arm[i] = control + uint8(t)*(treated-control)
		left -= t
		rest--
	}
}

// draw takes one ball: the first place in the walk at which the cumulative
// number left exceeds v times the number left.
func (u *urn) draw(v float64) uint8 {
	x := v * float64(u.rest)
	u.rest--
	sum, last := 0, 0
	for i, n := range u.left {
		sum += n
		if n > 0 {
			last = i
		}
		if x < float64(sum) {
			break
		}
	}
	// The product may round up to all that is left: then last is the last arm
	// that has a ball.
	u.left[last]--
	return u.arms[last]
}
