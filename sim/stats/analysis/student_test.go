package analysis

import (
	"math"
	"testing"

	"simrun/sim/base/num"
)

// TestStudentFollowsStudentZ: the polynomial is within 1e-13 of the exact deviate
// for every df that has one, in its range and at its edge.
func TestStudentFollowsStudentZ(t *testing.T) {
	const points = 24
	for df := 1; df < studentMost; df++ {
		if testing.Short() && df > 64 && df%37 != 0 {
			continue
		}
		var s student
		s.fit(float64(df))
		for k := 0; k <= points; k++ {
			// Not evenly spaced, and the edge and a point beyond it included.
			x := math.Sqrt(float64(df)*float64(k)/(points-1)) * (1 - 1e-12)
			want := num.StudentZ(x, float64(df))
			got := s.z(x)
			if !(math.Abs(got-want) <= 1e-13*want) {
				t.Fatalf("df %d, t = %v: z is %.17g, want %.17g", df, x, got, want)
			}
			if s.z(-x) != -got {
				t.Fatalf("df %d: z(%v) is not −z(%v)", df, -x, x)
			}
		}
	}
}

// TestDeviateForgetsNothing: the deviate does not depend on what was asked before.
func TestDeviateForgetsNothing(t *testing.T) {
	h := &Hypothesis{Pairs: versus, Alpha: 0.05}
	fresh := func() *tMeans { return (&T{}).New(h, Shape{Patients: 4000, Arms: 2}).(*tMeans) }
	old := fresh()
	for _, df := range []int{3, 198, 3, studentMost - 1, studentMost, 3000, 198, 1} {
		for _, x := range []float64{-40, -1.5, 0, 0.3, 2, 1e10} {
			if got, want := old.deviate(x, df), fresh().deviate(x, df); got != want {
				t.Errorf("df %d, t = %v: %v, then %v", df, x, want, got)
			}
		}
		if old.quantile(df) != fresh().quantile(df) {
			t.Errorf("df %d: the quantile depends on the past", df)
		}
	}
}
