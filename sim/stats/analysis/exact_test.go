package analysis

import (
	"math"
	"math/big"
	"testing"

	"simrun/sim/base/num"
	"simrun/sim/world/cohort"
)

// rejections is the exact probability with which a test of n1 treated with success
// probability p1 and n0 controls with p0 rejects, by enumeration of all tables.
func rejections(test Test, h *Hypothesis, n1, n0 int, p1, p0 float64) float64 {
	a := newTables(test.New(h, Shape{Patients: n1 + n0, Arms: 2}).(*tables).tableTest, h, Shape{Patients: n1 + n0, Arms: 2})
	sum := 0.0
	for x1 := range n1 + 1 {
		w1 := num.BinomialPMF(x1, n1, p1)
		for x0 := range n0 + 1 {
			if w := w1 * num.BinomialPMF(x0, n0, p0); w > 1e-14 {
				var e Evidence
				a.compute(table{int32(x1), int32(n1), int32(x0), int32(n0)}, &e)
				if e.P <= h.Alpha {
					sum += w
				}
			}
		}
	}
	return sum
}

// TestFarringtonManningPublished: Farrington and Manning simulate a power of .813
// for 80 patients an arm; the exact values are computed independently. Without a
// margin of safety the test exceeds its level.
func TestFarringtonManningPublished(t *testing.T) {
	h := &Hypothesis{Pairs: versus, Alternative: Greater, Margin: 0.2, Alpha: 0.05}
	for _, c := range []struct{ p1, p0, want float64 }{{0.4, 0.05, 0.8132}, {0.25, 0.05, 0.0553}} {
		got := rejections(&FarringtonManning{}, h, 80, 80, c.p1, c.p0)
		if !(math.Abs(got-c.want) <= 0.00005) {
			t.Errorf("%v against %v: rejects with probability %.6f, want %v", c.p1, c.p0, got, c.want)
		}
	}
}

// TestFarringtonManningSizes: exact power of non-inferiority by 10 points, one-sided
// at 2.5 %, with the same probability in both arms.
func TestFarringtonManningSizes(t *testing.T) {
	h := &Hypothesis{Pairs: versus, Alternative: Greater, Margin: -0.1, Alpha: 0.025}
	for _, c := range []struct {
		n        int
		p, least float64
	}{{422, 0.28, 0.9}, {315, 0.28, 0.8}, {503, 0.6, 0.9}, {372, 0.6, 0.8}} {
		if testing.Short() && c.n > 320 {
			continue
		}
		power := rejections(&FarringtonManning{}, h, c.n, c.n, c.p, c.p)
		if !(power >= c.least && power < c.least+0.002) {
			t.Errorf("%d per arm at %v: power %.6f, want just %v", c.n, c.p, power, c.least)
		}
	}
	for _, c := range []struct{ p, want float64 }{{0.28, 0.128}, {0.6, 0.125}} {
		if power := rejections(&FarringtonManning{}, h, 30, 28, c.p, c.p); !(math.Abs(power-c.want) <= 0.0005) {
			t.Errorf("30 against 28 at %v: power %.6f, want %v", c.p, power, c.want)
		}
	}
}

// TestBoschlooKeepsItsLevel for every common success probability, uses it up for
// some, and rejects whenever Fisher's test does.
func TestBoschlooKeepsItsLevel(t *testing.T) {
	const n1, n0 = 13, 9
	b := newBoschloo(n1 + n0)
	for a := range Equivalence {
		h := &Hypothesis{Alternative: a}
		var p, fisher [n1 + 1][n0 + 1]float64
		for x1 := range n1 + 1 {
			for x0 := range n0 + 1 {
				var e Evidence
				e.Estimate = float64(x1)/n1 - float64(x0)/n0
				b.test(table{int32(x1), n1, int32(x0), n0}, h, &e)
				p[x1][x0], fisher[x1][x0] = e.P, e.Statistic
				if e.P > e.Statistic {
					t.Fatalf("%d, %d: p is %v, Fisher's %v", x1, x0, e.P, e.Statistic)
				}
			}
		}
		level := func(p *[n1 + 1][n0 + 1]float64, alpha, q float64) (sum float64) {
			for x1 := range n1 + 1 {
				for x0 := range n0 + 1 {
					if p[x1][x0] <= alpha {
						sum += num.BinomialPMF(x1, n1, q) * num.BinomialPMF(x0, n0, q)
					}
				}
			}
			return sum
		}
		for _, alpha := range []float64{0.01, 0.025, 0.05, 0.2} {
			worst, worstFisher := 0.0, 0.0
			for q := 0.01; q < 1; q += 0.01 {
				worst, worstFisher = max(worst, level(&p, alpha, q)), max(worstFisher, level(&fisher, alpha, q))
			}
			if worst > alpha || worst < worstFisher {
				t.Errorf("%v, alpha %v: level %v, Fisher's %v", a, alpha, worst, worstFisher)
			}
		}
	}
}

// TestBoschlooFindsTheWorst compares the maximum with that of a grid a hundred
// times as fine, for sizes from one to hundreds.
func TestBoschlooFindsTheWorst(t *testing.T) {
	for trial, n := range [][2]int32{{1, 1}, {1, 40}, {3, 2}, {7, 7}, {30, 28}, {12, 90}, {150, 150}} {
		b := newBoschloo(int(n[0] + n[1]))
		u := uniforms("table", int64(trial), 40)
		for i := 0; i < len(u); i += 2 {
			tab := table{int32(float64(n[0]+1) * u[i]), n[0], int32(float64(n[1]+1) * u[i+1]), n[1]}
			h := &Hypothesis{Alternative: Alternative(i / 2 % 3)}
			var e Evidence
			if b.test(tab, h, &e); e.P == 1 {
				continue
			}
			level := b.level[:n[0]+n[1]+1]
			fine := 0.0
			const points = 3000
			for k := 1; k < points; k++ {
				root := float64(k) / float64(points-k) // finer near 0 and 1
				fine = max(fine, b.mean(level, root*root).value)
			}
			if !(e.P >= fine*(1-1e-12)) || e.P > fine*(1+1e-4) {
				t.Errorf("%v: p is %.15g, on a fine grid %.15g", tab, e.P, fine)
			}
		}
	}
}

// TestRestrictedIsMostProbable compares random tables with the likelihood near by,
// and with exchanged arms.
func TestRestrictedIsMostProbable(t *testing.T) {
	likelihood := func(tab table, p1, p0 float64) float64 {
		sum := 0.0
		for _, term := range [][2]float64{{float64(tab.x1), p1}, {float64(tab.n1 - tab.x1), 1 - p1}, {float64(tab.x0), p0}, {float64(tab.n0 - tab.x0), 1 - p0}} {
			if term[0] > 0 {
				sum += term[0] * math.Log(term[1])
			}
		}
		return sum
	}
	for trial := range int64(3000) {
		u := uniforms("restricted", trial, 5)
		n1, n0 := 1+int32(200*u[0]*u[0]), 1+int32(200*u[1]*u[1])
		tab := table{int32(float64(n1+1) * u[2]), n1, int32(float64(n0+1) * u[3]), n0}
		margin := 2*u[4] - 1
		p1, p0 := restricted(tab, margin)
		if !(p1 >= 0 && p1 <= 1 && p0 >= 0 && p0 <= 1) || math.Abs(p1-p0-margin) > 1e-15 {
			t.Fatalf("%v, margin %v: %v, %v", tab, margin, p1, p0)
		}
		q0, q1 := restricted(table{tab.x0, tab.n0, tab.x1, tab.n1}, -margin)
		if q1 != p1 || q0 != p0 {
			t.Fatalf("%v, margin %v: %v, %v, exchanged %v, %v", tab, margin, p1, p0, q1, q0)
		}
		best := likelihood(tab, p1, p0)
		for _, step := range []float64{-1e-4, 1e-4} {
			if a, b := p1+step, p0+step; a >= 0 && a <= 1 && b >= 0 && b <= 1 && likelihood(tab, a, b) > best {
				t.Fatalf("%v, margin %v: %v, %v is less probable than %v, %v", tab, margin, p1, p0, a, b)
			}
		}
	}
}

// TestRanksAreTheirDefinition compares with the count over all pairs.
func TestRanksAreTheirDefinition(t *testing.T) {
	for trial := range int64(300) {
		n := 2 + int(trial)%60
		x, arm := uniforms("value", trial, n), uniforms("arm", trial, n)
		var r rows
		for i := range n {
			value := math.Floor([]float64{3, 20, 1e9}[trial%3]*x[i]) / 8
			if trial%7 == 0 && i == 0 {
				value = -1e300 // far from all others
			}
			r.add(int(3*arm[i]), value, false)
		}
		wins, n1, n0 := 0, uint64(0), uint64(0)
		for _, a := range r {
			n1 += uint64(bit(a.arm == 1))
			n0 += uint64(bit(a.arm == 0))
			for _, b := range r {
				if a.arm != 1 || b.arm != 0 {
					continue
				}
				if a.value > b.value {
					wins += 2
				} else if a.value == b.value {
					wins++
				}
			}
		}
		s := newSorter(n)
		got := rank(s.sort(&r.snapshot(cohort.Continuous, 3).Views[0], versus[0]))
		if got.n1 != n1 || got.n0 != n0 || got.wins != uint64(wins) {
			t.Fatalf("trial %d: %+v, want %d wins of %d, %d", trial, got, wins, n1, n0)
		}
	}
}

// TestRankLawIsItsDefinition compares with whole numbers.
func TestRankLawIsItsDefinition(t *testing.T) {
	for _, n := range [][2]int{{1, 1}, {1, 7}, {4, 3}, {9, 11}, {30, 25}, {50, 8}} {
		n1, n0 := n[0], n[1]
		// Orders of i treated and j controls with w = #{x₁ > x₀}: the largest is
		// treated, and exceeds all controls, or a control.
		orders := make([][]*big.Int, n1+1) // by i, for the present j
		for i := range orders {
			orders[i] = []*big.Int{big.NewInt(1)}
		}
		for j := 1; j <= n0; j++ {
			for i := 1; i <= n1; i++ {
				next := make([]*big.Int, i*j+1)
				for w := range next {
					next[w] = new(big.Int)
					if w >= j {
						next[w].Add(next[w], orders[i-1][w-j])
					}
					if w < len(orders[i]) {
						next[w].Add(next[w], orders[i][w])
					}
				}
				orders[i] = next
			}
		}
		law := make([]float64, n1*n0/2+1)
		fillRankLaw(law, n1, n0)
		all, sum := new(big.Int).Binomial(int64(n1+n0), int64(n1)), new(big.Int)
		for w := range law {
			sum.Add(sum, orders[n1][w])
			want, _ := new(big.Rat).SetFrac(sum, all).Float64()
			if !near(law[w], want, 1e-12) {
				t.Fatalf("%d, %d: P(W ≤ %d) is %.17g, want %.17g", n1, n0, w, law[w], want)
			}
		}
	}
}

// TestRankLawAtItsLargest: half of the orders are on either side.
func TestRankLawAtItsLargest(t *testing.T) {
	for _, n := range [][2]int{{200, 200}, {101, 396}} {
		pairs := n[0] * n[1]
		law := make([]float64, pairs/2+1)
		fillRankLaw(law, n[0], n[1])
		below := law[(pairs-1)/2] // P(W < n₁n₀/2), or all of the lower half
		if pairs%2 == 0 {
			below += (law[pairs/2] - below) / 2
		}
		if !near(below, 0.5, 1e-10) {
			t.Errorf("%v: half is %.15g", n, below)
		}
	}
}

// TestQuantilesFollowStudent: the polynomial is within 1e-11 of the exact quantile.
func TestQuantilesFollowStudent(t *testing.T) {
	for _, tail := range []float64{0.2, 0.05, 0.025, 0.005, 1e-4} {
		q := newQuantiles(tail)
		for df := 1.0; df < 1e6; df *= 1.037 {
			if got, want := q.at(df), -num.StudentQuantile(tail, df); !near(got, want, 1e-11) {
				t.Errorf("tail %v, df %v: %.15g, want %.15g", tail, df, got, want)
			}
		}
	}
}
