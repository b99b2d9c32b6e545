package trigger

import (
	"math"
	"slices"
	"strings"
	"testing"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

func ptr[T any](x T) *T { return &x }

var never = math.Inf(1)

// town has ten patients who enter at 1, 2, …, 10. The events of "os" are
// reported at 3, 4, 6, 6 and 12; the others stay without. "pfs" has none; "score"
// is no survival endpoint.
func town() (*cohort.Cohort, *Setting) {
	shapes := []cohort.Shape{{Type: cohort.Continuous, At: 1}, {Type: cohort.Survival, Delay: 1}, {Type: cohort.Survival}}
	c := cohort.New(10, 2, shapes)
	for i := range c.N {
		c.Entry[i], c.Leave[i] = float64(i+1), never
		c.Outcomes[1].Value[i], c.Outcomes[2].Value[i] = never, never
	}
	for i, t := range map[int]float64{0: 1, 1: 1, 2: 2, 3: 1, 8: 2} {
		c.Outcomes[1].Value[i] = t
	}
	c.Settle()
	return c, &Setting{
		Endpoints: []string{"score", "os", "pfs"}, Shapes: shapes, Size: 10, LastEvents: []int{0, 5, 0},
		Measure: &Measure{Endpoint: 1, Arms: [2]uint8{1, 0}, Maximum: 5, PerCount: 1},
	}
}

func of(list ...Trigger) (out []spec.Of[Trigger]) {
	for _, t := range list {
		out = append(out, spec.Of[Trigger]{Name: "trigger", Value: t})
	}
	return out
}

func happened(n int) *Events   { return &Events{Endpoint: "os", Count: &n} }
func entered(n int) *Patients  { return &Patients{Count: &n} }
func date(t float64) *Calendar { return &Calendar{Time: t} }

// cases work out dates by hand; every kind has some.
var cases = map[string][]struct {
	trigger    Trigger
	last, want float64
}{
	"calendar": {
		{date(7), 0, 7},
		{date(7), 7, 7},
		{date(7), 8, 8}, // never before the previous look
		{date(0), 0, 0},
	},
	"events": {
		{happened(1), 0, 3},
		{happened(2), 0, 4},
		{happened(3), 0, 6},
		{happened(4), 0, 6}, // two on one instant
		{happened(5), 0, 12},
		{happened(6), 0, never},
		{happened(2), 5, 5},
		{&Events{Endpoint: "pfs", Count: ptr(1)}, 0, never},
		{&Events{Endpoint: "os", Fraction: ptr(0.2)}, 0, 3},
		{&Events{Endpoint: "os", Fraction: ptr(0.21)}, 0, 4}, // rounded up: 1.05
		{&Events{Endpoint: "os", Fraction: ptr(1.0)}, 0, 12},
		{&Events{Endpoint: "os", Fraction: ptr(1e-12)}, 0, 3}, // at least one
	},
	"patients": {
		{entered(1), 0, 1},
		{entered(10), 0, 10},
		{&Patients{Count: ptr(4), Followed: 2.5}, 0, 6.5},
		{&Patients{Count: ptr(4), Followed: 2.5}, 9, 9},
		{&Patients{Fraction: ptr(0.5)}, 0, 5},
		{&Patients{Fraction: ptr(0.51)}, 0, 6},
		{&Patients{Fraction: ptr(0.7)}, 0, 7}, // and not 8 by rounding
		{&Patients{Fraction: ptr(1e-12)}, 0, 1},
	},
	"information": {
		{&Information{Fraction: 0.2}, 0, 3},
		{&Information{Fraction: 0.21}, 0, 4}, // rounded up: 1.05
		{&Information{Fraction: 0.6}, 0, 6},  // and not 4 by rounding
		{&Information{Fraction: 1}, 0, 12},
		{&Information{Fraction: 0.4}, 5, 5},
		{&Information{Fraction: 1e-12}, 0, 3}, // at least one
	},
	"all_of": {
		{&AllOf{Of: of(happened(2), entered(8))}, 0, 8},
		{&AllOf{Of: of(happened(5), entered(8))}, 0, 12},
		{&AllOf{Of: of(happened(6), entered(8))}, 0, never},
		{&AllOf{Of: of(date(2))}, 0, 2},
		{&AllOf{Of: of(date(2), date(3))}, 4, 4},
		{&AllOf{Of: of(&AnyOf{Of: of(date(9), happened(2))}, date(5))}, 0, 5},
	},
	"any_of": {
		{&AnyOf{Of: of(happened(2), entered(8))}, 0, 4},
		{&AnyOf{Of: of(happened(6), entered(8))}, 0, 8},
		{&AnyOf{Of: of(happened(6), happened(7))}, 0, never},
		{&AnyOf{Of: of(date(2), date(3))}, 2.5, 2.5},
	},
}

func TestDates(t *testing.T) {
	c, s := town()
	for _, name := range Kinds.Names() {
		if len(cases[name]) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, k := range cases[name] {
			if got := bound(t, k.trigger, s).When(c, k.last); got != k.want {
				t.Errorf("%s %+v after %v: %v, want %v", name, k.trigger, k.last, got, k.want)
			}
		}
	}
}

// bound is a trigger with its setting, problems allowed: some cases can never
// fire on purpose.
func bound(t *testing.T, trigger Trigger, s *Setting) Condition {
	t.Helper()
	p := spec.NewProblems()
	trigger.Check(p)
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	c := trigger.New(s, p)
	if c == nil {
		t.Fatal(p.Err())
	}
	return c
}

// windowed gives a trigger of every kind the window w; the trigger itself fires
// at 6.
func windowed(w Window) map[string]Trigger {
	all := &AllOf{Of: of(happened(3), date(5)), Window: w}
	some := &AnyOf{Of: of(happened(3), date(8)), Window: w}
	return map[string]Trigger{
		"calendar":    &Calendar{Time: 6, Window: w},
		"events":      &Events{Endpoint: "os", Count: ptr(3), Window: w},
		"patients":    &Patients{Count: ptr(6), Window: w},
		"information": &Information{Fraction: 0.6, Window: w},
		"all_of":      all, "any_of": some,
	}
}

// TestWindow wants min(max(t, earliest, last + after_previous), latest), never
// before last, of every kind.
func TestWindow(t *testing.T) {
	c, s := town()
	for _, k := range []struct {
		window     Window
		last, want float64
	}{
		{Window{}, 2, 6},
		{Window{}, 7, 7},
		{Window{Earliest: ptr(5.0)}, 2, 6},
		{Window{Earliest: ptr(7.0)}, 2, 7},
		{Window{Latest: ptr(5.0)}, 2, 5},
		{Window{Latest: ptr(7.0)}, 2, 6},
		{Window{AfterPrevious: ptr(3.0)}, 2, 6},
		{Window{AfterPrevious: ptr(3.0)}, 4, 7},
		{Window{AfterPrevious: ptr(0.0)}, 7, 7},
		{Window{AfterPrevious: ptr(8.0)}, 0, 8}, // of the first look: since the opening
		{Window{Earliest: ptr(7.0), AfterPrevious: ptr(3.0)}, 5, 8},
		{Window{Earliest: ptr(9.0), AfterPrevious: ptr(3.0)}, 5, 9},
		{Window{Latest: ptr(7.0), AfterPrevious: ptr(3.0)}, 5, 7}, // latest wins
		{Window{Latest: ptr(4.0), AfterPrevious: ptr(3.0)}, 5, 5}, // but never before last
		{Window{Earliest: ptr(7.0), Latest: ptr(7.0)}, 2, 7},
	} {
		kinds := windowed(k.window)
		for _, name := range Kinds.Names() {
			if kinds[name] == nil {
				t.Fatalf("%s has no example", name)
			}
			if got := bound(t, kinds[name], s).When(c, k.last); got != k.want {
				t.Errorf("%s %s after %v: %v, want %v", name, describe(&k.window), k.last, got, k.want)
			}
		}
	}
}

func describe(w *Window) string {
	return spec.Encode(w).TOML()
}

// TestNestedWindows gives the parts of a combination windows of their own.
func TestNestedWindows(t *testing.T) {
	c, s := town()
	soon := &Events{Endpoint: "os", Count: ptr(9), Window: Window{Latest: ptr(7.0)}}
	late := &Calendar{Time: 1, Window: Window{AfterPrevious: ptr(4.0)}}
	for _, k := range []struct {
		trigger    Trigger
		last, want float64
	}{
		{&AllOf{Of: of(soon, date(2))}, 0, 7},
		{&AnyOf{Of: of(soon, date(20))}, 0, 7},
		{&AllOf{Of: of(late, date(2))}, 3, 7},
		{&AllOf{Of: of(late, date(2)), Window: Window{Latest: ptr(5.0)}}, 3, 5},
		{&AllOf{Of: of(happened(9), date(2)), Window: Window{Latest: ptr(5.0)}}, 0, 5},
	} {
		if got := bound(t, k.trigger, s).When(c, k.last); got != k.want {
			t.Errorf("%+v after %v: %v, want %v", k.trigger, k.last, got, k.want)
		}
	}
}

func TestLimited(t *testing.T) {
	if (&Window{Earliest: ptr(1.0)}).Limited() || !(&Window{Latest: ptr(1.0)}).Limited() {
		t.Error("limited is what has a latest date")
	}
}

// TestCounts wants counting triggers, and no others, to say what they count.
func TestCounts(t *testing.T) {
	_, s := town()
	for name, want := range map[string]Count{
		"events":   {Unit: EventUnit, Endpoint: 1, N: 3},
		"patients": {Unit: PatientUnit, N: 6},
	} {
		if got := bound(t, windowed(Window{})[name], s).(Counter).Count(); got != want {
			t.Errorf("%s counts %+v, want %+v", name, got, want)
		}
	}
	for _, name := range []string{"calendar", "information", "all_of", "any_of"} {
		if _, counts := bound(t, windowed(Window{})[name], s).(Counter); counts {
			t.Errorf("%s counts", name)
		}
	}
}

// TestShare compares the rounding up of fractions k/n with k, for all small k
// and n, and fractions a little larger with k + 1.
func TestShare(t *testing.T) {
	for n := 1; n <= 600; n++ {
		for k := 1; k <= n; k++ {
			if got := share(float64(k)/float64(n), n); got != k {
				t.Fatalf("%d/%d of %d is %d", k, n, n, got)
			}
			if got := share((float64(k)+0.001)/float64(n), n); got != k+1 {
				t.Fatalf("a little more than %d of %d is %d", k, n, got)
			}
		}
	}
}

func TestNoAllocation(t *testing.T) {
	c, s := town()
	for name, trigger := range windowed(Window{Earliest: ptr(1.0), AfterPrevious: ptr(1.0)}) {
		when := bound(t, trigger, s)
		if n := testing.AllocsPerRun(100, func() { c.Settle(); when.When(c, 2) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// TestProblems gives bad triggers as a file would.
func TestProblems(t *testing.T) {
	for _, c := range []struct{ text, path, fact, hint string }{
		{"kind = \"events\"\nendpoint = \"os\"", "w", "exactly one of count, fraction", "count = 80"},
		{"kind = \"events\"\nendpoint = \"os\"\ncount = 3\nfraction = 0.5", "w", "exactly one", ""},
		{"kind = \"events\"\nendpoint = \"oss\"\ncount = 3", "w.endpoint", "oss", "os"},
		{"kind = \"events\"\nendpoint = \"score\"\ncount = 3", "w.endpoint", "no events", "patients"},
		{"kind = \"events\"\nendpoint = \"pfs\"\nfraction = 0.5", "w.fraction", "gives no count", "give count"},
		{"kind = \"events\"\nendpoint = \"os\"\ncount = 11", "w", "cannot come from 10 patients", "latest"},
		{"kind = \"events\"\nendpoint = \"os\"\ncount = 0", "w.count", "wanted", ""},
		{"kind = \"patients\"", "w", "exactly one of count, fraction", "fraction = 0.5"},
		{"kind = \"patients\"\ncount = 11", "w.count", "more than the 10", "enrollment.size"},
		{"kind = \"patients\"\nfraction = 1.1", "w.fraction", "wanted", ""},
		{"kind = \"patients\"\nfraction = 0.0", "w.fraction", "wanted", ""},
		{"kind = \"patients\"\ncount = 1\nfollowed = -1", "w.followed", "wanted", ""},
		{"kind = \"information\"", "w.fraction", "missing", ""},
		{"kind = \"information\"\nfraction = 0.0", "w.fraction", "wanted", ""},
		{"kind = \"calendar\"", "w.time", "missing", ""},
		{"kind = \"calendar\"\ntime = 3\nearliest = 4\nlatest = 2", "w.earliest", "after latest", "swap"},
		{"kind = \"all_of\"\nof = []", "w.of", "no trigger", "at least one"},
		{"kind = \"any_of\"\nof = []", "w.of", "no trigger", "at least one"},
		{"kind = \"any_of\"\nof = [{ kind = \"calendar\", time = 1 }, { kind = \"patients\", count = 20 }]", "w.of.2.count", "more than", ""},
		{"kind = \"all_of\"\nof = [{ kind = \"calendar\", time = 1, earliest = 3, latest = 2 }]", "w.of.1.earliest", "after latest", ""},
	} {
		problems := decode(t, c.text)
		if len(problems) != 1 || problems[0].Path != c.path ||
			!strings.Contains(problems[0].Fact, c.fact) || !strings.Contains(problems[0].Hint, c.hint) {
			t.Errorf("%s:\n got %v\nwant %s: … %s … (… %s …)", c.text, problems, c.path, c.fact, c.hint)
		}
	}
	// More events than patients are no problem when the look has a latest date.
	if problems := decode(t, "kind = \"events\"\nendpoint = \"os\"\ncount = 11\nlatest = 9"); len(problems) > 0 {
		t.Error(problems)
	}
}

// decode reads and binds a trigger as a scenario would.
func decode(t *testing.T, text string) []spec.Problem {
	t.Helper()
	node, err := spec.Parse("[w]\n" + text)
	if err != nil {
		t.Fatal(err)
	}
	_, s := town()
	var w spec.Of[Trigger]
	p := spec.NewProblems()
	if spec.Decode(node.Field("w"), &w, p.At("w")); p.Len() == 0 {
		w.Value.New(s, p.At("w"))
	}
	return slices.Clip(p.List())
}
