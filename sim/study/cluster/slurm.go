package cluster

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Slurm is the scheduler of [slurm], of which it uses sbatch, squeue, scontrol and
// scancel, and not the accounting. The merge starts when all tasks have ended in
// whatever way (afterany), since a job that waits for success (afterok) waits for
// ever when one task fails, and finds by itself what is missing.
type Slurm struct{ call Caller }

// usualLimit is the greatest index where MaxArraySize is left at its default.
const usualLimit = 1000

// Limit is one less than MaxArraySize. It is also the first to find that there is
// no Slurm; the limit is then the usual one.
func (s *Slurm) Limit(ctx context.Context) (int, error) {
	if _, err := s.call(ctx, "sbatch", "--version"); err != nil {
		return usualLimit, err
	}
	text, err := s.call(ctx, "scontrol", "show", "config")
	if err != nil {
		return usualLimit, err
	}
	m := arraySize.FindStringSubmatch(text)
	if m == nil {
		return usualLimit, nil
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n < 2 {
		return 0, refuse("ask who runs the cluster", "this Slurm takes no array jobs: MaxArraySize is %s", m[1])
	}
	return n - 1, nil
}

var arraySize = regexp.MustCompile(`(?m)^MaxArraySize\s*=\s*(\d+)`)

// ours are the flags of sbatch that Order sets or that would break what it relies
// on.
var ours = map[string]string{
	"array": "--shards", "dependency": "submit itself", "chdir": "--output", "output": "submit itself", "error": "submit itself",
	"open-mode": "submit itself", "parsable": "submit itself", "wrap": "submit itself", "wait": "submit itself",
	"test-only": "--dry-run", "requeue": "submit itself", "no-requeue": "submit itself", "kill-on-invalid-dep": "submit itself",
	"a": "--shards", "d": "submit itself", "D": "--output", "o": "submit itself", "e": "submit itself", "W": "submit itself",
	"partition": "--partition", "p": "--partition", "time": "--time", "t": "--time", "cpus-per-task": "--cpus", "c": "--cpus", "mem": "--memory",
}

// checkExtra refuses words that sbatch would take for the script, and flags that
// submit sets.
func checkExtra(words []string) error {
	for _, w := range words {
		name, long := strings.CutPrefix(w, "--")
		name, _, _ = strings.Cut(name, "=")
		switch {
		case !strings.HasPrefix(w, "-") || w == "-" || w == "--":
			return refuse("write each flag of sbatch as one word, as in --account=trials", "sbatch would take %q for its script", w)
		case !long:
			name = w[1:2]
		}
		if by := ours[name]; by != "" {
			return refuse("use "+by+" instead", "the flag %s of sbatch is not free here", w)
		}
	}
	return nil
}

// Order is a call of sbatch. Patterns in the name of the log are Slurm's: a percent
// sign of the folder is doubled, and a backslash, which would switch patterns off, is
// refused.
func (s *Slurm) Order(j *Job) (Order, error) {
	if strings.Contains(j.Folder, `\`) {
		return Order{}, refuse("choose another folder with --output", "Slurm cannot write logs to %s: its name has a backslash", j.Folder)
	}
	r := &j.Resources
	if err := checkExtra(r.Extra); err != nil {
		return Order{}, err
	}
	merge := len(j.Tasks) == 0
	name, log := "shards", "task-%a.log"
	if merge {
		name, log = "merge", "merge.log"
	}
	words := []string{"sbatch", "--parsable", "--job-name=simrun " + name + " " + j.Name}
	if !merge {
		array := "--array=" + Ranges(j.Tasks)
		if r.MaxRunning > 0 {
			array += "%" + decimal(r.MaxRunning)
		}
		words = append(words, array)
	}
	if len(j.After) > 0 {
		words = append(words, "--dependency=afterany:"+strings.Join(j.After, ":"))
	}
	words = append(words, "--kill-on-invalid-dep=yes", "--requeue", "--open-mode=append", "--chdir="+j.Folder,
		"--output="+strings.ReplaceAll(j.logs(), "%", "%%")+"/"+log)
	words = append(words, slurmResources(r, merge)...)
	sh := shell{`"$SLURM_ARRAY_TASK_ID"`, `"${SLURM_CPUS_PER_TASK:-${SLURM_CPUS_ON_NODE:-1}}"`}
	path := filepath.Join(j.Folder, scriptFolder, name+".sh")
	return Order{Script{path, j.script(sh, merge)}, append(words, path)}, nil
}

// slurmResources are the flags for what a job needs; a merge needs one processor.
func slurmResources(r *Resources, merge bool) []string {
	var words []string
	if r.Partition != "" {
		words = append(words, "--partition="+r.Partition)
	}
	if r.Time != "" {
		words = append(words, "--time="+r.Time)
	}
	if r.CPUs > 0 && !merge {
		words = append(words, "--cpus-per-task="+decimal(r.CPUs))
	}
	if r.Memory != "" {
		words = append(words, "--mem="+r.Memory)
	}
	return append(words, r.Extra...)
}

// Submit calls sbatch, which prints the id of the job.
func (s *Slurm) Submit(ctx context.Context, words []string) (string, error) {
	out, err := s.call(ctx, words...)
	if err != nil {
		return "", err
	}
	id, _, _ := strings.Cut(strings.TrimSpace(out), ";")
	if _, err := strconv.ParseUint(id, 10, 64); err != nil {
		return "", refuse("squeue --me shows whether a job was submitted", "sbatch printed no job id but %q", strings.TrimSpace(out))
	}
	return id, nil
}

// Live asks squeue.
func (s *Slurm) Live(ctx context.Context, ids []string) ([]Task, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	out, err := s.call(ctx, "squeue", "--noheader", "--array", "--format=%i|%T|%r", "--jobs="+strings.Join(ids, ","))
	var failed *CallError
	if errors.As(err, &failed) && strings.Contains(failed.Said, "Invalid job id") {
		return nil, nil // ended so long ago that Slurm forgot it
	}
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for line := range strings.Lines(out) {
		f := strings.SplitN(strings.TrimSpace(line), "|", 3)
		if len(f) != 3 {
			continue
		}
		if t, ok := slurmTask(f[0], f[1], f[2]); ok {
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}

// slurmTask is a line of squeue: the id as JOB_INDEX or JOB, the state, the reason.
func slurmTask(id, state, reason string) (Task, bool) {
	job, index, array := strings.Cut(id, "_")
	t := Task{Job: job, Reason: reason}
	if array {
		n, err := strconv.Atoi(index)
		if err != nil {
			return t, false
		}
		t.Index = n
	}
	switch state {
	case "RUNNING", "COMPLETING", "STAGE_OUT", "SIGNALING", "STOPPED", "SUSPENDED":
		t.Running = true
	case "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESIZING", "SPECIAL_EXIT", "RESV_DEL_HOLD":
	default: // ended, and still shown for a moment
		return t, false
	}
	return t, true
}

// Cancel calls scancel.
func (s *Slurm) Cancel(ctx context.Context, ids []string) error {
	_, err := s.call(ctx, append([]string{"scancel"}, ids...)...)
	return err
}
