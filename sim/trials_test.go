package sim_test

import (
	"context"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"simrun/sim"
	"simrun/sim/study/engine"
	"simrun/sim/study/shard"
)

// monitored has looks, events, a draw that one point of the sweep lacks, and
// estimates that are not always defined.
const monitored = `
[simulation]
trials = 5000
seed   = 3
[arms.control]
control = true
[arms.treated]
[enrollment]
size    = 30
accrual = { kind = "poisson", rate = 5 }
[endpoints.response]
kind = "binary"
at   = 1
response.control = { kind = "bernoulli", p = 0.05 }
response.treated = { kind = "bernoulli", p = { draw = { kind = "beta", a = 2, b = 20 } } }
[endpoints.os]
kind = "survival"
response.control = { kind = "exponential", median = 3 }
response.treated = { relative_to = "control", hazard_ratio = 0.6 }
[analyses.os]
endpoint    = "os"
test        = { kind = "log_rank" }
alternative = "less"
alpha       = 0.05
[analyses.response]
endpoint = "response"
test     = { kind = "chi_square" }
alpha    = 0.05
[design]
kind     = "group_sequential"
efficacy = { kind = "pocock" }
maximum  = { response = 30 }
[[looks]]
when = { kind = "events", endpoint = "os", count = 10 }
[[looks]]
when = { kind = "events", endpoint = "os", count = 20 }
[sweep]
"endpoints.response.response.treated" = [{ kind = "bernoulli", p = { draw = { kind = "beta", a = 2, b = 20 } } }, { kind = "bernoulli", p = 0.5 }]
`

// written runs a study and returns the result and the bytes of its trials.
func written(t *testing.T, s *sim.Study, ending string, workers int) (*shard.Result, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trials"+ending)
	f, err := shard.CreateTrials(path, s.TrialTable())
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.RunStudy(context.Background(), s, sim.Options{Workers: workers, Trials: f.Append})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	return r, path
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// table reads a CSV file.
func table(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func loadStudy(t *testing.T, text string) *sim.Study {
	t.Helper()
	s, err := sim.LoadStudy(text, sim.Request{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTrialsAreTheSameForAnyWorkers(t *testing.T) {
	s := loadStudy(t, monitored)
	plain, err := sim.RunStudy(context.Background(), s, sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, ending := range []string{".csv", ".parquet"} {
		one, path := written(t, s, ending, 1)
		three, other := written(t, s, ending, 3)
		if readFile(t, path) != readFile(t, other) {
			t.Errorf("%s differs between 1 and 3 workers", ending)
		}
		if one.Digest != plain.Digest || three.Digest != plain.Digest {
			t.Errorf("keeping trials changes the result")
		}
	}
}

func TestTrialsAgreeWithTheResult(t *testing.T) {
	s := loadStudy(t, monitored)
	r, path := written(t, s, ".csv", 3)
	rows := table(t, path)
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	rows = rows[1:]
	points := len(s.Points)
	if points != 2 || len(rows) != 5000*points {
		t.Fatalf("%d rows for %d points", len(rows), points)
	}
	for i, row := range rows {
		if row[0] != strconv.Itoa(i/points) {
			t.Fatalf("row %d is of trial %s", i, row[0])
		}
	}
	// of gives the number of defined cells of a column at a point, and their mean.
	of := func(name string, point int, value func(string) float64) (n int64, mean float64) {
		at, ok := column[name]
		if !ok {
			t.Fatalf("no column %s among %v", name, column)
		}
		for i := point; i < len(rows); i += points {
			if cell := rows[i][at]; cell != "" {
				n, mean = n+1, mean+value(cell)
			}
		}
		return n, mean / float64(n)
	}
	number := func(cell string) float64 { x, _ := strconv.ParseFloat(cell, 64); return x }
	hit := func(cell string) float64 { return min(number(cell), 1) }
	compared, undefined := map[string]int{}, false
	for p := range points {
		for _, row := range r.Points[p].Rows {
			var n int64
			var mean float64
			switch key := row.Analysis + "." + row.Arm; {
			case row.Look != 0 || row.Reason != "":
				continue
			case row.Metric == "power":
				if n, mean = of(key+".rejected_look", p, hit); mean != row.Value {
					t.Errorf("power of %s is %v, in the rows %v", key, row.Value, mean)
				}
			case row.Metric == "estimate":
				n, mean = of(key+".estimate", p, number)
				undefined = undefined || n < 5000
			case row.Metric == "duration" || row.Metric == "patients":
				n, mean = of(row.Metric, p, number)
			case row.Metric == "events":
				n, mean = of("os.events", p, number)
			case row.Metric == "draw":
				n, mean = of("draw."+row.Reason, p, number)
			default:
				continue
			}
			compared[row.Metric]++
			// Sums of 5,000 numbers in another order.
			if n != row.N || math.Abs(mean-row.Value) > 1e-11*max(1, math.Abs(mean)) {
				t.Errorf("point %d: %s of %s is %v of %d, in the rows %v of %d", p, row.Metric, row.Analysis, row.Value, row.N, mean, n)
			}
		}
	}
	if want := map[string]int{"power": 4, "estimate": 4, "duration": 2, "patients": 2, "events": 2}; !cmp.Equal(compared, want) || !undefined {
		t.Errorf("compared %v, an estimate was undefined: %v", compared, undefined)
	}
	if n, mean := of("draw.endpoints.response.response.treated.p", 0, number); n != 5000 || math.Abs(mean-2./22) > 5.33*0.06/math.Sqrt(5000) {
		t.Errorf("%d draws with mean %v", n, mean) // SD 0.0599, false alarm 1e-7
	}
	if n, _ := of("draw.endpoints.response.response.treated.p", 1, number); n != 0 {
		t.Errorf("%d draws where there is none", n)
	}
}

func TestParquetIsCSV(t *testing.T) {
	s := loadStudy(t, monitored)
	_, path := written(t, s, ".csv", 3)
	want := table(t, path)
	_, path = written(t, s, ".parquet", 3)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := parquet.NewReader(f)
	defer r.Close()
	var names []string
	for _, column := range r.Schema().Fields() {
		names = append(names, column.Name())
	}
	got := [][]string{names}
	buffer := make([]parquet.Row, 100)
	for err == nil {
		var n int
		n, err = r.ReadRows(buffer)
		for _, row := range buffer[:n] {
			got = append(got, cells(row))
		}
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	if !cmp.Equal(got, want) {
		t.Errorf("%d rows, want %d; or cells differ: %v, %v", len(got), len(want), got[:3], want[:3])
	}
}

// cells are the values of a row as CSV has them.
func cells(row parquet.Row) []string {
	all := make([]string, len(row))
	for _, v := range row {
		switch at := &all[v.Column()]; {
		case v.IsNull():
		case v.Kind() == parquet.Int64:
			*at = strconv.FormatInt(v.Int64(), 10)
		case v.Kind() == parquet.Double:
			*at = strconv.FormatFloat(v.Double(), 'g', -1, 64)
		default:
			*at = string(v.ByteArray())
		}
	}
	return all
}

func TestInterruptedRunHasTheTrialsDone(t *testing.T) {
	s := loadStudy(t, monitored)
	ctx, cancel := context.WithCancel(context.Background())
	var rows int64
	r, err := sim.RunStudy(ctx, s, sim.Options{
		Workers: 2, Progress: func(sim.Progress) { cancel() },
		Trials: func([]shard.Cell) { rows++ },
	})
	if err == nil || r.Simulation.Trials < engine.Block || r.Simulation.Trials == 5000 || rows != 2*r.Simulation.Trials {
		t.Errorf("%d rows of %d trials, %v", rows, r.Simulation.Trials, err)
	}
}
