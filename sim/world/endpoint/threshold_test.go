package endpoint

import (
	"slices"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// TestThreshold compares values, changes and what is missing by hand.
func TestThreshold(t *testing.T) {
	shape := cohort.Shape{Type: cohort.Longitudinal, Visits: []float64{0, 6, 12}, Delay: 1}
	for text, want := range map[string][]float64{
		"at = 12\nchange_at_most = -4": {1, 0, 1, 0},
		"at = 12\nchange_at_least = 0": {0, 1, 0, 0},
		"at = 12\nat_most = 6":         {1, 0, 1, 0},
		"at = 6\nat_least = 9":         {1, 1, 0, 1},
		"at = 0\nat_least = 11":        {0, 0, 1, 0},
	} {
		m, problems := decode(t, "kind = \"threshold\"\nof = \"y\"\ndelay = 0.5\n"+text)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		d := m.(Derived)
		p := spec.NewProblems()
		own := d.Fit([]cohort.Shape{shape}, p)
		if at := *m.(*Threshold).At; p.Len() > 0 || own.At != at || own.Delay != 1.5 || own.Type != cohort.Binary || !slices.Equal(d.Sources(), []string{"y"}) {
			t.Errorf("%s: %+v %v", text, own, p.List())
		}
		c := cohort.New(4, 1, []cohort.Shape{shape, own})
		from := &c.Outcomes[0]
		copy(from.Columns[0], []float64{10, 9, 11, 10})
		copy(from.Columns[1], []float64{9, 9, 8, 12})
		copy(from.Columns[2], []float64{6, 9, 2, 9})
		c.MayLack(0)
		c.MayLack(1)
		from.Absent[1], from.Absent[2] = 0b100, 0b010
		c.Outcomes[1].Absent[0] = 1 // of another trial
		d.Derive(&c.Outcomes[1], []*cohort.Outcome{from}, Range{0, 2})
		d.Derive(&c.Outcomes[1], []*cohort.Outcome{from}, Range{2, 4})
		absent := []uint64{0, 0, 0, 0}
		switch own.At {
		case 12:
			absent[1] = 1
		case 6:
			absent[2] = 1
		}
		if !slices.Equal(c.Outcomes[1].Value, want) || !slices.Equal(c.Outcomes[1].Absent, absent) {
			t.Errorf("%s: %v absent %v, want %v absent %v", text, c.Outcomes[1].Value, c.Outcomes[1].Absent, want, absent)
		}
		if n := testing.AllocsPerRun(10, func() { d.Derive(&c.Outcomes[1], []*cohort.Outcome{from}, Range{0, 4}) }); n != 1 {
			t.Errorf("%s: %v allocations, one of which is the test's", text, n)
		}
	}
}

func TestThresholdProblems(t *testing.T) {
	visits := cohort.Shape{Type: cohort.Longitudinal, Visits: []float64{0, 6}}
	for _, c := range []struct {
		text string
		of   cohort.Shape
		path string
	}{
		{"at = 6", visits, "x"},
		{"at = 6\nat_most = 1\nat_least = 0", visits, "x"},
		{"at_most = 1", visits, "at"},
		{"at = 5\nat_most = 1", visits, "at"},
		{"at = 0\nchange_at_most = 1", visits, "at"},
		{"at = 0\nat_most = 1", cohort.Shape{Type: cohort.Continuous}, "at"},
		{"change_at_most = 1", cohort.Shape{Type: cohort.Continuous}, ""},
		{"at_most = 1", cohort.Shape{Type: cohort.Survival}, "of"},
	} {
		m, problems := decode(t, "kind = \"threshold\"\nof = \"y\"\n"+c.text)
		if len(problems) == 0 {
			p := spec.NewProblems()
			m.(Derived).Fit([]cohort.Shape{c.of}, p)
			problems = p.List()
		}
		if len(problems) != 1 || problems[0].Path != c.path || problems[0].Hint == "" {
			t.Errorf("%s: %v, want one at %q with a hint", c.text, problems, c.path)
		}
	}
}
