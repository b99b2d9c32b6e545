package spec

import (
	"reflect"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestConcepts(t *testing.T) {
	concepts := Concepts()
	if len(concepts) != 2 || concepts[0].Name != "distribution" || concepts[1].Name != "trigger" {
		t.Fatalf("%+v", concepts)
	}
	if laws.Concept() != "distribution" || !cmp.Equal(laws.Names(), []string{"bernoulli", "mixture", "normal", "truncated", "weibull"}) {
		t.Errorf("%s: %v", laws.Concept(), laws.Names())
	}
	ignore := cmpopts.IgnoreFields(FieldDescription{}, "Shape")
	wantNormal := Description{
		Name: "normal",
		Doc:  "normal is the bell curve, 1/(sd·√2π) · exp(−½((x − mean)/sd)²).\n\nIts mean may be any number.",
		Fields: []FieldDescription{
			{Key: "mean", Type: "number", Required: true, Doc: "Mean is the mean, on two lines."},
			{Key: "sd", Type: "number", Default: "1.0", Range: "(0, inf)", Doc: "SD is the standard deviation."},
		},
	}
	if diff := cmp.Diff(wantNormal, concepts[0].Kinds[2], ignore); diff != "" {
		t.Errorf("normal (-want +got)\n%s", diff)
	}
	wantEvents := Description{
		Name: "events",
		Doc:  "events counts events.",
		Fields: []FieldDescription{
			{Key: "earliest", Type: "number", Range: "[0, inf)", Doc: "Earliest is the first time allowed."},
			{Key: "latest", Type: "number", Range: "[0, inf)"},
			{Key: "count", Type: "whole number", Range: "[1, inf)", Required: true},
			{Key: "endpoint", Type: "text"},
		},
	}
	if diff := cmp.Diff(wantEvents, concepts[1].Kinds[1], ignore); diff != "" {
		t.Errorf("events (-want +got)\n%s", diff)
	}
}

// TestWords names the types of all fields of a file.
func TestWords(t *testing.T) {
	got := map[string]string{}
	var visit func(prefix string, fields []FieldDescription)
	visit = func(prefix string, fields []FieldDescription) {
		for _, f := range fields {
			got[prefix+f.Key] = f.Type
			for s := f.Shape; s != nil; s = s.Element {
				visit(prefix+f.Key+".", s.Fields())
			}
		}
	}
	visit("", Describe(&file{}).Fields)
	for key, want := range map[string]string{
		"title":                 "text",
		"simulation":            "table",
		"simulation.trials":     "whole number",
		"arms":                  "table of tables by name",
		"arms.control":          "true or false",
		"enrollment.allocation": "table of numbers by name",
		"dropout":               "distribution or table of distributions by name",
		"outcomes.delay":        "number or table of numbers by name",
		"analyses.alternative":  "text",
		"analyses.compare":      "list of 2 text",
		"analyses.margin":       "number or ratio",
		"looks":                 "list of tables",
		"looks.when":            "trigger",
		"margins":               "list of 2 numbers",
		"grid":                  "list of lists of 2 numbers",
		"transfer":              "table of tables of numbers by name by name",
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
}

func TestInterval(t *testing.T) {
	fields := Describe(normal{}).Fields
	lo, hi, loOpen, hiOpen, ok := fields[1].Shape.Interval()
	if lo != 0 || hi < 1e308 || !loOpen || !hiOpen || !ok || !fields[1].Shape.Drawn {
		t.Errorf("%v %v %v %v %v", lo, hi, loOpen, hiOpen, ok)
	}
	if _, _, _, _, ok := fields[0].Shape.Interval(); ok {
		t.Error("a range where none was given")
	}
}

func TestNearest(t *testing.T) {
	known := []string{"kind", "follow_up", "rate", "mean", "hazard_ratio", "at", "of"}
	for word, want := range map[string]string{
		"Kind": "kind", "follow-up": "follow_up", "followup": "follow_up", "FollowUp": "follow_up", "raet": "rate",
		"rates": "rate", "hazard": "", "harzad_ratoi": "hazard_ratio", "AT": "at", "on": "", "": "", "xyz": "", "meen": "mean",
	} {
		if got := nearest(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abcd", "badc", 2}, {"kitten", "sitting", 3}, {"ca", "abc", 3}} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("distance of %q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestDocument gives the comments of a package that has no kinds of its own; the first given
// for a package stay.
func TestDocument(t *testing.T) {
	Document[file](nil)
	Document[file](fixtureFS)
	if got := Describe(analysis{}).Doc; got != "" {
		t.Errorf("analysis: %q", got)
	}
	if got := Describe(margin{}).Doc; got != "margin is a number, or a ratio." {
		t.Errorf("margin: %q", got)
	}
	broken := fstest.MapFS{"a.go": {Data: []byte("package a\n\ntype (\n// X is.\nX int\nY int)\n")}, "b.go": {Data: []byte("?")}}
	if diff := cmp.Diff(map[string]string{"X": "X is.", "Y": ""}, readDocs(broken)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestDeepCopy changes everything a prototype points to in its copy.
func TestDeepCopy(t *testing.T) {
	scale := Const(1)
	type nest struct {
		Kinds  []Of[law]
		Pair   [2]*Number
		Grid   [][]float64
		hidden int
	}
	from := nest{
		Kinds: []Of[law]{{Name: "weibull", Value: &weibull{Scale: &scale}}}, Pair: [2]*Number{&scale, nil},
		Grid: [][]float64{{1}}, hidden: 3,
	}
	to := deepCopy(reflect.ValueOf(from)).Interface().(nest)
	to.Kinds[0].Value.(*weibull).Scale.Value = 2
	to.Pair[0].Value = 3
	to.Grid[0][0] = 4
	if scale.Value != 1 || from.Grid[0][0] != 1 || to.hidden != 3 || to.Pair[1] != nil {
		t.Errorf("from %+v to %+v", from, to)
	}
}

func TestUnknown(t *testing.T) {
	p := NewProblems()
	p.At("a").Unknown("endpoint", "relaps", []string{"relapse"})
	p.At("b").Unknown("endpoint", "x", []string{"relapse", "death"})
	p.At("c").Unknown("endpoint", "x", nil)
	want := "a: there is no endpoint \"relaps\"\n  hint: did you mean relapse?\n" +
		"b: there is no endpoint \"x\"\n  hint: there is: relapse, death\n" +
		"c: there is no endpoint \"x\"\n  hint: there is none"
	if got := p.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
