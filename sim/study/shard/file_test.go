package shard

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folder is a folder of its own for a test.
func folder(t *testing.T) string {
	t.Helper()
	return t.TempDir()
}

// listed are the names in a folder, hidden ones too.
func listed(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// trials is the number of trials of the result at path.
func trials(t *testing.T, path string) int64 {
	t.Helper()
	r, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return r.Simulation.Trials
}

func TestSaveAndLoad(t *testing.T) {
	dir := folder(t)
	path := filepath.Join(dir, "new", "folders", "result.json")
	if err := Save(path, result(1000), false); err != nil {
		t.Fatal(err)
	}
	if n := trials(t, path); n != 1000 {
		t.Errorf("%d trials", n)
	}
	if names := listed(t, filepath.Dir(path)); names != "result.json" {
		t.Errorf("the folder has %s", names)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

// More trials replace fewer, and equally many too; fewer must be forced.
func TestSaveNeverLosesTrials(t *testing.T) {
	path := filepath.Join(folder(t), "result.json")
	for _, step := range []struct {
		trials int64
		force  bool
		want   int64
	}{{1000, false, 1000}, {1000, false, 1000}, {2000, false, 2000}, {1999, false, 2000}, {0, false, 2000}, {1999, true, 1999}} {
		err := Save(path, result(step.trials), step.force)
		if refused := step.want != step.trials; refused != (err != nil) {
			t.Errorf("saving %d trials, forced %v: error %v", step.trials, step.force, err)
		}
		var fewer *FewerTrials
		if err != nil && (!errors.As(err, &fewer) || fewer.Has != step.want || fewer.Gets != step.trials || fewer.Path != path) {
			t.Errorf("refused for %v", err)
		}
		if got := trials(t, path); got != step.want {
			t.Errorf("after %d trials the file has %d, want %d", step.trials, got, step.want)
		}
	}
	text := (&FewerTrials{"x/result.json", 2000, 5}).Error()
	if text != "x/result.json has 2000 trials and is not replaced by 5" {
		t.Errorf("the refusal says %q", text)
	}
}

// A file that is no result is somebody else's, even when forced.
func TestSaveRefusesOtherFiles(t *testing.T) {
	for name, text := range map[string]string{
		"text":          "dear diary",
		"empty":         "",
		"other JSON":    `{"trials": 5}`,
		"other schema":  `{"schema": "simrun.result/9"}`,
		"broken result": `{"schema": "simrun.result/1", "points": `,
	} {
		path := filepath.Join(folder(t), "result.json")
		write(t, path, text)
		for _, force := range []bool{false, true} {
			if err := Save(path, result(1000), force); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("%s, forced %v: error %v", name, force, err)
			}
		}
		if content(t, path) != text || listed(t, filepath.Dir(path)) != "result.json" {
			t.Errorf("%s has changed", name)
		}
	}
}

func TestSaveRefusesLinksAndFolders(t *testing.T) {
	dir := folder(t)
	target := filepath.Join(dir, "target.json")
	if err := Save(target, result(10), false); err != nil {
		t.Fatal(err)
	}
	link, dangling, sub := filepath.Join(dir, "link.json"), filepath.Join(dir, "dangling.json"), filepath.Join(dir, "sub")
	if err := errors.Join(os.Symlink(target, link), os.Symlink(filepath.Join(dir, "nothing"), dangling), os.Mkdir(sub, 0o777)); err != nil {
		skip(t, err)
	}
	before := listed(t, dir)
	for _, path := range []string{link, dangling, sub} {
		for _, force := range []bool{false, true} {
			if err := Save(path, result(1000), force); err == nil || !strings.Contains(err.Error(), "not a regular file") {
				t.Errorf("%s, forced %v: error %v", path, force, err)
			}
		}
	}
	if trials(t, target) != 10 || listed(t, dir) != before {
		t.Errorf("the folder has changed: %s", listed(t, dir))
	}
	if _, err := os.Lstat(filepath.Join(dir, "nothing")); err == nil {
		t.Error("the target of a link was made")
	}
}

func TestCheckReplace(t *testing.T) {
	path := filepath.Join(folder(t), "result.json")
	if err := CheckReplace(path, 0); err != nil {
		t.Errorf("nothing there: %v", err)
	}
	if err := CheckReplace(filepath.Join(path, "below", "x.json"), 0); err != nil {
		t.Errorf("no folder there: %v", err)
	}
	if err := Save(path, result(10), false); err != nil {
		t.Fatal(err)
	}
	if err := CheckReplace(path, 10); err != nil {
		t.Errorf("as many trials: %v", err)
	}
	if err := CheckReplace(filepath.Join(path, "x.json"), 10); err == nil {
		t.Error("a file is taken for a folder")
	}
}

func TestCheckAbsent(t *testing.T) {
	path := filepath.Join(folder(t), "x")
	if err := CheckAbsent(path); err != nil {
		t.Errorf("nothing there: %v", err)
	}
	write(t, path, "")
	if err := CheckAbsent(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("something there: %v", err)
	}
}

func TestCheckWritable(t *testing.T) {
	dir := folder(t)
	file := filepath.Join(dir, "file")
	write(t, file, "")
	for _, path := range []string{"x.json", "new/x.json", "new/and/newer/x.json"} {
		if err := CheckWritable(filepath.Join(dir, path)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := CheckWritable(filepath.Join(file, "x.json")); err == nil {
		t.Error("a file is taken for a folder")
	}
	if names := listed(t, dir); names != "file" {
		t.Errorf("left behind: %s", names)
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := folder(t)
	if _, err := Load(filepath.Join(dir, "none.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	path := filepath.Join(dir, "x.json")
	write(t, path, "{}")
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("the error does not name the file: %v", err)
	}
}

// When the last step fails the temporary file is gone.
func TestWriteFileCleansUp(t *testing.T) {
	dir := folder(t)
	taken := filepath.Join(dir, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "full"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(taken, []byte("text")); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if names := listed(t, dir); names != "taken" {
		t.Errorf("left behind: %s", names)
	}
	if err := WriteFile(filepath.Join(dir, strings.Repeat("x", 300)), nil); err == nil {
		t.Error("a name of 300 letters was written")
	}
	if names := listed(t, dir); names != "taken" {
		t.Errorf("left behind: %s", names)
	}
}

func TestWriteFileReplaces(t *testing.T) {
	path := filepath.Join(folder(t), "x")
	for _, text := range []string{"a long first text", "second", ""} {
		if err := WriteFile(path, []byte(text)); err != nil || content(t, path) != text {
			t.Errorf("writing %q: %v", text, err)
		}
	}
	if names := listed(t, filepath.Dir(path)); names != "x" {
		t.Errorf("left behind: %s", names)
	}
}

// skip skips a test whose means are missing, unless everything is to be tested.
func skip(t *testing.T, why error) {
	t.Helper()
	if os.Getenv("SIMRUN_TEST_ALL") == "1" {
		t.Fatal("SIMRUN_TEST_ALL=1, but ", why)
	}
	t.Skip(why)
}
