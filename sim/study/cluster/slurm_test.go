package cluster

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// scripted is a Caller that gives what each program prints, by name.
func scripted(out map[string]string, errs map[string]error) Caller {
	return func(_ context.Context, words ...string) (string, error) {
		if err := errs[words[0]]; err != nil {
			return "", &CallError{words, err.Error(), err}
		}
		return out[words[0]], nil
	}
}

// sample is a submission of five shards.
func sample() *Submission {
	return &Submission{
		Schema: Schema, Engine: "slurm", Name: "it's", Scenario: "it's.toml", Folder: "/data/o'u t%a", Program: "/opt/sim run",
		Flags: []string{"--set", "title=$(x) 'y'"}, Shards: 5, Stride: 5, Trials: 100,
		Resources: Resources{Partition: "p q", Time: "1:00", CPUs: 4, Memory: "2G", MaxRunning: 3, Extra: []string{"--account=$(x)"}},
	}
}

func TestQuotedWordsAreThemselvesToAShell(t *testing.T) {
	words := []string{"", " ", "'", "''", "a'b", `a"b`, "$(exit 3)", "`x`", `\`, `\'`, "a;b|c&d", "*", "~", "-n", "#", "é\t!", "$HOME", "a\\\nb"}
	out, err := exec.Command("sh", "-c", `for w in `+quoteAll(words)+`; do printf '%s\0' "$w"; done`).Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("there is no sh")
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); !slices.Equal(got, words) {
		t.Errorf("%q became %q", words, got)
	}
}

func TestControlCharactersAreRefused(t *testing.T) {
	for _, bad := range []string{"a\nb", "\r", "a\x00", "\x1b[m", "\u2028", "\x7f"} {
		for what, put := range map[string]func(*Submission){
			"folder":    func(s *Submission) { s.Folder += bad },
			"program":   func(s *Submission) { s.Program += bad },
			"file":      func(s *Submission) { s.Scenario += bad },
			"name":      func(s *Submission) { s.Name += bad },
			"change":    func(s *Submission) { s.Flags = append(s.Flags, bad) },
			"partition": func(s *Submission) { s.Resources.Partition = bad },
			"time":      func(s *Submission) { s.Resources.Time = bad },
			"memory":    func(s *Submission) { s.Resources.Memory = bad },
			"flag":      func(s *Submission) { s.Resources.Extra = []string{bad} },
		} {
			s := sample()
			put(s)
			if err := s.Check(); err == nil || !strings.Contains(err.Error(), "the "+what+" ") {
				t.Errorf("%s with %q: %v", what, bad, err)
			}
		}
	}
	if err := sample().Check(); err != nil {
		t.Error(err)
	}
}

func TestSlurmOrders(t *testing.T) {
	s := sample()
	e := &Slurm{}
	o, err := e.Order(&Job{Submission: s, Tasks: []int{1, 2, 3, 5}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"sbatch", "--parsable", "--job-name=simrun shards it's", "--array=1-3,5%3", "--kill-on-invalid-dep=yes", "--requeue", "--open-mode=append",
		"--chdir=/data/o'u t%a", "--output=/data/o'u t%%a/logs/task-%a.log", "--partition=p q", "--time=1:00", "--cpus-per-task=4", "--mem=2G", "--account=$(x)",
		"/data/o'u t%a/jobs/shards.sh",
	}
	if !slices.Equal(o.Words, want) {
		t.Errorf("%q", o.Words)
	}
	if text := `exec '/opt/sim run' 'run' '/data/o'\''u t%a/it'\''s.toml' '--set' 'title=$(x) '\''y'\''' '--output' '/data/o'\''u t%a' '--quiet' '--resume' --shard "$SLURM_ARRAY_TASK_ID"/5` + "\n"; !strings.HasSuffix(o.Script.Text, text) {
		t.Error(o.Script.Text)
	}
	o, err = e.Order(&Job{Submission: s, After: []string{"4", "9"}})
	if err != nil || !slices.Contains(o.Words, "--dependency=afterany:4:9") || slices.Contains(o.Words, "--cpus-per-task=4") {
		t.Errorf("%q %v", o.Words, err)
	}
}

func TestSlurmReservesFlags(t *testing.T) {
	for _, bad := range []string{"-a1-3", "--array=2", "--dependency=afterok:1", "-W", "--wait", "--wrap=x", "-o/x", "--output=x", "-D/", "script", "-", "--", "-t5", "--mem=1G"} {
		if err := checkExtra([]string{"--account=a", bad}); err == nil {
			t.Errorf("%s is allowed", bad)
		}
	}
	if err := checkExtra([]string{"--account=a", "-Aa", "--exclusive", "--mem-per-cpu=1G", "--mail-type=END"}); err != nil {
		t.Error(err)
	}
}

func TestSlurmLimit(t *testing.T) {
	for text, want := range map[string]int{"X = 1\nMaxArraySize            = 4001\nY = 2\n": 4000, "": usualLimit} {
		if got, err := (&Slurm{scripted(map[string]string{"scontrol": text}, nil)}).Limit(t.Context()); err != nil || got != want {
			t.Errorf("%d %v", got, err)
		}
	}
	if _, err := (&Slurm{scripted(map[string]string{"scontrol": "MaxArraySize = 1"}, nil)}).Limit(t.Context()); err == nil {
		t.Error("no arrays at all are allowed")
	}
	if n, err := (&Slurm{scripted(nil, map[string]error{"sbatch": exec.ErrNotFound})}).Limit(t.Context()); n != usualLimit || !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("%d %v", n, err)
	}
}

func TestSlurmIDs(t *testing.T) {
	for text, want := range map[string]string{"12\n": "12", "13;east\n": "13"} {
		if id, err := (&Slurm{scripted(map[string]string{"sbatch": text}, nil)}).Submit(t.Context(), []string{"sbatch"}); err != nil || id != want {
			t.Errorf("%q: %q %v", text, id, err)
		}
	}
	for _, text := range []string{"", "Submitted batch job 12", "12;--x 3\nfoo;", "-1"} {
		id, err := (&Slurm{scripted(map[string]string{"sbatch": text}, nil)}).Submit(t.Context(), []string{"sbatch"})
		if err == nil && id != "12" {
			t.Errorf("%q: %q", text, id)
		}
	}
}

func TestSlurmLiveTasks(t *testing.T) {
	queue := "12_3|RUNNING|None\n12_4|PENDING|Resources\n12_5|COMPLETED|None\n12_6|NODE_FAIL|None\nrubbish\n13|PENDING|Dependency\n12_[7-9]|PENDING|x\n"
	got, err := (&Slurm{scripted(map[string]string{"squeue": queue}, nil)}).Live(t.Context(), []string{"12", "13"})
	want := []Task{{"12", 3, true, "None"}, {"12", 4, false, "Resources"}, {"13", 0, false, "Dependency"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v", got, err)
	}
	gone := errors.New("slurm_load_jobs error: Invalid job id specified")
	if got, err := (&Slurm{scripted(nil, map[string]error{"squeue": gone})}).Live(t.Context(), []string{"1"}); err != nil || got != nil {
		t.Errorf("%v %v", got, err)
	}
	if _, err := (&Slurm{scripted(nil, map[string]error{"squeue": errors.New("timed out")})}).Live(t.Context(), []string{"1"}); err == nil {
		t.Error("no error")
	}
}

// An ordinal ends as it is spoken.
func TestOrdinals(t *testing.T) {
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 21: "21st", 112: "112th", 1000: "1000th"} {
		if got := ordinal(n); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}
