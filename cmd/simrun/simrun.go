package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
)

// environment is all that the program knows of the world around it.
type environment struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	folder   string // working folder, below which relative paths are
	width    int    // of the terminal behind err; 0: none
	program  string // absolute path of the program itself

	// lookup is a variable of the process and whether it is set.
	lookup func(name string) (string, bool)
}

// path is a name that the user gave, as a path from anywhere.
func (e *environment) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(e.folder, name)
}

// show is a path as the user would write it.
func (e *environment) show(path string) string {
	if short, err := filepath.Rel(e.folder, path); err == nil && filepath.IsLocal(short) {
		return short
	}
	return path
}

// The exit codes.
const (
	done   = 0
	usage  = 1 // the command line or the scenario is wrong
	failed = 2 // the run failed, or was interrupted
	missed = 3 // an expectation was missed
)

// simrun is the program: it does what args say and returns the exit code.
func simrun(ctx context.Context, env environment, args []string) int {
	root := newRoot(&env)
	root.SetArgs(args)
	root.SetIn(env.in)
	root.SetOut(env.out)
	root.SetErr(env.err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return done
	}
	var m *mistake
	if !errors.As(err, &m) {
		m = unexpected(err)
	}
	env.speak(m)
	return m.code
}

// newRoot is the command without a verb, which runs a scenario, with all verbs
// below it.
func newRoot(env *environment) *cobra.Command {
	root := newRun(env)
	root.Use, root.Short = "simrun [verb] FILE", ""
	root.Long = synopsis
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(newHelp())
	root.SetFlagErrorFunc(flagMistake)
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpTemplate(helpTemplate)
	for _, verb := range verbs {
		root.AddCommand(verb(env))
	}
	env.complete(root)
	return root
}

// newHelp is the verb help: simrun help VERB is simrun VERB --help; clusters is a
// topic.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:    "help [VERB]",
		Hidden: true,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == "clusters" {
				_, err := io.WriteString(c.Root().OutOrStdout(), clusters)
				return err
			}
			about, _, err := c.Root().Find(args)
			if err != nil || len(args) > 0 && !about.HasParent() {
				return verbMistake(c, args[0])
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// verbs are the verbs of the command, each in a file of its own, in the order of
// the manual.
var verbs = []func(*environment) *cobra.Command{
	newRun,
	newCheck,
	newVerify,
	newSize,
	newReplay,
	newAnalyze,
	newMerge,
	newSubmit,
	newStatus,
	newReport,
	newDiff,
	newKinds,
	newInit,
	newSchema,
	newCompletion,
	newVersion,
}

// synopsis is the first screen that a user sees.
const synopsis = `simrun runs the clinical trial that a text file describes many thousand times
and says how often it gives each answer.

  simrun scenario.toml         run it (the same as simrun run scenario.toml)
  simrun check scenario.toml   say what it implies, and what is wrong with it
  simrun verify                run what has a known answer, and compare
  simrun size scenario.toml    find the smallest size that reaches a goal
  simrun replay scenario.toml  conduct one trial and explain it
  simrun analyze scenario.toml patients.csv
                               apply its analyses to patients from a file
  simrun merge DIR             make one result of shards
  simrun submit scenario.toml --shards K
                               hand a run to a cluster
  simrun status DIR            say how far its shards are
  simrun report RESULT         render a result, as text or as a page with figures
  simrun diff OLD NEW          compare two results
  simrun kinds                 list what may be written in a file
  simrun init                  write a file to start from
  simrun schema                print the JSON Schema of scenario files, for editors
  simrun completion SHELL      print a script that lets a shell complete lines
  simrun version               say what this program is

Results go to standard output, all else to standard error. Exit codes: 0 done,
1 a mistake in the command or the scenario, 2 the run failed, 3 an expectation
was missed.`

const (
	helpTemplate  = "{{.Long}}\n{{if .HasAvailableLocalFlags}}\n{{.UsageString}}{{end}}"
	usageTemplate = "Usage: {{if .HasParent}}{{.UseLine}}{{else}}simrun [verb] FILE [flags]{{end}}\n\n{{.LocalFlags.FlagUsages}}"
)
