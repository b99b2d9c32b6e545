package replay

import (
	"bytes"
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"simrun/sim/conduct/trial"
	"simrun/sim/study/plan"
	"simrun/sim/world/cohort"
	"simrun/sim/world/population"
)

// shapes has an endpoint of every type, measured at times on a grid.
func shapes(r *rand.Rand) []cohort.Shape {
	delay := func() float64 { return float64(r.IntN(3)) / 2 }
	return []cohort.Shape{
		{Type: cohort.Binary, At: 2, Delay: delay()},
		{Type: cohort.Continuous, At: 1, Delay: delay()},
		{Type: cohort.Survival, Delay: delay()},
		{Type: cohort.Ordinal, At: 3, Levels: 4, Delay: delay()},
		{Type: cohort.Count, At: 4, Delay: delay()},
		{Type: cohort.Longitudinal, Visits: []float64{0, 1.5, 4}, Delay: delay()},
	}
}

// happening is a cohort of 40 patients in two arms, with covariates and values
// that are missing.
func happening(r *rand.Rand, shapes []cohort.Shape) *cohort.Cohort {
	const n = 40
	c := cohort.New(n, 2, shapes)
	c.AddCovariate(0)
	c.AddCovariate(2)
	c.AddCovariate(3)
	for i := range n {
		c.Arm[i], c.Entry[i] = uint8(r.IntN(2)), float64(r.IntN(12))/2
		if c.Leave[i] = math.Inf(1); r.IntN(3) == 0 {
			c.Leave[i] = float64(r.IntN(12)) / 2
		}
		age := 40 + 20*r.Float64()
		level := 0.0
		if age >= 50 {
			level = 1
		}
		c.Covariates[0].Value[i], c.Covariates[1].Value[i], c.Covariates[2].Value[i] = age, level, float64(r.IntN(3))
	}
	slices.Sort(c.Entry)
	for k := range c.Outcomes {
		o := &c.Outcomes[k]
		if o.Type != cohort.Survival && o.Type != cohort.Count && r.IntN(2) == 0 {
			c.MayLack(k)
		}
		for i := range n {
			for v := range o.Columns {
				o.Columns[v][i] = value(r, o.Type)
			}
			if o.Type == cohort.Count {
				o.Exposure[i] = min(c.Leave[i], o.At)
			}
			if o.Absent != nil {
				if o.Type == cohort.Longitudinal {
					o.Absent[i] = uint64(r.IntN(8)) &^ 1
				} else {
					o.Absent[i] = uint64(r.IntN(2))
				}
			}
		}
	}
	c.Settle()
	return c
}

func value(r *rand.Rand, t cohort.Type) float64 {
	switch t {
	case cohort.Binary:
		return float64(r.IntN(2))
	case cohort.Survival:
		return r.ExpFloat64() * 3
	case cohort.Ordinal, cohort.Count:
		return float64(r.IntN(4))
	}
	return r.NormFloat64()
}

// readings has one of each endpoint as it is, and further ones of all sorts.
func readings(r *rand.Rand, shapes []cohort.Shape) []cohort.Reading {
	var all []cohort.Reading
	for k := range shapes {
		all = append(all, cohort.Whole(k))
	}
	for k := range shapes {
		for range 4 {
			one := cohort.Whole(k)
			if shapes[k].Type == cohort.Longitudinal && r.IntN(5) > 0 {
				one.Visit, one.Change, one.Carry = r.IntN(3), r.IntN(2) == 0, r.IntN(2) == 0
			}
			if r.IntN(2) == 0 {
				one.First = 1 + r.IntN(40)
			}
			if r.IntN(2) == 0 {
				one.Subgroup = []cohort.Subset{{Covariate: 2, In: []bool{true, false, r.IntN(2) == 0}}}
			}
			all = append(all, one)
		}
	}
	return all
}

// TestEveryTypeGoesToFilesAndBack writes the patients as seen on a day, reads them,
// and wants the same views of every reading.
func TestEveryTypeGoesToFilesAndBack(t *testing.T) {
	names := []string{"yes", "score", "death", "grade", "relapses", "sledai"}
	for index := range uint64(300) {
		r := rand.New(rand.NewPCG(index, 6))
		all := shapes(r)
		c := happening(r, all)
		p := &trial.Protocol{}
		p.Arms = []string{"a", "b"}
		p.Population = []population.Variable{
			{Name: "age"},
			{Name: "old", Labels: []string{"below_50", "from_50"}, Cut: &population.Cut{At: []float64{50}}},
			{Name: "source", Labels: []string{"umbilical", "bone marrow", "own"}},
		}
		for k, shape := range all {
			p.Endpoints = append(p.Endpoints, trial.Endpoint{Name: names[k], Shape: shape})
		}
		p.Readings = readings(r, all)
		now := r.Float64() * 12
		whole, wanted := c.NewSnapshot(), c.NewSnapshot(p.Readings...)
		everything := slices.Repeat([]bool{true}, len(p.Readings))
		c.At(now, everything[:len(all)], whole)
		c.At(now, everything, wanted)
		rows := tabulate(p, c, whole)
		if index%2 == 0 {
			rows = without(rows, "old") // a cut can be made again
		}
		var b bytes.Buffer
		if err := (&Look{table: rows}).WritePatients(&b); err != nil {
			t.Fatal(err)
		}
		patients, err := ReadPatients(&b, &plan.Plan{Protocol: p})
		if err != nil {
			t.Fatal(err)
		}
		got := patients.snapshot(p, now)
		for i := range wanted.Views {
			if what := differ(&got.Views[i], &wanted.Views[i]); what != "" {
				t.Fatalf("protocol %d, reading %+v: %s differ:\n%+v\n%+v", index, p.Readings[i], what, got.Views[i], wanted.Views[i])
			}
		}
		for k := range wanted.Covariates {
			if !slices.Equal(got.Covariates[k].Value, wanted.Covariates[k].Value[:whole.N]) {
				t.Fatalf("protocol %d: covariate %d differs", index, k)
			}
		}
	}
}

// without leaves a column out.
func without(rows table, name string) table {
	at := slices.Index(rows[0], name)
	var out table
	for _, row := range rows {
		out = append(out, slices.Concat(row[:at], row[at+1:]))
	}
	return out
}

// differ says in what two views differ, by row.
func differ(a, b *cohort.View) string {
	patient := func(v *cohort.View) []int32 {
		var out []int32
		for row := range v.N {
			i := int32(row)
			if v.Patient != nil {
				i = v.Patient[row]
			}
			out = append(out, i)
		}
		return out
	}
	if a.Type == cohort.Survival {
		a, b = sorted(a), sorted(b)
	}
	switch {
	case a.Type != b.Type || a.N != b.N:
		return "sizes"
	case !slices.Equal(a.Missing, b.Missing):
		return "counts of missing"
	case !slices.Equal(patient(a), patient(b)) || !slices.Equal(a.Arm[:a.N], b.Arm[:b.N]):
		return "patients"
	case a.Type == cohort.Longitudinal:
		if !slices.Equal(a.Known, b.Known) {
			return "visits known"
		}
		for k := range a.Columns {
			for row := range a.N {
				if a.Known[row]>>k&1 != 0 && a.Columns[k][row] != b.Columns[k][row] {
					return "visits"
				}
			}
		}
		return ""
	case !slices.Equal(a.Value, b.Value) || !slices.Equal(a.Event, b.Event):
		return "values"
	case !slices.Equal(a.Baseline, b.Baseline) || !slices.Equal(a.Exposure, b.Exposure):
		return "baselines or exposures"
	}
	return ""
}

// sorted is a view of survival with rows of equal time in order of entry.
func sorted(v *cohort.View) *cohort.View {
	out := &cohort.View{Type: v.Type, N: v.N, Missing: v.Missing}
	order := make([]int, v.N)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(v.Value[i], v.Value[j]), cmp.Compare(v.Patient[i], v.Patient[j]))
	})
	for _, row := range order {
		out.Patient, out.Arm = append(out.Patient, v.Patient[row]), append(out.Arm, v.Arm[row])
		out.Value, out.Event = append(out.Value, v.Value[row]), append(out.Event, v.Event[row])
	}
	return out
}
