package num

import "math"

// powerLaw is where the tail of Student's law is proportional to t^(−df) to
// beyond double precision; further out t² might overflow.
const powerLaw = 1e100

// StudentCDF returns the distribution function of Student's t law with df > 0
// degrees of freedom (not necessarily whole), equal to StudentSurvival(−t, df).
//
// Edges: 0 at −Inf, 1 at +Inf; df = +Inf is the normal law; NaN for df ≤ 0 and
// NaN.
func StudentCDF(t, df float64) float64 { return StudentSurvival(-t, df) }

// StudentSurvival returns the upper tail P(T > t) of Student's t law with
// df > 0 degrees of freedom. For results R down to 1e-300 the relative error is
// below 2e-14 + 5e-16·|ln R|.
//
// Edges: as StudentCDF, mirrored.
func StudentSurvival(t, df float64) float64 {
	tail, center := studentTails(math.Abs(t), df)
	if t < 0 {
		return 0.5 + center
	}
	return tail
}

// studentTails returns P(T > t) and P(0 < T < t) for t ≥ 0, each with relative
// precision.
func studentTails(t, df float64) (tail, center float64) {
	if math.IsInf(df, 1) {
		return NormalSurvival(t), 0.5 * Erf(t*halfSqrt2)
	}
	if t != t || !(df > 0) {
		return math.NaN(), math.NaN()
	}
	if t > powerLaw {
		tail, _ = studentTails(powerLaw, df)
		tail = float64(tail * Pow(powerLaw/t, df))
		return tail, 0.5 - tail
	}
	if df >= seriesFreedom && t >= seriesCenter && float64(t*t) <= seriesReach*df {
		tail = studentSeries(t, df)
		return tail, 0.5 - tail
	}
	x, y := studentShares(t, df)
	p, q := betaTails(0.5*df, 0.5, x, y)
	return float64(0.5 * p), float64(0.5 * q)
}

// studentShares returns df/(df+t²) and t²/(df+t²) for t ≤ powerLaw.
func studentShares(t, df float64) (x, y float64) {
	t2 := float64(t * t)
	return df / (df + t2), t2 / (df + t2)
}

// StudentZ returns the normal deviate z with the same upper-tail probability
// as t has under Student's law with df > 0 degrees of freedom: an odd,
// increasing function of t with |z| < |t|, precise also in tails whose
// probability is far below the smallest float64, and next to 0: relative error below 1e-14 up
// to df = 1e4.
//
// Edges: StudentZ(±0, df) = ±0, ±Inf at ±Inf, t itself for df = +Inf; NaN for
// df ≤ 0 and NaN.
func StudentZ(t, df float64) float64 {
	if t == 0 || math.IsInf(df, 1) || !(df > 0) {
		if !(df > 0) {
			return math.NaN()
		}
		return t
	}
	a := math.Abs(t)
	tail, center := studentTails(a, df)
	var z float64
	switch {
	case center < 0x1p-8:
		z = quantileTable[quantileCells].rise(-center)
	case tail > 1e-290:
		z = -NormalQuantile(tail)
	case math.IsInf(a, 1):
		z = a
	default:
		z = quantileTailLog(studentLogTail(a, df))
	}
	return math.Copysign(z, t)
}

// studentLogTail returns ln P(T > t) for t far above the center, also where P
// underflows.
func studentLogTail(t, df float64) float64 {
	if t > powerLaw {
		return studentLogTail(powerLaw, df) - float64(df*Log(t/powerLaw))
	}
	x, y := studentShares(t, df)
	scale, e := betaExponent(0.5*df, 0.5, x, y)
	return e + Log(0.5*scale*betaFraction(0.5*df, 0.5, x, y))
}

// StudentQuantile returns the t with lower-tail probability p under Student's
// law with df > 0 degrees of freedom, with a relative error below 1e-13
// for 0.1 ≤ df ≤ 1e6.
//
// Edges: −Inf at 0, +Inf at 1, 0 at ½; the normal quantile for df = +Inf; NaN
// for p outside [0, 1], df ≤ 0, and NaN.
func StudentQuantile(p, df float64) float64 {
	switch {
	case !(p >= 0 && p <= 1 && df > 0):
		return math.NaN()
	case p == 0 || p == 1 || p == 0.5 || math.IsInf(df, 1):
		return NormalQuantile(p)
	case p < 0.25:
		return -studentFar(p, df)
	case p > 0.75:
		return studentFar(1-p, df)
	}
	return math.Copysign(studentNear(math.Abs(p-0.5), df), p-0.5)
}

// studentFar solves P(T > t) = q < ¼ by Newton's rule for ln P as a function
// of ln t, which is concave: from the second step on, the iterates fall to
// the solution.
func studentFar(q, df float64) float64 {
	t := -NormalQuantile(q)
	logq := Log(q)
	for range 200 {
		tail, _ := studentTails(t, df)
		slope := df // −d ln P/d ln t in the power law
		if t <= powerLaw {
			x, y := studentShares(t, df)
			slope = betaDensity(0.5*df, 0.5, x, y) / tail
		}
		step := (Log(tail) - logq) / slope
		t *= Exp(step)
		if math.Abs(step) < 1e-15 || math.IsInf(t, 1) {
			break
		}
	}
	return t
}

// studentNear solves P(0 < T < t) = c ≤ ¼ by Newton's rule; the function is
// concave, so that the iterates rise to the solution.
func studentNear(c, df float64) float64 {
	t := c * sqrt2Pi
	for range 60 {
		x, y := studentShares(t, df)
		_, center := studentTails(t, df)
		step := (c - center) / betaDensity(0.5*df, 0.5, x, y)
		t += float64(t * step)
		if math.Abs(step) < 1e-15 {
			break
		}
	}
	return t
}
