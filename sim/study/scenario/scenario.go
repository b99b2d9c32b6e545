package scenario

import (
	"embed"

	"simrun/sim/base/data"
	"simrun/sim/base/spec"
	"simrun/sim/conduct/assign"
	"simrun/sim/conduct/design"
	"simrun/sim/conduct/trigger"
	"simrun/sim/stats/analysis"
	"simrun/sim/world/accrual"
	"simrun/sim/world/dist"
	"simrun/sim/world/endpoint"
	"simrun/sim/world/population"
)

//go:embed *.go
var sources embed.FS

var _ = spec.Document[Scenario](sources)

// Scenario is one file: one question about one trial.
type Scenario struct {
	// Title says in one line what is asked.
	Title string `toml:"title"`
	// Notes say what is published, assumed and unknown.
	Notes string `toml:"notes"`
	// Source cites where the design comes from.
	Source string `toml:"source"`
	// TimeUnit is the label of the one time unit of the file.
	TimeUnit string `toml:"time_unit"`
	// Simulation says how many trials are run, and from which seed.
	Simulation Simulation `toml:"simulation"`
	// Arms are the treatments compared.
	Arms spec.Table[Arm] `toml:"arms,required"`
	// Enrollment says how many patients enter, when, and into which arm.
	Enrollment Enrollment `toml:"enrollment,required"`
	// Dropout is the law of the time to leaving, for all arms or by arm.
	Dropout spec.Keyed[dist.Response] `toml:"dropout"`
	// Population holds the covariates of the patients, known at entry.
	Population spec.Table[population.Covariate] `toml:"population,later"`
	// Correlation is the latent correlation of covariates and endpoints.
	Correlation *population.Correlation `toml:"correlation,later"`
	// Endpoints are what happens to patients.
	Endpoints spec.Table[spec.Of[endpoint.Model]] `toml:"endpoints,required"`
	// Analyses are the tests of the trial.
	Analyses spec.Table[Analysis] `toml:"analyses,required"`
	// Design says what a look leads to.
	Design spec.Of[design.Design] `toml:"design"`
	// Looks are held in file order; without any there is one, when nothing more can be observed.
	Looks []Look `toml:"looks"`
	// Search says which number is to be found by simrun size, and what it is to reach.
	Search *Search `toml:"search"`
	// Expect are published or otherwise known answers that a run is judged by.
	Expect []Expect `toml:"expect"`

	files *data.Folder // that it may name; nil: none
}

// SetDefaults makes the design a fixed one.
func (s *Scenario) SetDefaults() { s.Design = design.Kinds.Of("fixed") }

// Simulation says how many trials are run, and from which seed.
type Simulation struct {
	// Trials is the number of virtual trials.
	Trials int64 `toml:"trials" range:"[1,1e12]"`
	// Seed chooses the random numbers; the same seed gives the same trials.
	Seed uint64 `toml:"seed"`
	// Precision stops the run at the first end of a wave (1,024·2ᵏ trials) where every power has a standard error of at most this; trials is then the cap.
	Precision float64 `toml:"precision" range:"[0,0.5]"`
}

// SetDefaults gives 10,000 trials from seed 1.
func (s *Simulation) SetDefaults() { *s = Simulation{Trials: 10_000, Seed: 1} }

// Arm is one treatment.
type Arm struct {
	// Label is the arm's name in reports.
	Label string `toml:"label"`
	// Control marks the arm that the others are compared with.
	Control bool `toml:"control"`
}

// Enrollment says how many patients enter, when, and into which arm.
type Enrollment struct {
	// Size is the number of patients randomized, all arms together.
	Size int `toml:"size,required" range:"[1,2e6]"`
	// Allocation is the ratio by arm; default equal.
	Allocation spec.Table[float64] `toml:"allocation" range:"(0,1e9]"`
	// Accrual says when patients arrive.
	Accrual spec.Of[accrual.Pattern] `toml:"accrual"`
	// Assignment says who gets what.
	Assignment spec.Of[assign.Rule] `toml:"assignment"`
	// FollowUp is the longest observation of a patient since entry; absent: until the last look.
	FollowUp *float64 `toml:"follow_up" range:"(0,inf)"`
}

// SetDefaults lets all patients enter at once, in an exact allocation.
func (e *Enrollment) SetDefaults() {
	e.Accrual = accrual.Kinds.Of("instant")
	e.Assignment = assign.Kinds.Of("exact")
}

// Analysis is one test of one endpoint.
type Analysis struct {
	// Endpoint is the name of the endpoint.
	Endpoint string `toml:"endpoint,required"`
	// Test is the statistical test.
	Test spec.Of[analysis.Test] `toml:"test,required"`
	// Compare holds the treated and the control arm; default each other arm against the control. Tests of one arm have only that.
	Compare []string `toml:"compare"`
	// Alternative is the side on which an effect counts, as treated − control on the scale of the test.
	Alternative string `toml:"alternative" choices:"two-sided greater less equivalence"`
	// Alpha is the significance level, for equivalence of each of the two tests.
	Alpha float64 `toml:"alpha,required" range:"(0,0.5)"`
	// Margin is the value of the null hypothesis on the scale of the test, or a ratio such as { hazard_ratio = 1.3 }.
	Margin Margin `toml:"margin"`
	// Margins are the two ends of equivalence, for alternative = "equivalence", as numbers or ratios like margin.
	Margins []Margin `toml:"margins"`
	// Missing says what becomes of patients whose value is missing: left out, counted as failures, or given their last value known before.
	Missing string `toml:"missing" choices:"exclude failure last"`
	// At is the visit of a longitudinal endpoint that is analyzed.
	At *float64 `toml:"at,later" range:"[0,inf)"`
	// Value is what of a longitudinal endpoint is analyzed: the value at the visit, or its change from the first.
	Value string `toml:"value,later" choices:"level change"`
	// Subgroup names the categories of covariates that patients must have to be analyzed.
	Subgroup spec.Table[[]string] `toml:"subgroup,later"`
	// First is how many patients, the first to enter, are analyzed; default all.
	First *int `toml:"first,later" range:"[1,inf)"`
}

// SetDefaults makes the analysis two-sided, without missing values.
func (a *Analysis) SetDefaults() { a.Alternative, a.Missing, a.Value = "two-sided", "exclude", "level" }

// Look is one planned look at the data.
type Look struct {
	// When fires the look.
	When spec.Of[trigger.Trigger] `toml:"when,required"`
	// Analyses names the analyses that are part of the look; default all.
	Analyses []string `toml:"analyses"`
	// Information is the planned fraction of the information, for every analysis or by analysis; default count ÷ last count.
	Information spec.Keyed[float64] `toml:"information" range:"(0,1]"`
	// Lag is the time from the data cut to the decision; enrollment goes on meanwhile.
	Lag float64 `toml:"lag" range:"[0,inf)"`
}

// Expect is a known answer: a row of the result and the value it should have.
type Expect struct {
	// Metric is the name of the row.
	Metric string `toml:"metric,required"`
	// Analysis is the row's analysis, where it has one.
	Analysis string `toml:"analysis"`
	// Endpoint is the row's endpoint, where it is about one; needed only when there are several.
	Endpoint string `toml:"endpoint"`
	// Look is the row's look, from 1.
	Look *int `toml:"look" range:"[1,1000]"`
	// Arm is the row's treated arm; needed only when there are several.
	Arm string `toml:"arm"`
	// Reason is that of a failures row.
	Reason string `toml:"reason"`
	// Set names the point of a sweep by values that it sets; needed only when there are several.
	Set Selection `toml:"set"`
	// Value is the known answer.
	Value float64 `toml:"value,required"`
	// Tolerance is the error of the known answer itself, such as its rounding.
	Tolerance float64 `toml:"tolerance" range:"[0,inf)"`
	// SE is how many standard errors beyond the tolerance are allowed.
	SE float64 `toml:"se" range:"(0,inf)"`
	// Source says where the answer comes from; "published X; …" says beside it what was published.
	Source string `toml:"source"`
}

// SetDefaults allows four standard errors.
func (e *Expect) SetDefaults() { e.SE = 4 }
