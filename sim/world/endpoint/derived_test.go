package endpoint

import (
	"math"
	"slices"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// columns are outcomes with the given values, each of its shape.
func columns(shapes []cohort.Shape, values ...[]float64) []*cohort.Outcome {
	c := cohort.New(len(values[0]), 2, shapes)
	var of []*cohort.Outcome
	for i, v := range values {
		copy(c.Outcomes[i].Value, v)
		of = append(of, &c.Outcomes[i])
	}
	return of
}

func TestComposite(t *testing.T) {
	shapes := []cohort.Shape{{Type: cohort.Binary, At: 6, Delay: 4}, {Type: cohort.Binary, At: 8, Delay: 1}}
	of := columns(shapes, []float64{0, 0, 1, 1}, []float64{0, 1, 0, 1})
	of[1].Absent = []uint64{0, 0, 1, 0}
	for rule, want := range map[string][]float64{"any": {0, 1, 1, 1}, "all": {0, 0, 0, 1}} {
		e := &Composite{Of: []string{"a", "b"}, Rule: rule}
		p := spec.NewProblems()
		shape := e.Fit(shapes, p)
		// Known at 6 + 4, which is later than 8 + 1.
		if p.Len() > 0 || shape.At != 8 || shape.Delay != 2 || shape.Type != cohort.Binary {
			t.Errorf("%s: shape %+v, %v", rule, shape, p.List())
		}
		c := cohort.New(4, 2, []cohort.Shape{shape})
		c.MayLack(0)
		o := &c.Outcomes[0]
		for i := range 4 { // patient by patient
			e.Derive(o, of, Range{i, i + 1})
		}
		if !slices.Equal(o.Value, want) || !slices.Equal(o.Absent, []uint64{0, 0, 1, 0}) {
			t.Errorf("%s: %v absent %v, want %v", rule, o.Value, o.Absent, want)
		}
	}
}

func TestFirstOf(t *testing.T) {
	shapes := []cohort.Shape{{Type: cohort.Survival, Delay: 1}, {Type: cohort.Survival, Delay: 1}, {Type: cohort.Survival, Delay: 1}}
	of := columns(shapes, []float64{3, 9, math.Inf(1)}, []float64{5, 2, math.Inf(1)}, []float64{4, 4, math.Inf(1)})
	e := &FirstOf{Of: []string{"a", "b", "c"}}
	p := spec.NewProblems()
	if shape := e.Fit(shapes, p); p.Len() > 0 || shape.Delay != 1 || shape.Type != cohort.Survival {
		t.Errorf("shape %+v, %v", shape, p.List())
	}
	o := columns(shapes[:1], make([]float64, 3))[0]
	e.Derive(o, of, Range{0, 3})
	if want := []float64{3, 2, math.Inf(1)}; !slices.Equal(o.Value, want) {
		t.Errorf("%v, want %v", o.Value, want)
	}
}

// Parts of the wrong type, or fewer than two, are problems.
func TestDerivedProblems(t *testing.T) {
	binary, time := cohort.Shape{Type: cohort.Binary}, cohort.Shape{Type: cohort.Survival}
	for _, c := range []struct {
		e    Derived
		of   []cohort.Shape
		path string
	}{
		{&Composite{Of: []string{"a", "b"}}, []cohort.Shape{binary, time}, "of.2"},
		{&FirstOf{Of: []string{"a", "b"}}, []cohort.Shape{binary, time}, "of.1"},
		{&FirstOf{Of: []string{"a", "b"}}, []cohort.Shape{time, {Type: cohort.Survival, Delay: 1}}, "of.2"},
		{&FirstOf{Of: []string{"a"}}, []cohort.Shape{time}, "of"},
		{&Composite{}, nil, "of"},
	} {
		p := spec.NewProblems()
		if c.e.Check(p); p.Len() == 0 {
			c.e.Fit(c.of, p)
		}
		if list := p.List(); len(list) != 1 || list[0].Path != c.path || list[0].Hint == "" {
			t.Errorf("%+v: %v, want one problem at %s", c.e, list, c.path)
		}
	}
}
