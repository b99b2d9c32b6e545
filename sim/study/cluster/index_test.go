package cluster

import (
	"errors"
	"strings"
	"testing"
)

// environment looks variables up in words like NAME=value.
func environment(words ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, w := range words {
			if n, value, _ := strings.Cut(w, "="); n == name {
				return value, true
			}
		}
		return "", false
	}
}

func TestShardOfATask(t *testing.T) {
	for _, c := range []struct {
		text string
		set  []string
		want string
	}{
		{"3/16", nil, "3/16"}, // as it is
		{"", nil, ""},
		{"3/16", []string{"SLURM_ARRAY_TASK_ID=5"}, "3/16"},
		{"task/16", []string{"SLURM_ARRAY_TASK_ID=5"}, "5/16"},
		{"task/16", []string{"SLURM_ARRAY_TASK_ID=5", "SLURM_ARRAY_TASK_COUNT=2"}, "5/16"},
		{"task/16", []string{"SGE_TASK_ID=16"}, "16/16"},
		{"task/16", []string{"LSB_JOBINDEX=1"}, "1/16"},
		{"task/16", []string{"PBS_ARRAY_INDEX=7"}, "7/16"},
		{"task/16", []string{"AWS_BATCH_JOB_ARRAY_INDEX=0"}, "1/16"},
		{"task/16", []string{"JOB_COMPLETION_INDEX=15"}, "16/16"},
		// What other schedulers say where a job is no array does not count.
		{"task/16", []string{"SGE_TASK_ID=undefined", "LSB_JOBINDEX=0", "PBS_ARRAY_INDEX=", "JOB_COMPLETION_INDEX=2"}, "3/16"},
	} {
		got, err := Shard(c.text, environment(c.set...))
		if err != nil || got != c.want {
			t.Errorf("%s with %v is %q, %v; want %q", c.text, c.set, got, err, c.want)
		}
	}
}

func TestShardOfNoTask(t *testing.T) {
	for _, c := range []struct {
		text string
		set  []string
		fact string
		hint string
	}{
		{"task/16", nil, "none of SLURM_ARRAY_TASK_ID, SGE_TASK_ID, LSB_JOBINDEX, PBS_ARRAY_INDEX, AWS_BATCH_JOB_ARRAY_INDEX and JOB_COMPLETION_INDEX is set", "--shard 3/16"},
		{"task/16", []string{"LSB_JOBINDEX=0"}, "no task of an array job", "--shard 3/16"},
		{"task/16", []string{"SLURM_ARRAY_TASK_ID=5", "JOB_COMPLETION_INDEX=4"}, "not clear which task this is: SLURM_ARRAY_TASK_ID=5, JOB_COMPLETION_INDEX=4", "name the shard"},
		{"task/16", []string{"SLURM_ARRAY_TASK_ID=0"}, "SLURM_ARRAY_TASK_ID=0 is no task of 16 shards", "count from 1 to 16"},
		{"task/16", []string{"SLURM_ARRAY_TASK_ID=17"}, "is no task", "from 1 to 16"},
		{"task/16", []string{"JOB_COMPLETION_INDEX=16"}, "is no task", "from 0 to 15"},
		{"task/16", []string{"JOB_COMPLETION_INDEX=x"}, `"x" is no number`, ""},
		{"task/0", nil, "no number of shards", "task/16"},
		{"task/many", nil, "no number of shards", "task/16"},
		{"task/", nil, "no number of shards", "task/16"},
	} {
		_, err := Shard(c.text, environment(c.set...))
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Fact, c.fact) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%s with %v: %+v", c.text, c.set, err)
		}
	}
}

func TestRanges(t *testing.T) {
	for want, numbers := range map[string][]int{
		"": nil, "3": {3}, "1-3": {3, 1, 2}, "1,3-4,9": {9, 4, 3, 1, 3},
	} {
		if got := Ranges(numbers); got != want {
			t.Errorf("%v is %q, want %q", numbers, got, want)
		}
	}
}
