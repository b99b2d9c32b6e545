package cluster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Error is a refusal with what may be done about it.
type Error struct{ Fact, Hint string }

// Error is the fact.
func (e *Error) Error() string { return e.Fact }

// refuse is an Error.
func refuse(hint, format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...), hint}
}

// Variable is what a scheduler calls the index of an array task.
type Variable struct {
	Name      string // of the environment variable
	Scheduler string // that sets it
	First     int    // index of the first task, 0 or 1

	none string // value of a job that is no array, empty when the variable is then unset
}

// Variables are the indices that Shard knows.
var Variables = []Variable{
	{"SLURM_ARRAY_TASK_ID", "Slurm", 1, ""},
	{"SGE_TASK_ID", "Grid Engine", 1, "undefined"},
	{"LSB_JOBINDEX", "LSF", 1, "0"},
	{"PBS_ARRAY_INDEX", "PBS", 1, ""},
	{"AWS_BATCH_JOB_ARRAY_INDEX", "AWS Batch", 0, ""},
	{"JOB_COMPLETION_INDEX", "Kubernetes", 0, ""},
}

// Shard turns task/K into i/K, where i, from 1 to K, is the index of the array task
// that the environment tells of. Any other text is returned as it is. It is an
// error when no variable has an index, when several have, or when the index is not
// among the K shards.
func Shard(text string, lookup func(string) (string, bool)) (string, error) {
	number, ours := strings.CutPrefix(text, "task/")
	if !ours {
		return text, nil
	}
	k, err := strconv.Atoi(number)
	if err != nil || k < 1 {
		return "", refuse("write task/K with the number of shards, as in task/16", "%q is no number of shards", number)
	}
	v, value, err := index(lookup)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return "", refuse("name the shard, as in --shard 3/"+number, "%s=%q is no number", v.Name, value)
	}
	if i := n - v.First + 1; i >= 1 && i <= k {
		return fmt.Sprintf("%d/%d", i, k), nil
	}
	return "", refuse(fmt.Sprintf("the tasks of %d shards count from %d to %d", k, v.First, v.First+k-1),
		"%s=%d is no task of %d shards", v.Name, n, k)
}

// index is the one variable that is set, and its value.
func index(lookup func(string) (string, bool)) (Variable, string, error) {
	var found []Variable
	var names, set []string
	value := ""
	for _, v := range Variables {
		names = append(names, v.Name)
		if text, ok := lookup(v.Name); ok && text != "" && text != v.none {
			found, set, value = append(found, v), append(set, v.Name+"="+text), text
		}
	}
	switch len(found) {
	case 1:
		return found[0], value, nil
	case 0:
		return Variable{}, "", refuse("outside of an array job name the shard, as in --shard 3/16",
			"this is no task of an array job: none of %s is set", join(names))
	}
	return Variable{}, "", refuse("name the shard, as in --shard \"$"+found[0].Name+"/16\"",
		"it is not clear which task this is: %s", strings.Join(set, ", "))
}

// join lists words with "and" before the last.
func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// Ranges writes whole numbers as the ranges that they make, as in 1-4,7. They are
// put in order; repeated ones count once.
func Ranges(numbers []int) string {
	n := slices.Compact(slices.Sorted(slices.Values(numbers)))
	var parts []string
	for i := 0; i < len(n); {
		j := i
		for j+1 < len(n) && n[j+1] == n[j]+1 {
			j++
		}
		part := strconv.Itoa(n[i])
		if j > i {
			part += "-" + strconv.Itoa(n[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ",")
}
