package main

import (
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"simrun/sim/report"
	"simrun/sim/study/cluster"
)

// again submits what is left of a submission.
func (s *submit) again(c *cobra.Command, dir string) error {
	for _, name := range []string{"shards", "output", "engine", "set", "vary", "one-at-a-time", "against", "trials", "seed", "data"} {
		if c.Flags().Changed(name) {
			return misuse("it is that of the submission", "--%s cannot be changed by --resume", name)
		}
	}
	sub, err := cluster.Open(s.env.path(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return misuse("simrun submit scenario.toml --shards 64 --output "+dir+" makes one", "%s has no submission", dir)
	}
	if err != nil {
		return s.refused(err, "cannot use "+dir+": ")
	}
	s.adopt(c, sub)
	newEngine := cluster.Engines[sub.Engine]
	if newEngine == nil {
		return misuse("", "%s is a submission to %q, which this simrun does not know", dir, sub.Engine)
	}
	e := newEngine(cluster.Call)
	ctx := c.Context()
	st, err := sub.State(ctx, e)
	if err != nil && !s.dry {
		return s.unreached(err)
	}
	left := st.Left()
	switch {
	case len(left) == 0 && st.Merge == "done":
		s.env.note("nothing is left: %s has all %s trials", s.env.show(sub.Folder), report.Count(sub.Trials))
		return nil
	case len(left) == 0 && (st.Merge == "pending" || st.Merge == "running"):
		s.env.note("nothing is left: the scheduler has %s and the merge",
			counted(len(st.Running)+len(st.Pending), "shard", "shards"))
		return nil
	}
	batch, err := sub.Prepare(e, left, st.Live)
	if err != nil {
		return s.refused(err, "")
	}
	if s.dry {
		return s.print(sub, batch, nil)
	}
	kept, err := cluster.SetAside(st.Damaged)
	for _, name := range kept {
		s.env.note("a damaged shard is kept as %s", s.env.show(name))
	}
	if err != nil {
		return failure("", "cannot set a damaged shard aside: %s", reason(err))
	}
	return s.send(ctx, e, sub, batch)
}

// adopt changes the resources and the program of a submission to those of this
// call; what is not named stays.
func (s *submit) adopt(c *cobra.Command, sub *cluster.Submission) {
	r, to := &s.resources, &sub.Resources
	for name, change := range map[string]func(){
		"partition": func() { to.Partition = r.Partition }, "time": func() { to.Time = r.Time }, "cpus": func() { to.CPUs = r.CPUs },
		"memory": func() { to.Memory = r.Memory }, "max-running": func() { to.MaxRunning = r.MaxRunning },
	} {
		if c.Flags().Changed(name) {
			change()
		}
	}
	if len(r.Extra) > 0 {
		to.Extra = r.Extra
	}
	sub.Program = s.env.program
}
