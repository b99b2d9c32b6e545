package spec

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// complete returns the decoded complete file and fails the test when it has problems.
func complete(t *testing.T) file {
	t.Helper()
	text, err := os.ReadFile("testdata/complete.toml")
	if err != nil {
		t.Fatal(err)
	}
	d, problems := readDocument(string(text))
	if len(problems) > 0 {
		t.Fatal((&Error{Problems: problems}).Error())
	}
	return d
}

func TestDecodeComplete(t *testing.T) {
	d := complete(t)
	if d.Simulation != (simulation{Trials: 1_000_000, Seed: 2012}) {
		t.Errorf("simulation: %+v", d.Simulation)
	}
	if got := d.Arms.Names(); !cmp.Equal(got, []string{"single", "double"}) || !d.Arms[0].Value.Control {
		t.Errorf("arms: %+v", d.Arms)
	}
	if a, ok := d.Enrollment.Allocation.Get("double"); !ok || *a != 28 {
		t.Errorf("allocation: %+v", d.Enrollment.Allocation)
	}
	single, ok := d.Dropout.For("single")
	if w := single.Value.(*weibull); !ok || single.Name != "weibull" || w.Shape.Value != 1.5 || w.Median.Value != 20 || w.Scale != nil {
		t.Errorf("dropout: %+v", single)
	}
	mix := d.Outcomes[0].Value
	if mix.Name != "mixture" || mix.At != 12 || len(mix.Value.(*mixture).Parts) != 2 {
		t.Errorf("relapse: %+v", mix)
	}
	inner := mix.Value.(*mixture).Parts[1].Value.(*truncated).Of.Value.(*bernoulli).P
	if !inner.IsDrawn() || inner.Draw.Path != "outcomes.relapse.parts.2.of.p" || inner.Draw.Law.Field("sd") == nil {
		t.Errorf("draw: %+v", inner.Draw)
	}
	if delay, ok := mix.Delay.For("anyone"); !ok || delay.Draw.Path != "outcomes.relapse.delay" {
		t.Errorf("delay: %+v", mix.Delay)
	}
	if delay, ok := d.Outcomes[1].Value.Delay.For("double"); !ok || delay.Value != 1 {
		t.Errorf("delay: %+v", d.Outcomes[1].Value.Delay)
	}
	if a := d.Analyses[0].Value; *a.Alpha != 0.025 || a.Compare != [2]string{"double", "single"} || a.Margin != (margin{1.3, true}) {
		t.Errorf("analysis: %+v", a)
	}
	if e := d.Looks[0].When.Value.(*events); e.Count != 40 || *e.Latest != 60 || e.Earliest != nil {
		t.Errorf("look 1: %+v", e)
	}
	// The second look changes its default bound, the first keeps it.
	if a, b := d.Looks[0].Bound.Value.(*normal), d.Looks[1].Bound.Value.(*normal); a.Mean.Value != 0 || b.Mean.Value != 2 || b.SD.Value != 1 {
		t.Errorf("bounds: %+v %+v", a, b)
	}
}

// TestDefaultsStay shows that absent keys leave what was there, and that neither decoding nor
// the values made by New touch a prototype.
func TestDefaultsStay(t *testing.T) {
	d, problems := readDocument("[enrollment]\nsize = 5\n[analyses.a]\nalpha = 0.1\n")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if d.Simulation.Trials != 10_000 || d.Analyses[0].Value.Alternative != "two-sided" {
		t.Errorf("defaults lost: %+v %+v", d.Simulation, d.Analyses)
	}
	if got := Default[file](); got.Simulation.Seed != 1 {
		t.Errorf("Default: %+v", got.Simulation)
	}
	one, _ := laws.New("normal")
	one.(*normal).SD.Value = 7
	if two, _ := laws.New("normal"); two.(*normal).SD.Value != 1 {
		t.Error("New hands out the prototype")
	}
	if _, ok := laws.New("cauchy"); ok {
		t.Error("New knows what nobody added")
	}
}

func TestIntegers(t *testing.T) {
	for _, c := range []struct {
		value string
		want  int64
		ok    bool
	}{
		{"1e6", 1_000_000, true},
		{"1_000", 1000, true},
		{"0x10", 16, true},
		{"-3.0", -3, true},
		{"9223372036854775807", math.MaxInt64, true},
		{"-9223372036854775808", math.MinInt64, true},
		{"9.2e18", 9_200_000_000_000_000_000, true},
		{"9223372036854775808.0", 0, false},
		{"1e300", 0, false},
		{"0.5", 0, false},
		{"nan", 0, false},
		{"-inf", 0, false},
		{"true", 0, false},
	} {
		var got int64
		n, _ := ParseValue(c.value)
		p := NewProblems()
		Decode(n, &got, p)
		if got != c.want || (p.Len() == 0) != c.ok {
			t.Errorf("%s: %d, %v, want %d, %v", c.value, got, p.List(), c.want, c.ok)
		}
	}
	for _, c := range []struct {
		value string
		want  uint64
		ok    bool
	}{{"0", 0, true}, {"1e18", 1e18, true}, {"-1", 0, false}, {"-1.0", 0, false}, {"-0.0", 0, true}} {
		var got uint64
		n, _ := ParseValue(c.value)
		p := NewProblems()
		Decode(n, &got, p)
		if got != c.want || (p.Len() == 0) != c.ok {
			t.Errorf("%s: %d, %v, want %d, %v", c.value, got, p.List(), c.want, c.ok)
		}
	}
}

// TestKeyedRule: a table with kind, relative_to or draw is a value; one without is keyed.
func TestKeyedRule(t *testing.T) {
	for _, c := range []struct {
		text  string
		one   bool
		names string
	}{
		{"3", true, ""},
		{"{ draw = { kind = \"normal\" } }", true, ""},
		{"{ a = 3, b = 4 }", false, "a b"},
		{"{ b = { draw = { kind = \"normal\" } }, a = 1e3 }", false, "b a"},
	} {
		// What was there before goes, whichever way it was given.
		k := Keyed[Number]{One: &Number{Value: 9}, Each: Table[Number]{{Name: "z"}}}
		n, _ := ParseValue(c.text)
		p := NewProblems()
		Decode(n, &k, p)
		if p.Len() > 0 || (k.One != nil) != c.one || strings.Join(k.Each.Names(), " ") != c.names || !k.IsSet() {
			t.Errorf("%s: %+v, %v", c.text, k, p.List())
		}
	}
	for text, one := range map[string]bool{`{ kind = "x" }`: true, `{ relative_to = "a", p = 1 }`: true, `{ a = { kind = "x" } }`: false} {
		var k Keyed[anything]
		n, _ := ParseValue(text)
		p := NewProblems()
		Decode(n, &k, p)
		if p.Len() > 0 || (k.One != nil) != one || (len(k.Each) == 1) == one {
			t.Errorf("%s: %+v, %v", text, k, p.List())
		}
	}
	if (Keyed[int]{}).IsSet() {
		t.Error("the zero Keyed is set")
	}
	if v, ok := All(3).For("x"); v != 3 || !ok {
		t.Error("All has no value for x")
	}
	if _, ok := (Keyed[int]{Each: Table[int]{{"a", 1}}}).For("x"); ok {
		t.Error("a value for a name that is not there")
	}
}

// anything accepts every tree.
type anything struct{ n *Node }

func (a *anything) DecodeSpec(n *Node, _ *Problems) { a.n = n }

func TestNumberAt(t *testing.T) {
	if x := Const(2.5).At(nil); x != 2.5 {
		t.Errorf("constant: %v", x)
	}
	drawn := Number{Draw: &Draw{Slot: 1}}
	if x := drawn.At([]float64{3, 4}); x != 4 {
		t.Errorf("drawn: %v", x)
	}
}

func TestPanicsAreForBugs(t *testing.T) {
	type twice struct {
		A int `toml:"a"`
		B int `toml:"a"`
	}
	type badRange struct {
		A int `toml:"a" range:"[3,1]"`
	}
	type badOption struct {
		A int `toml:"a,optional"`
	}
	type badType struct {
		A map[string]int `toml:"a"`
	}
	for name, f := range map[string]func(){
		"twice":         func() { Decode(NewTable(), &twice{}, NewProblems()) },
		"range":         func() { Decode(NewTable(), &badRange{}, NewProblems()) },
		"option":        func() { Decode(NewTable(), &badOption{}, NewProblems()) },
		"type":          func() { Describe(badType{}) },
		"not a pointer": func() { Decode(NewTable(), twice{}, NewProblems()) },
		"added twice":   func() { laws.Add("normal", &normal{}) },
		"bad name":      func() { laws.Add("a-b", &normal{}) },
		"registered":    func() { NewKinds[law]("again", nil) },
		"no kinds":      func() { var o Of[interface{ Kind }]; Decode(NewText("x"), &o, NewProblems()) },
		"unknown":       func() { laws.Of("cauchy") },
		"huge": func() {
			Encode(struct {
				A uint64 `toml:"a"`
			}{math.MaxUint64})
		},
		"put":    func() { NewArray().Put("a", NewTable()) },
		"append": func() { NewTable().Append(NewTable()) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if message, _ := recover().(string); !strings.HasPrefix(message, "spec: ") {
					t.Errorf("recovered %q", message)
				}
			}()
			f()
		})
	}
}
