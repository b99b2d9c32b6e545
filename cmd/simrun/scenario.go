package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"simrun/sim"
	"simrun/sim/base/spec"
	"simrun/sim/report"
	"simrun/sim/study/oc"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
)

// overrides are the flags that change a scenario.
type overrides struct {
	set          []string
	trials, seed string
}

// add defines the flags.
func (o *overrides) add(c *cobra.Command) {
	c.Flags().StringVar(&o.trials, "trials", "", "number of `trials`, instead of the scenario's")
	c.Flags().StringVar(&o.seed, "seed", "", "seed of the random `number`s, instead of the scenario's")
}

// addSet defines --set.
func (o *overrides) addSet(c *cobra.Command) {
	c.Flags().StringArrayVar(&o.set, "set", nil, "change one value of the scenario: `path=value`, may be repeated")
}

// list turns the flags into overrides, or says which is malformed.
func (o *overrides) list() ([]scenario.Override, error) {
	var all []scenario.Override
	for _, s := range o.set {
		path, value, ok := strings.Cut(s, "=")
		path = strings.TrimSpace(path)
		if !ok || path == "" {
			return nil, misuse("write --set path=value, as in --set enrollment.size=100", "--set %s has no path and value", s)
		}
		all = append(all, scenario.Override{Path: path, Value: value})
	}
	if o.trials != "" {
		all = append(all, scenario.Override{Path: "simulation.trials", Value: o.trials})
	}
	if o.seed != "" {
		all = append(all, scenario.Override{Path: "simulation.seed", Value: o.seed})
	}
	return all, nil
}

// flags are the overrides as they stand on a command line that replays a trial.
func (o *overrides) flags() []string {
	var words []string
	for _, s := range o.set {
		words = append(words, "--set", s)
	}
	if o.seed != "" {
		words = append(words, "--seed", o.seed)
	}
	return words
}

// read reads a scenario file; - stands for standard input.
func (e *environment) read(file string) (string, error) {
	if file == "-" {
		text, err := io.ReadAll(e.in)
		if err != nil {
			return "", e.unreadable("standard input", err)
		}
		return string(text), nil
	}
	path := e.path(file)
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return "", misuse("name a file in it, such as "+filepath.Join(file, "scenario.toml"), "cannot read %s: it is a folder", file)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", e.unreadable(file, err)
	}
	return string(text), nil
}

// load reads and compiles a scenario file.
func (e *environment) load(file string, o *overrides) (*plan.Plan, error) {
	text, err := e.read(file)
	if err != nil {
		return nil, err
	}
	return e.compile(file, text, o)
}

// compile compiles the text of a scenario file. Expectations must each be about
// one row, unless something is set that may change which rows there are.
func (e *environment) compile(file, text string, o *overrides) (*plan.Plan, error) {
	list, err := o.list()
	if err != nil {
		return nil, err
	}
	p, err := sim.Load(text, list...)
	if err == nil && len(o.set) == 0 {
		err = checkExpectations(p)
	}
	if err != nil {
		return nil, unfit(file, err)
	}
	return p, nil
}

// checkExpectations reports expectations that fit no row of a result, or
// several. Undefined statistics have rows only when they occur.
func checkExpectations(p *plan.Plan) error {
	rows := oc.NewTallies(p.Metrics).Rows()
	problems := newExpectations()
	for i := range p.Scenario.Expect {
		if e := &p.Scenario.Expect[i]; e.Metric != "failures" {
			report.Match(e, rows, problems.Index(i+1))
		}
	}
	return problems.Err()
}

// newExpectations collects problems of [[expect]].
func newExpectations() *spec.Problems { return spec.NewProblems().At("expect") }

// unfit is the error of a scenario file that cannot be used.
func unfit(file string, err error) error {
	var e *spec.Error
	if !errors.As(err, &e) {
		return misuse("", "%s: %v", file, err)
	}
	return &unusable{problems(file, e), e.Problems}
}

// scenarioName is the name of a scenario: that of its file without the ending.
func scenarioName(file string) string {
	name := strings.TrimSuffix(filepath.Base(file), ".toml")
	switch name {
	case "", ".", "..", string(filepath.Separator):
		return "scenario"
	case "-":
		return "stdin"
	}
	return name
}
