package html

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"simrun/sim/base/data"
	"simrun/sim/report"
	"simrun/sim/report/figure"
	"simrun/sim/study/plan"
	"simrun/sim/study/scenario"
	"simrun/sim/study/shard"
)

var (
	//go:embed page.css
	styles string
	//go:embed page.tmpl
	layout string
)

var page = template.Must(template.New("page").Parse(layout))

// Write writes the report of a result whose scenario names no files, as WriteWith does.
func Write(w io.Writer, r *shard.Result) error { return WriteWith(w, r, nil) }

// WriteWith writes the report of a result as one HTML page. When the scenario of the
// result cannot be compiled again, as without the files that it names, the page says so
// and leaves the design and the figures that need it out.
func WriteWith(w io.Writer, r *shard.Result, files *data.Folder) error {
	p, err := recompile(r, files)
	var b bytes.Buffer
	if err := page.Execute(&b, newView(r, p, err)); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

// Recompile makes the plan of the first point of a result again, from the
// scenario that the result carries, which may name no files. The error says why this
// program cannot.
func Recompile(r *shard.Result) (*plan.Plan, error) { return recompile(r, nil) }

// recompile is Recompile with the files that the scenario may name.
func recompile(r *shard.Result, files *data.Folder) (*plan.Plan, error) {
	if r.Scenario.Canonical == "" {
		return nil, fmt.Errorf("the result does not carry its scenario")
	}
	s, err := scenario.Source{Text: r.Scenario.Canonical, Files: files}.Load()
	if err != nil {
		return nil, fmt.Errorf("the scenario in the result is not one of this version: %w", err)
	}
	p, err := plan.Compile(s)
	if err != nil {
		return nil, fmt.Errorf("the scenario in the result is not one of this version: %w", err)
	}
	if want := first(r); p.Fingerprint != want {
		return nil, fmt.Errorf("the scenario in the result has fingerprint %s, not %s", report.ShortHash(p.Fingerprint), report.ShortHash(want))
	}
	return p, nil
}

// first is the fingerprint of the first point.
func first(r *shard.Result) string {
	if len(r.Points) > 0 && r.Points[0].Fingerprint != "" {
		return r.Points[0].Fingerprint
	}
	return r.Scenario.Fingerprint
}

// style is the style sheet with the colors of both themes.
func style() template.CSS {
	light, dark := figure.Style()
	return template.CSS(":root{color-scheme:light dark;" + light + "}\n" +
		"@media screen and (prefers-color-scheme:dark){:root{" + dark + "}}\n" + styles)
}
