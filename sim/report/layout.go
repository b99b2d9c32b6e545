package report

import (
	"simrun/sim/study/oc"
	"simrun/sim/study/shard"
)

// grid reports whether the points are all combinations of two axes.
func (s *sweep) grid() bool {
	if len(s.axes) != 2 {
		return false
	}
	a, b := len(s.axes[0].Values), len(s.axes[1].Values)
	return a > 1 && b > 1 && len(s.points) == a*b
}

// across is the most columns of a grid; the others follow in another table.
const across = 5

// lists adds a table of the points for each comparison; patients and duration
// stand beside the power, or in their own table when there are several.
func (s *sweep) lists(d *Document) {
	for i := range s.comparisons {
		c := &s.comparisons[i]
		t := s.list()
		of := ""
		if name := about(s.comparisons, c); name != "" {
			of = " of " + name
		}
		t.append("power"+of+", %", column(s.figures("power", c)))
		if len(s.drawn()) > 0 {
			t.append("at the point", column(s.figures("power_at_point", c)))
		}
		if s.reference >= 0 {
			t.append("difference", s.differenceCells(c))
		}
		for k, null := range s.underNull(c) {
			if null {
				t.Rows[k].Notes = append(t.Rows[k].Notes, typeI)
			}
		}
		if len(s.comparisons) == 1 {
			s.appendSize(t)
		}
		d.AddTable(t)
	}
	if len(s.comparisons) > 1 {
		t := s.list()
		s.appendSize(t)
		d.AddTable(t)
	}
}

// list is a table with a row for each point, that says where it stands.
func (s *sweep) list() *Table {
	t := &Table{Title: s.axes[0].label(), Left: len(s.axes) - 1}
	for i := 1; i < len(s.axes); i++ {
		t.Columns = append(t.Columns, s.axes[i].label())
	}
	for k := range s.points {
		set := s.r.Points[k].Set
		row := t.Add(s.axes[0].at(set))
		for i := 1; i < len(s.axes); i++ {
			row.Cells = append(row.Cells, s.axes[i].at(set))
		}
	}
	return t
}

// append adds a column.
func (t *Table) append(heading string, cells []string) {
	t.Columns = append(t.Columns, heading)
	for k, cell := range cells {
		t.Rows[k].Cells = append(t.Rows[k].Cells, cell)
	}
}

// appendSize adds how many patients there are and how long it takes.
func (s *sweep) appendSize(t *Table) {
	t.append("patients", column(s.figures("patients", nil)))
	t.append(s.points[0].time(), column(s.figures("duration", nil)))
}

// grids adds a grid of every figure: of the powers and their differences, and
// of patients and duration where they vary with the point.
func (s *sweep) grids(d *Document) {
	for i := range s.comparisons {
		c := &s.comparisons[i]
		of := ""
		if name := about(s.comparisons, c); name != "" {
			of = " of " + name
		}
		notes := make([]string, len(s.points))
		for k, null := range s.underNull(c) {
			if null {
				notes[k] = typeI
			}
		}
		s.gridOf(d, "Power"+of+" in % (SE)", column(s.figures("power", c)), notes)
		if len(s.drawn()) > 0 {
			s.gridOf(d, "Power"+of+" at the point in % (SE)", column(s.figures("power_at_point", c)), nil)
		}
		if s.reference >= 0 {
			s.gridOf(d, "Difference in power"+of+" in percentage points (SE)", s.differenceCells(c), nil)
		}
	}
	patients, duration := column(s.figures("patients", nil)), column(s.figures("duration", nil))
	for i := range s.axes {
		if s.steps(i, patients) && s.steps(i, duration) {
			d.AddTable(s.along(i, patients, duration))
			return
		}
	}
	s.gridOf(d, "Expected patients", patients, nil)
	s.gridOf(d, named("Expected duration", s.r.Scenario.TimeUnit), duration, nil)
}

// place is the index of a point in a grid, by its steps on the given axis and on
// the other.
func (s *sweep) place(axis, step, other int) int {
	if axis == 0 {
		return step*len(s.axes[1].Values) + other
	}
	return other*len(s.axes[1].Values) + step
}

// steps reports whether the cells of a grid differ along one axis at most.
func (s *sweep) steps(axis int, cells []string) bool {
	for i := range s.axes[axis].Values {
		for j := range s.axes[1-axis].Values {
			if cells[s.place(axis, i, j)] != cells[s.place(axis, i, 0)] {
				return false
			}
		}
	}
	return true
}

// along is a table of what differs along one axis only.
func (s *sweep) along(axis int, patients, duration []string) *Table {
	t := &Table{Title: s.axes[axis].label(), Columns: []string{"patients", s.points[0].time()}}
	for i := range s.axes[axis].Values {
		k := s.place(axis, i, 0)
		t.Add(s.axes[axis].at(s.r.Points[k].Set), patients[k], duration[k])
	}
	return t
}

// gridOf adds one figure of all points under a caption, one axis down and one
// across; a figure that is the same at all points is one sentence. Notes are
// those of the cells.
func (s *sweep) gridOf(d *Document, caption string, cells, notes []string) {
	if len(unique(cells)) == 1 {
		d.Add(caption + ": " + cells[0] + " at every point.")
		return
	}
	axis := 0
	if len(s.axes[1].Values) > len(s.axes[0].Values) {
		axis = 1 // the longer one goes down
	}
	down, over := &s.axes[axis], &s.axes[1-axis]
	d.Add(caption + ", by " + down.label() + " (down) and " + over.label() + " (across):")
	for lo := 0; lo < len(over.Values); lo += across {
		hi := min(lo+across, len(over.Values))
		t := &Table{Title: down.label() + ` \ ` + over.label()}
		for i := range down.Values {
			row := t.Add(down.at(s.r.Points[s.place(axis, i, lo)].Set))
			for j := lo; j < hi; j++ {
				k := s.place(axis, i, j)
				if i == 0 {
					t.Columns = append(t.Columns, over.at(s.r.Points[k].Set))
				}
				row.Cells = append(row.Cells, cells[k])
				row.CellNotes = append(row.CellNotes, noteOf(notes, k))
			}
		}
		d.AddTable(t)
	}
}

// noteOf is the note of point k, if it has one.
func noteOf(notes []string, k int) []string {
	if k < len(notes) && notes[k] != "" {
		return []string{notes[k]}
	}
	return nil
}

// assurance adds what the numbers drawn once per trial do to the power: their
// means, and the power in each fifth of their laws.
func (s *sections) assurance(d *Document) {
	for _, draw := range s.all("draw") {
		all := s.comparisons()
		for i := range all {
			t := &Table{Title: Labels([]string{draw.Reason})[0], Columns: []string{"power %", "SE", "95 % interval"}}
			for _, r := range s.givenDraw(draw.Reason, &all[i]) {
				t.percent(r.Reason[len(draw.Reason)+1:], r)
			}
			decimals := Decimals(draw.SE)
			text := "Power by fifths of the law of " + draw.Reason + ", drawn once per trial with mean " +
				Fixed(draw.Value, decimals) + " (SE " + Fixed(draw.SE, decimals) + ")"
			if name := about(all, &all[i]); name != "" {
				text += ", " + name
			}
			d.Add(text + ":")
			d.AddTable(t)
		}
	}
}

// givenDraw are the powers by fifths of one drawn number.
func (s *sections) givenDraw(path string, c *shard.Comparison) []*oc.Row {
	var rows []*oc.Row
	for _, r := range s.all("power_given_draw") {
		if r.Analysis == c.Analysis && r.Arm == c.Arm && len(r.Reason) > len(path) && r.Reason[:len(path)+1] == path+" " {
			rows = append(rows, r)
		}
	}
	return rows
}
