package num

import (
	"bufio"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"
)

// real turns a function of n real arguments into one of a slice.
func real1(f func(float64) float64) func([]float64) float64 {
	return func(a []float64) float64 { return f(a[0]) }
}

func real2(f func(_, _ float64) float64) func([]float64) float64 {
	return func(a []float64) float64 { return f(a[0], a[1]) }
}

func real3(f func(_, _, _ float64) float64) func([]float64) float64 {
	return func(a []float64) float64 { return f(a[0], a[1], a[2]) }
}

func binomial(f func(k, n int, p float64) float64) func([]float64) float64 {
	return func(a []float64) float64 { return f(int(a[0]), int(a[1]), a[2]) }
}

// functions lists every function with a reference, and the largest error that
// its documentation allows: relative, as a multiple of 2^−53.
var functions = map[string]struct {
	call  func([]float64) float64
	bound float64
}{
	"Log":               {real1(Log), 1.1},
	"Log1p":             {real1(Log1p), 2},
	"Exp":               {real1(Exp), 1.1},
	"Expm1":             {real1(Expm1), 2},
	"Pow":               {real2(Pow), 2},
	"Erf":               {real1(Erf), 3},
	"Erfc":              {real1(Erfc), 5},
	"NormalPDF":         {real1(NormalPDF), 4},
	"NormalSurvival":    {real1(NormalSurvival), 7},
	"NormalQuantile":    {real1(NormalQuantile), 3.6},
	"Lgamma":            {real1(Lgamma), 18},
	"LogBeta":           {real2(LogBeta), 900},
	"GammaP":            {real2(GammaP), 900},
	"GammaQ":            {real2(GammaQ), 900},
	"IncBeta":           {real3(IncBeta), 900},
	"IncBetaComplement": {real3(IncBetaComplement), 900},
	"StudentSurvival":   {real2(StudentSurvival), 900},
	"StudentZ":          {real2(StudentZ), 900},
	"StudentQuantile":   {real2(StudentQuantile), 9000},
	"BinomialPMF":       {binomial(BinomialPMF), 900},
	"BinomialCDF":       {binomial(BinomialCDF), 900},
	"BinomialSurvival":  {binomial(BinomialSurvival), 900},
	"HypergeometricPMF": {func(a []float64) float64 {
		return HypergeometricPMF(int(a[0]), int(a[1]), int(a[2]), int(a[3]))
	}, 900},
	"LogChoose":    {func(a []float64) float64 { return LogChoose(int(a[0]), int(a[1])) }, 20},
	"LogFactorial": {func(a []float64) float64 { return LogFactorial(int(a[0])) }, 5},
}

// TestReferenceValues compares with testdata/reference.txt, which
// testdata/reference.py wrote with 60 digits.
func TestReferenceValues(t *testing.T) {
	file, err := os.Open("testdata/reference.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	type worst struct {
		error float64
		line  string
		n     int
	}
	seen := map[string]*worst{}
	for scan := bufio.NewScanner(file); scan.Scan(); {
		name, args, want := parseReference(t, scan.Text())
		f := functions[name]
		if f.call == nil {
			t.Fatalf("no function %s", name)
		}
		w := seen[name]
		if w == nil {
			w = new(worst)
			seen[name] = w
		}
		w.n++
		if e := relativeError(f.call(args), want); !(e <= w.error) {
			w.error, w.line = e, scan.Text()
		}
	}
	for name, f := range functions {
		w := seen[name]
		if w == nil {
			t.Errorf("%s has no reference values", name)
			continue
		}
		t.Logf("%-18s %4d values, error up to %7.2f · 2^−53", name, w.n, w.error)
		if !(w.error <= f.bound) {
			t.Errorf("%s: error %.2f · 2^−53, allowed %g, at %s", name, w.error, f.bound, w.line)
		}
	}
}

// parseReference splits a line into function, arguments and exact value.
func parseReference(t *testing.T, line string) (string, []float64, *big.Float) {
	fields := strings.Fields(line)
	last := len(fields) - 1
	var args []float64
	for _, s := range fields[1:last] {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, x)
	}
	want, _, err := big.ParseFloat(fields[last], 10, 120, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	return fields[0], args, want
}

// relativeError returns |got/want − 1| in units of 2^−53.
func relativeError(got float64, want *big.Float) float64 {
	if math.IsNaN(got) || math.IsInf(got, 0) {
		return math.Inf(1)
	}
	if want.Sign() == 0 {
		return math.Abs(got) * 0x1p53
	}
	e := new(big.Float).SetPrec(120).SetFloat64(got)
	e.Sub(e, want)
	e.Quo(e, want)
	f, _ := e.Float64()
	return math.Abs(f) * 0x1p53
}
