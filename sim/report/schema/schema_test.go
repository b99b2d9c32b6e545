package schema

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"simrun/scenarios"
	"simrun/sim/base/data"
	"simrun/sim/base/spec"
	"simrun/sim/study/scenario"
)

// compiled is the schema in a validator that is not ours, which also checks it
// against the schema of schemas.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := Text()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("simrun.schema.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("simrun.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// instance is the text of a TOML file as JSON has it, read by a parser that is not
// ours; ok is false for text that is no TOML. JSON has no nan.
func instance(t *testing.T, text []byte) (value any, ok bool) {
	t.Helper()
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		return nil, false
	}
	b, err := json.Marshal(finite(tree))
	if err != nil {
		t.Fatal(err)
	}
	value, err = jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return value, true
}

// finite replaces nan and inf by nil.
func finite(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = finite(v[key])
		}
	case []any:
		for i := range v {
			v[i] = finite(v[i])
		}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	}
	return v
}

// judge is what the schema says of a text.
func judge(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	value, ok := instance(t, []byte(text))
	if !ok {
		t.Fatalf("no TOML:\n%s", text)
	}
	return s.Validate(value)
}

// TestShippedScenariosAreValid holds for the canonical form of each as well.
func TestShippedScenariosAreValid(t *testing.T) {
	s := compiled(t)
	files := 0
	err := fs.WalkDir(scenarios.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".toml" {
			return err
		}
		files++
		text, err := fs.ReadFile(scenarios.Files, path)
		if err != nil {
			return err
		}
		if err := judge(t, s, string(text)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		from := scenario.Source{Text: string(text), Files: data.NewFolder(scenarios.Beside(path))}
		study, err := from.LoadStudy(nil, nil, false)
		if err != nil {
			return err
		}
		if err := judge(t, s, study.Points[0].Scenario.Canonical().TOML()); err != nil {
			t.Errorf("%s in canonical form: %v", path, err)
		}
		return nil
	})
	if err != nil || files < 20 {
		t.Fatal(files, err)
	}
}

// Files with covariates, visits, counts, categories, derived endpoints and what is
// missing are valid, and a mistake in any of these is seen.
func TestPatientsAreValid(t *testing.T) {
	s := compiled(t)
	files, err := filepath.Glob("../html/testdata/*.toml")
	if err != nil || len(files) < 5 {
		t.Fatal(len(files), err)
	}
	texts := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = string(text)
		if err := judge(t, s, string(text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		study, err := scenario.LoadStudy(string(text), nil, nil, false)
		if err != nil {
			t.Fatal(file, err)
		}
		if err := judge(t, s, study.Points[0].Scenario.Canonical().TOML()); err != nil {
			t.Errorf("%s in canonical form: %v", file, err)
		}
	}
	for _, mistake := range [][2]string{
		{"at = [30, 50]", `at = "30"`},
		{"of = \"age\"", "off = \"age\""},
		{"effects.age = 0.05", `effects.age = "0.05"`},
		{"interactions.double.age = -0.02", "interactions.double = -0.02"},
		{`source = ["umbilical"]`, `source = "umbilical"`},
		{`kind = "mar"`, `kind = "mra"`},
		{`value = "change"`, `value = "changed"`},
		{"first = 80", "first = 0"},
		{"rho = 0.2", "rho = 2"},
	} {
		text := strings.Replace(texts["visits.toml"], mistake[0], mistake[1], 1)
		if text == texts["visits.toml"] || judge(t, s, text) == nil {
			t.Errorf("%s passes", mistake[1])
		}
	}
}

// beyond are the broken scenarios whose mistake no schema can see: what several
// values say together.
var beyond = strings.Fields(`
	accrual-too-slow analyses-too-many arms-too-many draw-too-far draws-too-many
	dropout-too-far endpoints-too-many list-too-long looks-too-many memory-too-small
	name-too-long number-too-large number-too-small response-too-far sweep-too-many-points
	accrual-two-parameters allocation-incomplete allocation-unknown-arm
	analysis-compare-one-arm analysis-compare-unknown-arm analysis-margin-not-taken
	analysis-margin-wrong-scale analysis-test-does-not-fit analysis-unknown-endpoint
	at-after-follow-up block-against-ratio block-not-a-multiple design-decides-unknown
	design-fixed-with-two-looks design-without-bounds dropout-negative-times
	dropout-unknown-arm expect-no-row expect-several-rows expect-unknown-metric
	look-empty-window look-more-events-than-patients look-not-increasing
	look-unknown-analysis look-unknown-endpoint look-without-information no-control one-arm
	response-circle response-effect-does-not-fit response-missing
	response-relative-to-unknown response-two-effects response-two-parameters
	response-wrong-for-endpoint survival-without-end two-controls
	file-absolute file-leads-out file-missing
`)

// TestBrokenScenariosAreRefused checks the scenarios with one mistake each that
// the command has among its tests: a mistake of a key, a kind, a type or a range
// is seen, and no other is claimed to be.
func TestBrokenScenariosAreRefused(t *testing.T) {
	s := compiled(t)
	files, err := filepath.Glob("../../../cmd/simrun/testdata/broken/*.toml")
	if err != nil || len(files) < 50 {
		t.Fatal(len(files), err)
	}
	seen := map[string]bool{}
	for _, name := range beyond {
		seen[name] = true
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		value, ok := instance(t, text)
		if !ok {
			continue // the parser says it
		}
		name := strings.TrimSuffix(filepath.Base(file), ".toml")
		if err := s.Validate(value); (err == nil) != seen[name] {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEveryKindIsDefined guards against concepts that no section reaches.
func TestEveryKindIsDefined(t *testing.T) {
	definitions := document()["$defs"].(object)
	kinds := 0
	for _, c := range spec.Concepts() {
		for _, k := range c.Kinds {
			kinds++
			one, ok := definitions[c.Name+"."+k.Name].(object)
			if !ok {
				t.Errorf("%s %s is not defined", c.Name, k.Name)
				continue
			}
			for _, f := range k.Fields {
				key, ok := one["properties"].(object)[f.Key].(object)
				if !ok || f.Doc != "" && key["description"] != f.Doc {
					t.Errorf("%s %s: key %s is %v", c.Name, k.Name, f.Key, key)
				}
			}
		}
	}
	if kinds < 50 {
		t.Fatalf("%d kinds", kinds)
	}
}
