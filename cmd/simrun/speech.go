package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"simrun/sim"
	"simrun/sim/base/spec"
	"simrun/sim/study/engine"
	"simrun/sim/study/shard"
)

// How the program speaks: on standard error only, each line led by its name and
// the sort of speech; without capital and full stop; every mistake with a hint
// where one can be given. Nothing is colored, so NO_COLOR has nothing to forbid.

// mistake is an error that ends the program, with its exit code.
type mistake struct {
	code int
	said []saying
}

// saying is a fact and what may be done about it.
type saying struct{ fact, hint string }

// Error is all facts.
func (m *mistake) Error() string {
	var facts []string
	for _, s := range m.said {
		facts = append(facts, s.fact)
	}
	return strings.Join(facts, "\n")
}

// misuse is a mistake in the command line.
func misuse(hint, format string, args ...any) *mistake {
	return &mistake{usage, []saying{{fmt.Sprintf(format, args...), hint}}}
}

// failure is a run that could not be completed.
func failure(hint, format string, args ...any) *mistake {
	return &mistake{failed, []saying{{fmt.Sprintf(format, args...), hint}}}
}

// speak says a mistake.
func (e *environment) speak(m *mistake) {
	for _, s := range m.said {
		fmt.Fprintf(e.err, "simrun: error: %s\n", s.fact)
		if s.hint != "" {
			fmt.Fprintf(e.err, "simrun: hint: %s\n", s.hint)
		}
	}
}

// note says how things go.
func (e *environment) note(format string, args ...any) {
	fmt.Fprintf(e.err, "simrun: "+format+"\n", args...)
}

// mostProblems is how many problems of a scenario are said before they are only
// counted.
const mostProblems = 50

// problems are the mistakes of a scenario file.
func problems(file string, e *spec.Error) *mistake {
	m := &mistake{code: usage}
	for i, p := range e.Problems {
		if i == mostProblems {
			m.said = append(m.said, saying{fmt.Sprintf("%s: … and %d more problems", file, len(e.Problems)-i+e.Further), ""})
			break
		}
		fact := file + ": "
		if p.Path != "" {
			fact += p.Path + ": "
		}
		m.said = append(m.said, saying{fact + p.Fact, p.Hint})
	}
	return m
}

// unreadable is a file that could not be read.
func (e *environment) unreadable(name string, err error) *mistake {
	hint := ""
	var large *shard.TooLarge
	switch {
	case errors.As(err, &large):
		return misuse("data belong in a file of their own", "cannot read %s: it %s", name, err)
	case errors.Is(err, fs.ErrNotExist):
		hint = "scenario files end in .toml; simrun verify and simrun kinds need none"
		if near := e.sibling(name); near != "" {
			hint = "did you mean " + near + "?"
		}
	case errors.Is(err, fs.ErrPermission):
		hint = "check who may read the file"
	}
	return misuse(hint, "cannot read %s: %s", name, reason(err))
}

// sibling is the scenario file that a name without its ending means.
func (e *environment) sibling(name string) string {
	if strings.HasSuffix(name, ".toml") {
		return ""
	}
	if info, err := os.Stat(e.path(name) + ".toml"); err == nil && info.Mode().IsRegular() {
		return name + ".toml"
	}
	return ""
}

// reason is an error of the system without operation and path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// flagMistake words an error of the command line parser.
func flagMistake(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	help := "simrun " + strings.TrimPrefix(strings.TrimPrefix(c.CommandPath(), "simrun"), " ")
	help = strings.TrimSpace(help) + " --help lists the flags"
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if s := unknown.GetSpecifiedShortnames(); s != "" {
			return misuse(help, "unknown flag -%s", s)
		}
		return misuse(nearest(name, flagNames(c), "--", help), "unknown flag --%s", name)
	case errors.As(err, &bare):
		return misuse(help, "--%s needs a value", bare.GetSpecifiedName())
	case errors.As(err, &invalid):
		return misuse(help, "--%s does not take %q", invalid.GetFlag().Name, invalid.GetValue())
	}
	return misuse(help, "%v", err)
}

func flagNames(c *cobra.Command) []string {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// nearest is a hint toward a known name, or else another hint.
func nearest(name string, known []string, prefix, otherwise string) string {
	p := spec.NewProblems()
	p.Unknown("", name, known)
	if hint, ok := strings.CutPrefix(p.List()[0].Hint, "did you mean "); ok {
		return "did you mean " + prefix + hint
	}
	return otherwise
}

// unexpected is an error that nobody has worded: all others of the command line
// have been, so it is one of printing.
func unexpected(err error) *mistake { return failure("", "cannot print: %s", reason(err)) }

// verbMistake is a first word that is neither a verb nor a file.
func verbMistake(c *cobra.Command, word string) *mistake {
	var known []string
	for _, v := range c.Root().Commands() {
		if !v.Hidden {
			known = append(known, v.Name())
		}
	}
	return misuse(nearest(word, known, "simrun ", "simrun --help lists the verbs"), "there is no verb %q", word)
}

// counted is a number and a phrase in the singular or plural.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// broken is a run that came to nothing; with the study that was run, the replay
// command names the values of the point.
func broken(file string, o *overrides, s *sim.Study, err error) error {
	var bug *engine.Panic
	if !errors.As(err, &bug) {
		return failure("", "%v", err)
	}
	words := append([]string{"simrun", "replay", file, "--trial", strconv.FormatInt(bug.Trial, 10)}, o.flags()...)
	if s != nil {
		for _, set := range s.SettingsOf(bug.Plan) {
			words = append(words, "--set", set.String())
		}
	}
	return failure("this is a bug of simrun; the trial is replayed by: "+command(words), "trial %d failed: %v", bug.Trial, bug.Value)
}
