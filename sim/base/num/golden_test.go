package num

import (
	"bufio"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"sort"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/golden.txt")

// goldenArguments draws arguments in the natural range of a function of each
// kind.
var goldenArguments = map[string]func(*splitmixState) []float64{
	"Log": wide, "Exp": spread(700), "Log1p": wide, "Expm1": spread(300),
	"Erf": spread(7), "Erfc": spread(27), "NormalPDF": spread(38), "NormalSurvival": spread(38),
	"NormalQuantile": func(s *splitmixState) []float64 { return []float64{s.uniform()} },
	"Lgamma":         wide,
	"Pow":            func(s *splitmixState) []float64 { return []float64{20 * s.uniform(), float64(40*s.uniform()) - 20} },
	"LogBeta":        pair(90, 90), "GammaP": pair(30, 40), "GammaQ": pair(30, 40),
	"StudentSurvival": pair(12, 50), "StudentZ": pair(40, 90),
	"StudentQuantile": pair(1, 60),
	"IncBeta":         shape, "IncBetaComplement": shape,
	"BinomialPMF": trials, "BinomialCDF": trials, "BinomialSurvival": trials,
	"HypergeometricPMF": func(s *splitmixState) []float64 {
		return []float64{float64(s.next() % 20), float64(s.next() % 60), float64(s.next() % 60), float64(s.next() % 40)}
	},
	"LogChoose":    func(s *splitmixState) []float64 { return []float64{float64(s.next() % 400), float64(s.next() % 200)} },
	"LogFactorial": func(s *splitmixState) []float64 { return []float64{float64(s.next() % 4000)} },
}

func wide(s *splitmixState) []float64 {
	return []float64{math.Ldexp(0.5+s.uniform(), int(s.next()%80)-40)}
}

func spread(r float64) func(*splitmixState) []float64 {
	return func(s *splitmixState) []float64 { return []float64{r * float64(2*s.uniform()-1)} }
}

func pair(a, b float64) func(*splitmixState) []float64 {
	return func(s *splitmixState) []float64 { return []float64{a * s.uniform(), b * s.uniform()} }
}

func shape(s *splitmixState) []float64 {
	return []float64{30 * s.uniform(), 30 * s.uniform(), s.uniform()}
}

func trials(s *splitmixState) []float64 {
	n := s.next() % 300
	return []float64{float64(s.next() % (n + 1)), float64(n), s.uniform()}
}

// digest hashes the bits of 20 000 values (2 000 of the slow StudentQuantile).
func digest(name string) uint64 {
	hash := fnv.New64a()
	random := splitmix(5)
	n := 20000
	if name == "StudentQuantile" {
		n = 2000
	}
	for range n {
		bits := math.Float64bits(functions[name].call(goldenArguments[name](random)))
		var b [8]byte
		for i := range b {
			b[i] = byte(bits >> (8 * i))
		}
		hash.Write(b[:])
	}
	return hash.Sum64()
}

// TestGoldenBits compares the bits of many values with those written once, so
// that every platform, with and without fused operations, is held to the same.
func TestGoldenBits(t *testing.T) {
	const path = "testdata/golden.txt"
	var names []string
	for name := range functions {
		names = append(names, name)
	}
	sort.Strings(names)
	var text strings.Builder
	got := map[string]string{}
	for _, name := range names {
		got[name] = fmt.Sprintf("%016x", digest(name))
		fmt.Fprintf(&text, "%s %s\n", name, got[name])
	}
	if *update {
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := 0
	for scan := bufio.NewScanner(file); scan.Scan(); lines++ {
		name, want, _ := strings.Cut(scan.Text(), " ")
		if got[name] != want {
			t.Errorf("%s gives bits %s, want %s", name, got[name], want)
		}
	}
	if lines != len(functions) {
		t.Errorf("%d lines for %d functions", lines, len(functions))
	}
}
