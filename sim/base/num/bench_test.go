package num

import "testing"

// sink keeps results alive.
var sink float64

// uniforms returns 1024 arguments, so that branches cannot be learned.
func uniforms() *[1024]float64 {
	var u [1024]float64
	random := splitmix(9)
	for i := range u {
		u[i] = random.uniform()
	}
	return &u
}

func benchmark(b *testing.B, f func(u float64) float64) {
	u := uniforms()
	for i := 0; b.Loop(); i++ {
		sink = f(u[i&1023])
	}
}

// benchmarkBatch reports the time of one element; the copy costs 0.1 ns.
func benchmarkBatch(b *testing.B, f func([]float64)) {
	u := uniforms()
	v := *u
	for b.Loop() {
		v = *u
		f(v[:])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1024, "ns/element")
}

func BenchmarkLog(b *testing.B)  { benchmark(b, Log) }
func BenchmarkExp(b *testing.B)  { benchmark(b, Exp) }
func BenchmarkPow(b *testing.B)  { benchmark(b, func(u float64) float64 { return Pow(u, 0.7) }) }
func BenchmarkErfc(b *testing.B) { benchmark(b, func(u float64) float64 { return Erfc(4 * u) }) }
func BenchmarkNormalSurvival(b *testing.B) {
	benchmark(b, func(u float64) float64 { return NormalSurvival(4 * u) })
}
func BenchmarkNormalQuantile(b *testing.B)  { benchmark(b, NormalQuantile) }
func BenchmarkNormalQuantiles(b *testing.B) { benchmarkBatch(b, NormalQuantiles) }
func BenchmarkNegLogs(b *testing.B)         { benchmarkBatch(b, NegLogs) }
func BenchmarkStudentZ(b *testing.B) {
	benchmark(b, func(u float64) float64 { return StudentZ(3*u, 38) })
}

func BenchmarkStudentZFewFreedom(b *testing.B) {
	benchmark(b, func(u float64) float64 { return StudentZ(3*u, 10) })
}

func BenchmarkIncBeta(b *testing.B) {
	benchmark(b, func(u float64) float64 { return IncBeta(12, 30, u) })
}

func BenchmarkTables(b *testing.B) {
	for b.Loop() {
		newQuantileTable()
		newLogFactorials()
		newStirlingHalves()
	}
}
