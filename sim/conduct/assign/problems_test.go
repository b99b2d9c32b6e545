package assign

import (
	"strings"
	"testing"

	"simrun/sim/base/spec"
)

// decode reads a rule as a scenario would.
func decode(t *testing.T, text string) []spec.Problem {
	t.Helper()
	node, err := spec.Parse("[a]\n" + text)
	if err != nil {
		t.Fatal(err)
	}
	var a spec.Of[Rule]
	p := spec.NewProblems()
	spec.Decode(node.Field("a"), &a, p.At("a"))
	return p.List()
}

// TestProblems gives bad parameters as a file would.
func TestProblems(t *testing.T) {
	for _, c := range []struct{ text, path, fact string }{
		{`kind = "blocks"`, "a", "exactly one of size, sizes"},
		{"kind = \"blocks\"\nsize = 4\nsizes = [4]", "a", "exactly one of size, sizes"},
		{"kind = \"blocks\"\nsize = 0", "a.size", "wanted"},
		{"kind = \"blocks\"\nsizes = [2, -2]", "a.sizes.2", "wanted"},
		{"kind = \"exact\"\nsize = 4", "a.size", ""},
	} {
		problems := decode(t, c.text)
		if len(problems) != 1 || problems[0].Path != c.path || !strings.Contains(problems[0].Fact, c.fact) {
			t.Errorf("%s:\n got %v\nwant %s: … %s …", c.text, problems, c.path, c.fact)
		}
	}
}
