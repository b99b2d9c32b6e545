package schema

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"simrun/scenarios"
	"simrun/sim"
	"simrun/sim/base/spec"
	"simrun/sim/study/scenario"
)

// frame is a scenario with a gap for one line of each section.
const frame = `
simulation.trials = 10
arms.a.control = true
arms.b = {}
enrollment.size = 10
endpoints.e = { kind = "binary", at = 1, RESPONSE }
analyses.x = { endpoint = "e", test = { kind = "fisher" }, alpha = 0.05, ANALYSIS }
MORE
`

// TestSchemaAgreesWithTheDecoder holds single constructs against what the decoder
// says of them.
func TestSchemaAgreesWithTheDecoder(t *testing.T) {
	const law = `response = { kind = "bernoulli", p = 0.5 }`
	s := compiled(t)
	for _, c := range []struct {
		response, analysis, more string
		ok                       bool
	}{
		{law, "", "", true},
		{`response.a = { kind = "bernoulli", p = 0.5 }, response.b = { relative_to = "a", odds_ratio = 2 }`, "", "", true},
		{`response.a = { kind = "bernoulli", p = 0.5 }, response.b = { relative_to = "a", hazard_ratio = 2 }`, "", "", true},
		{`response.a = { kind = "bernoulli", p = 0.5 }, response.b = { relative_to = "a", hazard_ratio = [1, { draw = { kind = "constant", value = 2 } }], from = [0, 1] }`, "", "", true},
		{`response.a = { kind = "bernoulli", p = 0.5 }, response.b = { relative_to = "a", hazard_ratio = 0 }`, "", "", false},
		{`response.a = { kind = "bernoulli", p = 0.5 }, response.b = { relative_to = "a", hazard_ratio = [1, -1], from = [0, 1] }`, "", "", false},
		{`response.a = { kind = "bernoulli", p = 0.5 }, response.b = { relative_to = "a", odds = 2 }`, "", "", false},
		{`response = { relative_to = "a", kind = "bernoulli", p = 0.5 }`, "", "", false},
		{`response = { kind = "bernoulli", p = { draw = { kind = "beta", mean = 0.3, sd = 0.05 } } }`, "", "", true},
		{`response = { kind = "bernoulli", p = { draw = { kind = "beat", mean = 0.3, sd = 0.05 } } }`, "", "", false},
		{`response = { kind = "bernoulli", p = { draw = { kind = "beta", mean = 0.3, sd = 0.05 }, by = 1 } }`, "", "", false},
		{`response = { kind = "bernoulli", p = { drawn = { kind = "beta", mean = 0.3, sd = 0.05 } } }`, "", "", false},
		{`response = { kind = "bernoulli", p = 1.5 }`, "", "", false},
		{`response = { kind = "bernoulli", p = "0.5" }`, "", "", false},
		{`response = { kind = "bernoulli" }`, "", "", false},
		{`response = {}`, "", "", false},
		{`response = 0.5`, "", "", false},
		{law, "margin = 0.1", "", true},
		{law, "margin = { hazard_ratio = 1.3 }", "", true},
		{law, "margin = { hazard_ratio = 0 }", "", false},
		{law, "margin = { hazard = 1.3 }", "", false},
		{law, "margin = [0.1]", "", false},
		{law, `margins = [{ hazard_ratio = 0.8 }, { hazard_ratio = 1.25 }], alternative = "equivalence"`, "", true},
		{law, `alternative = "both"`, "", false},
		{law, "compare = [\"b\", \"a\"]", "", true},
		{law, "compare = [1]", "", false},
		{law, "", "enrollment.accrual.kind = \"poisson\"\nenrollment.accrual.rate = 2", true},
		{law, "", "enrollment.accrual = {}", true},
		{law, "", "enrollment.accrual.rate = 2", false},
		{law, "", "enrollment.accrual = \"instant\"", false},
		{law, "", "enrollment.follow_up = 1e3", true},
		{law, "", "enrollment.allocation = { a = 1, b = 2 }", true},
		{law, "", "enrollment.allocation = { \"a b\" = 1 }", false},
		{law, "", "dropout = { a = { kind = \"exponential\", rate = 1 }, b = { kind = \"exponential\", median = 2 } }", true},
		{law, "", "dropout = { kind = \"exponential\", survival = { at = 12, value = 0.8 } }", true},
		{law, "", "dropout = { kind = \"exponential\", survival = { at = 12, valeu = 0.8 } }", false},
		{law, "", "simulation.seed = -1", false},
		{law, "", "simulation.seed = 1.0", true},
		{law, "", "simulation.seed = 1.5", false},
		{law, "", "[design]\nkind = \"group_sequential\"\nefficacy = { kind = \"pocock\" }\nfutility = { kind = \"hwang_shih_decani\", gamma = -2, beta = 0.1, binding = false }", true},
		{law, "", "[design]\nkind = \"group_sequential\"\nefficacy = { kind = \"pocock\" }\nfutility = { kind = \"hwang_shih_decani\", gama = -2 }", false},
		{law, "", "[design]\nkind = \"group_sequential\"\nefficacy = { kind = \"fixed_bounds\", z = [3, 2] }", true},
		{law, "", "[design]\nkind = \"group_sequential\"\nefficacy = { kind = \"fixed_bounds\", z = 3 }", true},
		{law, "", "[design]\nkind = \"group_sequential\"\nefficacy = { kind = \"fixed_bounds\", z = [\"3\"] }", false},
		{law, "", "[[looks]]\nwhen = { kind = \"any_of\", of = [{ kind = \"calendar\", time = 3 }, { kind = \"patients\", count = 4 }] }\ninformation = { x = 0.5 }", true},
		{law, "", "[[looks]]\nwhen = { kind = \"any_of\", of = [{ kind = \"calender\", time = 3 }] }", false},
		{law, "", "[looks]\nwhen = { kind = \"calendar\", time = 3 }", false},
		{law, "", "[[expect]]\nmetric = \"power\"\nvalue = 0.9\nset = { \"enrollment.size\" = 3, design.kind = \"fixed\" }", true},
		{law, "", "[[expect]]\nmetric = \"power\"\nvalue = 0.9\nset = 3", false},
	} {
		text := strings.NewReplacer("RESPONSE", c.response, "ANALYSIS", c.analysis, "MORE", c.more).Replace(frame)
		text = strings.ReplaceAll(text, ",  }", " }")
		_, err := scenario.Load(text)
		if schema := judge(t, s, strings.ReplaceAll(text, ", }", " }")); (schema == nil) != c.ok || c.ok && err != nil && len(c.more) > 0 {
			t.Errorf("%s%s%s: the schema says %v, the decoder %v", c.response, c.analysis, c.more, schema, err)
		}
	}
}

// TestSweepMayGiveWhatIsMissing checks that a file with a sweep is not refused for
// what only the sweep gives, and that its other mistakes are still seen.
func TestSweepMayGiveWhatIsMissing(t *testing.T) {
	const file = `
arms = { a.control = true, b = {} }
endpoints.e = { kind = "binary", at = 1, response = { kind = "bernoulli" } }
analyses.x = { endpoint = "e", test = { kind = "fisher" }, alpha = 0.05 }
`
	s := compiled(t)
	for text, ok := range map[string]bool{
		"":                                 false,
		"enrollment.size = 10\n":           false,
		"sweep.\"enrollment.size\" = []\n": false,
		"sweep.enrollment.size = 12\n":     false,
		"enrolment.size = 10\nsweep.endpoints.e.response.p = [0.1]\n":                  false,
		"enrollment.size = -10\nsweep.endpoints.e.response.p = [0.1]\n":                false,
		"sweep.enrollment.size = [10, 20]\nsweep.\"endpoints.e.response.p\" = [0.1]\n": true,
		"[[sweep.zip]]\nenrollment.size = [10, 20]\nendpoints.e.response.p = [0, 1]\n": true,
	} {
		_, err := scenario.LoadStudy(file+text, nil, nil, false)
		if schema := judge(t, s, file+text); (schema == nil) != ok || ok != (err == nil) {
			t.Errorf("%q: the schema says %v, the loader %v", text, schema, err)
		}
	}
}

// TestSchemaRefusesNothingThatIsAccepted changes one value of each shipped scenario
// after the other, to values of all types; whatever simrun still accepts the schema
// must accept.
func TestSchemaRefusesNothingThatIsAccepted(t *testing.T) {
	s := compiled(t)
	var values []*spec.Node
	for _, text := range []string{`"a"`, "-1", "0", "0.5", "7", "1e6", "true", "[]", "[0.5, 1]", "{}", `{ kind = "fixed" }`, `{ kind = "exponential", rate = 1 }`, `{ draw = { kind = "constant", value = 0.5 } }`} {
		n, err := spec.ParseValue(text)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, n)
	}
	changed, accepted, refused := 0, 0, 0
	eachScenario(t, func(root *spec.Node) {
		for _, path := range paths(root, "") {
			changed++
			n := root.Clone()
			if changed%(len(values)+1) == 0 {
				n.Remove(path)
			} else if err := n.SetNode(path, values[changed%(len(values)+1)-1].Clone()); err != nil {
				continue
			}
			verdict := s.Validate(plainJSON(t, n))
			_, err := scenario.LoadStudy(n.TOML(), nil, nil, false)
			if err == nil && verdict != nil {
				if swept(n, path) {
					continue
				}
				_, err = sim.LoadStudy(n.TOML(), sim.Request{}) // which reads the laws of draws too
			}
			switch {
			case err == nil && verdict != nil:
				t.Errorf("%s is accepted in\n%s\nand refused: %v", path, n.TOML(), verdict)
			case err == nil:
				accepted++
			case verdict != nil:
				refused++
			}
		}
	})
	if t.Logf("%d changes: %d accepted, %d refused by both", changed, accepted, refused); accepted < 50 || refused < 500 {
		t.Error("too few changes say anything")
	}
}

// eachScenario visits the trees of the shipped scenarios.
func eachScenario(t *testing.T, visit func(*spec.Node)) {
	t.Helper()
	err := fs.WalkDir(scenarios.Files, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".toml" {
			return err
		}
		text, err := fs.ReadFile(scenarios.Files, path)
		if err != nil {
			return err
		}
		root, err := spec.Parse(string(text))
		if err == nil {
			visit(root)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// swept reports whether the sweep of a scenario replaces a value or part of it, or
// what it is part of, so that it is never read.
func swept(n *spec.Node, path string) bool {
	for _, sweep := range append(n.Field("sweep").Field("zip").Items(), n.Field("sweep")) {
		for _, key := range sweep.Keys() {
			if strings.HasPrefix(path+".", key+".") || strings.HasPrefix(key+".", path+".") {
				return true
			}
		}
	}
	return false
}

// paths are those of all values below a table, but for what only a sweep has.
func paths(n *spec.Node, prefix string) []string {
	var all []string
	for _, key := range n.Keys() {
		if strings.Contains(key, ".") || prefix == "" && key == "sweep" {
			continue
		}
		all = append(all, prefix+key)
		all = append(all, paths(n.Field(key), prefix+key+".")...)
	}
	return all
}

// plainJSON is a tree as a validator takes it.
func plainJSON(t *testing.T, n *spec.Node) any {
	t.Helper()
	b, err := json.Marshal(n.Plain())
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return value
}
