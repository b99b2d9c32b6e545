package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"simrun/sim/base/spec"
	"simrun/sim/report"
)

// shells are the shells that can be taught, each with the writer of its script.
var shells = []struct {
	name  string
	write func(*cobra.Command, io.Writer) error
}{
	{"bash", func(c *cobra.Command, w io.Writer) error { return c.GenBashCompletionV2(w, true) }},
	{"zsh", (*cobra.Command).GenZshCompletion},
	{"fish", func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) }},
	{"powershell", (*cobra.Command).GenPowerShellCompletionWithDesc},
}

// newCompletion is the verb completion.
func newCompletion(env *environment) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "print a script that lets a shell complete command lines",
		Long: `Completion prints a script that teaches a shell to complete verbs, flags, scenario
files, formats and kinds. The shells are bash, zsh, fish and powershell. For this
session, or for good in a file that the shell reads when it starts:

  bash        source <(simrun completion bash)
  zsh         source <(simrun completion zsh)
  fish        simrun completion fish | source
  powershell  simrun completion powershell | Out-String | Invoke-Expression

In bash the package bash-completion has to be there.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			var names []string
			for _, s := range shells {
				if len(args) == 1 && s.name == args[0] {
					return s.write(c.Root(), env.out)
				}
				names = append(names, s.name)
			}
			known := "the shells are " + strings.Join(names, ", ")
			if len(args) != 1 {
				return misuse(known, "completion takes one shell, not %d words", len(args))
			}
			return misuse(nearest(args[0], names, "simrun completion ", known), "there is no completion for %q", args[0])
		},
	}
}

// completer gives what may follow the words of a command line.
type completer = func(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective)

// complete teaches a command and all below it what may follow.
func (e *environment) complete(root *cobra.Command) {
	first := map[string]completer{
		"simrun": e.scenarios(1), "run": e.scenarios(1), "check": e.scenarios(0), "verify": e.scenarios(0),
		"size": e.scenarios(1), "replay": e.scenarios(1), "analyze": e.scenarios(1),
		"submit": e.scenarios(1), "kinds": kindNames, "init": templateNames, "completion": shellNames, "version": nothing, "schema": nothing,
	}
	for _, c := range append(root.Commands(), root) {
		if f := first[c.Name()]; f != nil {
			c.ValidArgsFunction = f
		}
		if f := c.Flags().Lookup("format"); f != nil {
			// It fails only when called twice, which would be harmless.
			_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats(f), cobra.ShellCompDirectiveNoFileComp))
		}
	}
}

// formats are the values of --format, as its help lists them.
func formats(f *pflag.Flag) []string {
	list, _ := pflag.UnquoteUsage(f)
	return strings.FieldsFunc(strings.ReplaceAll(list, " or ", ","), func(c rune) bool { return c == ',' || c == ' ' })
}

// nothing follows.
func nothing(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// scenarios completes scenario files, and folders that may hold them, up to a
// number of words; 0 is no limit. What follows, as the table of analyze, may be any
// file.
func (e *environment) scenarios(words int) completer {
	return func(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if words > 0 && len(args) >= words {
			if c.Name() == "analyze" {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return nothing(c, args, begun)
		}
		found, folders := e.listing(begun)
		if folders > 0 && len(found) == folders {
			return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		}
		return found, cobra.ShellCompDirectiveNoFileComp
	}
}

// listing is the scenario files and folders whose names begin like a word, and
// how many of them are folders.
func (e *environment) listing(begun string) (found []string, folders int) {
	dir, stem := filepath.Split(begun)
	entries, err := os.ReadDir(e.path(dir))
	if err != nil {
		return nil, 0
	}
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasPrefix(name, stem) || strings.HasPrefix(name, ".") && !strings.HasPrefix(stem, ".") {
			continue
		}
		info, err := os.Stat(filepath.Join(e.path(dir), name)) // through links
		switch {
		case err != nil:
		case info.IsDir():
			found = append(found, dir+name+string(filepath.Separator))
			folders++
		case strings.HasSuffix(name, ".toml"):
			found = append(found, dir+name)
		}
	}
	return found, folders
}

// kindNames completes a concept, then one of its kinds.
func kindNames(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, c := range append([]spec.Concept{sections()}, spec.Concepts()...) {
		switch {
		case len(args) == 0:
			found = append(found, c.Name)
		case len(args) == 1 && args[0] == c.Name:
			for _, row := range report.Concept(&c).Rows {
				found = append(found, cobra.CompletionWithDesc(row.Label, row.Cells[0]))
			}
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// templateNames completes a template; the file that follows may be any.
func templateNames(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var found []string
	for _, t := range templates {
		found = append(found, cobra.CompletionWithDesc(t.name, t.about))
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// shellNames completes a shell.
func shellNames(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, s := range shells {
		if len(args) == 0 {
			found = append(found, s.name)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}
