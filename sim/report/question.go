package report

import (
	"fmt"
	"math"
	"strings"

	"simrun/sim/study/shard"
)

// Question is the null hypothesis of a comparison in words, and how it is
// tested. With named, the name of the analysis leads.
func Question(c *shard.Comparison, named bool) string {
	lead := "Null hypothesis"
	if named {
		lead += " of " + c.Analysis
	}
	return fmt.Sprintf("%s: %s (%s, %s, alpha %s).", lead, NullHypothesis(c), words(c.Test), sided(c), Short(c.Alpha, 4))
}

// NullHypothesis is the null hypothesis of a comparison in words, without
// capital and full stop.
func NullHypothesis(c *shard.Comparison) string {
	what, where := quantity(c), "in "+c.Arm
	switch {
	case c.Control == "":
		return oneArm(c, what+" "+where)
	case c.Alternative == "equivalence":
		return nonequivalence(c, what, where)
	case c.Scale == superiority:
		return noSuperiority(c)
	}
	if c.Margin != 0 {
		return withMargin(c, what, where)
	}
	is := verb(c)
	switch c.Alternative {
	case "greater":
		return fmt.Sprintf("%s %s not higher %s than in %s", what, is, where, c.Control)
	case "less":
		return fmt.Sprintf("%s %s not lower %s than in %s", what, is, where, c.Control)
	}
	return fmt.Sprintf("%s %s the same %s and in %s", what, is, where, c.Control)
}

// withMargin words hypotheses of non-inferiority and of superiority by a margin.
func withMargin(c *shard.Comparison, what, where string) string {
	if RatioOf(c.Scale) != "" {
		relation := map[string]string{"greater": "at most ", "less": "at least "}[c.Alternative]
		return fmt.Sprintf("%s %s %s %s%s times %s in %s", what, where, verb(c), relation, Short(math.Exp(c.Margin), 4), those(c), c.Control)
	}
	size := amount(c)
	switch toward := map[string]bool{"greater": true, "less": false}[c.Alternative]; {
	case c.Alternative == "two-sided":
		return fmt.Sprintf("%s is %s by exactly %s %s than in %s", what, side(c.Margin > 0), size, where, c.Control)
	case toward == (c.Margin > 0):
		return fmt.Sprintf("%s is %s %s than in %s by at most %s", what, side(toward), where, c.Control, size)
	default:
		return fmt.Sprintf("%s is %s %s than in %s by at least %s", what, side(!toward), where, c.Control, size)
	}
}

// superiority is the scale of rank tests.
const superiority = "probability of superiority minus ½"

// oneArm words hypotheses of one arm.
func oneArm(c *shard.Comparison, what string) string {
	relation := map[string]string{"greater": "at most ", "less": "at least "}[c.Alternative]
	return fmt.Sprintf("%s is %s%s", what, relation, Short(c.Null, 6))
}

// nonequivalence words the hypothesis that equivalence rejects.
func nonequivalence(c *shard.Comparison, what, where string) string {
	low, high := c.Margins[0], c.Margins[1]
	if RatioOf(c.Scale) != "" {
		return fmt.Sprintf("%s %s %s at most %s or at least %s times %s in %s",
			what, where, verb(c), Short(math.Exp(low), 4), Short(math.Exp(high), 4), those(c), c.Control)
	}
	unit := ""
	if isProbability(c) {
		low, high, unit = 100*low, 100*high, " percentage points"
	}
	return fmt.Sprintf("%s %s minus that in %s is at most %s or at least %s%s", what, where, c.Control, Short(low, 4), Short(high, 4), unit)
}

// noSuperiority words hypotheses of rank tests.
func noSuperiority(c *shard.Comparison) string {
	relation := map[string]string{"greater": "not more often above than below", "less": "not more often below than above"}[c.Alternative]
	if relation == "" {
		relation = "as often above as below"
	}
	return fmt.Sprintf("a value of %s in %s is %s one in %s", c.Endpoint, c.Arm, relation, c.Control)
}

func side(higher bool) string {
	if higher {
		return "higher"
	}
	return "lower"
}

// amount is the size of the margin in words.
func amount(c *shard.Comparison) string {
	if isProbability(c) {
		return Short(100*math.Abs(c.Margin), 4) + " percentage points"
	}
	return Short(math.Abs(c.Margin), 4)
}

// isProbability reports whether the scale is that of differences of probabilities.
func isProbability(c *shard.Comparison) bool {
	return c.Scale == "risk difference" || c.Scale == "survival difference"
}

// quantity is what differs under the alternative, in words.
func quantity(c *shard.Comparison) string {
	switch c.Scale {
	case "risk difference":
		return "the probability of " + c.Endpoint
	case "log hazard ratio":
		return "the hazard of " + c.Endpoint
	case "difference of restricted mean survival times":
		return "the restricted mean time to " + c.Endpoint
	case "survival difference":
		return "the probability of no " + c.Endpoint + " by the time of the test"
	case "log odds ratio":
		if c.Test == "proportional_odds" {
			return "the odds of higher values of " + c.Endpoint
		}
		return "the odds of " + c.Endpoint
	case "log rate ratio":
		return "the rate of " + c.Endpoint
	}
	return "the mean of " + c.Endpoint
}

// verb is that of the quantity: odds are many.
func verb(c *shard.Comparison) string {
	if c.Scale == "log odds ratio" {
		return "are"
	}
	return "is"
}

// those stands for the quantity.
func those(c *shard.Comparison) string {
	if c.Scale == "log odds ratio" {
		return "those"
	}
	return "that"
}

// sided says whether a test has one side or two; which one it is follows from
// the null hypothesis.
func sided(c *shard.Comparison) string {
	switch c.Alternative {
	case "two-sided":
		return "two-sided"
	case "equivalence":
		return "two one-sided tests"
	}
	return "one-sided"
}

// words is the name of a kind as one says it.
func words(kind string) string { return strings.ReplaceAll(kind, "_", "-") }

// about names a comparison among several: by analysis, and by arm where the
// analysis has more than one.
func about(all []shard.Comparison, c *shard.Comparison) string {
	if len(all) < 2 {
		return ""
	}
	n, analyses := 0, map[string]bool{}
	for i := range all {
		analyses[all[i].Analysis] = true
		if all[i].Analysis == c.Analysis {
			n++
		}
	}
	switch {
	case n == 1:
		return c.Analysis
	case len(analyses) == 1:
		return c.Arm
	}
	return c.Analysis + ", " + c.Arm
}

// null reports whether what is assumed belongs to the null hypothesis, so that
// a rejection is an error.
func null(c *shard.Comparison) bool {
	if c.Alternative == "equivalence" {
		return float64(c.Truth) <= c.Margins[0]+rounding || float64(c.Truth) >= c.Margins[1]-rounding
	}
	d := float64(c.Truth) - c.Margin
	switch c.Alternative {
	case "greater":
		return d <= rounding
	case "less":
		return d >= -rounding
	}
	return math.Abs(d) <= rounding
}

// rounding is a difference on any scale that arithmetic alone can make.
const rounding = 1e-12
