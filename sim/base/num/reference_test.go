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

// real1, real2, real3 and binomial turn functions into ones of a slice.
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

// functions lists every function with a reference, and the largest relative
// error that its documentation allows for a result R, as a multiple of 2^−53:
// bound + slope·|ln R|.
var functions = map[string]struct {
	call         func([]float64) float64
	bound, slope float64
}{
	"Log":               {real1(Log), 1.1, 0},
	"Log1p":             {real1(Log1p), 2, 0},
	"Exp":               {real1(Exp), 1.1, 0},
	"Expm1":             {real1(Expm1), 2, 0},
	"Pow":               {real2(Pow), 2, 0},
	"Erf":               {real1(Erf), 3, 0},
	"Erfc":              {real1(Erfc), 5, 0},
	"NormalPDF":         {real1(NormalPDF), 4, 0},
	"NormalSurvival":    {real1(NormalSurvival), 7, 0},
	"NormalQuantile":    {real1(NormalQuantile), 3.6, 0},
	"Lgamma":            {real1(Lgamma), 9, 0},
	"LogBeta":           {real2(LogBeta), 180, 0},
	"GammaP":            {real2(GammaP), 180, 4.5},
	"GammaQ":            {real2(GammaQ), 180, 4.5},
	"IncBeta":           {real3(IncBeta), 180, 4.5},
	"IncBetaComplement": {real3(IncBetaComplement), 180, 4.5},
	"StudentSurvival":   {real2(StudentSurvival), 180, 4.5},
	"StudentZ":          {real2(StudentZ), 90, 0},
	"StudentQuantile":   {real2(StudentQuantile), 900, 0},
	"BinomialPMF":       {binomial(BinomialPMF), 180, 4.5},
	"BinomialCDF":       {binomial(BinomialCDF), 180, 4.5},
	"BinomialSurvival":  {binomial(BinomialSurvival), 180, 4.5},
	"HypergeometricPMF": {func(a []float64) float64 {
		return HypergeometricPMF(int(a[0]), int(a[1]), int(a[2]), int(a[3]))
	}, 180, 4.5},
	"LogChoose":    {func(a []float64) float64 { return LogChoose(int(a[0]), int(a[1])) }, 20, 0},
	"LogFactorial": {func(a []float64) float64 { return LogFactorial(int(a[0])) }, 5, 0},
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
		error, share float64 // relative error, and as a part of what is allowed
		line         string
		n            int
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
		size, _ := want.Float64()
		e := relativeError(f.call(args), want)
		allowed := f.bound + f.slope*math.Abs(math.Log(math.Abs(size)))
		if share := e / allowed; !(share <= w.share) {
			w.error, w.share, w.line = e, share, scan.Text()
		}
	}
	for name := range functions {
		w := seen[name]
		if w == nil {
			t.Errorf("%s has no reference values", name)
			continue
		}
		t.Logf("%-18s %4d values, error up to %7.2f · 2^−53, %.2f of what is allowed", name, w.n, w.error, w.share)
		if !(w.share <= 1) {
			t.Errorf("%s: error %.2f · 2^−53 is %.2f times what is allowed, at %s", name, w.error, w.share, w.line)
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
