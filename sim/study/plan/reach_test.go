package plan

import (
	"strings"
	"testing"
)

// A law is refused when one of its values could not be calculated with, at the
// extremes of its uniform and of the numbers that are drawn for it; one that lets
// some live for ever by its largest finite time.
func TestReach(t *testing.T) {
	const survival = "\n[endpoints.os]\nkind = \"survival\"\nresponse = %\n[analyses.os]\nendpoint = \"os\"\ntest = { kind = \"log_rank\" }\nalpha = 0.05\n"
	const continuous = "\n[endpoints.os]\nkind = \"continuous\"\nat = 1\nresponse = %\n[analyses.os]\nendpoint = \"os\"\ntest = { kind = \"t\" }\nalpha = 0.05\n"
	for _, c := range []struct{ endpoint, law, want string }{
		{survival, `{ kind = "weibull", shape = 0.05, scale = 1 }`, ""},
		{survival, `{ kind = "weibull", shape = 0.02, scale = 1 }`, "as 1.8e+78"}, // (53·ln 2)^50
		{survival, `{ kind = "weibull", scale = 1, shape = { draw = { kind = "uniform", min = 0.5, max = 1 } } }`, ""},
		{survival, `{ kind = "weibull", scale = 1, shape = { draw = { kind = "uniform", min = 0.02, max = 1 } } }`, "as 1.8e+78"},
		{survival, `{ kind = "cure", fraction = 0.3, of = { kind = "exponential", rate = 1 } }`, ""},
		{survival, `{ kind = "cure", fraction = 0.3, of = { kind = "weibull", shape = 0.02, scale = 1 } }`, "e+"},
		{survival, `{ kind = "piecewise_exponential", from = [0, 1], rate = [1, 0] }`, ""},
		{survival, `{ kind = "piecewise_exponential", from = [0, 1e49], rate = [1e-50, 0] }`, ""},
		{survival, `{ kind = "scaled", by = 1e20, of = { kind = "piecewise_exponential", from = [0, 1e49], rate = [1e-50, 0] } }`, "as 1e+69"},
		{continuous, `{ kind = "normal", mean = 1e49, sd = 1e49 }`, ""},
		{continuous, `{ kind = "normal", mean = 1e49, sd = 2e49 }`, "as 1.74e+50"}, // 1 + 2·8.2
		{continuous, `{ kind = "normal", mean = -1e49, sd = 2e49 }`, "as 1.74e+50"},
		{continuous, `{ kind = "normal", mean = 0, sd = { draw = { kind = "gamma", shape = 1, rate = 1e-48 } } }`, "as 3.02e+50"},
		{continuous, `{ kind = "cure", fraction = 0.3, of = { kind = "exponential", rate = 1 } }`, "as +Inf"},
	} {
		found := strings.Join(refused(t, fixed+strings.Replace(c.endpoint, "%", c.law, 1), "enrollment.follow_up", "6"), "\n")
		if want := "endpoints.os.response: gives values as far from 0 "; (c.want == "") != (found == "") || c.want != "" && !(strings.HasPrefix(found, want) && strings.Contains(found, c.want)) {
			t.Errorf("%s:\n got %s\nwant … %s", c.law, found, c.want)
		}
	}
}

// With more drawn numbers than can be combined, each is tried alone and all together.
func TestCorners(t *testing.T) {
	part := `{ weight = { draw = { kind = "uniform", min = 1, max = 2 } }, of = { kind = "normal", mean = 1, sd = 1 } }`
	for _, n := range []int{0, 1, 6, 7, 20} {
		law := `{ kind = "mixture", parts = [{ weight = 1, of = { kind = "normal", mean = 0, sd = 1 } }` + strings.Repeat(", "+part, n) + `] }`
		p := compile(t, fixed, "endpoints.score", `{ kind = "continuous", at = 1, response = `+law+` }`)
		c := compiler{s: p.Scenario, protocol: p.Protocol}
		corners := c.corners(&p.Scenario.Endpoints)
		want := 1
		switch {
		case n > mostCorners:
			want += 2*n + 2
		case n > 0:
			want += 1 << n
		}
		seen := map[[2]float64]bool{}
		for _, values := range corners {
			for i, v := range values {
				seen[[2]float64{float64(i), v}] = true
			}
		}
		if len(corners) != want || len(seen) != 3*n {
			t.Errorf("%d draws have %d corners with %d values, want %d with %d", n, len(corners), len(seen), want, 3*n)
		}
	}
}
