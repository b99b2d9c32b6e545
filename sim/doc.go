// Package sim simulates clinical trials: it reads one text file that describes a
// trial, conducts the trial many thousand times on virtual patients, and says how
// often the design gives each answer, with the Monte Carlo error of every
// figure. LoadStudy and RunStudy, or Load and Run for a file without a sweep, are
// the whole of its use, and Merger where a run is shared; this comment is the map.
//
// # The way of the data
//
//	TOML ─spec.Decode→ scenario.Scenario ─plan.Compile→ plan.Plan{trial.Protocol, oc.Metric…}
//	  ─accrual, population, assign, endpoint→ cohort.Cohort ─At(day)→ cohort.Snapshot ─analysis→ []analysis.Evidence
//	  ─design→ design.Action … → trial.Outcome ─oc.Observe→ oc.Tallies ─Merge→ shard.Result ─report→ text
//
// # Storeys
//
// The first folder says who may import whom (layers_test.go holds it as a test),
// the second is one noun, and a file is either the concept itself (dist.go: the interface and the list
// of kinds), one kind (weibull.go) or doc.go.
//
//	base     arithmetic and declaration; knows nothing of trials
//	  rng      uniform numbers by address
//	  num      portable elementary and special functions
//	  matrix   small systems of linear equations
//	  tally    exact, mergeable accumulators
//	  spec     how a thing is declared in TOML
//	  data     files with columns that a scenario names
//	world    what is true, before anyone looks
//	  cohort   the table of virtual patients; what of it is visible on a day
//	  dist     univariate laws as pure quantile functions
//	  accrual  when patients arrive
//	  population who the patients are: covariates, their correlation, and what they do
//	  correlation how the visits of a patient hang together
//	  missing  which values are never recorded
//	  endpoint what happens to a patient
//	stats    what can be said from a snapshot
//	  analysis snapshot → evidence
//	  regression the models of protocols, on numbers alone
//	  boundary spending functions, group-sequential bounds, their integrals
//	  repeated the mixed model for repeated measures, from sums by pattern of missing visits
//	conduct  how one trial is run
//	  assign   who gets what
//	  trigger  when the next look is
//	  design   what a look leads to
//	  trial    the protocol, and the loop that conducts one trial
//	study    many trials
//	  scenario the typed document
//	  plan     scenario → immutable plan, or all the reasons why not
//	  oc       operating characteristics
//	  engine   a range of trials on any number of goroutines
//	  search   the smallest value of a number that reaches a goal
//	  truth    the true value of what each test estimates
//	  theory   answers known without simulation, one file for each method
//	  replay   one trial explained; patients to and from CSV
//	  shard    the result file: of a whole run, a shard, a checkpoint
//	  cluster  hands shards to a scheduler; what is done and missing
//	report   tables as data, rendered to text, Markdown and CSV
//	  figure charts as SVG, in one theme
//	  html   a result as one page with figures
//	  diff   what changed between two results
//	  schema the JSON Schema of scenario files
//
// # Laws
//
//  1. Nature does not know the trial; the analyst does not know nature; the
//     design knows neither. An analysis sees only a Snapshot, a design only
//     Evidence. So no code is written for a pair of an endpoint and a design.
//  2. Everything that can fail fails in Compile. Below it no error returns, no
//     maps, no strings, no allocation, no clock, no goroutine. A panic below it
//     is a bug, is caught once in engine, and names its trial.
//  3. Draws are addressed, sums are exact. Trial i is a pure function of
//     (scenario, seed, i); tallies are commutative and exact. So workers, shards,
//     the order of a merge, interruption and resumption cannot change a bit. Blocks
//     of 1,024 trials, fewer for many points, are the unit of work. Shards split
//     trials, never the points of a sweep, so that paired differences stay exact.
//  4. Adding a kind is writing one file with one Kinds.Add. The tests of a
//     concept iterate over its Kinds, and `simrun kinds` documents it.
//  5. Every number comes with its error, every failure is counted and shown.
//  6. Five homes for truth: laws every kind must satisfy (kinds_test.go), values
//     by an independent implementation (testdata), slow obvious twins
//     (oracle_test.go), published results ([[expect]]), and byte goldens.
//     Monte Carlo tolerances are stated as a false-alarm rate.
//
// # Arithmetic
//
// The trial loop and all that Compile puts into a protocol call only portable
// functions: base/num, and from package math those that round exactly on every platform (Sqrt,
// Floor, Abs, FMA …). Every product that is added to something is written
// float64(a*b) + c, so that no compiler fuses it. So results are equal bit for
// bit on every platform.
//
// # From declaration to work
//
// What a scenario declares (a Model, Test, Trigger, Design, Rule, Efficacy) is
// immutable and shared. Its New makes the working object (Realizer, Analyzer,
// Condition, Decider, Assigner), which owns its scratch memory; a trial.Worker holds one
// of each, for one goroutine.
//
// # Speed
//
// Most of a trial is drawing its patients: a column of uniforms costs 1.3 ns a
// patient, its logarithms 5, its normal quantiles 4.5. What made the difference,
// measured (BenchmarkTrial and the benchmarks of each package show it again):
//
//   - one keying of the generator for 256 patients, instead of a block cipher for
//     each draw (package rng);
//   - assignment without a branch that depends on a draw: five times as fast
//     (package assign);
//   - survival times sorted once per realization in one bucket pass, looks as a
//     merge, dates of looks by selection instead of sorting (package cohort);
//   - the evidence of two-by-two tables remembered, since they repeat (package
//     analysis);
//   - from t to its normal deviate by a polynomial for each number of degrees of
//     freedom, 16 ns instead of 96 (package analysis);
//   - bounds at observed information remembered by the vector of fractions, 26 ns
//     instead of 0.2 ms (package boundary);
//   - what is the same in every trial (entries without chance, stays without
//     dropout) made once per worker (package trial).
//
// Memory does not grow with the number of trials: 7 MB for 1 and for 10 million.
//
// # Choices where the field has none
//
//   - A value that is due counts as missing from its due date on, not from the
//     day on which the patient left, so that early leavers are not reported ahead
//     of the patients who stay (package cohort).
//   - A date window of a look: latest wins over earliest and after_previous, and
//     no look comes before the previous one (package trigger).
//   - Two looks on one instant merge into the later, which then carries the
//     analyses of both (package trial).
//   - An analysis without a bound of its own is tested once, when the trial ends,
//     with the evidence of the last look that analyzed it (package design).
//   - The planned information of a comparison is its arms' share, by the
//     allocation, of the events or patients that the last look counts.
//   - A final look that can no longer fire as planned is held against the bound of
//     its own place when the bounds are given outright; re-spent bounds spend all
//     that is left (package design).
//   - A user spending function goes straight between the planned fractions when
//     looks come at other information (package boundary).
//   - With draws, power is the average over them, power_at_point that with every
//     draw at the mean of its law; both run on the same trials.
//   - Boschloo's two-sided test orders tables by Fisher's two-sided p-value; the
//     standard error of the probability of superiority is that of the placements;
//     an exact rank sum test with ties uses the normal law (package analysis).
//   - The estimate of max_combo is the unweighted one-step log hazard ratio, whichever
//     weights are the most extreme; z of its two-sided test has that sign. RMST and
//     milestone tests are informed by their patients, as all tests that are not of
//     hazards (package analysis).
//   - The method of Kenward and Roger takes the observed information, and for a
//     covariance that is linear in its elements these as its parameters; elsewhere
//     variances and correlations, or the range in time (package repeated).
//   - A size that is searched keeps the ratio of the arms (package search).
//   - Patients selected by their first value are selected before they are assigned:
//     the arms have one law there, and what else is correlated follows from it.
//   - Covariates of one file are those of one row, drawn with a uniform of their own that
//     belongs to the file; anywhere else a column is a law of its own, an endpoint's too,
//     so that what hangs together with a row does so by the effects of its covariates. A
//     column that is not all numbers has its categories in alphabetical order. The whole
//     content of a file is in the fingerprint, and no part of it in a result; a replay
//     writes values of the columns used, in rows that are virtual patients (package data).
//   - Values are rounded first and then moved to the bounds; a criterion of entry
//     speaks of what is recorded.
//   - The probability of a missing value is that of each visit after the first, and by
//     default that of a patient at the mean of the arms' means (package missing).
//   - Bias and coverage are against the truth of all values, known or not: in closed
//     form, else from one cohort of 2^20 patients seen whole under every arm (package
//     truth), whose error is part of that of the bias. There is none for a hazard ratio or
//     an odds ratio that depends on the model. Given all covariates that act, that of
//     the scenario is true.
//   - In analyses with missing = "failure" the row missing still counts the
//     patients whose value is missing.
package sim
