package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"simrun/sim/study/cluster"
	"simrun/sim/study/shard"
)

// slurm is a private Slurm with a program and a scenario for it.
type slurm struct {
	*testing.T
	dir     string // of Slurm
	program string
	file    string
	trials  string
	digest  string // of one run of all trials
}

// newSlurm starts a Slurm, which ends with the test. Without Slurm, or in a short
// test, the test is skipped.
func newSlurm(t *testing.T) *slurm {
	t.Helper()
	if testing.Short() {
		t.Skip("Slurm takes a minute")
	}
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin:/sbin")
	for _, name := range []string{"munged", "slurmctld", "slurmd", "sbatch"} {
		if _, err := exec.LookPath(name); err != nil {
			skip(t, "there is no "+name+"; Debian has it in slurmctld, slurmd, slurm-client and munge")
		}
	}
	file, err := filepath.Abs("../../sim/testdata/b3.toml")
	if err != nil {
		t.Fatal(err)
	}
	// munged wants a folder that everybody may enter, and a short name.
	dir, err := os.MkdirTemp("", "slurm")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	s := &slurm{T: t, dir: dir, program: build(t), file: file, trials: "100000"}
	t.Setenv("SLURM_CONF", filepath.Join(s.dir, "slurm.conf"))
	t.Cleanup(func() {
		s.do("../../.ci/slurm", "stop", s.dir)
		os.RemoveAll(s.dir)
	})
	if s.do("../../.ci/slurm", "start", s.dir); t.Failed() {
		t.FailNow()
	}
	whole := filepath.Join(t.TempDir(), "whole")
	s.do(s.program, "run", s.file, "--trials", s.trials, "--output", whole, "--quiet")
	s.digest = digest(t, whole)
	return s
}

// build is a program made from this source.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "simrun")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// do runs a program, which has to succeed, and returns what it prints.
func (s *slurm) do(words ...string) string {
	s.Helper()
	out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
	if err != nil {
		s.Errorf("%q: %v\n%s", words, err, out)
	}
	return string(out)
}

// submit submits the scenario in shards and returns the folder.
func (s *slurm) submit(folder string, flags ...string) string {
	s.Helper()
	s.do(slices.Concat([]string{s.program, "submit", s.file, "--trials", s.trials, "--output", folder}, flags)...)
	return folder
}

// status is what simrun status says of a folder.
func (s *slurm) status(folder string) cluster.State {
	s.Helper()
	var st cluster.State
	out := s.do(s.program, "status", folder, "--format", "json")
	if err := json.Unmarshal([]byte(out), &st); err != nil {
		s.Fatalf("%v: %s", err, out)
	}
	return st
}

// await waits until the status of a folder is as wanted.
func (s *slurm) await(folder, what string, as func(*cluster.State) bool) cluster.State {
	s.Helper()
	end := time.Now().Add(2 * time.Minute)
	for {
		st := s.status(folder)
		if as(&st) {
			return st
		}
		if time.Now().After(end) {
			s.Fatalf("%s did not come to pass: %+v\n%s", what, st, s.logs(folder))
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// merged waits for the result of a folder, which has to be that of one run.
func (s *slurm) merged(folder string) {
	s.Helper()
	s.await(folder, "the merge", func(st *cluster.State) bool { return st.Merge == "done" })
	if got := digest(s.T, folder); got != s.digest {
		s.Errorf("digest %s, and that of one run is %s", got, s.digest)
	}
}

// over waits until no job of a folder is live.
func (s *slurm) over(folder string) cluster.State {
	s.Helper()
	return s.await(folder, "the end of all jobs", func(st *cluster.State) bool { return st.Asked && len(st.Live) == 0 })
}

// logs are the logs of a folder.
func (s *slurm) logs(folder string) string {
	var all strings.Builder
	files, _ := filepath.Glob(filepath.Join(folder, "logs", "*"))
	for _, f := range files {
		text, _ := os.ReadFile(f)
		fmt.Fprintf(&all, "%s:\n%s", filepath.Base(f), text)
	}
	return all.String()
}

// node waits for a running task of a folder whose shard has begun, and returns its
// node and its job.
func (s *slurm) node(folder string) (node, job string) {
	s.Helper()
	s.await(folder, "a running task", func(st *cluster.State) bool { return len(st.Running) > 0 })
	for range 50 {
		job, node, _ = strings.Cut(strings.TrimSpace(s.do("squeue", "--noheader", "--array", "--states=RUNNING", "--format=%i %N")), " ")
		node, _, _ = strings.Cut(node, "\n")
		if node != "" {
			return node, job
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.Fatal("no task runs")
	return
}

// restarts is how often Slurm has started the tasks of a folder again.
func (s *slurm) restarts(folder string) int {
	s.Helper()
	sub, err := cluster.Open(folder)
	if err != nil {
		s.Fatal(err)
	}
	return strings.Count(s.do("scontrol", "--oneliner", "show", "job", sub.Jobs[0].ID), " Restarts=1 ")
}

// digest is that of the result in a folder.
func digest(t *testing.T, folder string) string {
	t.Helper()
	r, err := shard.Load(filepath.Join(folder, "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	return r.Digest
}

// TestSlurm hands the same run to a Slurm whose tasks and nodes fail. However that
// goes, the result is that of one run.
func TestSlurm(t *testing.T) {
	s := newSlurm(t)
	for _, c := range []struct {
		name string
		try  func(*slurm, string)
	}{
		{"plain", slurmPlain},
		{"task fails", slurmFailure},
		{"canceled", slurmCancel},
		{"node down", slurmNodeDown},
		{"node silent", slurmNodeSilent},
		{"power cut", slurmPowerCut},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			one := *s
			one.T = t
			c.try(&one, filepath.Join(t.TempDir(), "it's 100%a $(shards)"))
			t.Logf("%.1f s", time.Since(began).Seconds())
		})
	}
}

// slurmPlain has no fault; the folder has a name that a shell or Slurm could misread.
func slurmPlain(s *slurm, folder string) {
	s.submit(folder, "--shards", "8", "--max-running", "6", "--time", "5", "--partition", "main", "--", "--comment=x y")
	s.merged(folder)
	out, err := exec.Command(s.program, "submit", s.file, "--trials", s.trials, "--output", folder, "--shards", "8").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "has a submission already") {
		s.Errorf("a second submission: %v %s", err, out)
	}
	if out := s.do(s.program, "submit", "--resume", folder); !strings.Contains(out, "nothing is left") {
		s.Error(out)
	}
}

// slurmFailure has a shard whose file cannot be written at first.
func slurmFailure(s *slurm, folder string) {
	obstacle := filepath.Join(folder, shard.ShardName(3, 5))
	if err := os.MkdirAll(obstacle, 0o777); err != nil {
		s.Fatal(err)
	}
	s.submit(folder, "--shards", "5")
	st := s.over(folder)
	if !slices.Equal(st.Failed, []int{3}) || st.Merge != "failed" || st.Reasons[3] == "" {
		s.Errorf("%+v", st)
	}
	says(s.T, s.logs(folder), "shard-0003-of-0005.json")
	if err := os.Remove(obstacle); err != nil {
		s.Fatal(err)
	}
	says(s.T, s.do(s.program, "submit", "--resume", folder), "has 1 task")
	s.merged(folder)
}

// slurmCancel cancels all tasks while they run; what they had done is kept.
func slurmCancel(s *slurm, folder string) {
	s.submit(folder, "--shards", "2")
	s.node(folder)
	time.Sleep(time.Second)
	sub, err := cluster.Open(folder)
	if err != nil {
		s.Fatal(err)
	}
	s.do("scancel", sub.Jobs[0].ID)
	st := s.over(folder)
	if len(st.Failed) == 0 || st.Merge != "failed" || st.TrialsDone == 0 {
		s.Errorf("%+v\n%s", st, s.logs(folder))
	}
	says(s.T, s.logs(folder), "interrupted after")
	s.do(s.program, "submit", "--resume", folder)
	s.merged(folder)
}

// slurmNodeDown has a node that is taken down while a task runs there: the task
// starts elsewhere.
func slurmNodeDown(s *slurm, folder string) {
	s.submit(folder, "--shards", "2")
	node, _ := s.node(folder)
	s.do("scontrol", "update", "NodeName="+node, "State=DOWN", "Reason=test")
	s.merged(folder)
	if s.restarts(folder) == 0 {
		s.Error("no task was started again")
	}
	s.do("scontrol", "update", "NodeName="+node, "State=RESUME")
}

// slurmNodeSilent has a node that falls silent while its task runs on, so that the
// shard is computed twice.
func slurmNodeSilent(s *slurm, folder string) {
	s.submit(folder, "--shards", "2")
	node, _ := s.node(folder)
	s.do("../../.ci/slurm", "lose", s.dir, node)
	s.merged(folder)
	if s.restarts(folder) == 0 {
		s.Error("no task was started again")
	}
	s.do("../../.ci/slurm", "revive", s.dir, node)
}

// slurmPowerCut has a node that is gone at once with its task.
func slurmPowerCut(s *slurm, folder string) {
	s.submit(folder, "--shards", "2")
	node, _ := s.node(folder)
	s.do("../../.ci/slurm", "crash", s.dir, node)
	s.merged(folder)
	if s.restarts(folder) == 0 {
		s.Error("no task was started again")
	}
	s.do("../../.ci/slurm", "revive", s.dir, node)
}
