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
// one with fewer trials unless --force says so: without --output the new one is
// printed and the old one kept, with --output the run is refused. A file that is
// no result is never replaced. A changed scenario has another fingerprint, so that
// one may edit and run again; how the power changed against the latest earlier
// result of the name is then said.
//
// --format json prints the text of result.json, --format markdown the report as
// Markdown, and --format csv one tidy table: a row for each figure, with the
// columns metric, analysis, endpoint, arm, look, reason, value, se, lower, upper,
// n, unit and against, behind one for each path of a sweep. In rows whose column
// against is not empty the value is a paired difference from that point.
// --format parquet is the same table with typed columns, in which null stands for
// what is empty; it is not printed on a terminal.
//
// --trials-out FILE, which ends in .csv or .parquet, also writes a table with a row
// for every trial and point: when the trial ended, the verdict, estimate, z and p
// of each comparison, the events and what was drawn.
//
// Flags say how to run. What is run is changed in sight only, by --set with the
// path of a value:
//
//	$ simrun run msct/single-vs-double.toml --trials 10000 --quiet --set endpoints.remission.response.double.p=0.64
//	…
//	Power 74.4 % (SE 0.4, 95 % interval 73.5 to 75.2)
//	…
//
// --precision stops a run as soon as every power has the standard error given,
// with --trials as the most. The last lines of a report say what it takes to halve
// the errors.
//
// The same file, seed and number of trials give the same bits for any number of
// --workers and on any machine. Interrupted once, a run finishes the blocks in
// hand, writes a result of the trials done, and says which command runs all of
// them; interrupted twice, it ends at once.
//
// # Sweeps
//
// A value may be varied: by lists in the [sweep] of the scenario, or by --vary with
// path=a,b,c or path=lo:hi:step. Every combination is a point, run on the same
// trials and as far as possible the same random numbers, so that differences of
// points are known better than the points themselves.
//
//	$ simrun msct/single-vs-double.toml --trials 10000 --quiet --vary enrollment.size=58,116,232 --against enrollment.size=58
//	…
//	size      power, %    difference  patients  months
//	──────────────────────────────────────────────────
//	58     5.30 (0.22)     reference        58   35.22
//	116    7.31 (0.26)  +2.01 (0.29)       116   58.45
//	232   10.33 (0.30)  +5.03 (0.35)       232  104.75
//	…
//
// Differences are in percentage points, against the first point or the one that
// --against names, with the error of a paired difference. Two paths make a grid of
// each figure, more a table of the points. --one-at-a-time varies one path after
// the other, the others at their first value. Values that move together stand in
// one [[sweep.zip]].
//
// Numbers that are drawn once per trial, written as { draw = … }, are not varied but
// averaged over: the report then gives the assurance, the power with every draw at
// its mean, and the power in each fifth of what is drawn.
//
// # Patients from a file
//
// A covariate may have the law { kind = "empirical", file = "patients.csv", column =
// "age" }: a patient is then a row of the file, each as likely as any other, and has all
// covariates of the file from that row, so that they hang together as in the file. As the
// law of anything else a column is drawn by itself.
//
//	$ simrun check tutorial/8-empirical.toml
//	…
//	Covariate  law                                                mean     SD      %
//	────────────────────────────────────────────────────────────────────────────────
//	age        empirical, file "8-empirical.csv", column "age"   42.24  12.83
//	…
//
// The path is one below the folder of the scenario, or of the working folder for a
// scenario on standard input. The SHA-256 of the content is part of the fingerprint, so that a
// changed file is another scenario. Results do not carry the file: what compiles their
// scenario again, merge and a report in html, takes it from the working folder, or from
// the one that --data names; so does a run whose file is elsewhere. submit leaves the file
// where it is, and gives its folder to the tasks. The patients that replay writes have
// values of the columns used, in rows drawn at random; who may not see the file should
// not be given them.
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
//	power                     exact, by enumeration of all tables           0.049414
//	…
//
// Problems come with the path of the value, the fact, and a hint:
//
//	$ simrun check msct/single-vs-double.toml --set enrollment.accrual.kind=possion
//	simrun: error: msct/single-vs-double.toml: enrollment.accrual.kind: there is no accrual "possion"
//	simrun: hint: did you mean poisson?
//
// All points of a sweep are checked; what is implied is that of the scenario without
// its sweep, and behind it the power of every point where it is known; --vary makes a
// sweep here too. --print prints the scenario with all defaults written out, --format json
// what other programs may want to know.
//
// # Verify
//
// Verify runs scenarios whose answer is known, those given or all that are built
// in, and compares. An expectation is met when the difference is at most its
// tolerance plus its number of standard errors; when one is missed the exit code
// is 3. In a sweep an expectation names its point by set = { "path" = value }.
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
// # Size
//
// Size finds the smallest value of a number for which a figure reaches its goal:
// the number, the values allowed and the goal stand in [search] of the file. The
// search goes by simulation on common random numbers, spends its trials where the
// decision is open, and tries its answer on a fresh seed.
//
//	$ simrun size msct/superiority-size.toml --quiet --set search.goal.analysis=chi_square --set search.precision=0.006
//	How many patients would show 40 % remission against 28 %?
//
//	Smallest enrollment.size with power of chi_square at least 90 %: …
//	…
//	Verified on a fresh seed at …
//	…
//
// The exact answer, by enumeration, is 650 patients: where a figure is known without
// simulation the search starts from there, and a simulated figure that contradicts
// it is flagged. The goal may be any figure, at_least or at_most something: a power,
// an error, the half_width of an interval. Where larger values miss the goal the
// largest that reaches it is found; where none does, it is said whether the figure
// flattens. --output size.html writes a page with the curve that was learnt, and
// --format csv and parquet have what was tried in the columns of a run.
//
// # Replay
//
// Replay conducts one trial by its index again, the same to the last bit, and
// tells what was seen at each look. --patients writes the patients as they were
// seen, for analyze or another program. Of a sweep it takes the scenario without
// it, unless --set says otherwise.
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
// # Big runs
//
// A run writes what it has about every ten seconds, or as often as --checkpoint
// says: a result like any other, of fewer trials. When it is interrupted, or killed,
// --resume goes on from there, and gives the same bits as a run that nobody
// disturbed. So does a run that grows:
//
//	$ simrun msct/single-vs-double.toml --trials 10000 --quiet --output big
//	…
//	$ simrun msct/single-vs-double.toml --trials 20000 --quiet --output big --resume
//	…
//	$ simrun msct/single-vs-double.toml --trials 20000 --output big --resume
//	…
//	simrun: big/result.json had all its trials already
//
// Several machines, or tasks of a cluster, share a run by --shard i/K: each conducts
// a K-th of the trials, of all points of a sweep, and writes shard-i-of-K.json, which
// leaves what is known without simulation to the merge. Merge
// makes one result of them, in any order; it is that of one run of all trials to the
// last bit, with the same digest.
//
//	$ simrun msct/single-vs-double.toml --trials 20000 --quiet --shard 1/3 --output shards
//	…
//	$ simrun msct/single-vs-double.toml --trials 20000 --quiet --shard 3/3 --output shards
//	…
//	$ simrun merge shards
//	simrun: error: 6,667 of 20,000 trials are missing: shard 2 of 3
//	simrun: hint: simrun run single-vs-double.toml --trials 20000 --shard 2/3 --resume --output shards computes them, with the other flags of the run; --partial writes what there is
//	$ simrun msct/single-vs-double.toml --trials 20000 --quiet --shard 2/3 --output shards
//	…
//	$ simrun merge shards
//	…
//	simrun: 3 files merged and written to shards/result.json
//	$ simrun diff big shards
//	…
//	The numbers are the same to the last bit.
//	…
//
// --range lo:hi conducts any other part, and writes range-lo-hi.json. A shard that is
// complete is not run again with --resume, and one that ran twice is counted once.
// Results are not merged when they have trials in common, are of another scenario,
// seed, semantics or class of platforms, or are damaged: every file ends with a
// checksum, the SHA-256 of the file without that line and the comma before it. What is
// written is written under another name, synced and renamed; so two runs may write
// to one folder, and neither replaces more trials by fewer.
//
// # Merge
//
// Merge takes files, or folders, of which it takes the files named shard-… and
// range-…. It ends with exit code 2 when trials are missing, unless --partial says
// that what there is will do, and with 1 when files do not belong together.
//
// # Submit
//
// Submit hands a run to a scheduler, which is Slurm: an array of tasks, each of which
// runs a shard, and a job that merges the shards when all tasks have ended, however
// they did. --dry-run prints what would be written and submitted:
//
//	$ simrun submit msct/single-vs-double.toml --shards 64 --time 10 --max-running 16 --output lupus64 --dry-run
//	…
//	### lupus64/jobs/shards.sh
//	#!/bin/sh
//	…
//	exec '/opt/simrun/simrun' 'run' '…/lupus64/single-vs-double.toml' '--output' '…/lupus64' '--quiet' '--resume' --shard "$SLURM_ARRAY_TASK_ID"/64
//	…
//	### submit; ARRAY stands for what the first command prints
//	sbatch --parsable '--job-name=simrun shards single-vs-double' --array=1-64%16 …
//	sbatch --parsable '--job-name=simrun merge single-vs-double' --dependency=afterany:ARRAY …
//
// The folder and the program have to be where all nodes see them. Flags of sbatch for
// which submit has none stand behind --, as in -- --account=trials. Where the greatest
// array of a cluster is smaller than the number of shards, a task runs several.
//
// A task whose node fails starts again elsewhere and goes on from its last checkpoint.
// When tasks fail for good the merge says which shards are missing, and
// simrun submit --resume DIR submits these and another merge. What is complete is read
// from the files of the shards, never from the accounting of the scheduler, and a
// shard that is computed twice gives the same bytes.
//
// Other schedulers need no submit: --shard task/64 takes the shard from the index of
// a task of Slurm, Grid Engine, LSF, PBS, AWS Batch or Kubernetes. The command lines for
// each, and for GNU parallel, Nextflow and Snakemake, are these:
//
//	$ simrun help clusters
//	A run is divided into K shards. …
//
// # Status
//
// Status says how far the shards in a folder are: by their files, whoever made them, and
// by the scheduler where it answers.
//
//	$ simrun run msct/single-vs-double.toml --quiet --shard 2/3 --output some
//	…
//	$ simrun status some
//	Shards   number  which
//	──────────────────────
//	done          1      2
//	missing       2    1,3
//
//	33,333 of 100,000 trials are done. The merge is missing.
//
// # Report
//
// Report renders a result that a run has written, in the formats of a run and as one
// page of HTML with figures that needs no network and no script, for a browser or a
// printer. The design stands in it in words. What the figures show beyond the result
// comes from trials of the same scenario, which are conducted again.
//
//	$ simrun msct/single-vs-double.toml --trials 10000 --quiet --output lupus
//	…
//	$ simrun report lupus --output lupus.html
//	simrun: report written to lupus.html
//
// # Diff
//
// Diff compares two results: what of the scenario changed, whether the engine did, and
// for each figure that both have the difference with its standard error. A difference
// of at most 2.576 standard errors is called noise; of truly equal figures of
// independent runs one in a hundred differs by more. Sections that only judge or
// search, [[expect]] and [search], are not compared.
//
//	$ simrun msct/single-vs-double.toml --trials 10000 --quiet --output old
//	…
//	$ simrun msct/single-vs-double.toml --trials 10000 --quiet --output new --set endpoints.remission.response.double.p=0.5
//	…
//	$ simrun diff old new
//	From single-vs-double …, 10,000 trials from seed 2012
//	to   single-vs-double …, 10,000 trials from seed 2012
//
//	Scenario                               old    new
//	─────────────────────────────────────────────────
//	endpoints.remission.response.double.p  0.325  0.5
//	…
//	Figure               old      new  difference       SE  verdict
//	───────────────────────────────────────────────────────────────
//	power              0.053    0.336      +0.283    0.005   higher
//	…
//	  simrun run FILE --vary endpoints.remission.response.double.p=0.325,0.5
//
// When scenario, seed and trials are the same, so must be the digests: the numbers
// are then the same to the last bit, or the engine changed them. Runs of different
// scenarios with the same seed and trials share their random numbers, which the
// standard errors here do not know: the command at the end gives the paired difference.
//
// # Kinds
//
// Kinds lists what may be written in a file: the sections, and the kinds of
// everything that is chosen by kind = "…", each with its keys, defaults and
// limits.
//
//	$ simrun kinds design
//	design
//	──────────────────────────────────────────────────────────────────────…
//	fixed             Fixed tests every hypothesis once, at the only look.
//	…
//
//	$ simrun kinds test fisher
//	test fisher
//
//	Fisher is Fisher's exact test of two proportions: conditional on both margins
//	the count x₁ is hypergeometric.
//	…
//
// # Init
//
// Init writes a commented scenario to start from, and never replaces a file.
//
//	$ simrun init
//	Template         question
//	────────────────────────────────────────────────────────────────────────────────
//	two-proportions  how often a response is found more frequent in one of two arms
//	two-means        how often a score is found higher in one of two arms
//	visits           how often a score is found lower at the last of several visits,
//	                 some of which are missed
//	survival         how often and how early an event is found delayed, with a look
//	                 on the way
//	lupus            one or two stem cell transplantations in refractory lupus, from
//	                 publications
//
//	simrun init TEMPLATE writes TEMPLATE.toml.
//
//	$ simrun init survival trial.toml
//	simrun: trial.toml written; run it by: simrun trial.toml
//
// # Schema
//
// Schema prints a JSON Schema of scenario files, from which editors complete keys and
// kinds, show what they mean, and mark what is wrong while one types. It is made from
// the same descriptions as kinds. Taplo, which is in VS Code as Even Better TOML, uses
// it when the first line of a scenario is #:schema ./simrun.schema.json.
//
//	$ simrun schema --output simrun.schema.json
//	simrun: simrun.schema.json written; scenarios beside it take as first line: #:schema ./simrun.schema.json
//
// What several values say together is not for a schema: check says all.
//
// # Completion
//
// Completion prints a script for bash, zsh, fish or powershell, which completes verbs,
// flags, scenario files, formats and kinds. How a shell reads it stands in
// simrun completion --help; in bash it is source <(simrun completion bash).
//
//	$ simrun completion bash
//	# bash completion V2 for simrun …
//
// # Limits
//
// What cannot be run is refused before anything is made of it: scenarios of more than
// 4 MiB, more than 64 tables or lists inside one another, lists of more than 10,000,
// names of more than 100 letters; more than 64 arms, 100 endpoints, 100 analyses, 100
// looks, 100 drawn numbers, or 2,000,000 patients; sweeps of more than 10,000 points or
// of 10,000,000 values in all; what would take one worker more than 8 GiB of memory.
// Numbers other than 0 lie between 1e-50 and 1e50 in absolute value, and no law gives a
// value beyond 1e50, so that the squares of all of them can be summed. Results and tables of
// patients are read up to 1 GiB, the latter up to 10,000,000 rows; files that a scenario
// names up to 64 MiB, 1,000,000 rows, 1,000 columns, and 100 categories in a column. A link is not followed
// to the folders that are made below results.
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
