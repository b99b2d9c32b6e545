package sim

import (
	"bytes"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"simrun/scenarios"
	"simrun/sim/base/data"
	"simrun/sim/conduct/trial"
	"simrun/sim/report/html"
	"simrun/sim/study/scenario"
	"simrun/sim/world/dist"
)

// registered is a file of patients. Its numbers are told from all others by their
// digits, and nobody asks for the first column.
const registered = `name,age,score,class
Nobody1,31.015625,4.765625,mild
Nobody2,42.515625,9.390625,severe
Nobody3,58.265625,7.140625,severe
Nobody4,27.890625,3.484375,mild
Nobody5,64.328125,11.671875,severe
`

// fromFile is a scenario with patients from it.
const fromFile = `
simulation.trials = 3000
arms = { control.control = true, treated = {} }
enrollment = { size = 40, assignment = { kind = "blocks", size = 4, by = ["class"] } }
[population]
age = { kind = "empirical", file = "in/register.csv", column = "age" }
score = { kind = "empirical", file = "in/register.csv", column = "score" }
class = { kind = "empirical", file = "in/register.csv", column = "class" }
old = { kind = "cut", of = "age", at = [45] }
[endpoints.y]
kind = "continuous"
at = 1
response = { control = { kind = "normal", mean = 0, sd = 1 }, treated = { relative_to = "control", shift = 0.8 } }
effects = { age = 0.02, score = 0.1, class = { severe = 0.5 } }
[endpoints.z]
kind = "continuous"
at = 2
response = { kind = "shifted", by = 1, of = { kind = "empirical", file = "in/register.csv", column = "score" } }
[analyses.y]
endpoint = "y"
test = { kind = "ancova", covariates = ["age", "score", "class"] }
alpha = 0.05
[analyses.z]
endpoint = "z"
test = { kind = "t" }
alpha = 0.05
subgroup = { class = ["severe"] }
`

// register is a folder with a file of patients.
func register(text string) *data.Folder {
	return data.NewFolder(func(name string) ([]byte, error) {
		if name != "in/register.csv" {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	})
}

// filed is the study of a scenario with the file.
func filed(t *testing.T, text string, r Request) *Study {
	t.Helper()
	if r.Files == nil {
		r.Files = register(registered)
	}
	s, err := LoadStudy(text, r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Workers, parts and interruptions change no bit of a run with patients from a file,
// which results do not carry: whoever merges them has it.
func TestFilesAreExact(t *testing.T) {
	draw := `{ draw = { kind = "empirical", file = "in/register.csv", column = "score" } }`
	for name, r := range map[string]Request{
		"plain": {},
		"sweep": {Vary: []scenario.Vary{{Path: "enrollment.size", Values: "40,60"}}},
		"draws": {Set: []scenario.Override{{Path: "endpoints.y.response.control.sd", Value: draw}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := filed(t, fromFile, r)
			whole := conducted(t, s, Options{Workers: 1})
			want := textOf(t, whole)
			if textOf(t, conducted(t, s, Options{Workers: 5})) != want {
				t.Error("workers change the result")
			}
			m, other, none := Merger{Files: register(registered)}, Merger{Files: register(registered + "Nobody6,50,8,mild\n")}, Merger{}
			renamed := Merger{Files: register(strings.Replace(registered, "age", "years", 1))}
			for _, part := range [][2]int64{{1100, 3000}, {0, 1100}} {
				p := readBack(t, conducted(t, s, Options{Range: part}))
				if _, err := m.Add("part", p); err != nil {
					t.Fatal(err)
				}
				if _, err := other.Add("part", p); err == nil || !strings.Contains(err.Error(), "the content of in/register.csv is not that of the run") {
					t.Errorf("another file: %v", err)
				}
				if _, err := renamed.Add("part", p); err == nil || !strings.Contains(err.Error(), "names files, and population.age.column: there is no column") {
					t.Errorf("another column: %v", err)
				}
				if _, err := none.Add("part", p); err == nil || !strings.Contains(err.Error(), "in/register.csv") {
					t.Errorf("no file: %v", err)
				}
			}
			if textOf(t, m.Result()) != want {
				t.Error("the merged result is another one")
			}
			from := readBack(t, conducted(t, s, Options{Range: [2]int64{0, 1024}}))
			from.State.Range = [2]int64{0, 3000}
			if textOf(t, conducted(t, filed(t, fromFile, r), Options{From: from})) != want {
				t.Error("the resumed result is another one")
			}
			hidden(t, "result", want)
			var page bytes.Buffer
			if err := html.WriteWith(&page, whole, register(registered)); err != nil {
				t.Fatal(err)
			}
			hidden(t, "page", page.String())
			if !strings.Contains(page.String(), "severe") {
				t.Error("the page has no design")
			}
		})
	}
}

// hidden checks that no cell of the file stands in a text, but for names of categories.
func hidden(t *testing.T, what, text string) {
	t.Helper()
	for i, cell := range strings.FieldsFunc(registered, func(c rune) bool { return c == ',' || c == '\n' }) {
		if i >= 4 && cell != "mild" && cell != "severe" && strings.Contains(text, cell) {
			t.Errorf("the %s has %q of the file", what, cell)
		}
	}
}

// The hash of a file is part of the fingerprint, and its name, and nothing else is.
func TestFingerprintHasFiles(t *testing.T) {
	print := func(text, file string) string { return filed(t, text, Request{Files: register(file)}).Fingerprint() }
	want := print(fromFile, registered)
	if print(fromFile, strings.Clone(registered)) != want {
		t.Error("the same file has another fingerprint")
	}
	if print(fromFile, strings.Replace(registered, "Nobody3", "Nobody7", 1)) == want {
		t.Error("another content has the same fingerprint")
	}
	plan := filed(t, fromFile, Request{}).Points[0].Plan
	if got := fmt.Sprint(plan.Scenario.Files()); got != "[in/register.csv]" {
		t.Errorf("files %s", got)
	}
	again, err := LoadFrom(scenario.Source{Text: plan.Scenario.Canonical().TOML(), Files: register(registered)})
	if err != nil || again.Fingerprint != want {
		t.Errorf("read back from the canonical form: %v", err)
	}
	if strings.Contains(plan.Scenario.Canonical().TOML(), "sha256") {
		t.Error("the canonical form has a hash")
	}
	drawn := strings.Replace(fromFile, "shift = 0.8", `shift = { draw = { kind = "empirical", file = "in/register.csv", column = "score" } }`, 1)
	drawn = drawn[:strings.Index(drawn, "[population]")] + drawn[strings.Index(drawn, "[endpoints.y]"):]
	drawn = strings.NewReplacer("effects = {", "# ", `"ancova", covariates = ["age", "score", "class"]`, `"t"`, "subgroup", "# ", `, by = ["class"]`, "").Replace(drawn)
	if print(drawn, registered) == print(drawn, registered+"Nobody6,50,8,mild\n") {
		t.Error("the file of a draw is not in the fingerprint")
	}
}

// All points of a sweep and all workers share one copy of a file.
func TestFilesAreShared(t *testing.T) {
	reads := 0
	files := data.NewFolder(func(string) ([]byte, error) { reads++; return []byte(registered), nil })
	s := filed(t, fromFile, Request{Files: files, Vary: []scenario.Vary{{Path: "enrollment.size", Values: "40,60,80"}}})
	conducted(t, s, Options{Workers: 4})
	of := map[*data.Column]bool{}
	for _, p := range s.Points {
		for i := range p.Plan.Protocol.Population[:3] {
			laws := p.Plan.Protocol.Population[i].Laws
			of[laws.ByArm[0].(*dist.Empirical).Data] = true
			of[laws.Copy().ByArm[0].(*dist.Empirical).Data] = true
		}
	}
	if reads != 1 || len(of) != 3 {
		t.Errorf("read %d times, %d columns for 3", reads, len(of))
	}
}

// rowsOf conducts trials, and visits the covariates of each patient.
func rowsOf(t *testing.T, p *trial.Protocol, trials int64, visit func(value []float64)) {
	t.Helper()
	w := trial.NewWorker(p)
	value := make([]float64, len(w.Population))
	for i := range trials {
		w.Conduct(8, i)
		for row := range w.Cohort.N {
			for k := range value {
				value[k] = w.Cohort.Covariates[k].Value[row]
			}
			visit(value)
		}
	}
	i := int64(0)
	if n := testing.AllocsPerRun(50, func() { w.Conduct(8, i%64); i++ }); n != 0 {
		t.Errorf("%v allocations a trial", n)
	}
}

// The patients are the rows of the file, whole, each equally often: χ² of the counts,
// with a false-alarm rate of 1e-7.
func TestPatientsAreRows(t *testing.T) {
	p := filed(t, fromFile, Request{}).Points[0].Plan
	rows := map[[4]float64]int{
		{31.015625, 4.765625, 0, 0}: 0, {42.515625, 9.390625, 1, 0}: 0, {58.265625, 7.140625, 1, 1}: 0, {27.890625, 3.484375, 0, 0}: 0, {64.328125, 11.671875, 1, 1}: 0,
	}
	n := 0
	rowsOf(t, p.Protocol, 2000, func(v []float64) { rows[[4]float64(v)]++; n++ })
	if len(rows) != 5 {
		t.Fatalf("patients that are no rows: %v", rows)
	}
	statistic := 0.0
	for _, k := range rows {
		statistic += math.Pow(float64(k)-float64(n)/5, 2) / (float64(n) / 5)
	}
	if pvalue := (distuv.ChiSquared{K: 4}).Survival(statistic); pvalue < 1e-7 {
		t.Errorf("counts %v, p = %v", rows, pvalue)
	}
}

// Patients of the tutorial have the covariances of the columns of its file, of which R
// 4.2.2 says var(x)*79/80 with x = cbind(age, score, class == "severe"): each within
// 5.33 standard errors, a false-alarm rate of 1e-7. Drawn for themselves the columns
// would have none.
func TestRowsKeepTheCovariances(t *testing.T) {
	const name = "tutorial/8-empirical.toml"
	text, err := fs.ReadFile(scenarios.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := LoadFrom(scenario.Source{Text: string(text), Files: data.NewFolder(scenarios.Beside(name))})
	if err != nil {
		t.Fatal(err)
	}
	mean := []float64{42.2375, 14.4375, 0.5125}
	want := map[[2]int]float64{{0, 0}: 164.65609375, {0, 1}: 33.17109375, {0, 2}: 3.06578125, {1, 1}: 11.87109375, {1, 2}: 1.12578125, {2, 2}: 0.24984375}
	sum, square, n := map[[2]int]float64{}, map[[2]int]float64{}, 0.0
	rowsOf(t, p.Protocol, 2000, func(v []float64) {
		n++
		for pair := range want {
			x := (v[pair[0]] - mean[pair[0]]) * (v[pair[1]] - mean[pair[1]])
			sum[pair] += x
			square[pair] += x * x
		}
	})
	for pair, expected := range want {
		got := sum[pair] / n
		se := math.Sqrt((square[pair]/n - got*got) / n)
		if math.Abs(got-expected) > 5.33*se {
			t.Errorf("covariance of %v: %v (SE %v), want %v", pair, got, se, expected)
		}
	}
}

// A covariate that is alone of its file may be correlated by ranks; one that hangs
// together with others as in the rows may not.
func TestRowsAndCorrelation(t *testing.T) {
	correlated := strings.Replace(fromFile, "[endpoints.y]", "[correlation]\nof = [\"age\", \"y\"]\nrho = 0.9\n[endpoints.y]", 1)
	_, err := LoadStudy(correlated, Request{Files: register(registered)})
	if err == nil || !strings.Contains(err.Error(), "correlation.of.1: age hangs together with score as in the rows of in/register.csv already\n  hint: leave it out here") {
		t.Errorf("%v", err)
	}
	alone := strings.NewReplacer(
		`score = { kind = "empirical", file = "in/register.csv", column = "score" }`, `score = { kind = "constant", value = 1 }`,
		`class = { kind = "empirical", file = "in/register.csv", column = "class" }`, `class = { kind = "categorical", levels = { mild = 1, severe = 1 } }`,
		`"score", `, "",
	).Replace(correlated)
	p := filed(t, alone, Request{}).Points[0].Plan
	w := trial.NewWorker(p.Protocol)
	mean, n, product := 0.0, 0.0, 0.0
	for i := range int64(500) {
		w.Conduct(8, i)
		for row := range w.Cohort.N {
			age := w.Cohort.Covariates[0].Value[row]
			y := w.Cohort.Outcomes[0].Value[row] - 0.02*age - 0.5*w.Cohort.Covariates[2].Value[row]
			mean, product, n = mean+age, product+(age-44.803125)*y, n+1
		}
	}
	mean, product = mean/n, product/n
	if sd := 14.5; math.Abs(mean-44.803125) > 5.33*sd/math.Sqrt(n) || product < 0.5*sd {
		t.Errorf("mean %v, covariance %v", mean, product)
	}
}

// What a covariate of a file has does not change with others of the file, with their
// order, or with what is drawn of the file elsewhere.
func TestRowsStayWithTheirFile(t *testing.T) {
	ages := func(text string, k int) (all []float64) {
		w := trial.NewWorker(filed(t, text, Request{}).Points[0].Plan.Protocol)
		w.Conduct(8, 3)
		return append(all, w.Cohort.Covariates[k].Value[:w.Cohort.N]...)
	}
	age := `age = { kind = "empirical", file = "in/register.csv", column = "age" }`
	moved := strings.Replace(strings.Replace(fromFile, age, "", 1), "class = {", "class2 = { kind = \"empirical\", file = \"in/register.csv\", column = \"class\" }\n"+age+"\nclass = {", 1)
	want := ages(fromFile, 0)
	if got := ages(moved, 2); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}
