package analysis

import (
	"embed"
	"strings"

	"simrun/sim/base/spec"
	"simrun/sim/world/cohort"
)

//go:embed *.go
var sources embed.FS

// Test is a statistical test as a scenario declares it.
//
// Fit says on which scale the test estimates for an endpoint of the given type,
// and reports a problem when it does not apply to that type or takes no such
// margin. New makes an analyzer, which belongs to one worker.
type Test interface {
	spec.Kind
	Fit(t cohort.Type, margin float64, p *spec.Problems) Scale
	New(h *Hypothesis, s Shape) Analyzer
}

// Analyzer applies one test to snapshots. It owns its scratch memory and does
// not allocate. Analyze writes one Evidence for each pair of the hypothesis.
type Analyzer interface {
	Analyze(s *cohort.Snapshot, ev []Evidence)
}

// Kinds is the list of tests.
var Kinds = spec.NewKinds[Test]("test", sources)

// Shape is what an analyzer must make room for.
type Shape struct {
	Patients int // the most there can be
	Arms     int
}

// OneArm is a test of a single arm: its hypotheses have a Pair without Control,
// and its estimate is what is found minus Null.
type OneArm interface {
	Test
	Null() float64 // the value of the null hypothesis
}

// Pair is one comparison: indices of two arms.
type Pair struct{ Treated, Control uint8 }

// NoArm is the Control of a Pair of a test of one arm.
const NoArm = 255

// Hypothesis is what is tested: which endpoint, which arms, against which
// alternative.
type Hypothesis struct {
	Endpoint    int // of the protocol
	View        int // index into Snapshot.Views: the endpoint as it is read
	Visit       int // of a longitudinal endpoint: the visit that the estimate is about
	Pairs       []Pair
	Alternative Alternative
	Margin      float64 // of the null hypothesis, on the scale of the test
	Margins     Margins // of equivalence, in place of Margin
	Alpha       float64 // of the test, per side for equivalence; the interval has the matching level
	Missing     Missing
	Covariates  []Regressor // a model adjusts for
	Strata      []int       // covariates, all of categories, whose combinations are the strata
	Visits      []float64   // of a longitudinal endpoint: the times of all visits
	Levels      int         // of an ordinal endpoint: the number of categories
}

// Regressor is a covariate that a model adjusts for.
type Regressor struct {
	Index  int // into Snapshot.Covariates, or Baseline
	Levels int // 0 for a number, else Levels − 1 indicators against the first category
}

// Baseline is the Index of the endpoint's own value at the first visit.
const Baseline = -1

// Visited is a test that names the visit of a longitudinal endpoint that its
// estimate is about; nil is the last.
type Visited interface {
	Test
	AtVisit() *float64
}

// Repeated is a test that reads all visits of a longitudinal endpoint.
type Repeated interface {
	Visited
	Repeated()
}

// Adjusted is a test that names covariates to adjust for, or to stratify by.
type Adjusted interface {
	Test
	Adjusts() (covariates, strata []string)
}

// Margins are the two ends, Low < High, of what counts as equivalent.
type Margins struct{ Low, High float64 }

// Tail is the probability that the confidence interval leaves out on each side:
// alpha/2 for a two-sided test and alpha otherwise.
func (h *Hypothesis) Tail() float64 {
	if h.Alternative == TwoSided {
		return h.Alpha / 2
	}
	return h.Alpha
}

// Alternative is the side on which a test looks for an effect.
type Alternative uint8

// The alternatives, about treated − control on the scale of the test.
const (
	TwoSided Alternative = iota
	Greater
	Less
	Equivalence // between two margins
)

// Alternatives are the names of the alternatives in scenario files.
var Alternatives = [...]string{TwoSided: "two-sided", Greater: "greater", Less: "less", Equivalence: "equivalence"}

// String is the name of the alternative in scenario files.
func (a Alternative) String() string { return Alternatives[a] }

// Turn gives z the sign that makes it positive toward the alternative; that of
// equivalence has it already.
func (a Alternative) Turn(z float64) float64 {
	switch {
	case a == Less:
		return -z
	case a == TwoSided && z < 0:
		return -z
	}
	return z
}

// Missing says what an analysis makes of a patient whose value is missing.
type Missing uint8

// The ways of handling missing values.
const (
	Exclude Missing = iota // left out
	Failure                // counted as a 0 of a binary endpoint
	Last                   // replaced by the last value known before, as the reading of the endpoint does
)

// MissingRules are the names of the ways in scenario files.
var MissingRules = [...]string{Exclude: "exclude", Failure: "failure", Last: "last"}

// String is the name of the rule in scenario files.
func (m Missing) String() string { return MissingRules[m] }

// Scale is what an estimate is measured in.
type Scale uint8

// The scales; NoScale is that of a test that does not apply.
const (
	NoScale Scale = iota
	RiskDifference
	MeanDifference
	LogHazardRatio
	Superiority // probability of superiority minus ½
	RMSTDifference
	SurvivalDifference
	LogOddsRatio
	LogRateRatio
)

// String is the name of the scale in words.
func (s Scale) String() string {
	return [...]string{
		"none", "risk difference", "mean difference", "log hazard ratio", "probability of superiority minus ½",
		"difference of restricted mean survival times", "survival difference", "log odds ratio", "log rate ratio",
	}[s]
}

// Ratio is what the scale is the logarithm of, in words; empty when it is none.
func (s Scale) Ratio() string {
	ratio, ok := strings.CutPrefix(s.String(), "log ")
	if !ok {
		return ""
	}
	return ratio
}

// unfit reports that a test does not apply to endpoints of type t.
func unfit(p *spec.Problems, t cohort.Type, hint string) Scale {
	p.Add("the test does not apply to a "+t.String()+" endpoint", hint)
	return NoScale
}

// noMargin reports a margin given to a test that takes none.
func noMargin(p *spec.Problems, margin float64, hint string) {
	if margin != 0 {
		p.At("margin").Add("this test takes no margin", hint)
	}
}

// TakesMargin reports whether a test of an endpoint of type t takes a margin, and
// so equivalence within two such margins.
func TakesMargin(test Test, t cohort.Type, margin float64) bool {
	without, with := spec.NewProblems(), spec.NewProblems()
	test.Fit(t, 0, without)
	test.Fit(t, margin, with)
	return with.Len() == without.Len()
}
