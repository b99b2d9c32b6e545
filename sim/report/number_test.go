package report

import (
	"math"
	"testing"
)

// The rule of [pdg2024]: up to 354 two digits, up to 949 one, beyond that it
// rounds up to 1000 and keeps two.
func TestDecimalsFollowTheError(t *testing.T) {
	for _, c := range []struct {
		se   float64
		want int
	}{
		{0.119, 2},
		{0.367, 1},
		{0.100, 2},
		{0.354, 2},
		{0.355, 1},
		{0.949, 1},
		{0.950, 1},
		{0.9996, 1},
		{0.0687, 2},
		{1.0, 1},
		{3.54, 1},
		{3.55, 0},
		{12, 0},
		{1234, 0},
		{2e-7, 8},
		{9.99e-3, 3},
		{0, -1},
		{-1, -1},
		{math.NaN(), -1},
		{math.Inf(1), -1},
	} {
		if got := Decimals(c.se); got != c.want {
			t.Errorf("Decimals(%v) = %d, want %d", c.se, got, c.want)
		}
	}
}

func TestFixedIsAmerican(t *testing.T) {
	for _, c := range []struct {
		x        float64
		decimals int
		want     string
	}{
		{1234567.891, 2, "1,234,567.89"},
		{999.5, 0, "1,000"},
		{-1234.5, 1, "-1,234.5"},
		{12, 3, "12.000"},
		{-0.0004, 2, "0.00"},
		{-0.004, 3, "-0.004"},
		{0, -1, "0"},
		{1.0 / 3, -1, "0.3333"},
		{100000, -1, "100,000"},
		{math.NaN(), 2, "–"},
		{math.Inf(1), 2, "∞"},
		{math.Inf(-1), 0, "-∞"},
	} {
		if got := Fixed(c.x, c.decimals); got != c.want {
			t.Errorf("Fixed(%v, %d) = %s, want %s", c.x, c.decimals, got, c.want)
		}
	}
}

func TestShortDropsZerosOnly(t *testing.T) {
	for _, c := range []struct {
		x      float64
		digits int
		want   string
	}{
		{0.5, 4, "0.5"},
		{0.049414, 4, "0.04941"},
		{1234.5678, 6, "1,234.57"},
		{1234567, 4, "1,234,567"},
		{1e-9, 4, "1e-09"},
		{33123.4, 3, "33,100"},
		{0.00012345, 3, "0.000123"},
		{17.3123, 4, "17.31"},
		{20.0, 2, "20"},
		{19.96, 3, "20"},
		{math.NaN(), 4, "–"},
		{math.Inf(1), 4, "∞"},
	} {
		if got := Short(c.x, c.digits); got != c.want {
			t.Errorf("Short(%v, %d) = %s, want %s", c.x, c.digits, got, c.want)
		}
	}
}

func TestPercentHasTheDigitsOfItsError(t *testing.T) {
	if got := Percent(0.0497421, 0.00068); got != "4.97" {
		t.Error(got)
	}
	if got := Percent(0.5, 0.05); got != "50" {
		t.Error(got)
	}
}
