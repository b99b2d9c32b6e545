// Simrun runs the clinical trial that a text file describes many thousand times
// and says how often it gives each answer: power, type I error, expected size and
// duration, bias, each with its Monte Carlo error.
//
// Usage:
//
//	simrun [verb] FILE [flags]
//
// Without a verb the file is run. Results go to standard output, all else to
// standard error. Exit codes: 0 done, 1 a mistake in the command or the scenario,
// 2 the run failed or was interrupted, 3 an expectation was missed.
//
// The examples below are run by a test, in a folder with the shipped scenarios;
// "…" stands for what is left out.
//
// # Run
//
// Run conducts the trials of a scenario. The answer comes first, then all
// operating characteristics, with standard errors and 95 % intervals.
//
//	$ simrun msct/single-vs-double.toml
//	Single versus double MSC transplantation in refractory lupus
//
//	Null hypothesis: the probability of remission is the same in double and in
//	single (fisher, two-sided, alpha 0.05).
//
//	Power 4.97 % (SE 0.07, 95 % interval 4.84 to 5.11)
//	…
//	100,000 trials from seed 2012 in …
//	simrun: result written to results/single-vs-double/…/result.json
//
// With 30 and 28 patients a trial that compares 28 % with 32.5 % finds the
// difference no more often than it would err if there were none.
//
// The result is also written to results/NAME/FINGERPRINT/result.json, or to
// result.json in the folder that --output names. A result is never replaced by
// one with fewer trials unless --force says so, and a file that is no result is
// never replaced; both are found out before the run. With --format json the same
// text is printed.
//
// Flags say how to run. What is run is changed in sight only, by --set with the
// path of a value:
//
//	$ simrun run msct/single-vs-double.toml --trials 10000 --quiet --set endpoints.remission.response.double.p=0.64
//	…
//	Power 74.4 % (SE 0.4, 95 % interval 73.5 to 75.2)
//	…
//
// The same file, seed and number of trials give the same bits for any number of
// --workers and on any machine. Interrupted once, a run finishes the blocks in
// hand, writes a result of the trials done, and says which command runs all of
// them; interrupted twice, it ends at once.
//
// # Check
//
// Check says what a scenario implies without running it, or everything that is
// wrong with it. The bounds of group-sequential designs are printed positive
// toward the alternative.
//
//	$ simrun check msct/single-vs-double.toml
//	msct/single-vs-double.toml: no problem found
//	…
//	Known without simulation  method                                  value
//	───────────────────────────────────────────────────────────────────────
//	power                     exact, by enumeration of all tables  0.049414
//
// Problems come with the path of the value, the fact, and a hint:
//
//	$ simrun check msct/single-vs-double.toml --set enrollment.accrual.kind=possion
//	simrun: error: msct/single-vs-double.toml: enrollment.accrual.kind: there is no accrual "possion"
//	simrun: hint: did you mean poisson?
//
// --print prints the scenario with all defaults written out, --format json what
// other programs may want to know.
//
// # Verify
//
// Verify runs scenarios whose answer is known, those given or all that are built
// in, and compares. An expectation is met when the difference is at most its
// tolerance plus its number of standard errors; when one is missed the exit code
// is 3.
//
//	$ simrun verify msct/single-vs-double.toml --quiet
//	Figure                 expected  obtained      SE  diff/SE  verdict
//	───────────────────────────────────────────────────────────────────
//	msct/single-vs-double
//	  power, primary ¹     0.049414    0.0497  0.0007     +0.5      met
//	¹ exact, by enumeration of all tables
//
//	1 of 1 expectations are met.
//
// # Replay
//
// Replay conducts one trial by its index again, the same to the last bit, and
// tells what was seen at each look. --patients writes the patients as they were
// seen, for analyze or another program.
//
//	$ simrun replay msct/single-vs-double.toml --trial 0 --patients patients.csv
//	simrun: 58 patients as seen at look 1 written to patients.csv; …
//	Trial 0 of seed 2012: Single versus double MSC transplantation in refractory lupus
//	…
//	    estimate   0.1952 (SE 0.1213, interval -0.04247 to 0.4329), risk difference
//	…
//	The trial ended at 34.50 months with 58 patients.
//
// # Analyze
//
// Analyze applies the analyses of a scenario to a table of patients, by the same
// code that analyzes the virtual ones. Here it is the table that replay wrote
// above, and the numbers are the same:
//
//	$ simrun analyze msct/single-vs-double.toml patients.csv
//	…
//	    estimate   0.1952 (SE 0.1213, interval -0.04247 to 0.4329), risk difference
//	…
//
// # Kinds
//
// Kinds lists what may be written in a file: the sections, and the kinds of
// everything that is chosen by kind = "…", each with its keys, defaults and
// limits.
//
//	$ simrun kinds design
//	design
//	──────────────────────────────────────────────────────────────────────
//	fixed             Fixed tests every hypothesis once, at the only look.
//	group_sequential  GroupSequential stops early for efficacy.
//
//	$ simrun kinds test fisher
//	test fisher
//
//	Fisher is Fisher's exact test of two proportions: conditional on both margins
//	the count x₁ is hypergeometric.
//	…
//
// # Version
//
// Version prints what a result depends on besides the scenario. Results of
// different semantics are never merged.
//
//	$ simrun version
//	simrun devel
//	semantics 1
//	…
package main
