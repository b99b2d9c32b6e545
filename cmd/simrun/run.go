package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim"
	"simrun/sim/base/data"
	"simrun/sim/report"
	"simrun/sim/study/shard"
)

// run is one call of the verb.
type run struct {
	env *environment
	overrides
	variation
	share
	workers int
	output  string
	format  string
	report  bool
	rows    string // file for a row of every trial
	force   bool
	quiet   bool
	file    string
	nothing bool // there was nothing to run
	files   *data.Folder
}

// newRun is the verb run, which is also the command without a verb.
func newRun(env *environment) *cobra.Command {
	r := &run{env: env}
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "run a scenario",
		Long: `Run conducts the trials of a scenario and prints how often each answer is given.
With several values, of the scenario's [sweep] or of --vary, every combination is
run on the same random numbers. The result is also written to
results/NAME/FINGERPRINT/result.json.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if err := r.arguments(c, args); err != nil {
				return err
			}
			return r.do(c.Context())
		},
	}
	r.overrides.addSet(c)
	r.variation.add(c)
	r.overrides.add(c)
	r.share.add(c)
	f := c.Flags()
	f.StringVar(&r.precision, "precision", "", "stop when every power has this standard `error`, as in 0.002; trials is then the most")
	f.IntVar(&r.workers, "workers", 0, "`number` of processors to use; default all")
	f.StringVar(&r.output, "output", "", "`folder` for result.json; default results/NAME/FINGERPRINT")
	f.StringVar(&r.format, "format", "text", "what to print: `text, markdown, csv, json or parquet`")
	f.BoolVar(&r.report, "report", false, "write report.html, a page with figures, beside result.json")
	f.StringVar(&r.rows, "trials-out", "", "`file` for a table with a row for every trial, .csv or .parquet")
	f.BoolVar(&r.force, "force", false, "replace a result that has more trials, and the file of --trials-out")
	addData(f, &r.data, "that of the scenario")
	f.BoolVar(&r.quiet, "quiet", false, "do not show progress")
	f.SortFlags = false
	return c
}

// arguments checks the words and flags that are not about the scenario.
func (r *run) arguments(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return misuse("simrun scenario.toml runs a scenario; simrun --help lists the verbs", "no scenario is given")
	case !c.HasParent() && r.env.noFile(args[0]):
		return verbMistake(c, args[0])
	case len(args) > 1:
		return misuse("one run is about one file; call simrun once for each", "%d files are given: %s", len(args), strings.Join(args, " "))
	}
	r.file = args[0]
	if err := r.checkRows(); err != nil {
		return err
	}
	if err := r.share.check(r.rows); err != nil {
		return err
	}
	if err := r.env.task(&r.share.shard); err != nil {
		return err
	}
	if err := checkFlags(r.workers, r.format, "text", "markdown", "csv", "json", "parquet"); err != nil {
		return err
	}
	return r.env.printable(r.format, "redirect: > FILE.parquet; or simrun report RESULT --output FILE.parquet")
}

// noFile reports whether a word does not look like a file: it has no ending and
// there is none.
func (e *environment) noFile(word string) bool {
	if word == "-" || strings.ContainsAny(word, `./\`) {
		return false
	}
	_, err := os.Lstat(e.path(word))
	return err != nil
}

// checkFlags checks flags that several verbs have.
func checkFlags(workers int, format string, formats ...string) error {
	if workers < 0 {
		return misuse("0 uses all processors", "--workers cannot be %d", workers)
	}
	for _, f := range formats {
		if f == format {
			return nil
		}
	}
	return misuse(nearest(format, formats, "--format ", "the formats are "+strings.Join(formats, ", ")), "there is no format %q", format)
}

// do runs the scenario.
func (r *run) do(ctx context.Context) error {
	source, err := r.env.source(r.file, r.data)
	if err != nil {
		return err
	}
	r.files = source.Files
	s, err := r.env.study(r.file, source, &r.overrides, &r.variation)
	if err != nil {
		return err
	}
	a, err := r.share.of(s)
	if err != nil {
		return err
	}
	path := r.path(s, a.name)
	from, err := r.resumable(s, &a, path)
	if err != nil {
		return err
	}
	out, err := r.replaceable(path, &a, from)
	if err != nil {
		return err
	}
	table, err := r.tabulate(s)
	if err != nil {
		return err
	}
	before := r.earlier(path)
	result, err := r.conduct(ctx, s, out, sim.Options{Range: a.span(), From: from, Trials: table.row()})
	if result == nil {
		table.drop()
		return broken(r.file, &r.overrides, s, err)
	}
	r.nothing = err == nil && from != nil && from.Simulation.Trials == result.Simulation.Trials
	if err := r.deliver(out, result, table, err); err != nil {
		return err
	}
	if !r.quiet {
		r.env.compare(before, result)
	}
	return nil
}

// conduct runs the trials, showing how far they have come and writing the result
// so far.
func (r *run) conduct(ctx context.Context, s *sim.Study, out *shard.Output, o sim.Options) (*shard.Result, error) {
	progress := r.env.newProgress(r.quiet)
	k := newKeeper(out, r.checkpoint, progress.start)
	o.Name, o.Workers, o.Clock = scenarioName(r.file), r.workers, r.env.now
	o.Progress = func(p sim.Progress) {
		now := r.env.now()
		progress.at(p, now)
		if err := k.look(p, now); err != nil {
			progress.say("cannot write %s: %s; the run goes on, and tries again every %v", r.env.show(out.Path), r.trim(out.Path, err), k.every)
		}
	}
	result, err := sim.RunStudy(ctx, s, o)
	progress.end()
	k.end()
	return result, err
}

// path is where the result is written.
func (r *run) path(s *sim.Study, name string) string {
	dir := r.env.path(r.output)
	if r.output == "" {
		dir = filepath.Join(r.env.folder, "results", scenarioName(r.file), report.ShortHash(s.Fingerprint()))
	}
	return filepath.Join(dir, name)
}

// replaceable checks before a run that its result can be written after it.
func (r *run) replaceable(path string, a *asked, from *shard.Result) (*shard.Output, error) {
	if r.output == "" {
		if err := shard.CheckBelow(filepath.Join(r.env.folder, "results"), path); err != nil {
			return nil, misuse("name the folder itself with --output", "cannot write %s: %v", r.env.show(path), err)
		}
	}
	out := shard.NewOutput(path, r.force)
	out.Stay = a.part || from != nil
	err := out.Check(a.hi - a.lo)
	var fewer *shard.FewerTrials
	var damaged *shard.Damaged
	var system *fs.PathError
	switch {
	case errors.As(err, &fewer) && (r.output != "" || a.part):
		return nil, r.refusal(fewer)
	case err == nil || fewer != nil:
		err = shard.CheckWritable(path)
	case errors.As(err, &damaged):
		return nil, misuse("--force replaces it, --output names another folder", "%s %v", r.env.show(path), damaged)
	case !errors.As(err, &system):
		return nil, misuse("choose another folder with --output", "cannot replace %s: %s", r.env.show(path), r.trim(path, err))
	}
	if err != nil {
		return nil, misuse("choose another folder with --output", "cannot write %s: %s", r.env.show(path), r.trim(path, err))
	}
	return out, nil
}

// trim takes the path from an error that is about it.
func (r *run) trim(path string, err error) string {
	return strings.TrimPrefix(reason(err), path+" ")
}

// refusal is a result that would replace one with more trials.
func (r *run) refusal(e *shard.FewerTrials) *mistake {
	return misuse("--force replaces it, --output names another folder", "%s has %s trials and is not replaced by %s",
		r.env.show(e.Path), report.Count(e.Has), report.Count(e.Gets))
}

// deliver writes the result, whole or partial, with its trials, and prints it.
func (r *run) deliver(out *shard.Output, result *shard.Result, t *table, interrupted error) error {
	m := &mistake{code: failed}
	path, written := out.Path, error(nil)
	if result.Simulation.Trials > 0 {
		written = out.Save(result)
	}
	if interrupted != nil {
		m.said = append(m.said, r.interruption(result, written == nil))
	}
	if result.Simulation.Trials > 0 {
		var fewer *shard.FewerTrials
		kept := errors.As(written, &fewer) && r.output == "" && interrupted == nil
		if err := render(r.env.out, result, r.format, r.files); err != nil {
			m.said = append(m.said, saying{"cannot print the result: " + reason(err), ""})
		}
		if kept {
			r.keeps(fewer)
		} else if written != nil {
			m.said = append(m.said, r.unsaved(path, written))
		} else if !r.quiet && r.nothing {
			r.env.note("%s had all its trials already", r.env.show(path))
		} else if !r.quiet {
			r.env.note("result written to %s", r.env.show(path))
		}
		if r.report && written == nil {
			if s := r.page(path, result); s != nil {
				m.said = append(m.said, *s)
			}
		}
	}
	if s := r.complete(t, result); s != nil {
		m.said = append(m.said, *s)
	}
	if len(m.said) > 0 {
		return m
	}
	return nil
}

// keeps says that an earlier result of the same scenario with more trials stays
// where results are kept when no folder is named.
func (r *run) keeps(e *shard.FewerTrials) {
	if !r.quiet {
		r.env.note("%s keeps its result of %s trials; --force replaces it", r.env.show(e.Path), report.Count(e.Has))
	}
}

// unsaved is a result that could not be written after the run.
func (r *run) unsaved(path string, err error) saying {
	var fewer *shard.FewerTrials
	if errors.As(err, &fewer) {
		return r.refusal(fewer).said[0]
	}
	return saying{
		fmt.Sprintf("cannot write %s: %s", r.env.show(path), r.trim(path, err)),
		"the result was printed only; --format json prints all of it",
	}
}

// interruption says how far a run came that was told to stop.
func (r *run) interruption(result *shard.Result, written bool) saying {
	fact := fmt.Sprintf("interrupted after %s trials", report.Count(result.Simulation.Trials))
	words := r.words()
	switch {
	case r.rows != "":
		return saying{fact, "the same command runs all of them: " + command(words) + " (name another file: " + r.rows + " has the trials done)"}
	case written && result.Simulation.Trials > 0 || r.resume:
		return saying{fact, "the others are run by: " + command(append(words, "--resume"))}
	}
	return saying{fact, "the same command runs all of them: " + command(words)}
}

// words are the command line that runs the same again.
func (r *run) words() []string {
	words := append([]string{"simrun", "run", r.file}, r.overrides.flags()...)
	words = append(words, r.variation.words()...)
	if r.data != "" {
		words = append(words, "--data", r.data)
	}
	if r.precision != "" {
		words = append(words, "--precision", r.precision)
	}
	if r.trials != "" {
		words = append(words, "--trials", r.trials)
	}
	words = append(words, r.share.words()...)
	if r.workers != 0 {
		words = append(words, "--workers", strconv.Itoa(r.workers))
	}
	if r.output != "" {
		words = append(words, "--output", r.output)
	}
	if r.format != "text" {
		words = append(words, "--format", r.format)
	}
	if r.report {
		words = append(words, "--report")
	}
	if r.rows != "" { // which by then has the trials of this run
		words = append(words, "--trials-out", r.rows)
	}
	return words
}

// page writes the report with figures beside the result.
func (r *run) page(path string, result *shard.Result) *saying {
	to := filepath.Join(filepath.Dir(path), "report.html")
	if filepath.Base(path) != "result.json" { // shards share a folder
		to = strings.TrimSuffix(path, ".json") + ".html"
	}
	var b bytes.Buffer
	err := render(&b, result, "html", r.files)
	if err == nil {
		err = shard.WriteFile(to, b.Bytes())
	}
	if err != nil {
		return &saying{fmt.Sprintf("cannot write %s: %s", r.env.show(to), reason(err)), "simrun report makes it from the result"}
	}
	if !r.quiet {
		r.env.note("report written to %s", r.env.show(to))
	}
	return nil
}

// paper is the width of printed text.
const paper = 80

func printDocument(w io.Writer, d *report.Document) error { return d.Text(w, paper) }

// command joins words to a command line for a shell.
func command(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = w
		if w == "" || strings.ContainsFunc(w, special) {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}

// special reports whether a shell may take a character for something else than
// itself.
func special(c rune) bool {
	return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("_-./=,:+@%", c))
}
