// Package search finds the smallest value of one number of a scenario that
// reaches a goal, by simulation: the smallest size with a power, the bound that
// keeps an error below a level. Where larger values miss the goal it finds the
// largest that reaches it.
//
// # Method
//
// The search goes in rounds. All values of a round are tried on the same trial
// indices, so that neighbors see the same virtual patients and the slope between
// them is known well; every round has indices of its own, so that the level is
// known better with each. Through the values tried goes a smooth monotone curve:
// a straight line on a transformed scale (probit for probabilities, logarithm for
// positive figures) in √x or x, fitted by weighted least squares near the goal.
// Where it crosses the goal is the estimate; the next round is spent there,
// where the decision is open, each time at another neighbor of the crossing,
// since the power of exact tests goes up and down from one size to the next.
// The error of the crossing is that of the fit, by the delta method, inflated
// when the line does not fit its points, and never less than that of the best
// points of all rounds together. The answer is then tried on a fresh seed, since
// the search has chosen it for being good on its own.
package search

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"simrun/sim/base/num"
)

// Estimate is a figure with its standard error.
type Estimate struct {
	Value, SE float64
	N         int64 // trials behind it
}

// Problem is what is searched.
type Problem struct {
	Lo, Hi      float64 // the values allowed
	Step        float64 // only multiples of this are allowed; 0: all values
	Goal        float64
	AtMost      bool // the figure is to be at most the goal; otherwise at least
	Probability bool // the figure is one

	// Try conducts n trials at a value, on the trial indices of a round, and
	// returns the figure over them.
	Try func(x float64, round int, n int64) (Estimate, error)
	// Guess is where theory puts the answer, NaN where it does not know.
	Guess float64

	Precision float64 // stop when the answer is known to this relative standard error; 0: 0.2 %
	Most      int64   // trials to spend at the most; 0: 1,000,000
}

// Point is a value that was tried in a round.
type Point struct {
	X     float64
	Round int
	Estimate
}

// Answer is what the search found.
type Answer struct {
	Reached bool    // some allowed value reaches the goal
	Largest bool    // larger values miss the goal: Value is the largest that reaches it
	Value   float64 // the smallest that does, or the largest; when none does, the best one tried
	SE      float64 // of the crossing
	Lower   float64 // of the values not excluded at 95 %
	Upper   float64
	Curve   []Point // tried, in order of X and round
	Trials  int64   // spent

	crossing crossing
	search   *search
}

// ErrFlat is a figure that does not change between the ends of the range and may
// as well be on either side of the goal.
var ErrFlat = errors.New("the figure does not change between the ends of the range")

const (
	firstBatch = 2048
	z95        = 1.959963984540054
)

// search is one search under way.
type search struct {
	Problem
	points []Point
	spent  int64
	rising bool     // the figure grows with x
	slope  Estimate // of the last line, on the scales of the curve
	last   learnt
}

// Run searches.
func Run(p Problem) (Answer, error) {
	if p.Precision == 0 {
		p.Precision = 0.002
	}
	if p.Most == 0 {
		p.Most = 1_000_000
	}
	s := &search{Problem: p}
	if err := s.start(); err != nil {
		return Answer{}, err
	}
	if a, done := s.ends(); done {
		if !a.Reached {
			if err := s.closer(&a); err != nil {
				return Answer{}, err
			}
		}
		return a, nil
	}
	if s.flat() {
		return Answer{}, ErrFlat
	}
	for round, batch := 1, int64(2*firstBatch); ; round, batch = round+1, 2*batch {
		c := s.fit()
		if s.spent >= s.Most || c.se <= s.tolerance(c.x) {
			return s.answer(c), nil
		}
		batch = s.worth(c, batch)
		for _, step := range s.next(c, round, batch) {
			if err := s.try(step.x, round, step.n); err != nil {
				return Answer{}, err
			}
		}
	}
}

// tolerance is the standard error of the answer at which the search ends.
func (s *search) tolerance(x float64) float64 {
	return max(s.Precision*math.Abs(x), s.Step/10)
}

// worth is how many trials a round is worth at the crossing: no more than are
// likely to bring its error down to the tolerance, since errors fall with the root
// of the trials, and not so many that one round decides alone.
func (s *search) worth(c crossing, batch int64) int64 {
	batch = min(batch, s.Most/8)
	if short := c.se / s.tolerance(c.x); short < 2 {
		enough := 1.1 * float64(s.near()) * (float64(short*short) - 1)
		batch = min(batch, max(int64(enough), 2*firstBatch))
	}
	return batch
}

// near is how many trials have been spent at the crossings of all rounds.
func (s *search) near() int64 {
	most := make([]int64, s.rounds())
	for _, p := range s.points {
		most[p.Round] = max(most[p.Round], p.N)
	}
	sum := int64(0)
	for _, n := range most {
		sum += n
	}
	return sum
}

// start tries the ends of the range, and what lies around the guess or evenly
// between the ends.
func (s *search) start() error {
	var xs []float64
	if g := s.Guess; g > s.Lo && g < s.Hi {
		xs = []float64{s.Lo, 0.8 * g, g, 1.25 * g, s.Hi}
	} else {
		for i := range 5 {
			xs = append(xs, s.between(float64(i)/4))
		}
	}
	for _, x := range xs {
		if err := s.try(x, 0, firstBatch); err != nil {
			return err
		}
	}
	s.rising = s.points[len(s.points)-1].Value > s.points[0].Value
	return nil
}

// flat reports whether the ends of the range cannot be told apart.
func (s *search) flat() bool {
	first, last := s.points[0], s.points[len(s.points)-1]
	return math.Abs(last.Value-first.Value) <= 3*math.Hypot(last.SE, first.SE)
}

// between is a value between the ends, evenly spaced on the scale of the curve.
func (s *search) between(share float64) float64 {
	switch share {
	case 0:
		return s.Lo
	case 1:
		return s.Hi
	}
	a, b := s.abscissa(s.Lo), s.abscissa(s.Hi)
	t := a + float64(share*(b-a))
	if s.Lo > 0 {
		return t * t
	}
	return t
}

// try conducts n trials of a round at x, unless it has been tried in that round.
func (s *search) try(x float64, round int, n int64) error {
	x = s.allowed(num.Clamp(x, s.Lo, s.Hi), math.Round)
	at := len(s.points)
	for i, p := range s.points {
		if p.X == x && p.Round == round {
			return nil
		}
		if p.X > x && at == len(s.points) {
			at = i
		}
	}
	e, err := s.Try(x, round, n)
	if err != nil {
		return err
	}
	s.points = slices.Insert(s.points, at, Point{x, round, e})
	s.spent += e.N
	return nil
}

// allowed is the allowed value that x rounds to.
func (s *search) allowed(x float64, round func(float64) float64) float64 {
	if s.Step == 0 {
		return x
	}
	steps := x / s.Step
	if near := math.Round(steps); math.Abs(steps-near) < 1e-9 {
		steps = near
	}
	return round(steps) * s.Step
}

// ends answers when an end of the range does: all values reach the goal, or none
// does.
func (s *search) ends() (Answer, bool) {
	near, far := s.points[0], s.points[len(s.points)-1]
	if !s.flat() && !s.gains() {
		near, far = far, near
	}
	if s.good(near, 3) {
		return Answer{
			Reached: true, Largest: near.X > far.X, Value: near.X, Lower: near.X, Upper: near.X, Curve: s.points, Trials: s.spent,
		}, true
	}
	if s.bad(far, 3) && (!s.flat() || s.bad(near, 3)) {
		best := slices.MaxFunc(s.points, func(a, b Point) int {
			if s.AtMost {
				a, b = b, a
			}
			return cmp.Compare(a.Value, b.Value)
		})
		return Answer{Value: best.X, Lower: math.NaN(), Upper: math.NaN(), Curve: s.points, Trials: s.spent}, true
	}
	return Answer{}, false
}

// closer looks at the last two values again, on many more trials, when none
// reaches the goal: whether the figure flattens shows there.
func (s *search) closer(a *Answer) error {
	const times = 16
	last := s.points[max(0, len(s.points)-2):]
	for _, x := range []float64{last[0].X, last[len(last)-1].X} {
		if err := s.try(x, 1, times*firstBatch); err != nil {
			return err
		}
	}
	a.Curve, a.Trials = s.points, s.spent
	return nil
}

// gains reports whether a larger x brings the figure toward the goal: then the
// smallest value that reaches it is asked for, otherwise the largest.
func (s *search) gains() bool { return s.rising != s.AtMost }

// good and bad report whether a point is clearly on one side of the goal.
func (s *search) good(p Point, se float64) bool {
	if s.AtMost {
		return p.Value+float64(se*p.SE) <= s.Goal
	}
	return p.Value-float64(se*p.SE) >= s.Goal
}

func (s *search) bad(p Point, se float64) bool {
	if s.AtMost {
		return p.Value-float64(se*p.SE) > s.Goal
	}
	return p.Value+float64(se*p.SE) < s.Goal
}

// step is a number of trials to spend at a value.
type step struct {
	x float64
	n int64
}

// next are the values to try in a round: one at the crossing or next to it, on
// which most trials are spent, and one on either side of it for the slope.
func (s *search) next(c crossing, round int, batch int64) []step {
	d := s.beside(c.x)
	beside := float64(round/2) * s.Step
	if round%2 == 1 {
		beside = -beside
	}
	return []step{{c.x + beside, batch}, {c.x - d, batch / 4}, {c.x + d, batch / 4}}
}

// beside is how far from the crossing the slope is learnt.
func (s *search) beside(x float64) float64 { return max(0.08*math.Abs(x), s.Step) }

// answer is the smallest allowed value that reaches the goal.
func (s *search) answer(c crossing) Answer {
	a := Answer{Reached: true, Largest: !s.gains(), Curve: s.points, Trials: s.spent, search: s}
	a.move(c)
	return a
}

// move puts the answer where the curve meets the goal.
func (a *Answer) move(c crossing) {
	s := a.search
	a.crossing, a.SE = c, c.se
	// The answer is on the side from which the goal is reached.
	outward := math.Ceil
	if !s.gains() {
		outward = math.Floor
	}
	margin := float64(z95 * c.se)
	a.Value = num.Clamp(s.allowed(c.x, outward), s.Lo, s.Hi)
	a.Lower, a.Upper = max(s.allowed(c.x-margin, outward), s.Lo), min(s.allowed(c.x+margin, outward), s.Hi)
}

// Excludes reports whether an estimate at the answer is clearly on the wrong side
// of the goal.
func (a *Answer) Excludes(e Estimate) bool {
	return a.search != nil && a.search.bad(Point{Estimate: e}, z95)
}

// Update moves the answer by an estimate at it that is independent of the
// search: where the curve through that estimate meets the goal is another
// estimate of the crossing, and the two are averaged by their precision.
func (a *Answer) Update(e Estimate) {
	s := a.search
	y, se := s.ordinate(e)
	goal, _ := s.ordinate(Estimate{Value: s.Goal, N: math.MaxInt32})
	b, away := s.slope.Value, (goal-y)/s.slope.Value
	variance := (float64(se*se) + float64(away*away*s.slope.SE*s.slope.SE)) / float64(b*b)
	own := s.cross(s.abscissa(a.Value)+away, variance)
	w, v := 1/float64(a.crossing.se*a.crossing.se), 1/float64(own.se*own.se)
	a.move(crossing{(float64(w*a.crossing.x) + float64(v*own.x)) / (w + v), 1 / math.Sqrt(w+v)})
}
