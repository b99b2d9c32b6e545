package boundary

import (
	"slices"
	"testing"

	"simrun/sim/base/spec"
)

// document is a file with nothing but an efficacy rule.
type document struct {
	Efficacy spec.Of[Efficacy] `toml:"efficacy,required"`
}

func decode(t *testing.T, text string) (document, *spec.Problems) {
	t.Helper()
	n, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var d document
	p := spec.NewProblems()
	spec.Decode(n, &d, p)
	return d, p
}

func TestOneBoundOrOnePerLook(t *testing.T) {
	for text, want := range map[string]PerLook{
		`{ kind = "fixed_bounds", z = 2.5 }`:            {2.5},
		`{ kind = "fixed_bounds", z = 3 }`:              {3},
		`{ kind = "fixed_bounds", z = [3, 2.5, 1.96] }`: {3, 2.5, 1.96},
	} {
		d, p := decode(t, "efficacy = "+text)
		if err := p.Err(); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := d.Efficacy.Value.(*FixedBounds).Z; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
		if again, _ := decode(t, spec.Encode(&d).TOML()); !slices.Equal(again.Efficacy.Value.(*FixedBounds).Z, want) {
			t.Errorf("%s does not survive encoding", text)
		}
	}
	if d, p := decode(t, `efficacy = { kind = "haybittle_peto" }`); p.Len() > 0 ||
		!slices.Equal(d.Efficacy.Value.(*HaybittlePeto).Z, PerLook{3}) {
		t.Errorf("default of haybittle_peto: %v, %v", d.Efficacy.Value, p.List())
	}
}

func TestWrongBoundsAreProblems(t *testing.T) {
	for text, path := range map[string]string{
		`{ kind = "fixed_bounds" }`:                  "efficacy",
		`{ kind = "fixed_bounds", z = "x" }`:         "efficacy.z",
		`{ kind = "fixed_bounds", z = [] }`:          "efficacy.z",
		`{ kind = "fixed_bounds", z = [3, "x"] }`:    "efficacy.z.2",
		`{ kind = "fixed_bounds", z = [3, -1] }`:     "efficacy.z.2",
		`{ kind = "hwang_shih_decani" }`:             "efficacy",
		`{ kind = "hwang_shih_decani", gamma = 99 }`: "efficacy.gamma",
		`{ kind = "kim_demets", rho = 0 }`:           "efficacy.rho",
		`{ kind = "user", spent = [0.02, 0.01] }`:    "efficacy.spent.2",
	} {
		d, p := decode(t, "efficacy = "+text)
		if f, ok := d.Efficacy.Value.(*FixedBounds); ok && p.Len() == 0 {
			f.Bounds(Plan{Alpha: 0.025, Fractions: even(2)}, p.At("efficacy")) // which bounds may be negative depends on their use
		}
		if p.Len() != 1 || p.List()[0].Path[:len(path)] != path {
			t.Errorf("%s: problems %v, want one at %s", text, p.List(), path)
		}
	}
}
