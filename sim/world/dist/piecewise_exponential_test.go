package dist

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// TestTimeIsTheSmallest looks at a cumulative hazard that is level for a while.
func TestTimeIsTheSmallest(t *testing.T) {
	l := law(t, `kind = "piecewise_exponential", from = [0, 2, 4], rate = [0.5, 0, 1]`).(Lifetime)
	for _, c := range [][2]float64{{0, 0}, {0.5, 1}, {1, 2}, {1.5, 4.5}} {
		if got := l.Time(c[0]); got != c[1] {
			t.Errorf("time(%v) = %v, want %v", c[0], got, c[1])
		}
	}
	if got := l.Time(math.Nextafter(1, 2)); got < 4 {
		t.Errorf("time just above 1 is %v, want 4", got)
	}
}

// TestPiecesJoin looks at the nearest neighbors of the cumulative hazard at
// change points.
func TestPiecesJoin(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		a, b := r.Float64(), r.Float64()
		l := law(t, fmt.Sprintf(`kind = "piecewise_exponential", from = [0, %v, %v], rate = [%v, %v, %v]`, a, a+b, r.Float64(), r.Float64(), r.Float64())).(*PiecewiseExponential)
		for j, h := range l.hazard[1:] {
			below, at, above := l.Time(math.Nextafter(h, 0)), l.Time(h), l.Time(math.Nextafter(h, 9))
			if !(below <= at && at <= l.From[j+1] && at <= above) {
				t.Errorf("times %v, %v, %v around %v of %v, %v", below, at, above, l.From[j+1], l.From, l.rate)
			}
		}
	}
}
