package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim"
	"simrun/sim/report"
	"simrun/sim/study/cluster"
	"simrun/sim/study/shard"
)

// submit is one call of the verb.
type submit struct {
	env *environment
	overrides
	variation
	shards    int
	output    string
	engine    string
	resources cluster.Resources
	resume    bool
	dry       bool
}

// newSubmit is the verb submit.
func newSubmit(env *environment) *cobra.Command {
	s := &submit{env: env}
	c := &cobra.Command{
		Use:   "submit FILE --shards K [flags] [-- flags of sbatch]",
		Short: "hand a run to a cluster",
		Long: `Submit hands a run to a scheduler, in shards: it makes a folder with a copy of the
scenario, the job scripts and a record, and submits an array of tasks, each of which
runs a shard, and a job that merges the shards when all tasks have ended. The folder
has to be on a file system that all nodes share, as the program has.
simrun status DIR says how far it is, and simrun submit --resume DIR submits what is
left when tasks have failed. Flags behind -- are given to sbatch as they are.
simrun help clusters says how to do without submit.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if n := c.ArgsLenAtDash(); n >= 0 {
				args, s.resources.Extra = args[:n], args[n:]
			}
			return s.do(c, args)
		},
	}
	s.overrides.addSet(c)
	s.variation.add(c)
	s.overrides.add(c)
	f, r := c.Flags(), &s.resources
	f.IntVar(&s.shards, "shards", 0, "`number` of shards")
	f.StringVar(&s.output, "output", "", "`folder` for the shards and their result; default results/NAME/FINGERPRINT")
	f.StringVar(&s.engine, "engine", "slurm", "the `scheduler`: "+strings.Join(cluster.EngineNames(), ", "))
	f.StringVar(&r.Partition, "partition", "", "`name` of the partition")
	f.StringVar(&r.Time, "time", "", "`limit` of the time of a task, as in 2:00:00")
	f.IntVar(&r.CPUs, "cpus", 0, "`number` of processors for a task")
	f.StringVar(&r.Memory, "memory", "", "memory for a task, as in `500M`")
	f.IntVar(&r.MaxRunning, "max-running", 0, "most tasks that run at the same time, a `number`")
	f.BoolVar(&s.resume, "resume", false, "submit the shards that are left of a submission, whose folder is given instead of FILE")
	addData(f, &s.data, "that of the scenario")
	f.BoolVar(&s.dry, "dry-run", false, "print what would be written and submitted, and do nothing")
	f.SortFlags = false
	return c
}

// do submits.
func (s *submit) do(c *cobra.Command, args []string) error {
	newEngine := cluster.Engines[s.engine]
	switch {
	case newEngine == nil:
		known := cluster.EngineNames()
		return misuse(nearest(s.engine, known, "--engine ", "the schedulers are "+strings.Join(known, ", ")), "there is no scheduler %q", s.engine)
	case len(args) != 1 && s.resume:
		return misuse("simrun submit --resume DIR submits what is left there", "--resume takes one folder, not %d", len(args))
	case len(args) != 1:
		return misuse("simrun submit scenario.toml --shards 64 submits one file; flags of sbatch stand behind --", "submit takes one file, not %d", len(args))
	case s.resume:
		return s.again(c, args[0])
	case s.shards < 1:
		return misuse("name their number, as in --shards 64", "--shards is missing or less than 1")
	}
	return s.first(c.Context(), newEngine(cluster.Call), args[0])
}

// first submits a scenario.
func (s *submit) first(ctx context.Context, e cluster.Engine, file string) error {
	from, err := s.env.source(file, s.data)
	if err != nil {
		return err
	}
	text := from.Text
	study, err := s.env.study(file, from, &s.overrides, &s.variation)
	if err != nil {
		return err
	}
	share := share{shard: fmt.Sprintf("1/%d", s.shards)}
	if _, err := share.of(study); err != nil {
		return err
	}
	sub, err := s.submission(study, file)
	if err != nil {
		return err
	}
	if err := s.free(sub, text); err != nil {
		return err
	}
	if err := s.stride(ctx, e, sub); err != nil {
		return err
	}
	all := make([]int, sub.Shards)
	for i := range all {
		all[i] = i + 1
	}
	batch, err := sub.Prepare(e, all, nil)
	if err != nil {
		return s.refused(err, "")
	}
	if s.dry {
		return s.print(sub, batch, &cluster.Script{Path: sub.Copy(), Text: text})
	}
	if err := shard.WriteFile(sub.Copy(), []byte(text)); err != nil {
		return misuse("choose another folder with --output", "cannot write %s: %s", s.env.show(sub.Copy()), reason(err))
	}
	return s.send(ctx, e, sub, batch)
}

// submission is what is to be submitted of a study.
func (s *submit) submission(study *sim.Study, file string) (*cluster.Submission, error) {
	r := run{env: s.env, file: file, output: s.output}
	name := scenarioName(file)
	flags := append(s.overrides.flags(), s.variation.words()...)
	if s.trials != "" {
		flags = append(flags, "--trials", s.trials)
	}
	sub := &cluster.Submission{
		Schema: cluster.Schema, Engine: s.engine, Name: name, Scenario: name + ".toml",
		Fingerprint: study.Fingerprint(), Trials: study.Points[0].Plan.Scenario.Simulation.Trials,
		Flags: flags, Shards: s.shards, Program: s.env.program, Resources: s.resources, Jobs: []cluster.Sent{},
		Folder: filepath.Dir(r.path(study, "result.json")),
	}
	if s.names(study) {
		sub.Data = s.env.path(s.data)
		if s.data == "" && file != "-" {
			sub.Data = filepath.Dir(s.env.path(file))
		}
	}
	if err := sub.Check(); err != nil {
		return nil, s.refused(err, "")
	}
	return sub, nil
}

// names reports whether a scenario names files, which all tasks read where they are.
func (s *submit) names(study *sim.Study) bool {
	return slices.ContainsFunc(study.Points, func(p sim.Point) bool { return len(p.Plan.Scenario.Files()) > 0 })
}

// free reports whether the folder can have the submission and its result.
func (s *submit) free(sub *cluster.Submission, text string) error {
	dir := s.env.show(sub.Folder)
	old, err := cluster.Open(sub.Folder)
	if err == nil && len(old.Jobs) > 0 {
		return misuse(command([]string{"simrun", "submit", "--resume", dir})+" submits what is left of it, --output names another folder",
			"%s has a submission already", dir)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s.refused(err, "cannot use "+dir+": ")
	}
	if there, err := os.ReadFile(sub.Copy()); err == nil && string(there) != text {
		return misuse("choose another folder with --output", "%s is there already and is another scenario", s.env.show(sub.Copy()))
	}
	r := run{env: s.env, output: dir}
	_, err = r.replaceable(filepath.Join(sub.Folder, "result.json"), &asked{hi: sub.Trials}, nil)
	return err
}

// stride divides the shards among as many tasks as an array may have.
func (s *submit) stride(ctx context.Context, e cluster.Engine, sub *cluster.Submission) error {
	limit, err := e.Limit(ctx)
	if err != nil && !s.dry {
		return s.unreached(err)
	}
	if err != nil {
		s.env.note("the greatest array is not known (%s); %s tasks are assumed", oneLine(err), report.Count(int64(limit)))
	}
	sub.Stride = min(sub.Shards, limit)
	if sub.Stride < sub.Shards {
		s.env.note("an array has at most %s tasks here, so each task runs several of the %s shards, one after the other",
			report.Count(int64(limit)), report.Count(int64(sub.Shards)))
	}
	return nil
}

// send submits and says what was submitted.
func (s *submit) send(ctx context.Context, e cluster.Engine, sub *cluster.Submission, b *cluster.Batch) error {
	if err := sub.Submit(ctx, e, b); err != nil {
		return s.unreached(err)
	}
	jobs := sub.Jobs
	if b.Array != nil {
		s.env.note("job %s has %s for %s shards of %s trials", jobs[len(jobs)-2].ID, counted(len(b.Tasks), "task", "tasks"),
			report.Count(int64(sub.Shards)), report.Count(sub.Trials))
	}
	s.env.note("job %s merges them then", jobs[len(jobs)-1].ID)
	s.env.note("how far they are says: %s", command([]string{"simrun", "status", s.env.show(sub.Folder)}))
	return nil
}

// print prints what would be written and submitted.
func (s *submit) print(sub *cluster.Submission, b *cluster.Batch, scenario *cluster.Script) error {
	record, err := sub.Record()
	if err != nil {
		return err
	}
	scripts := append(b.Scripts(), record)
	if scenario != nil {
		scripts = append(scripts, *scenario)
	}
	var text strings.Builder
	for _, f := range scripts {
		fmt.Fprintf(&text, "### %s\n%s\n", s.env.show(f.Path), f.Text)
	}
	if b.Array != nil {
		fmt.Fprintf(&text, "### submit; %s stands for what the first command prints\n%s\n", cluster.Pending, command(b.Array.Words))
	} else {
		text.WriteString("### submit\n")
	}
	fmt.Fprintln(&text, command(b.Merge.Words))
	_, err = fmt.Fprint(s.env.out, text.String())
	return err
}

// refused words an error of a submission that cannot be.
func (s *submit) refused(err error, about string) error {
	var e *cluster.Error
	if errors.As(err, &e) {
		return misuse(e.Hint, "%s", e.Fact)
	}
	return misuse("choose another folder with --output", "%s%s", about, reason(err))
}

// unreached words an error of the scheduler.
func (s *submit) unreached(err error) error {
	var call *cluster.CallError
	var stranded *cluster.Stranded
	var e *cluster.Error
	var file *fs.PathError
	hint := ""
	switch {
	case errors.As(err, &file):
		return failure("", "cannot write %s: %s", s.env.show(file.Path), reason(err))
	case errors.As(err, &call) && call.Missing():
		hint = "submit where " + call.Words[0] + " is, as on the login node of a cluster; simrun help clusters says how to do without"
	case errors.As(err, &stranded):
		hint = "what is left is submitted by simrun submit --resume DIR"
	case errors.As(err, &call):
		hint = "nothing was submitted by this call; the same command tries again"
	case errors.As(err, &e):
		hint = e.Hint
	}
	return failure(hint, "%s", oneLine(err))
}

// oneLine is an error in one line.
func oneLine(err error) string {
	return strings.Join(strings.FieldsFunc(reason(err), func(c rune) bool { return c == '\n' || c == '\r' }), "; ")
}
