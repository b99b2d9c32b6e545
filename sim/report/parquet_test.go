package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// typed is a result whose sweep has integers, numbers, both, and tables.
func typed() *shard.Result {
	tests := []any{map[string]any{"kind": "fisher"}, map[string]any{"kind": "chi_square", "corrected": true}}
	r := &shard.Result{Axes: []shard.Axis{
		{Paths: []string{"enrollment.size"}, Values: [][]any{{int64(58)}, {int64(116)}}},
		{Paths: []string{"p", "q"}, Values: [][]any{{0.1, int64(1)}, {1.0 / 3, 2.5}}},
		{Paths: []string{"analyses.primary.test"}, Values: [][]any{{tests[0]}, {tests[1]}}},
	}}
	for i := range 2 {
		set := map[string]any{
			"enrollment.size": []any{int64(58), int64(116)}[i], "p": []any{0.1, 1.0 / 3}[i],
			"q": []any{int64(1), 2.5}[i], "analyses.primary.test": tests[i],
		}
		r.Points = append(r.Points, shard.Point{Set: set, Rows: []shard.Row{
			{Row: oc.Row{Metric: "power", Analysis: "a", Endpoint: "e", Arm: "new", Value: 0.1 + 0.2, SE: 1e-300, Lower: 0.25, Upper: 0.35, N: 1 << 40, Unit: oc.Share}},
			{Row: oc.Row{Metric: "look_z", Analysis: "a", Endpoint: "e", Arm: "new", Look: 2, Value: math.NaN(), SE: math.Inf(1), Lower: -1, Upper: 1, Unit: oc.Number}},
			{Row: oc.Row{Metric: "failures", Reason: "unreached", Value: 0, N: 10, Unit: oc.Share}},
		}})
	}
	r.Differences = []shard.Difference{{
		Metric: "power", Analysis: "a", Arm: "new", Set: r.Points[1].Set, Against: r.Points[0].Set,
		Value: -0.25, SE: 0.01, Lower: -0.3, Upper: -0.2, N: 10,
	}}
	return r
}

// asText reads Parquet as the cells that the CSV ought to have, and the names of
// the types of its columns.
func asText(t *testing.T, file []byte) (table [][]string, types map[string]string) {
	t.Helper()
	r := parquet.NewReader(bytes.NewReader(file))
	defer r.Close()
	var names []string
	types = map[string]string{}
	for _, column := range r.Schema().Fields() {
		names = append(names, column.Name())
		types[column.Name()] = column.Type().String()
	}
	table = [][]string{names}
	buffer := make([]parquet.Row, 2)
	var err error
	for err == nil {
		var n int
		n, err = r.ReadRows(buffer)
		for _, row := range buffer[:n] {
			line := make([]string, len(names))
			for _, v := range row {
				switch cell := &line[v.Column()]; {
				case v.IsNull():
				case v.Kind() == parquet.Int64:
					*cell = numeral(float64(v.Int64()))
				case v.Kind() == parquet.Double:
					*cell = numeral(v.Double())
				default:
					*cell = string(v.ByteArray())
				}
			}
			table = append(table, line)
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return table, types
}

// bytesOf is what a writer writes, twice the same.
func bytesOf[T any](t *testing.T, write func(io.Writer, T) error, v T) []byte {
	t.Helper()
	var a, b bytes.Buffer
	if err := errors.Join(write(&a, v), write(&b, v)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same gives other bytes")
	}
	return a.Bytes()
}

// same compares CSV and Parquet cell by cell, and the types of columns.
func same(t *testing.T, text, file []byte, rows int, types map[string]string) {
	t.Helper()
	want, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got, kinds := asText(t, file)
	if d := cmp.Diff(want, got); d != "" || len(got) != rows+1 {
		t.Errorf("%d lines, want %d (-CSV +Parquet):\n%s", len(got), rows+1, d)
	}
	for name, kind := range types {
		if kinds[name] != kind {
			t.Errorf("%s is %s, want %s", name, kinds[name], kind)
		}
	}
}

func TestParquetIsCSV(t *testing.T) {
	r := typed()
	same(t, bytesOf(t, CSV, r), bytesOf(t, Parquet, r), 7, map[string]string{
		"enrollment.size": "INT(64,true)", "p": "DOUBLE", "q": "DOUBLE", "analyses.primary.test": "STRING",
		"metric": "STRING", "look": "INT(64,true)", "value": "DOUBLE", "upper": "DOUBLE", "n": "INT(64,true)", "against": "STRING",
	})
}

func TestSizingParquetIsCSV(t *testing.T) {
	s := &shard.Sizing{
		Vary: "enrollment.size", Goal: shard.SizingGoal{Metric: "power", Analysis: "a", Arm: "new", Unit: oc.Share},
		Curve:    []shard.SizingPoint{{X: 40, Value: 0.5, SE: 0.01, Lower: 0.48, Upper: 0.52, N: 2048}, {X: 80, Value: 0.9, SE: 0.005, Lower: 0.89, Upper: 0.91, N: 2048}},
		Verified: &shard.SizingPoint{X: 80, Value: 0.91, SE: 0.001, Lower: 0.9, Upper: 0.92, N: 100_000},
	}
	same(t, bytesOf(t, SizeCSV, s), bytesOf(t, SizeParquet, s), 3, map[string]string{"enrollment.size": "INT(64,true)", "value": "DOUBLE"})
	s.Curve[0].X = 40.5
	same(t, bytesOf(t, SizeCSV, s), bytesOf(t, SizeParquet, s), 3, map[string]string{"enrollment.size": "DOUBLE"})
}
