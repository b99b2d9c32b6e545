package report

import (
	"encoding/csv"
	"io"
	"math"
	"slices"
	"strconv"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// columns are those of the table of a result beside its axes.
var columns = []string{"metric", "analysis", "endpoint", "arm", "look", "reason", "value", "se", "lower", "upper", "n", "unit", "against"}

// CSV writes a result as one tidy table, a figure to a row. The first columns are
// the paths of the sweep with the values of the point. What does not apply is
// empty; numbers are the shortest that read back the same; a value that is a
// table is written as --set takes it. Paired differences between points follow
// the figures: rows whose column against names the reference point, and whose
// value is the point's minus the reference's.
func CSV(w io.Writer, r *shard.Result) error {
	t := &tidy{w: csv.NewWriter(w)}
	for _, a := range r.Axes {
		t.paths = append(t.paths, a.Paths...)
	}
	t.w.Write(slices.Concat(t.paths, columns))
	units, endpoints := map[string]oc.Unit{}, map[string]string{}
	for i := range r.Points {
		for j := range r.Points[i].Rows {
			row := &r.Points[i].Rows[j].Row
			units[row.Metric] = row.Unit
			if row.Analysis != "" {
				endpoints[row.Analysis] = row.Endpoint
			}
			t.row(r.Points[i].Set, row, "")
		}
	}
	for i := range r.Differences {
		d := &r.Differences[i]
		t.row(d.Set, &oc.Row{
			Metric: d.Metric, Analysis: d.Analysis, Endpoint: endpoints[d.Analysis], Arm: d.Arm, Unit: units[d.Metric], N: d.N,
			Value: float64(d.Value), SE: float64(d.SE), Lower: float64(d.Lower), Upper: float64(d.Upper),
		}, setTOML(d.Against))
	}
	t.w.Flush()
	return t.w.Error()
}

// tidy writes figures below each other; its writer keeps the first error.
type tidy struct {
	w     *csv.Writer
	paths []string
}

// row writes one figure of a point.
func (t *tidy) row(set map[string]any, r *oc.Row, against string) {
	var cells []string
	for _, path := range t.paths {
		cells = append(cells, valueTOML(set[path]))
	}
	look := ""
	if r.Look > 0 {
		look = strconv.Itoa(r.Look)
	}
	unit, _ := r.Unit.MarshalText()
	t.w.Write(append(cells, r.Metric, r.Analysis, r.Endpoint, r.Arm, look, r.Reason,
		defined(r.Value), defined(r.SE), defined(r.Lower), defined(r.Upper), strconv.FormatInt(r.N, 10), string(unit), against))
}

// defined is a number, or empty when it is undefined.
func defined(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return numeral(x)
}
