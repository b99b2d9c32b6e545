package cluster

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"simrun/sim/study/shard"
)

// Schema names the format of a record.
const Schema = "simrun.submission/1"

// What is in the folder of a submission beside the shards and their result.
const (
	recordName   = "submission.json"
	scriptFolder = "jobs"
	logFolder    = "logs"
)

// MostShards is the greatest number of shards of a submission.
const MostShards = 1_000_000

// Submission is a run that a scheduler has, or is to get: what is run, in how many
// shards, with which resources, and the jobs that were submitted for it.
type Submission struct {
	Schema      string    `json:"schema"`
	Engine      string    `json:"engine"`      // a key of Engines
	Name        string    `json:"name"`        // of the scenario
	Scenario    string    `json:"scenario"`    // name of its copy in the folder
	Fingerprint string    `json:"fingerprint"` // of the scenario with the overrides
	Trials      int64     `json:"trials"`
	Flags       []string  `json:"flags"`          // that change the scenario, as words of a command line
	Data        string    `json:"data,omitempty"` // absolute folder of the files that the scenario names; empty: it names none
	Shards      int       `json:"shards"`         // K, from 1
	Stride      int       `json:"stride"`         // number of tasks: task t runs the shards t, t + stride …
	Program     string    `json:"program"`        // absolute path of simrun on every node
	Resources   Resources `json:"resources"`
	Jobs        []Sent    `json:"jobs"`

	Folder string `json:"-"` // absolute
}

// Resources are what a job may take, in the words of the scheduler; empty or 0 is
// its default.
type Resources struct {
	Partition  string   `json:"partition,omitempty"`
	Time       string   `json:"time,omitempty"` // for one task
	CPUs       int      `json:"cpus,omitempty"` // for one task
	Memory     string   `json:"memory,omitempty"`
	MaxRunning int      `json:"max_running,omitempty"` // tasks at the same time
	Extra      []string `json:"extra,omitempty"`       // flags of the scheduler as they are
}

// Sent is a job that was submitted.
type Sent struct {
	ID    string `json:"id"`
	Tasks string `json:"tasks,omitempty"` // of an array, as ranges; empty: a merge
}

// Merge reports whether the job is a merge.
func (s Sent) Merge() bool { return s.Tasks == "" }

// Open reads the record of a submission in a folder, which is absolute. The error
// is fs.ErrNotExist when there is none.
func Open(folder string) (*Submission, error) {
	text, err := os.ReadFile(filepath.Join(folder, recordName))
	if err != nil {
		return nil, err
	}
	s := &Submission{}
	if err := json.Unmarshal(text, s); err != nil || s.Schema != Schema {
		return nil, refuse("choose another folder with --output", "%s is no record of a submission", filepath.Join(folder, recordName))
	}
	s.Folder = folder
	return s, s.Check()
}

// Check reports what no submission can have.
func (s *Submission) Check() error {
	switch {
	case s.Shards < 1 || s.Shards > MostShards:
		return refuse(fmt.Sprintf("take from 1 to %d", MostShards), "there cannot be %d shards", s.Shards)
	case s.Stride < 0 || s.Stride > s.Shards:
		return refuse("", "%d tasks do not fit %d shards", s.Stride, s.Shards)
	case s.Resources.CPUs < 0 || s.Resources.MaxRunning < 0:
		return refuse("0 is the scheduler's default", "there cannot be less than 0 processors or running tasks")
	case !filepath.IsAbs(s.Folder) || !filepath.IsAbs(s.Program) || s.Data != "" && !filepath.IsAbs(s.Data) || filepath.Base(s.Scenario) != s.Scenario:
		return refuse("", "the paths of the submission are not absolute")
	}
	words := map[string][]string{
		"the folder": {s.Folder}, "the folder of the data": {s.Data}, "the program": {s.Program}, "the file": {s.Scenario}, "the name": {s.Name}, "the change": s.Flags,
		"the partition": {s.Resources.Partition}, "the time": {s.Resources.Time}, "the memory": {s.Resources.Memory}, "the flag": s.Resources.Extra,
	}
	for what, all := range words {
		for _, w := range all {
			if err := checkWord(what, w); err != nil {
				return err
			}
		}
	}
	return nil
}

// Record is the text of the record.
func (s *Submission) Record() (Script, error) {
	text, err := json.MarshalIndent(s, "", " ")
	return Script{filepath.Join(s.Folder, recordName), string(text) + "\n"}, err
}

// save writes the record.
func (s *Submission) save() error {
	r, err := s.Record()
	if err != nil {
		return err
	}
	return shard.WriteFile(r.Path, []byte(r.Text))
}

// Copy is where the text of the scenario stands.
func (s *Submission) Copy() string { return filepath.Join(s.Folder, s.Scenario) }

// logs is the folder of the logs.
func (s *Submission) logs() string { return filepath.Join(s.Folder, logFolder) }

// runWords are the command line of a shard, but for the shard.
func (s *Submission) runWords() []string {
	words := append([]string{s.Program, "run", s.Copy()}, s.Flags...)
	words = append(words, s.dataWords()...)
	return append(words, "--output", s.Folder, "--quiet", "--resume")
}

// mergeWords are the command line of the merge.
func (s *Submission) mergeWords() []string {
	return append([]string{s.Program, "merge", s.Folder, "--output", s.Folder}, s.dataWords()...)
}

// dataWords say where the files are that the scenario names: they stay where they are.
func (s *Submission) dataWords() []string {
	if s.Data == "" {
		return nil
	}
	return []string{"--data", s.Data}
}

// task is the array task that runs a shard.
func (s *Submission) task(shard int) int { return (shard-1)%s.Stride + 1 }
