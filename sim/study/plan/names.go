package plan

import (
	"slices"
	"strconv"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

// reserved are the keys that make a table one value rather than values by name,
// so that neither an arm nor an analysis can have such a name.
var reserved = []string{"kind", "relative_to", "draw"}

// names refuses names that a scenario, or a file of patients, could not tell
// apart.
func (c *compiler) names() {
	refuse := func(section string, names []string) {
		for _, name := range names {
			if slices.Contains(reserved, name) {
				c.p.At(section).At(name).Add("is a word of the language, not a name", "choose another name")
			}
		}
	}
	refuse("arms", c.protocol.Arms)
	refuse("analyses", c.s.Analyses.Names())
	refuse("population", c.s.Population.Names())
	c.columns()
	c.expected()
}

// Columns are the names of the columns of an endpoint in a file of patients.
func Columns(name string, shape *cohort.Shape) []string {
	switch shape.Type {
	case cohort.Survival:
		return []string{name + "_time", name + "_event"}
	case cohort.Count:
		return []string{name, name + "_exposure"}
	case cohort.Longitudinal:
		var names []string
		for _, at := range shape.Visits {
			names = append(names, name+"_"+strconv.FormatFloat(at, 'g', -1, 64))
		}
		return names
	}
	return []string{name}
}

// columns refuses covariates and endpoints whose columns in a file of patients
// collide.
func (c *compiler) columns() {
	taken := map[string]string{"patient": "", "arm": "", "entry": ""}
	take := func(p *spec.Problems, what string, columns []string) {
		for _, column := range columns {
			other, ok := taken[column]
			switch {
			case ok && other == "":
				p.Report("choose another name", "has the column %s of every file of patients", column)
			case ok:
				p.Report("rename one of them", "has the column %s of a file of patients, as %s has", column, other)
			default:
				taken[column] = what
			}
		}
	}
	for _, v := range c.protocol.Population {
		take(c.p.At("population").At(v.Name), "covariate "+v.Name, []string{v.Name})
	}
	for i := range c.protocol.Endpoints {
		e := &c.protocol.Endpoints[i]
		take(c.p.At("endpoints").At(e.Name), "endpoint "+e.Name, Columns(e.Name, &e.Shape))
	}
}

// expected refuses known answers about what the scenario does not have.
func (c *compiler) expected() {
	for i, e := range c.s.Expect {
		p := c.p.At("expect").Index(i + 1)
		for _, n := range []struct {
			key, name string
			known     []string
		}{
			{"analysis", e.Analysis, c.s.Analyses.Names()},
			{"endpoint", e.Endpoint, c.s.Endpoints.Names()},
			{"arm", e.Arm, c.protocol.Arms},
		} {
			if n.name != "" && !slices.Contains(n.known, n.name) {
				p.At(n.key).Unknown(n.key, n.name, n.known)
			}
		}
		if e.Look != nil && *e.Look > len(c.s.Looks) {
			p.At("look").Report("looks count from 1", "there are %d looks", len(c.s.Looks))
		}
	}
}
