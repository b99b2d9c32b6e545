package analysis

import (
	"math"
	"testing"

	"simrun/sim/base/num"
)

func TestStudentFollowsStudentZ(t *testing.T) {
	worst := map[int]float64{}
	for df := 1; df < studentMost; df++ {
		var s student
		s.fit(float64(df))
		edge := math.Sqrt(float64(df))
		w := 0.0
		for k := 1; k <= 400; k++ {
			x := edge * float64(k) / 400
			want := num.StudentZ(x, float64(df))
			w = max(w, math.Abs(s.z(x)/want-1))
		}
		worst[df] = w
		if df < 12 || df&(df-1) == 0 || w > 2e-14 {
			t.Log(df, w)
		}
	}
}
