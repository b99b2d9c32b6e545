package main

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"simrun/sim"
	"simrun/sim/base/rng"
)

// newVersion is the verb version.
func newVersion(env *environment) *cobra.Command {
	format := ""
	c := &cobra.Command{
		Use:   "version",
		Short: "say what this program is",
		Long: `Version prints what a result depends on: the version of the program, the integer
that is raised whenever the same scenario gives other numbers, the generator of
random numbers, and the platform; of a release also the commit.`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return misuse("simrun version stands alone", "version takes no %q", args[0])
			}
			if err := checkFlags(0, format, "text", "json"); err != nil {
				return err
			}
			return printVersion(env, format)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "what to print: `text or json`")
	return c
}

// about is what the program is.
type about struct {
	Version   string `json:"version"`
	Commit    string `json:"commit,omitempty"` // of a release
	Semantics int    `json:"semantics"`
	RNG       string `json:"rng"`
	Platform  string `json:"platform"`
	Go        string `json:"go"`
}

func printVersion(env *environment, format string) error {
	a := about{sim.Version, sim.Commit, sim.Semantics, rng.Name, runtime.GOOS + "/" + runtime.GOARCH + " portable", runtime.Version()}
	if format == "json" {
		return env.json(a)
	}
	version := a.Version
	if a.Commit != "" {
		version += " (commit " + a.Commit + ")"
	}
	_, err := fmt.Fprintf(env.out, "simrun %s\nsemantics %d\nrng %s\nplatform %s\n%s\n", version, a.Semantics, a.RNG, a.Platform, a.Go)
	return err
}

// json prints a value.
func (e *environment) json(v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	_, err = e.out.Write(append(text, '\n'))
	return err
}
