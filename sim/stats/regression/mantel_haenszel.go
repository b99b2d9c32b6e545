package regression

import "math"

// Table is a two-by-two table of one stratum: patients and successes of each arm.
type Table struct {
	Treated, TreatedSuccesses int
	Control, ControlSuccesses int
}

// split is the table in the notation of the formulas: successes, patients and all.
func (t *Table) split() (a, n1, c, n0, n float64) {
	a, n1 = float64(t.TreatedSuccesses), float64(t.Treated)
	c, n0 = float64(t.ControlSuccesses), float64(t.Control)
	return a, n1, c, n0, n1 + n0
}

// CochranMantelHaenszel is the statistic of the test that no stratum has an effect,
// without continuity correction [mantel1959]. With m successes among the n = n₁ + n₀
// patients of a stratum,
//
//	z = Σ (a − n₁·m/n)/√Σ n₁·n₀·m·(n − m)/(n²·(n − 1))
//
// It is standard normal under the null hypothesis, its square chi-square with one
// degree of freedom; it has the sign of the effect. Strata in which an arm is empty
// or all responses are equal say nothing. NaN unless OK: NoPatients where every
// stratum has an empty arm, else OneCategory where none has both responses.
func CochranMantelHaenszel(strata []Table) (z float64, s Status) {
	excess, variance := 0.0, 0.0
	compared := false
	for i := range strata {
		a, n1, c, n0, n := strata[i].split()
		if n1 == 0 || n0 == 0 {
			continue
		}
		compared = true
		m := a + c
		// a − n₁·m/n = (a·n₀ − c·n₁)/n, which exchanging the arms turns round exactly.
		excess += (float64(a*n0) - float64(c*n1)) / n
		variance += float64(n1*n0) * float64(m*(n-m)) / (float64(n*n) * (n - 1))
	}
	switch {
	case !compared:
		return math.NaN(), NoPatients
	case variance == 0:
		return math.NaN(), OneCategory
	}
	return excess / math.Sqrt(variance), OK
}

// RiskDifference is the Mantel–Haenszel estimate of the risk difference that is
// common to the strata [greenland1985], and its standard error after Sato, which is
// consistent both for many strata and for large ones [sato1989]:
//
//	RD = Σ (a·n₀ − c·n₁)/n ÷ Σ w,  w = n₁·n₀/n
//	SE² = (RD·Σ P + Σ Q)/(Σ w)²
//	P = (n₁²·c − n₀²·a + n₁·n₀·(n₀ − n₁)/2)/n²
//	Q = (a·(n₀ − c) + c·(n₁ − a))/(2n)
//
// In a single stratum it is the unpooled standard error of the difference. Strata in
// which an arm is empty have no weight. NaN unless OK: NoPatients where all are such;
// where SE² is not positive, as when each arm has only successes or only failures,
// the estimate stands, with ZeroVariance and no standard error.
func RiskDifference(strata []Table) (estimate, se float64, s Status) {
	excess, weight, sumP, sumQ := 0.0, 0.0, 0.0, 0.0
	for i := range strata {
		a, n1, c, n0, n := strata[i].split()
		if n1 == 0 || n0 == 0 {
			continue
		}
		excess += (float64(a*n0) - float64(c*n1)) / n
		weight += float64(n1*n0) / n
		sumP += (float64(n1*n1*c) - float64(n0*n0*a) + float64(n1*n0*(n0-n1)/2)) / float64(n*n)
		sumQ += (float64(a*(n0-c)) + float64(c*(n1-a))) / (2 * n)
	}
	if weight == 0 {
		return math.NaN(), math.NaN(), NoPatients
	}
	estimate = excess / weight
	// The products of counts are exact, so what is left of them when the variance is
	// zero is the rounding of the quotients.
	variance := float64(estimate*sumP) + sumQ
	if variance <= 1e-14*(math.Abs(sumP)+sumQ) {
		return estimate, math.NaN(), ZeroVariance
	}
	return estimate, math.Sqrt(variance) / weight, OK
}
