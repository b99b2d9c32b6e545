package scenario

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"simrun/sim/base/spec"
)

// golden are fingerprints that may never change: results on disk carry them.
var golden = map[string]string{
	small: "sha256:6b0f75fa5014993f9238dc3ae4e90b2bb5475ee032a6b4fef819514fca9b4a05",
	full:  "sha256:6a784ed0ee9b140f48b22c196709b5e21f785a86aa5e90bb92844dc3add3c6c2",
}

func TestFingerprintNeverDrifts(t *testing.T) {
	for text, want := range golden {
		if got := load(t, text).Fingerprint(); got != want {
			t.Errorf("%s…\nhas fingerprint %s, always had %s", text[:40], got, want)
		}
	}
}

// What only describes, judges or measures out a run is no part of it.
func TestFingerprintIgnoresWords(t *testing.T) {
	want := load(t, full).Fingerprint()
	for _, o := range []Override{
		{"title", "Other"},
		{"notes", "Other"},
		{"source", "Other"},
		{"time_unit", "weeks"},
		{"simulation.trials", "5"},
		{"simulation.precision", "0.01"},
		{"arms.control.label", "Other"},
		{"arms.high.label", "New"},
		{"expect.1.value", "0.7"},
		{"expect", "[]"},
	} {
		if got := load(t, full, o).Fingerprint(); got != want {
			t.Errorf("%s = %s changes the fingerprint", o.Path, o.Value)
		}
	}
}

// ignored reports whether a path is no part of the fingerprint.
func ignored(path string) bool {
	switch path {
	case "title", "notes", "source", "time_unit", "simulation.trials", "simulation.precision":
		return true
	}
	return strings.HasPrefix(path, "expect.") || strings.HasPrefix(path, "arms.") && strings.HasSuffix(path, ".label")
}

// scalars visits the scalars of a tree.
func scalars(n *spec.Node, visit func(*spec.Node)) {
	for _, key := range n.Keys() {
		scalars(n.Field(key), visit)
	}
	for _, item := range n.Items() {
		scalars(item, visit)
	}
	if !n.IsTable() && !n.IsArray() {
		visit(n)
	}
}

// other is a value near to the one of a node, but not the same.
func other(n *spec.Node) *spec.Node {
	if b, ok := n.AsBool(); ok {
		return spec.NewBool(!b)
	}
	if text, ok := n.AsText(); ok {
		// Another name or choice that the field admits.
		return spec.NewText(map[string]string{
			"less": "greater", "two-sided": "greater", "failure": "exclude", "observed": "planned",
			"os": "remission", "remission": "os", "high": "low", "low": "high", "control": "low",
		}[text])
	}
	x, _ := n.AsFloat()
	if n.Form() == spec.FormInteger {
		return spec.NewInteger(int64(x) + 1)
	}
	// Every bit of a number counts; those at the end of their range go down.
	if x == 0 {
		return spec.NewFloat(spec.Smallest)
	}
	return spec.NewFloat(math.Nextafter(x, 0.1))
}

// Any change of any other value is a change of the fingerprint.
func TestFingerprintSeesEveryValue(t *testing.T) {
	want := load(t, full).Fingerprint()
	seen := map[string]string{want: "nothing"}
	var numbers, words int
	scalars(load(t, full).Canonical(), func(n *spec.Node) {
		path := n.Path()
		if ignored(path) || strings.HasSuffix(path, "kind") {
			return
		}
		tree := load(t, full).Canonical()
		if err := tree.SetNode(path, other(n)); err != nil {
			t.Fatal(err)
		}
		s, err := Load(tree.TOML())
		if err != nil {
			if n.IsNumber() && !strings.HasSuffix(path, "from.1") { // which is 0 always
				t.Errorf("%s: %v", path, err)
			}
			return
		}
		if n.IsNumber() {
			numbers++
		} else {
			words++
		}
		got := s.Fingerprint()
		if before, ok := seen[got]; ok {
			t.Errorf("changing %s gives the fingerprint of changing %s", path, before)
		}
		seen[got] = path
	})
	if numbers < 30 || words < 10 {
		t.Errorf("changed %d numbers and %d words only", numbers, words)
	}
	for _, o := range []Override{
		{"enrollment.assignment", `{ kind = "complete" }`},
		{"design.efficacy.os", `{ kind = "pocock" }`},
		{"enrollment.follow_up", "25"},
		{"arms.fourth", "{}"},
		{"endpoints.remission.delay", "1"},
	} {
		if got := load(t, full, o).Fingerprint(); seen[got] != "" {
			t.Errorf("%s = %s gives the fingerprint of changing %s", o.Path, o.Value, seen[got])
		}
	}
}

// How a file is written is not what it says.
func TestFingerprintIgnoresForm(t *testing.T) {
	want := load(t, full).Fingerprint()
	for name, text := range map[string]string{
		"canonical":    load(t, full).Canonical().TOML(),
		"comments":     "# first\n" + strings.ReplaceAll(full, "[arms.low]", "# next\n[arms.low] # low"),
		"line ends":    strings.ReplaceAll(full, "\n", "\r\n"),
		"floats":       strings.NewReplacer("size       = 90", "size = 9e1", "at   = 6", "at = 6.0").Replace(full),
		"defaults":     strings.Replace(full, `alternative = "less"`, "alternative = \"less\"\nmissing = \"exclude\"\nmargin = 0", 1),
		"key order":    strings.Replace(full, `{ control = 1, low = 1, high = 2 }`, `{ high = 2, control = 1, low = 1 }`, 1),
		"arm order":    swap(full, `low     = { kind = "exponential", rate = 0.01 }`, `control = { kind = "exponential", rate = 0.02 }`),
		"table order":  strings.Replace(full, "[enrollment]"+between(full, "[enrollment]", "[dropout]"), "", 1) + "[enrollment]" + between(full, "[enrollment]", "[dropout]"),
		"dotted keys":  strings.Replace(full, "[simulation]\ntrials = 2_000\nseed   = 7", "simulation.trials = 2000\nsimulation.seed = 7", 1),
		"inline table": strings.Replace(full, "[simulation]\ntrials = 2_000\nseed   = 7", "simulation = { seed = 7, trials = 2000 }", 1),
	} {
		if text == full {
			t.Errorf("the form %s is no other", name)
		}
		if got := load(t, text).Fingerprint(); got != want {
			t.Errorf("another form (%s) has another fingerprint", name)
		}
	}
}

// swap exchanges two parts of a text.
func swap(text, a, b string) string {
	return strings.NewReplacer(a, b, b, a).Replace(text)
}

// between is the text after a and before b.
func between(text, a, b string) string {
	_, text, _ = strings.Cut(text, a)
	text, _, _ = strings.Cut(text, b)
	return text
}

// The order of the arms decides how patients are assigned.
func TestFingerprintSeesTheOrderOfArms(t *testing.T) {
	turned := swap(full, "[arms.low]\nlabel = \"Low dose\"", "[arms.high]")
	if load(t, turned).Fingerprint() == load(t, full).Fingerprint() {
		t.Error("exchanging two arms keeps the fingerprint")
	}
}

// The world is what happens to patients, whatever one makes of it.
func TestWorld(t *testing.T) {
	want := load(t, full).World()
	for _, c := range []struct {
		Override
		same bool
	}{
		{Override{"title", "Other"}, true},
		{Override{"simulation.trials", "5"}, true},
		{Override{"analyses.os.alpha", "0.01"}, true},
		{Override{"looks.1.when.count", "10"}, true},
		{Override{"design.decides", `["remission"]`}, true},
		{Override{"simulation.seed", "8"}, false},
		{Override{"enrollment.size", "91"}, false},
		{Override{"enrollment.follow_up", "25"}, false},
		{Override{"endpoints.remission.response.p", "0.31"}, false},
		{Override{"dropout.low.rate", "0.02"}, false},
	} {
		if got := load(t, full, c.Override).World() == want; got != c.same {
			t.Errorf("with %s = %s the world is the same: %v", c.Path, c.Value, got)
		}
	}
}

func TestNature(t *testing.T) {
	want := load(t, full).Nature()
	for _, c := range []struct {
		Override
		same bool
	}{
		{Override{"analyses.os.alpha", "0.01"}, true},
		{Override{"enrollment.size", "91"}, true},
		{Override{"dropout.low.rate", "0.02"}, true},
		{Override{"simulation.seed", "8"}, false},
		{Override{"endpoints.remission.response.p", "0.31"}, false},
	} {
		if got := load(t, full, c.Override).Nature() == want; got != c.same {
			t.Errorf("with %s = %s the nature is the same: %v", c.Path, c.Value, got)
		}
	}
}

func TestSettingIsEditing(t *testing.T) {
	for _, c := range []struct {
		path, value, old, edited string
	}{
		{"enrollment.size", "120", "size       = 90", "size = 120"},
		{"endpoints.os.response.low.hazard_ratio", "0.7", "hazard_ratio = 0.8", "hazard_ratio = 0.7"},
		{"endpoints.remission.response", `{ kind = "bernoulli", p = 0.5 }`, "p = 0.3", "p = 0.5"},
		{"enrollment.allocation", `{ low = 2, high = 1, control = 1 }`, "low = 1, high = 2", "low = 2, high = 1"},
		{"dropout.low.rate", "0.5", "rate = 0.01", "rate = 0.5"},
		{"looks.1.lag", "0", "lag      = 0.5", ""},
		{"looks.1.information.os", "0.5", "lag      = 0.5", "lag = 0.5\ninformation = { os = 0.5 }"},
	} {
		edited := strings.Replace(full, c.old, c.edited, 1)
		if edited == full {
			t.Fatalf("nothing to edit for %s", c.path)
		}
		set := load(t, full, Override{c.path, c.value})
		if set.Fingerprint() != load(t, edited).Fingerprint() {
			t.Errorf("--set %s=%s is not editing the file", c.path, c.value)
		}
		if set.Fingerprint() == load(t, full).Fingerprint() {
			t.Errorf("--set %s=%s changes nothing", c.path, c.value)
		}
	}
}

// The canonical text is a scenario: itself.
func TestCanonicalReadsBack(t *testing.T) {
	for _, text := range []string{small, full} {
		s := load(t, text)
		canonical := s.Canonical().TOML()
		back := load(t, canonical)
		if again := back.Canonical().TOML(); again != canonical {
			t.Errorf("the canonical form is not a fixed point:\n%s\n%s", canonical, again)
		}
		if back.Fingerprint() != s.Fingerprint() {
			t.Error("the canonical form has another fingerprint")
		}
	}
}

func TestCanonicalHasTheDefaults(t *testing.T) {
	tree := load(t, small).Canonical()
	for path, want := range map[string]string{
		"simulation.trials": "10000", "simulation.seed": "1", "enrollment.accrual.kind": "instant",
		"enrollment.assignment.kind": "exact", "design.kind": "fixed",
		"analyses.primary.alternative": "two-sided", "analyses.primary.missing": "exclude",
		"analyses.primary.margin": "0", "analyses.primary.test.mid_p": "false",
		"endpoints.remission.delay": "0",
	} {
		n := tree.Lookup(path)
		got := "nothing"
		if text, ok := n.AsText(); ok {
			got = text
		} else if x, ok := n.AsFloat(); ok {
			got = fmt.Sprint(x)
		} else if b, ok := n.AsBool(); ok {
			got = fmt.Sprint(b)
		}
		if got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}
