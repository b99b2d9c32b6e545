package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"simrun/sim/study/shard"
)

// State is how far a submission is. Every shard is in one of the lists.
type State struct {
	Shards  int   `json:"shards"`
	Done    []int `json:"done"`    // the file is there and whole
	Running []int `json:"running"` // by the scheduler
	Pending []int `json:"pending"` // by the scheduler, for shards not done
	Failed  []int `json:"failed"`  // begun and not done, and nobody is at it
	Missing []int `json:"missing"` // never begun, and nobody is at it

	TrialsDone int64 `json:"trials_done"`
	Trials     int64 `json:"trials"` // 0: not known

	Merge string `json:"merge"` // done, running, pending, failed or missing

	Reasons map[int]string `json:"reasons,omitempty"` // by shard: why it failed or waits, where something tells
	Asked   bool           `json:"asked"`             // the scheduler has answered
	Live    []string       `json:"live"`              // ids of jobs that are not over

	Damaged []string `json:"damaged,omitempty"` // files of shards that cannot be read
}

// Left are the shards that are not done and that nobody is at.
func (s *State) Left() []int { return append(append([]int{}, s.Failed...), s.Missing...) }

// State says how far the submission is: first by the files of the shards, then by
// the scheduler. The error is of asking the scheduler; the state is then that of
// the files, as if no job were live.
func (s *Submission) State(ctx context.Context, e Engine) (*State, error) {
	st := &State{
		Shards: s.Shards, Trials: s.Trials, Reasons: map[int]string{}, Merge: "missing",
		Done: []int{}, Running: []int{}, Pending: []int{}, Failed: []int{}, Missing: []int{}, Live: []string{},
	}
	// The scheduler is asked first: a task that ends in between has left its file.
	live, err := s.live(ctx, e, st)
	tasks := map[int]Task{}
	for _, t := range live {
		if known, ok := tasks[t.Index]; t.Index > 0 && (!ok || !known.Running) {
			tasks[t.Index] = t
		}
	}
	busy := map[int]bool{} // tasks whose running shard has been found
	for _, piece := range shard.Survey(s.Folder, int64(s.Shards)) {
		s.place(st, piece, tasks, busy)
	}
	s.merge(st, live)
	return st, err
}

// live asks for the tasks of the jobs submitted.
func (s *Submission) live(ctx context.Context, e Engine, st *State) ([]Task, error) {
	var ids []string
	for _, j := range s.Jobs {
		ids = append(ids, j.ID)
	}
	if e == nil || len(ids) == 0 {
		st.Asked = e != nil
		return nil, nil
	}
	live, err := e.Live(ctx, ids)
	st.Asked = err == nil
	seen := map[string]bool{}
	for _, t := range live {
		if !seen[t.Job] {
			seen[t.Job] = true
			st.Live = append(st.Live, t.Job)
		}
	}
	return live, err
}

// place puts a shard into its list.
func (s *Submission) place(st *State, piece shard.ShardState, tasks map[int]Task, busy map[int]bool) {
	i := int(piece.Index)
	begun := piece.Condition != shard.Absent
	if begun && piece.Condition != shard.Broken && s.Fingerprint != "" && piece.Fingerprint != s.Fingerprint {
		piece.Condition, piece.Err = shard.Broken, errors.New("is of another scenario")
	}
	if piece.Condition == shard.Complete {
		st.TrialsDone += piece.Done
		st.Done = append(st.Done, i)
		return
	}
	if piece.Condition == shard.Partial {
		st.TrialsDone += piece.Done
	}
	task, live := tasks[s.task(i)]
	switch {
	case live && task.Running && !busy[task.Index]:
		busy[task.Index] = true
		st.Running = append(st.Running, i)
	case live:
		st.Pending = append(st.Pending, i)
		if !task.Running && task.Reason != "" && task.Reason != "None" {
			st.Reasons[i] = task.Reason
		}
	case piece.Condition == shard.Broken:
		st.Failed = append(st.Failed, i)
		// What Load cannot read begins with the path; what it reads is of another run.
		why, unreadable := strings.CutPrefix(piece.Err.Error(), piece.Path+" ")
		st.Reasons[i] = why
		if unreadable {
			st.Damaged = append(st.Damaged, piece.Path)
		}
	default:
		log, found := lastError(filepath.Join(s.logs(), "task-"+decimal(s.task(i))+".log"))
		if !begun && !found {
			st.Missing = append(st.Missing, i)
			return
		}
		st.Failed = append(st.Failed, i)
		if log != "" {
			st.Reasons[i] = log
		}
	}
}

// merge says what has become of the merge.
func (s *Submission) merge(st *State, live []Task) {
	result, err := shard.Load(filepath.Join(s.Folder, "result.json"))
	switch {
	case err == nil && (s.Fingerprint == "" || result.Scenario.Fingerprint == s.Fingerprint) &&
		len(result.Missing()) == 0 && result.Simulation.Trials >= s.Trials && len(st.Done) == st.Shards:
		st.Merge = "done"
		return
	case len(s.Jobs) == 0:
		return
	}
	for _, t := range live {
		if t.Index == 0 && t.Running {
			st.Merge = "running"
			return
		} else if t.Index == 0 {
			st.Merge = "pending"
		}
	}
	if _, found := lastError(filepath.Join(s.logs(), "merge.log")); found && st.Merge == "missing" {
		st.Merge = "failed"
	}
}

// longestLog is how much of the end of a log is read.
const longestLog = 64 << 10

// lastError is the last line of a log that speaks of an error, and whether there is
// a log.
func lastError(path string) (string, bool) {
	f, err := os.Open(path)
	if err != nil {
		return "", false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	text := make([]byte, min(info.Size(), longestLog))
	n, _ := f.ReadAt(text, info.Size()-int64(len(text)))
	last := ""
	for line := range strings.Lines(string(text[:n])) {
		if strings.Contains(line, "error:") {
			last = strings.TrimSpace(line)
		}
	}
	return last, true
}

// SetAside renames files of shards that cannot be read, so that the shards can be
// computed again, and returns the new names.
func SetAside(paths []string) ([]string, error) {
	var kept []string
	for _, p := range paths {
		if err := os.Rename(p, p+".damaged"); err != nil {
			return kept, err
		}
		kept = append(kept, p+".damaged")
	}
	return kept, nil
}

// Found is a submission without a record: the shards that are in a folder, however
// they came there. The error is fs.ErrNotExist when there are none.
func Found(folder string) (*Submission, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	k := 0
	for _, e := range entries {
		var i, n int
		if found, _ := fmt.Sscanf(e.Name(), "shard-%d-of-%d.json", &i, &n); found != 2 {
			continue
		}
		if k != 0 && n != k {
			return nil, refuse("", "%s has shards of %d and of %d", folder, k, n)
		}
		k = n
	}
	if k < 1 || k > MostShards {
		return nil, os.ErrNotExist
	}
	s := &Submission{Folder: folder, Shards: k, Stride: k}
	for _, piece := range shard.Survey(folder, int64(k)) {
		s.Trials = max(s.Trials, piece.Of)
	}
	return s, nil
}
