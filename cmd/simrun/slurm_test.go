package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"simrun/sim"
	"simrun/sim/study/cluster"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

// slurm is a private Slurm with a scenario for it.
type slurm struct {
	*testing.T
	dir     string   // of Slurm
	env     []string // of all that use it
	program string   // this test program, as simrun
	file    string
}

// slurmTrials is long enough for a node to be lost in the middle.
const slurmTrials = "100000"

// slurmDigest is that of one run of all trials.
var slurmDigest = sync.OnceValue(func() string {
	text, err := os.ReadFile("../../sim/testdata/b3.toml")
	if err != nil {
		panic(err)
	}
	s, err := sim.LoadStudy(string(text), sim.Request{Set: []scenario.Override{{Path: "simulation.trials", Value: slurmTrials}}})
	if err != nil {
		panic(err)
	}
	r, err := sim.RunStudy(context.Background(), s, sim.Options{Clock: time.Now})
	if err != nil {
		panic(err)
	}
	return r.Digest
})

// slurmStart is held while a Slurm looks for free ports and takes them.
var slurmStart sync.Mutex

// requireSlurm skips the test in a short one, or without Slurm.
func requireSlurm(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	for _, name := range []string{"munged", "slurmctld", "slurmd", "sbatch"} {
		_, err := exec.LookPath(name)
		if _, system := exec.LookPath("/usr/sbin/" + name); err != nil && system != nil {
			skip(t, "there is no "+name+"; Debian has it in slurmctld, slurmd, slurm-client and munge")
		}
	}
}

// newSlurm starts a Slurm with some settings, which ends with the test.
func newSlurm(t *testing.T, settings ...string) *slurm {
	t.Helper()
	requireSlurm(t)
	file, err := filepath.Abs("../../sim/testdata/b3.toml")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
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
	s := &slurm{T: t, dir: dir, program: program, file: file}
	s.env = append(os.Environ(), "SLURM_CONF="+filepath.Join(s.dir, "slurm.conf"), "SIMRUN_TEST_AS_PROGRAM=1") // which goes with the jobs
	s.env = append(s.env, settings...)
	t.Cleanup(func() {
		s.do("../../.ci/slurm", "stop", s.dir)
		os.RemoveAll(s.dir)
	})
	slurmStart.Lock()
	defer slurmStart.Unlock()
	if s.do("../../.ci/slurm", "start", s.dir); t.Failed() {
		t.FailNow()
	}
	return s
}

// onSlurm is a test of a fault on a Slurm of its own, with the name of a folder that
// a shell or Slurm could misread. Such tests mostly wait, and so at the same time.
func onSlurm(try func(*slurm, string), settings ...string) func(*testing.T) {
	return func(t *testing.T) {
		t.Parallel()
		try(newSlurm(t, settings...), filepath.Join(t.TempDir(), "it's 100%a $(shards)"))
	}
}

// command is a program that uses the Slurm.
func (s *slurm) command(words ...string) *exec.Cmd {
	c := exec.Command(words[0], words[1:]...)
	c.Env = s.env
	return c
}

// do runs a program, which has to succeed, and returns what it prints.
func (s *slurm) do(words ...string) string {
	s.Helper()
	out, err := s.command(words...).CombinedOutput()
	if err != nil {
		s.Errorf("%q: %v\n%s", words, err, out)
	}
	return string(out)
}

// submit submits the scenario in shards and returns the folder.
func (s *slurm) submit(folder string, flags ...string) string {
	s.Helper()
	s.do(slices.Concat([]string{s.program, "submit", s.file, "--trials", slurmTrials, "--output", folder}, flags)...)
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
	if got, want := loaded(s.T, filepath.Join(folder, "result.json")).Digest, slurmDigest(); got != want {
		s.Errorf("digest %s, and that of one run is %s", got, want)
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

// restarted waits until Slurm has started a task of a folder again.
func (s *slurm) restarted(folder string) {
	s.Helper()
	sub, err := cluster.Open(folder)
	if err != nil {
		s.Fatal(err)
	}
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		for line := range strings.Lines(s.do("scontrol", "--oneliner", "show", "job", sub.Jobs[0].ID)) {
			if strings.Contains(line, " Restarts=1 ") && !strings.Contains(line, "JobState=PENDING") {
				return
			}
		}
		if time.Now().After(end) {
			s.Fatal("no task was started again")
		}
	}
}

// TestSlurm hands a run to Slurm, which has no fault.
func TestSlurm(t *testing.T) {
	onSlurm(func(s *slurm, folder string) {
		s.submit(folder, "--shards", "8", "--max-running", "6", "--time", "5", "--partition", "main", "--", "--comment=x y")
		s.merged(folder)
		out, err := s.command(s.program, "submit", s.file, "--trials", slurmTrials, "--output", folder, "--shards", "8").CombinedOutput()
		if err == nil || !strings.Contains(string(out), "has a submission already") {
			s.Errorf("a second submission: %v %s", err, out)
		}
		if out := s.do(s.program, "submit", "--resume", folder); !strings.Contains(out, "nothing is left") {
			s.Error(out)
		}
	})(t)
}

// TestSlurmHasSmallArrays gives several shards to each task, and cancels them.
func TestSlurmHasSmallArrays(t *testing.T) {
	onSlurm(func(s *slurm, folder string) {
		s.submit(folder, "--shards", "7")
		s.process(folder)
		sub, err := cluster.Open(folder)
		if err != nil {
			s.Fatal(err)
		}
		if sub.Stride != 2 {
			s.Errorf("%d tasks", sub.Stride)
		}
		time.Sleep(time.Second)
		s.do("scancel", sub.Jobs[0].ID)
		if st := s.over(folder); len(st.Left()) == 0 {
			s.Errorf("%+v", st)
		}
		says(s.T, s.logs(folder), "interrupted after")
		s.do(s.program, "submit", "--resume", folder)
		s.merged(folder)
	}, "SLURM_ARRAY_LIMIT=3")(t)
}

var (
	_ = tried(fault{
		"Slurm: task fails", "the file of one shard cannot be written until its task has failed",
		"the merge fails and names the shard, as does `status`; `submit --resume` submits that shard and a new merge; the digest", onSlurm(slurmFailure),
	})
	_ = tried(fault{
		"Slurm: canceled", "`scancel` of the tasks while they run",
		"the trials done are kept; `submit --resume` goes on from them to the digest", onSlurm(slurmCancel),
	})
	_ = tried(fault{
		"Slurm: node taken down", "a node set to DOWN while its task runs",
		"the task starts again elsewhere and goes on from its checkpoint; the digest, without a hand", onSlurm(slurmNodeDown),
	})
	_ = tried(fault{
		"Slurm: node silent", "slurmd killed while its task runs on",
		"the task starts again elsewhere, and the shard is computed twice at the same time, to the same bytes; the digest, without a hand", onSlurm(slurmNodeSilent),
	})
	_ = tried(fault{
		"Slurm: power cut", "slurmd and the task on its node killed",
		"as with a node taken down", onSlurm(slurmPowerCut),
	})
)

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
	s.process(folder)
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
	node := s.process(folder).node
	s.do("scontrol", "update", "NodeName="+node, "State=DOWN", "Reason=test")
	s.restarted(folder)
	s.merged(folder)
}

// slurmNodeSilent has a node that falls silent while its task runs on, so that the
// shard is computed twice. The task stands still until the other one has begun.
func slurmNodeSilent(s *slurm, folder string) {
	s.submit(folder, "--shards", "2")
	first := s.process(folder)
	s.do("kill", "-STOP", first.pid)
	s.do("../../.ci/slurm", "lose", s.dir, first.node)
	s.restarted(folder)
	s.do("kill", "-CONT", first.pid)
	s.merged(folder)
	for end := time.Now().Add(time.Minute); first.alive(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatal("the first process of the shard does not end")
		}
	}
	s.do(s.program, "merge", folder)
	s.merged(folder)
	s.do("../../.ci/slurm", "revive", s.dir, first.node)
}

// slurmPowerCut has a node that is gone at once with its task.
func slurmPowerCut(s *slurm, folder string) {
	s.submit(folder, "--shards", "2")
	node := s.process(folder).node
	s.do("../../.ci/slurm", "crash", s.dir, node)
	s.restarted(folder)
	s.merged(folder)
	s.do("../../.ci/slurm", "revive", s.dir, node)
}

// process is a simrun that Slurm has started.
type process struct{ pid, program, node string }

// process waits for one that runs a shard into a folder.
func (s *slurm) process(folder string) process {
	s.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, f := range files {
			words := strings.Split(content(f), "\x00")
			if words[0] != s.program || !slices.Contains(words, folder) || !slices.Contains(words, "--shard") {
				continue
			}
			_, node, _ := strings.Cut(content(filepath.Join(filepath.Dir(f), "environ")), "\x00SLURMD_NODENAME=")
			node, _, _ = strings.Cut(node, "\x00")
			return process{filepath.Base(filepath.Dir(f)), words[0], node}
		}
	}
	s.Fatal("no task runs")
	return process{}
}

// content is what is in a file, empty when there is none.
func content(file string) string {
	text, _ := os.ReadFile(file)
	return string(text)
}

// alive reports whether the process still runs.
func (p process) alive() bool {
	return strings.HasPrefix(content("/proc/"+p.pid+"/cmdline"), p.program+"\x00")
}
