package report

import (
	"fmt"
	"strings"
	"testing"

	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// swept is a result with a point for each pair of values, whose power is made up
// of them; those in without have no power.
func swept(down, over []float64, without ...int) *shard.Result {
	r := result(comparison, nil)
	r.Points = nil
	a := shard.Axis{Paths: []string{"enrollment.size"}}
	b := shard.Axis{Paths: []string{"endpoints.e.response.new.hazard_ratio"}}
	for _, x := range down {
		a.Values = append(a.Values, []any{x})
	}
	for _, y := range over {
		b.Values = append(b.Values, []any{y})
	}
	r.Axes = []shard.Axis{a, b}
	for _, x := range down {
		for _, y := range over {
			p := shard.Point{Set: map[string]any{a.Paths[0]: x, b.Paths[0]: y}}
			row := oc.Row{Metric: "power", Analysis: "a", Arm: "new", Value: (x + y) / 1000, SE: 0.0123, Lower: (x+y)/1000 - 0.024, Upper: (x+y)/1000 + 0.024, N: 1000, Unit: oc.Share}
			p.Rows = append(p.Rows, shard.Row{Row: row}, shard.Row{Row: oc.Row{Metric: "patients", Value: x, Unit: oc.Number, N: 1000}},
				shard.Row{Row: oc.Row{Metric: "duration", Value: 12, Unit: oc.Time, N: 1000}})
			r.Points = append(r.Points, p)
		}
	}
	for _, k := range without {
		r.Points[k].Rows = r.Points[k].Rows[1:]
	}
	return r
}

// rowsOf are the words of a printed table's rows, by the first word.
func rowsOf(text, title string) map[string][]string {
	rows := map[string][]string{}
	inside := false
	for _, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, title):
			inside = true
		case line == "":
			inside = false
		case inside:
			f := strings.Fields(line)
			rows[f[0]] = append(rows[f[0]], f[1:]...)
		}
	}
	return rows
}

// Every point of a grid has its own cell, in its own row, however many columns
// there are and whichever axis goes across.
func TestGridHasACellForEachPoint(t *testing.T) {
	for _, c := range []struct{ down, over []float64 }{
		{[]float64{100, 200, 300}, []float64{1, 2}},
		{[]float64{100, 200}, []float64{1, 2, 3, 4, 5, 6, 7}},
		{[]float64{100, 200, 300, 400, 500, 600, 700}, []float64{1, 2, 3, 4, 5, 6}},
	} {
		text := printed(t, swept(c.down, c.over))
		title, lines, columns := `size \ hazard_ratio`, c.down, c.over
		if len(c.over) > len(c.down) {
			title, lines, columns = `hazard_ratio \ size`, c.over, c.down
		}
		rows := rowsOf(text, title)
		for _, x := range lines {
			cells := rows[fmt.Sprint(x)]
			if len(cells) != 2*len(columns) {
				t.Fatalf("row %v has %v\n%s", x, cells, text)
			}
			for j, y := range columns {
				if want := fmt.Sprintf("%.1f", (x+y)/10); cells[2*j] != want || cells[2*j+1] != "(1.2)" {
					t.Errorf("row %v has %v, want %s", x, cells, want)
				}
			}
		}
	}
}

func TestPointsWithoutAFigureAreDashes(t *testing.T) {
	text := printed(t, swept([]float64{100, 200}, []float64{1, 2}, 1))
	if got := rowsOf(text, `size \ hazard_ratio`)["100"]; fmt.Sprint(got) != "[10.1 (1.2) –]" {
		t.Errorf("%v\n%s", got, text)
	}
}

// What is the same along one axis is said once for each step of the other.
func TestSizeIsSaidOnce(t *testing.T) {
	text := printed(t, swept([]float64{100, 200, 300}, []float64{1, 2}))
	if rows := rowsOf(text, "size  patients"); fmt.Sprint(rows["200"]) != "[200 12]" {
		t.Error(text)
	}
}

// Trials in which something could not be done are not hidden by the tables.
func TestSweepNamesItsFailures(t *testing.T) {
	r := swept([]float64{100, 200}, []float64{1, 2})
	for _, k := range []int{1, 2} {
		share := 0.1 * float64(k)
		row := oc.Row{Metric: "failures", Reason: "unreached", Value: share, SE: 0.01, Lower: share - 0.02, Upper: share + 0.02, N: 1000}
		r.Points[k].Rows = append(r.Points[k].Rows, shard.Row{Row: row})
	}
	got := strings.ReplaceAll(printed(t, r), "\n", " ")
	want := "at 2 of the 4 points the last look was not reached as planned in some trials, at most in 20.0 % of them (SE 1.0), at size 200, hazard_ratio 1."
	if !strings.Contains(got, want) {
		t.Error(got)
	}
}

// Points that ask another question than the first are not passed over.
func TestSweepSaysThatItsQuestionVaries(t *testing.T) {
	const said = "is among what varies"
	r := swept([]float64{100, 200}, []float64{1, 2})
	other := comparison
	other.Truth = 0.1
	r.Points[1].Comparisons = []shard.Comparison{other}
	text := strings.ReplaceAll(printed(t, r), "\n", " ")
	if strings.Contains(text, said) || !strings.Contains(text, typeI) {
		t.Error(text)
	}
	other.Alpha = 0.01
	r.Points[1].Comparisons = []shard.Comparison{other}
	if text := strings.ReplaceAll(printed(t, r), "\n", " "); !strings.Contains(text, said) {
		t.Error(text)
	}
}
