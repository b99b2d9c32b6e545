package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"simrun/sim"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// sized is a trial whose size and effect are varied.
const sized = `
[simulation]
trials = 20_000
[arms.control]
control = true
[arms.treated]
[enrollment]
size       = 100
assignment = { kind = "blocks", size = 2 }
[endpoints.response]
kind = "binary"
at   = 1
response.control = { kind = "bernoulli", p = 0.3 }
response.treated = { relative_to = "control", odds_ratio = 2 }
[analyses.primary]
endpoint = "response"
test     = { kind = "chi_square" }
alpha    = 0.05
[sweep]
"enrollment.size" = [100, 150, 200, 250, 300]
"endpoints.response.response.treated.odds_ratio" = [1.8, 1.9, 2.0, 2.1, 2.2]
`

// Points of one size have the same patients, whose fates differ only where the
// effect decides. So the variance of a paired difference of their powers, between
// effects that a sensitivity analysis compares, is a third or less of that of
// independent runs for most pairs.
func TestPairedDifferencesAreSharp(t *testing.T) {
	s, err := sim.LoadStudy(sized, sim.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Points) != 25 {
		t.Fatalf("%d points", len(s.Points))
	}
	var ratios []float64
	for size := range 5 {
		row := &sim.Study{Points: s.Points[5*size : 5*size+5], Against: 2}
		r, err := sim.RunStudy(context.Background(), row, sim.Options{})
		if err != nil {
			t.Fatal(err)
		}
		against := powerAt(r, 2)
		for _, d := range r.Differences {
			if d.Metric != "power" {
				continue
			}
			i := slices.IndexFunc(r.Points, func(p shard.Point) bool { return fmt.Sprint(p.Set) == fmt.Sprint(d.Set) })
			alone := powerAt(r, i)
			if math.Abs(float64(d.Value)-(alone.Value-against.Value)) > 1e-12 {
				t.Errorf("difference %v of %v and %v", d.Value, alone.Value, against.Value)
			}
			ratios = append(ratios, (alone.SE*alone.SE+against.SE*against.SE)/float64(d.SE*d.SE))
		}
	}
	slices.Sort(ratios)
	if len(ratios) != 20 || ratios[10] < 3 {
		t.Errorf("unpaired over paired variances: %.2f", ratios)
	}
}

func powerAt(r *shard.Result, i int) *shard.Row {
	return &r.Points[i].Rows[slices.IndexFunc(r.Points[i].Rows, func(row shard.Row) bool { return row.Metric == "power" && row.Look == 0 })]
}

// Every number of the CSV reads back to the bit.
func TestCSVReadsBack(t *testing.T) {
	s := newScene(t)
	code := s.run(context.Background(), "run", "binary.toml", "--quiet", "--trials", "3000", "--format", "csv", "--output", "out",
		"--vary", "enrollment.size=58,116", "--vary", `analyses.primary.test={ kind = "fisher" },{ kind = "chi_square" }`)
	if code != done {
		t.Fatal(s.err.String())
	}
	r, err := shard.Load(filepath.Join(s.folder, "out/result.json"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(strings.NewReader(s.out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range table[0] {
		column[name] = i
	}
	table = table[1:]
	next := func(want map[string]string, numbers map[string]float64) {
		t.Helper()
		for name, x := range numbers {
			text := table[0][column[name]]
			if y, err := strconv.ParseFloat(text, 64); err != nil || y != x || len(text) > len(strconv.FormatFloat(x, 'f', -1, 64)) {
				t.Errorf("%v: %s is %q, want %v", table[0], name, text, x)
			}
		}
		for name, text := range want {
			if table[0][column[name]] != text {
				t.Errorf("%v: %s is not %q", table[0], name, text)
			}
		}
		table = table[1:]
	}
	for _, p := range r.Points {
		for _, row := range p.Rows {
			next(map[string]string{
				"enrollment.size": fmt.Sprint(p.Set["enrollment.size"]), "metric": row.Metric, "analysis": row.Analysis,
				"endpoint": row.Endpoint, "arm": row.Arm, "reason": row.Reason, "against": "",
			}, map[string]float64{"value": row.Value, "se": row.SE, "lower": row.Lower, "upper": row.Upper, "n": float64(row.N)})
		}
	}
	for _, d := range r.Differences {
		next(map[string]string{
			"enrollment.size": fmt.Sprint(d.Set["enrollment.size"]), "metric": d.Metric, "arm": d.Arm,
			"against": `analyses.primary.test={ kind = "fisher" } enrollment.size=58`,
		}, map[string]float64{"value": float64(d.Value), "se": float64(d.SE), "n": float64(d.N)})
	}
	if len(table) > 0 {
		t.Errorf("%d rows too many", len(table))
	}
}

// A point of a sweep is named as --set takes it, so that it can be run alone.
func TestPointsRunAlone(t *testing.T) {
	s, err := sim.LoadStudy(sized, sim.Request{Vary: []scenario.Vary{{Path: "analyses.primary.test", Values: `{ kind = "fisher" },{ kind = "chi_square" }`}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []int{0, 7, 24, 49} {
		var set []scenario.Override
		for _, v := range s.SettingsOf(k) {
			path, value, _ := strings.Cut(v.String(), "=")
			set = append(set, scenario.Override{Path: path, Value: value})
		}
		p, err := sim.Load(sized, set...)
		if err != nil || p.Fingerprint != s.Points[k].Plan.Fingerprint {
			t.Errorf("point %d is not what --set makes of %v: %v", k, set, err)
		}
	}
}
