package num

import (
	"math"
	"testing"
)

var (
	inf = math.Inf(1)
	nan = math.NaN()
	neg = math.Copysign(0, -1)
)

func TestEdges(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Log(0)", Log(0), -inf},
		{"Log(-0)", Log(neg), -inf},
		{"Log(Inf)", Log(inf), inf},
		{"Log(1)", Log(1), 0},
		{"Log(-1)", Log(-1), nan},
		{"Log(NaN)", Log(nan), nan},
		{"Log(-Inf)", Log(-inf), nan},
		{"Log(2^-1074)", Log(5e-324), -744.4400719213812},
		{"Log1p(-1)", Log1p(-1), -inf},
		{"Log1p(-0)", Log1p(neg), neg},
		{"Log1p(Inf)", Log1p(inf), inf},
		{"Log1p(-2)", Log1p(-2), nan},
		{"Log1p(NaN)", Log1p(nan), nan},
		{"Log1p(5e-324)", Log1p(5e-324), 5e-324},
		{"Log1p(max)", Log1p(math.MaxFloat64), 709.782712893384},
		{"Exp(0)", Exp(0), 1},
		{"Exp(-0)", Exp(neg), 1},
		{"Exp(Inf)", Exp(inf), inf},
		{"Exp(-Inf)", Exp(-inf), 0},
		{"Exp(NaN)", Exp(nan), nan},
		{"Exp(709.79)", Exp(709.79), inf},
		{"Exp(-745.14)", Exp(-745.14), 0},
		{"Exp(-745.13)", Exp(-745.13), 5e-324},
		{"Exp(1)", Exp(1), math.E},
		{"Expm1(-0)", Expm1(neg), neg},
		{"Expm1(Inf)", Expm1(inf), inf},
		{"Expm1(-Inf)", Expm1(-inf), -1},
		{"Expm1(NaN)", Expm1(nan), nan},
		{"Expm1(-38)", Expm1(-38), -1},
		{"Erf(-0)", Erf(neg), neg},
		{"Erf(Inf)", Erf(inf), 1},
		{"Erf(-Inf)", Erf(-inf), -1},
		{"Erf(NaN)", Erf(nan), nan},
		{"Erfc(Inf)", Erfc(inf), 0},
		{"Erfc(-Inf)", Erfc(-inf), 2},
		{"Erfc(NaN)", Erfc(nan), nan},
		{"Erfc(0)", Erfc(0), 1},
		{"Erfc(27.3)", Erfc(27.3), 0},
		{"Erfc(27.22)", Erfc(27.22), 5e-324},
		{"NormalPDF(Inf)", NormalPDF(inf), 0},
		{"NormalPDF(NaN)", NormalPDF(nan), nan},
		{"NormalPDF(0)", NormalPDF(0), 1 / math.Sqrt(2*math.Pi)},
		{"NormalCDF(Inf)", NormalCDF(inf), 1},
		{"NormalCDF(-Inf)", NormalCDF(-inf), 0},
		{"NormalCDF(NaN)", NormalCDF(nan), nan},
		{"NormalCDF(0)", NormalCDF(0), 0.5},
		{"NormalSurvival(39)", NormalSurvival(39), 0},
		{"NormalSurvival(-39)", NormalSurvival(-39), 1},
		{"NormalQuantile(0)", NormalQuantile(0), -inf},
		{"NormalQuantile(1)", NormalQuantile(1), inf},
		{"NormalQuantile(.5)", NormalQuantile(0.5), 0},
		{"NormalQuantile(-1)", NormalQuantile(-1), nan},
		{"NormalQuantile(2)", NormalQuantile(2), nan},
		{"NormalQuantile(NaN)", NormalQuantile(nan), nan},
		{"NormalQuantile(Inf)", NormalQuantile(inf), nan},
		{"NormalQuantile(-Inf)", NormalQuantile(-inf), nan},
		{"NormalQuantile(2^-1074)", NormalQuantile(5e-324), -38.467405617144344},
		{"NormalSurvivalQuantile(0)", NormalSurvivalQuantile(0), inf},
		{"Lgamma(0)", Lgamma(0), inf},
		{"Lgamma(Inf)", Lgamma(inf), inf},
		{"Lgamma(-1)", Lgamma(-1), nan},
		{"Lgamma(NaN)", Lgamma(nan), nan},
		{"Lgamma(1)", Lgamma(1), 0},
		{"Lgamma(2)", Lgamma(2), 0},
		{"LogBeta(0,1)", LogBeta(0, 1), nan},
		{"LogBeta(1,Inf)", LogBeta(1, inf), nan},
		{"LogBeta(NaN,1)", LogBeta(nan, 1), nan},
		{"GammaP(2,0)", GammaP(2, 0), 0},
		{"GammaQ(2,0)", GammaQ(2, 0), 1},
		{"GammaP(2,Inf)", GammaP(2, inf), 1},
		{"GammaQ(2,Inf)", GammaQ(2, inf), 0},
		{"GammaP(0,1)", GammaP(0, 1), nan},
		{"GammaQ(2,-1)", GammaQ(2, -1), nan},
		{"GammaP(NaN,1)", GammaP(nan, 1), nan},
		{"IncBeta(2,3,0)", IncBeta(2, 3, 0), 0},
		{"IncBeta(2,3,1)", IncBeta(2, 3, 1), 1},
		{"IncBeta(2,3,2)", IncBeta(2, 3, 2), nan},
		{"IncBeta(0,3,.5)", IncBeta(0, 3, 0.5), nan},
		{"IncBeta(2,3,NaN)", IncBeta(2, 3, nan), nan},
		{"IncBetaComplement(2,3,0)", IncBetaComplement(2, 3, 0), 1},
		{"IncBetaComplement(2,3,1)", IncBetaComplement(2, 3, 1), 0},
		{"StudentCDF(Inf)", StudentCDF(inf, 3), 1},
		{"StudentCDF(-Inf)", StudentCDF(-inf, 3), 0},
		{"StudentCDF(0)", StudentCDF(0, 3), 0.5},
		{"StudentCDF(1,0)", StudentCDF(1, 0), nan},
		{"StudentCDF(NaN)", StudentCDF(nan, 3), nan},
		{"StudentCDF(1,NaN)", StudentCDF(1, nan), nan},
		{"StudentSurvival(1,Inf)", StudentSurvival(1, inf), NormalSurvival(1)},
		{"StudentZ(-0)", StudentZ(neg, 3), neg},
		{"StudentZ(Inf)", StudentZ(inf, 3), inf},
		{"StudentZ(-Inf)", StudentZ(-inf, 3), -inf},
		{"StudentZ(NaN)", StudentZ(nan, 3), nan},
		{"StudentZ(1,-1)", StudentZ(1, -1), nan},
		{"StudentZ(1,Inf)", StudentZ(1, inf), 1},
		{"StudentZ(0,NaN)", StudentZ(0, nan), nan},
		{"StudentQuantile(0)", StudentQuantile(0, 3), -inf},
		{"StudentQuantile(1)", StudentQuantile(1, 3), inf},
		{"StudentQuantile(.5)", StudentQuantile(0.5, 3), 0},
		{"StudentQuantile(2)", StudentQuantile(2, 3), nan},
		{"StudentQuantile(.3,0)", StudentQuantile(0.3, 0), nan},
		{"StudentQuantile(.3,Inf)", StudentQuantile(0.3, inf), NormalQuantile(0.3)},
		{"StudentQuantile(NaN)", StudentQuantile(nan, 3), nan},
		{"BinomialPMF(-1)", BinomialPMF(-1, 3, 0.5), 0},
		{"BinomialPMF(4)", BinomialPMF(4, 3, 0.5), 0},
		{"BinomialPMF(p>1)", BinomialPMF(1, 3, 1.5), nan},
		{"BinomialPMF(0,3,0)", BinomialPMF(0, 3, 0), 1},
		{"BinomialPMF(3,3,1)", BinomialPMF(3, 3, 1), 1},
		{"BinomialPMF(1,3,1)", BinomialPMF(1, 3, 1), 0},
		{"BinomialPMF(0,0)", BinomialPMF(0, 0, 0.3), 1},
		{"BinomialCDF(-1)", BinomialCDF(-1, 3, 0.5), 0},
		{"BinomialCDF(3)", BinomialCDF(3, 3, 0.5), 1},
		{"BinomialCDF(1,3,0)", BinomialCDF(1, 3, 0), 1},
		{"BinomialCDF(1,3,1)", BinomialCDF(1, 3, 1), 0},
		{"BinomialCDF(NaN)", BinomialCDF(1, 3, nan), nan},
		{"BinomialSurvival(-1)", BinomialSurvival(-1, 3, 0.5), 1},
		{"BinomialSurvival(3)", BinomialSurvival(3, 3, 0.5), 0},
		{"HypergeometricPMF(impossible)", HypergeometricPMF(3, 2, 9, 4), 0},
		{"HypergeometricPMF(m>n)", HypergeometricPMF(0, 2, 2, 5), nan},
		{"HypergeometricPMF(all)", HypergeometricPMF(2, 2, 2, 4), 1},
		{"HypergeometricPMF(no marked)", HypergeometricPMF(0, 0, 2, 1), 1},
		{"LogChoose(3,4)", LogChoose(3, 4), -inf},
		{"LogChoose(3,3)", LogChoose(3, 3), 0},
		{"LogFactorial(1)", LogFactorial(1), 0},
	} {
		if math.Float64bits(c.got) != math.Float64bits(c.want) && !(c.got != c.got && c.want != c.want) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestPowEdgesAsInTheStandard(t *testing.T) {
	values := []float64{0, neg, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 2.5, 1e300, -1e300, inf, -inf, nan, 1 << 53, 5e-324}
	for _, x := range values {
		for _, y := range values {
			got, want := Pow(x, y), math.Pow(x, y)
			same := math.Float64bits(got) == math.Float64bits(want) || got != got && want != want
			if !same && !(math.Abs(got/want-1) < 1e-15) {
				t.Errorf("Pow(%v, %v) = %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestPanicsOfWhatHasNothingToReturn(t *testing.T) {
	for name, f := range map[string]func(){
		"LogFactorial":     func() { LogFactorial(-1) },
		"LogChoose":        func() { LogChoose(-1, 0) },
		"BinomialQuantile": func() { BinomialQuantile(1.5, 3, 0.5) },
		"GaussLegendre":    func() { GaussLegendre(0) },
		"Clamp":            func() { Clamp(1, 3, 2) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			f()
		}()
	}
}

func TestClamp(t *testing.T) {
	if Clamp(5, 1, 3) != 3 || Clamp(0, 1, 3) != 1 || Clamp(2, 1, 3) != 2 || Clamp("m", "a", "f") != "f" || !math.IsNaN(Clamp(nan, 0, 1)) {
		t.Error("Clamp does not limit")
	}
}
