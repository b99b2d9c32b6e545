package search

import (
	"errors"
	"math"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/base/rng"
)

// power is the power of a z test with x patients, by simulation: trial i rejects
// when its uniform is below the power, so that all x of a round share their draws.
func simulated(f func(x float64) float64) func(x float64, round int, n int64) (Estimate, error) {
	return seeded(1, f)
}

// seeded is the same on another seed.
func seeded(seed uint64, f func(x float64) float64) func(x float64, round int, n int64) (Estimate, error) {
	slot := rng.NewSlot("search.test")
	return func(x float64, round int, n int64) (Estimate, error) {
		var s rng.Stream
		p, k := f(x), 0
		for i := range n {
			s.Seek(seed, int64(round)<<40+i, slot)
			if s.Uniform(0) < p {
				k++
			}
		}
		rate := float64(k) / float64(n)
		return Estimate{rate, math.Sqrt(rate * (1 - rate) / float64(n)), n}, nil
	}
}

// zPower is the one-sided power of n patients at effect delta and level .025.
func zPower(delta float64) func(n float64) float64 {
	return func(n float64) float64 {
		return num.NormalCDF(delta*math.Sqrt(n)/2 - 1.959963984540054)
	}
}

// exactSize is the smallest n with the power.
func exactSize(delta, power float64) float64 {
	z := 1.959963984540054 + num.NormalQuantile(power)
	return math.Ceil(4 * z * z / (delta * delta))
}

func TestSmallestSize(t *testing.T) {
	for _, c := range []struct{ delta, power, guess float64 }{
		{0.25, 0.9, math.NaN()}, {0.25, 0.8, 500}, {0.5, 0.9, math.NaN()}, {0.1, 0.95, math.NaN()}, {0.3, 0.5, 300},
	} {
		a, err := Run(Problem{
			Lo: 10, Hi: 10_000, Step: 1, Goal: c.power, Probability: true,
			Try: simulated(zPower(c.delta)), Guess: c.guess,
		})
		if err != nil || !a.Reached {
			t.Fatalf("%v: %v, reached %v", c, err, a.Reached)
		}
		// 5.33 standard errors: false alarms once in 1e7; one for the rounding.
		want := exactSize(c.delta, c.power)
		if math.Abs(a.Value-want) > 5.33*a.SE+1 {
			t.Errorf("%v: answer %v (SE %.2f), want %v", c, a.Value, a.SE, want)
		}
		if a.SE > 0.01*want {
			t.Errorf("%v: SE %v after %d trials is more than a hundredth of %v", c, a.SE, a.Trials, want)
		}
		if !(a.Lower <= a.Value && a.Value <= a.Upper) {
			t.Errorf("%v: %v lies outside %v to %v", c, a.Value, a.Lower, a.Upper)
		}
	}
}

func TestFallingFigures(t *testing.T) {
	// The half width of an interval falls with the size: 1.96·2/√n ≤ 0.2 from 385 on.
	a, err := Run(Problem{
		Lo: 20, Hi: 5000, Step: 1, Goal: 0.2, AtMost: true, Guess: math.NaN(),
		Try: func(x float64, _ int, n int64) (Estimate, error) {
			return Estimate{1.959963984540054 * 2 / math.Sqrt(x), 1e-4 / math.Sqrt(float64(n)), n}, nil
		},
	})
	if err != nil || a.Value != 385 {
		t.Errorf("answer is %v (%v), want 385", a.Value, err)
	}
}

func TestGoalOutOfReach(t *testing.T) {
	// Power flattens at .6.
	f := func(n float64) float64 { return 0.6 * zPower(0.5)(n) }
	a, err := Run(Problem{Lo: 10, Hi: 2000, Step: 1, Goal: 0.9, Probability: true, Try: simulated(f), Guess: math.NaN()})
	if err != nil || a.Reached {
		t.Errorf("reached %v, error %v, want a plain no", a.Reached, err)
	}
}

func TestAllValuesReachTheGoal(t *testing.T) {
	a, err := Run(Problem{Lo: 2000, Hi: 9000, Step: 1, Goal: 0.5, Probability: true, Try: simulated(zPower(0.12)), Guess: math.NaN()})
	if err != nil || !a.Reached || a.Value != 2000 {
		t.Errorf("answer %v, reached %v, error %v, want the lower end", a.Value, a.Reached, err)
	}
}

func TestFlatFigure(t *testing.T) {
	run := func(p float64) (Answer, error) {
		return Run(Problem{Lo: 10, Hi: 2000, Goal: 0.9, Probability: true, Try: simulated(func(float64) float64 { return p }), Guess: math.NaN()})
	}
	if _, err := run(0.9); !errors.Is(err, ErrFlat) {
		t.Errorf("error is %v, want ErrFlat", err)
	}
	if a, err := run(0.05); err != nil || a.Reached {
		t.Errorf("reached %v, error %v, want a plain no", a.Reached, err)
	}
	if a, err := run(0.99); err != nil || !a.Reached || a.Value != 10 {
		t.Errorf("answer %v, reached %v, error %v, want the lower end", a.Value, a.Reached, err)
	}
}

func TestErrorsEndTheSearch(t *testing.T) {
	bad := errors.New("no")
	_, err := Run(Problem{Lo: 1, Hi: 2, Goal: 1, Try: func(float64, int, int64) (Estimate, error) { return Estimate{}, bad }})
	if !errors.Is(err, bad) {
		t.Errorf("error is %v", err)
	}
}

func TestUpdateAverages(t *testing.T) {
	f := zPower(0.25)
	a, err := Run(Problem{Lo: 10, Hi: 10_000, Step: 1, Goal: 0.9, Probability: true, Try: simulated(f), Guess: math.NaN(), Precision: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	before := a.SE
	const n = 1_000_000
	at := a.Value
	p := f(at)
	a.Update(Estimate{p, math.Sqrt(p * (1 - p) / n), n})
	if want := exactSize(0.25, 0.9); math.Abs(a.Value-want) > 5.33*a.SE+1 {
		t.Errorf("updated to %v (SE %.2f), want %v", a.Value, a.SE, want)
	}
	if !(a.SE < before/2) {
		t.Errorf("SE is %v after %v trials more, was %v", a.SE, n, before)
	}
}

// The errors that the search states are those it makes: over many seeds the
// squared standardized errors sum to no more than the 1e-7 quantile of a
// chi-square law of as many degrees of freedom allows; for coarse and fine
// searches, all values or steps, with no guess, a good and a bad one.
func TestStatedErrorsHold(t *testing.T) {
	const runs = 60
	want := 4 * math.Pow(1.959963984540054+1.2815515655446, 2) / 0.0625 // 672.5
	for _, c := range []struct{ precision, guess, step float64 }{
		{0.02, math.NaN(), 0}, {0.01, 650, 0}, {0.01, 1500, 0}, {0.01, 100, 2}, {0.004, math.NaN(), 2}, {0.004, 672, 0},
	} {
		sum := 0.0
		for seed := range uint64(runs) {
			a, err := Run(Problem{
				Lo: 40, Hi: 4000, Step: c.step, Goal: 0.9, Probability: true, Guess: c.guess, Precision: c.precision,
				Try: seeded(seed, zPower(0.25)),
			})
			if err != nil {
				t.Fatal(err)
			}
			d := (a.crossing.x - want) / a.SE
			sum += d * d
		}
		// R 4.2.2: qchisq(1e-7, 60, lower.tail = FALSE) = 131.78
		if sum > 131.78 {
			t.Errorf("%v: squared standardized errors sum to %.1f over %d runs", c, sum, runs)
		}
		t.Logf("%v: mean square %.2f", c, sum/runs)
	}
}

// The curve around the answer holds what it says, at the answer and a tenth away.
func TestLearntCurve(t *testing.T) {
	f := zPower(0.25)
	a, err := Run(Problem{Lo: 10, Hi: 10_000, Goal: 0.9, Probability: true, Try: simulated(f), Guess: math.NaN(), Precision: 0.01})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []float64{a.Value, 0.9 * a.Value, 1.1 * a.Value} {
		b := a.At(x)
		if se := (b.Upper - b.Lower) / (2 * z95); math.Abs(b.Value-f(x)) > 5.33*se || !(se < 0.015) {
			t.Errorf("at %.1f the curve says %.4f (%.4f to %.4f), truth is %.4f", x, b.Value, b.Lower, b.Upper, f(x))
		}
	}
	if b := new(Answer).At(1); !math.IsNaN(b.Value) {
		t.Errorf("no search has learnt %v", b)
	}
}
