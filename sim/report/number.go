package report

import (
	"math"
	"strconv"
	"strings"
)

// Decimals is the number of decimals that an error supports, by the rule that
// the package comment gives; −1 when there is no error to go by.
func Decimals(se float64) int {
	if !(se > 0) || math.IsInf(se, 0) {
		return -1
	}
	exponent := int(math.Floor(math.Log10(se)))
	lead := math.Round(se / math.Pow(10, float64(exponent-2))) // 100 … 1000
	digits := 1
	switch {
	case lead >= 1000:
		exponent++
		digits = 2
	case lead <= 354:
		digits = 2
	case lead >= 950: // rounds to 1000, which has two digits
		exponent++
		digits = 2
	}
	return max(0, digits-1-exponent)
}

// Fixed writes a number with a fixed number of decimals and a comma between
// thousands; with −1 decimals in at most four significant digits. An undefined
// number is a dash.
func Fixed(x float64, decimals int) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case math.IsInf(x, 1):
		return "∞"
	case math.IsInf(x, -1):
		return "-∞"
	case decimals < 0:
		return Short(x, 4)
	}
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-") // no negative zero
	}
	return thousands(s)
}

// Short writes a number in at most the given significant digits, without
// trailing zeros; whole numbers are not shortened. An undefined number is a dash.
func Short(x float64, digits int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Fixed(x, 0)
	}
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return thousands(strconv.FormatFloat(x, 'f', 0, 64))
	}
	s := strconv.FormatFloat(x, 'g', digits, 64)
	if math.Abs(x) < 1e-5 || math.Abs(x) >= 1e15 {
		return s
	}
	y, _ := strconv.ParseFloat(s, 64)
	return thousands(strconv.FormatFloat(y, 'f', -1, 64))
}

// Percent writes a share in percent, without the sign, with the decimals that
// the share's error supports.
func Percent(share, se float64) string { return Fixed(100*share, Decimals(100*se)) }

// Count writes a whole number with a comma between thousands.
func Count(n int64) string { return thousands(strconv.FormatInt(n, 10)) }

// thousands puts commas into the whole part of a decimal number.
func thousands(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest, point := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return sign + whole
}
