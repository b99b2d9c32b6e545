package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim/study/replay"
	"simrun/sim/study/shard"
)

// replayed is one call of the verb replay.
type replayed struct {
	env *environment
	overrides
	trial    int64
	look     int
	patients string
	format   string
	force    bool
}

// newReplay is the verb replay.
func newReplay(env *environment) *cobra.Command {
	r := &replayed{env: env}
	c := &cobra.Command{
		Use:   "replay FILE --trial N",
		Short: "conduct one trial and explain it",
		Long: `Replay conducts the trial with one index again, the same to the last bit as in a
run, and tells what was seen at each look and why it ended as it did. With
--patients it writes the patients as seen at a look, for simrun analyze or any
other program.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse("simrun replay scenario.toml --trial 0 replays the first trial", "replay takes one scenario, not %d", len(args))
			}
			return r.do(args[0])
		},
	}
	r.overrides.addSet(c)
	f := c.Flags()
	f.StringVar(&r.seed, "seed", "", "seed of the random `number`s, instead of the scenario's")
	f.Int64Var(&r.trial, "trial", 0, "`index` of the trial, from 0")
	f.IntVar(&r.look, "look", 0, "`number` of the look whose patients are written, from 1; default the last one held")
	f.StringVar(&r.patients, "patients", "", "`file` to which the patients are written as CSV")
	f.StringVar(&r.format, "format", "text", "what to print: `text or json`")
	f.BoolVar(&r.force, "force", false, "replace the file of patients if there is one")
	f.SortFlags = false
	return c
}

// do replays the trial.
func (r *replayed) do(file string) error {
	if r.trial < 0 {
		return misuse("trials count from 0", "there is no trial %d", r.trial)
	}
	if err := checkFlags(0, r.format, "text", "json"); err != nil {
		return err
	}
	p, err := r.env.load(file, &r.overrides)
	if err != nil {
		return err
	}
	t := replay.Conduct(p, r.trial)
	look, err := r.chosen(t)
	if err != nil {
		return err
	}
	if r.patients != "" {
		if err := r.write(file, look); err != nil {
			return err
		}
		if names := p.Scenario.Files(); len(names) > 0 {
			r.env.note("%s has values of %s, as rows drawn at random: who may see these may see it", r.patients, strings.Join(names, ", "))
		}
	}
	if r.format == "json" {
		return r.env.json(t)
	}
	_, err = fmt.Fprint(r.env.out, t.Text(p))
	return err
}

// chosen is the look whose patients are written.
func (r *replayed) chosen(t *replay.Trial) (*replay.Look, error) {
	if r.look == 0 {
		return &t.Looks[len(t.Looks)-1], nil
	}
	for i := range t.Looks {
		if t.Looks[i].Look == r.look {
			return &t.Looks[i], nil
		}
	}
	return nil, misuse("leave --look out for the last look held", "trial %d held no look %d", t.Trial, r.look)
}

// write writes the patients, and says how to analyze them.
func (r *replayed) write(file string, l *replay.Look) error {
	var b bytes.Buffer
	if err := l.WritePatients(&b); err != nil {
		return failure("", "cannot write %s: %s", r.patients, reason(err))
	}
	path := r.env.path(r.patients)
	if !r.force {
		if err := shard.CheckAbsent(path); err != nil {
			return misuse("choose another name, or say --force", "cannot write %s: %s", r.patients, reason(err))
		}
	}
	if err := shard.WriteFile(path, b.Bytes()); err != nil {
		return failure("", "cannot write %s: %s", r.patients, reason(err))
	}
	words := append([]string{"simrun", "analyze", file, r.patients, "--at", shortest(l.Time)}, r.overrides.flags()...)
	r.env.note("%d patients as seen at look %d written to %s; analyze them by: %s", l.Patients, l.Look, r.patients, command(words))
	return nil
}
