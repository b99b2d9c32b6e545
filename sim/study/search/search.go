// Package search finds the smallest value of one number of a scenario that
// reaches a goal, by simulation: the smallest size with a power, the bound that
// keeps an error below a level.
//
// # Method
//
// Every value is tried on the same trial indices, so that neighbors see the same
// virtual patients. Through the values tried goes a smooth monotone curve: a
// straight line on a transformed scale (probit for probabilities, logarithm for
// positive figures) in √x or x, fitted by weighted least squares near the goal.
// Where it crosses the goal is the estimate; the next trials are spent there,
// where the decision is open, until the crossing is known to the precision
// asked for. The error of the crossing is that of the fit, by the delta method,
// inflated when the line does not fit its points, and never less than that of
// the best single point, since points on common random numbers err together. The answer is then tried on a
// fresh seed, since the search has chosen it for being good on its own.
package search

import (
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

	// Try conducts more trials at a value, until it has n in all, on the seed of
	// the search, and returns the figure over all of them.
	Try func(x float64, n int64) (Estimate, error)
	// Guess is where theory puts the answer, NaN where it does not know.
	Guess float64

	Precision float64 // stop when the answer is known to this relative standard error; 0: 0.2 %
	Most      int64   // trials to spend at the most; 0: 1,000,000
}

// Point is a value that was tried.
type Point struct {
	X float64
	Estimate
}

// Answer is what the search found.
type Answer struct {
	Reached bool    // some allowed value reaches the goal
	Value   float64 // the smallest that does; when none does, the best one tried
	SE      float64 // of the crossing
	Lower   float64 // of the values not excluded at 95 %
	Upper   float64
	Curve   []Point // tried, in order of X
	Trials  int64   // spent

	crossing crossing
	search   *search
}

// ErrFlat is a figure that does not change between the ends of the range.
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
	rising bool    // the figure grows with x
	slope  float64 // of the last line, on the scales of the curve
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
		return a, nil
	}
	for batch := int64(2 * firstBatch); ; batch = min(2*batch, s.Most/8) {
		c := s.fit()
		if s.spent >= s.Most || c.se <= s.Precision*math.Abs(c.x) || s.Step > 0 && c.se <= s.Step/10 {
			return s.answer(c), nil
		}
		for _, step := range s.next(c, batch) {
			if err := s.try(step.x, step.n); err != nil {
				return Answer{}, err
			}
		}
	}
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
		if err := s.try(x, firstBatch); err != nil {
			return err
		}
	}
	first, last := s.points[0], s.points[len(s.points)-1]
	s.rising = last.Value > first.Value
	if math.Abs(last.Value-first.Value) <= 3*math.Hypot(last.SE, first.SE) {
		return ErrFlat
	}
	return nil
}

// between is a value between the ends, evenly spaced on the scale of the curve.
func (s *search) between(share float64) float64 {
	a, b := s.abscissa(s.Lo), s.abscissa(s.Hi)
	t := a + float64(share*(b-a))
	if s.Lo > 0 {
		return t * t
	}
	return t
}

// try conducts n more trials at x.
func (s *search) try(x float64, n int64) error {
	x = s.allowed(num.Clamp(x, s.Lo, s.Hi), math.Round)
	at, found := slices.BinarySearchFunc(s.points, x, func(p Point, x float64) int {
		switch {
		case p.X < x:
			return -1
		case p.X > x:
			return 1
		}
		return 0
	})
	if !found {
		s.points = slices.Insert(s.points, at, Point{X: x})
	}
	p := &s.points[at]
	e, err := s.Try(x, p.N+n)
	if err != nil {
		return err
	}
	s.spent += e.N - p.N
	p.Estimate = e
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
	lo, hi := s.points[0], s.points[len(s.points)-1]
	if s.good(lo, 3) {
		return Answer{Reached: true, Value: lo.X, Lower: lo.X, Upper: lo.X, Curve: s.points, Trials: s.spent}, true
	}
	if s.bad(hi, 3) && s.gains() {
		best := slices.MaxFunc(s.points, func(a, b Point) int {
			if s.AtMost {
				a, b = b, a
			}
			return int(math.Copysign(1, a.Value-b.Value))
		})
		return Answer{Value: best.X, Lower: math.NaN(), Upper: math.NaN(), Curve: s.points, Trials: s.spent}, true
	}
	return Answer{}, false
}

// gains reports whether a larger x brings the figure toward the goal: then a bad
// upper end means that no value reaches it.
func (s *search) gains() bool { return s.rising != s.AtMost }

// good and bad report whether a point is clearly on one side of the goal.
func (s *search) good(p Point, se float64) bool {
	if s.AtMost {
		return p.Value+se*p.SE <= s.Goal
	}
	return p.Value-se*p.SE >= s.Goal
}

func (s *search) bad(p Point, se float64) bool {
	if s.AtMost {
		return p.Value-se*p.SE > s.Goal
	}
	return p.Value+se*p.SE < s.Goal
}

// step is a number of trials to spend at a value.
type step struct {
	x float64
	n int64
}

// next are the values to try: one near the crossing, on which most trials are
// spent, and one on either side of it for the slope. Values tried before are
// preferred: what is known of them stays.
func (s *search) next(c crossing, batch int64) []step {
	d := 0.08 * math.Abs(c.x)
	d = max(d, s.Step)
	near := 0.02 * math.Abs(c.x)
	return []step{
		{s.known(c.x, near), batch},
		{s.known(c.x-d, 2*near), batch / 4},
		{s.known(c.x+d, 2*near), batch / 4},
	}
}

// known is the most tried value within a distance of x, or x itself.
func (s *search) known(x, near float64) float64 {
	best := Point{X: x}
	for _, p := range s.points {
		if math.Abs(p.X-x) <= near && p.N > best.N {
			best = p
		}
	}
	return best.X
}

// answer is the smallest allowed value that reaches the goal.
func (s *search) answer(c crossing) Answer {
	a := Answer{Reached: true, Curve: s.points, Trials: s.spent, search: s}
	a.move(c)
	return a
}

// move puts the answer where the curve meets the goal.
func (a *Answer) move(c crossing) {
	s := a.search
	a.crossing, a.SE = c, c.se
	// What is smallest is on the side from which the goal is reached.
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
	own := s.cross(s.abscissa(a.Value)+(goal-y)/s.slope, float64(se*se)/float64(s.slope*s.slope))
	w, v := 1/float64(a.crossing.se*a.crossing.se), 1/float64(own.se*own.se)
	a.move(crossing{(float64(w*a.crossing.x) + float64(v*own.x)) / (w + v), 1 / math.Sqrt(w+v)})
}
