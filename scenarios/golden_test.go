package scenarios_test

import (
	"context"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simrun/scenarios"
	"simrun/sim"
	"simrun/sim/study/scenario"
)

// The whole text of a result is the same on every platform, but for the platform
// that it names: not only the tallies, of which the digest is, but also what is
// calculated from them, and what is known without simulation.
func TestResultFileGolden(t *testing.T) {
	for _, name := range []string{"published/unequal-variances.toml", "published/survival-two-looks.toml", "tutorial/2-relative-effect-and-sweep.toml"} {
		t.Run(name, func(t *testing.T) {
			text, err := scenarios.Files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s, err := sim.LoadStudy(string(text), sim.Request{Set: []scenario.Override{{Path: "simulation.trials", Value: "300"}}})
			if err != nil {
				t.Fatal(err)
			}
			r, err := sim.RunStudy(context.Background(), s, sim.Options{Name: "golden", Workers: 1})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(r.Engine.Platform, " portable") {
				t.Errorf("the platform is %s", r.Engine.Platform)
			}
			r.Engine.Platform = "any portable"
			got, err := r.Text()
			if err != nil {
				t.Fatal(err)
			}
			file := "testdata/" + strings.TrimSuffix(path.Base(name), ".toml") + ".json"
			if *update {
				if err := os.WriteFile(file, got, 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the result differs (−want +got):\n%s", diff)
			}
		})
	}
}
