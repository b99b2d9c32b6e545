package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite golden texts")

// noon is the time at which tests run; it stands still.
var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// testEnvironment is one whose clock stands still, without a terminal.
func testEnvironment(folder string, out, err io.Writer) environment {
	return environment{
		in: strings.NewReader(""), out: out, err: err,
		now: func() time.Time { return noon }, folder: folder, program: "/opt/simrun/simrun",
		lookup: func(string) (string, bool) { return "", false },
	}
}

// compressed is what of a result depends on the machine or the compressor.
var compressed = regexp.MustCompile(`"(checksum|tallies|study)": "[^"]*"`)

// portable replaces what differs between machines.
func portable(text string) string {
	text = compressed.ReplaceAllString(text, `"$1": "…"`)
	text = strings.ReplaceAll(text, runtime.GOOS+"/"+runtime.GOARCH, "GOOS/GOARCH")
	return strings.ReplaceAll(text, runtime.Version(), "GOVERSION")
}

// call runs simrun in process.
func call(folder string, args ...string) (code int, out, err string) {
	var o, e bytes.Buffer
	code = simrun(context.Background(), testEnvironment(folder, &o, &e), args)
	return code, portable(o.String()), portable(e.String())
}

// golden compares text with a file, or rewrites it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs (-want +got); -update rewrites it:\n%s", file, d)
	}
}

// TestScripts runs the scripts in testdata, each named by what it shows. In them
//
//	simrun ARGS…     must end with exit code 0, with ! in front with another
//	code N           is the exit code of the last simrun
//	same FILE…       all files are equal
//	long FILE N      makes a file of N bytes that takes no room
//
// and the scenarios of testdata/scenarios and of the tutorial are there, with their files.
func TestScripts(t *testing.T) {
	scenarios, err := filepath.Glob("testdata/scenarios/*.toml")
	tutorial, err2 := filepath.Glob("../../scenarios/tutorial/*.toml")
	beside, err3 := filepath.Glob("../../scenarios/tutorial/*.csv")
	if err := errors.Join(err, err2, err3); err != nil || len(scenarios) == 0 || len(tutorial) == 0 {
		t.Fatal("no scenarios", err)
	}
	scenarios = slices.Concat(scenarios, tutorial, beside)
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Values[codeKey{}] = new(int)
			for _, s := range scenarios {
				text, err := os.ReadFile(s)
				if err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(e.WorkDir, filepath.Base(s)), text, 0o644); err != nil {
					return err
				}
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"simrun": scriptSimrun, "code": scriptCode, "same": scriptSame, "long": scriptLong,
		},
	})
}

type codeKey struct{}

func scriptSimrun(ts *testscript.TestScript, neg bool, args []string) {
	code, out, err := call(ts.MkAbs("."), args...)
	io.WriteString(ts.Stdout(), out)
	io.WriteString(ts.Stderr(), err)
	*ts.Value(codeKey{}).(*int) = code
	if (code != 0) != neg {
		ts.Fatalf("exit code %d", code)
	}
}

func scriptCode(ts *testscript.TestScript, neg bool, args []string) {
	if got := strconv.Itoa(*ts.Value(codeKey{}).(*int)); len(args) != 1 || (got == args[0]) == neg {
		ts.Fatalf("exit code %s, want %v", got, args)
	}
}

func scriptSame(ts *testscript.TestScript, neg bool, args []string) {
	first := portable(ts.ReadFile(args[0]))
	for _, a := range args[1:] {
		if (portable(ts.ReadFile(a)) == first) == neg {
			ts.Fatalf("%s and %s: equality is %v", args[0], a, neg)
		}
	}
}

func scriptLong(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), nil, 0o644))
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
}
