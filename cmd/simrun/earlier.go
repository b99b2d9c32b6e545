package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"simrun/sim/report"
	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// largest is the size in bytes up to which an earlier result is read.
const largest = 16 << 20

// earlier is the path of the latest result of the same name beside path, empty
// when there is none: that of the scenario before it was changed.
func (r *run) earlier(path string) string {
	if r.output != "" {
		return ""
	}
	all, err := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(path)), "*", "result.json"))
	if err != nil {
		return ""
	}
	latest, at := "", time.Time{}
	for _, other := range all {
		info, err := os.Lstat(other)
		if err == nil && other != path && info.Mode().IsRegular() && info.Size() <= largest && info.ModTime().After(at) {
			latest, at = other, info.ModTime()
		}
	}
	return latest
}

// compare says how the power of the first comparison differs from an earlier
// result, when both are of one point. The error is that of independent runs: of
// runs that share seed and trials it is an upper limit, roughly.
func (e *environment) compare(before string, now *shard.Result) {
	if before == "" || len(now.Points) != 1 {
		return
	}
	old, err := shard.Load(before)
	if err != nil || len(old.Points) != 1 || old.Engine.Semantics != now.Engine.Semantics {
		return
	}
	a, b := headline(old), headline(now)
	if a == nil || b == nil || a.Analysis != b.Analysis || a.Arm != b.Arm {
		return
	}
	se := math.Hypot(a.JudgingSE(), b.JudgingSE())
	decimals := report.Decimals(100 * se)
	change := "the same as"
	if a.Value != b.Value {
		toward := "lower"
		if b.Value > a.Value {
			toward = "higher"
		}
		change = fmt.Sprintf("%s points (SE %s) %s than", report.Fixed(100*math.Abs(b.Value-a.Value), decimals), report.Fixed(100*se, decimals), toward)
	}
	e.note("power is %s the %s %% of %s", change, report.Percent(a.Value, a.JudgingSE()), e.show(before))
}

// headline is the power of the first comparison of a result.
func headline(r *shard.Result) *oc.Row {
	for i := range r.Points[0].Rows {
		if row := &r.Points[0].Rows[i].Row; row.Metric == "power" && row.Look == 0 && row.N > 0 {
			return row
		}
	}
	return nil
}
