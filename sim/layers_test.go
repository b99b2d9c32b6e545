package sim_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// allowed is the law of imports: what each package may import of the module,
// as prefixes below simrun/sim. A package may always import its own subtree.
var allowed = map[string][]string{
	"base/rng":          {},
	"base/num":          {},
	"base/tally":        {},
	"base/spec":         {},
	"base/data":         {"base/spec"},
	"base/matrix":       {},
	"world/cohort":      {"base"},
	"world/dist":        {"base"},
	"world/accrual":     {"base"},
	"world/population":  {"base", "world/cohort", "world/dist"},
	"world/endpoint":    {"base", "world/cohort", "world/dist", "world/population", "world/correlation", "world/missing"},
	"world/correlation": {"base"},
	"world/missing":     {"base", "world/cohort", "world/dist", "world/population"},
	"stats/analysis":    {"base", "world/cohort", "stats/regression", "stats/repeated"},
	"stats/boundary":    {"base"},
	"stats/regression":  {"base"},
	"stats/repeated":    {"base"},
	"conduct/assign":    {"base"},
	"conduct/trigger":   {"base", "world/cohort"},
	"conduct/design":    {"base", "stats"},
	"conduct/trial":     {"base", "world", "stats", "conduct"},
	"study/scenario":    {"base", "world", "stats", "conduct"},
	"study/truth":       {"base", "world/cohort", "world/dist", "stats/analysis", "conduct/trial"},
	"study/oc":          {"base", "stats/analysis", "conduct/trial", "study/truth"},
	"study/plan":        {"base", "world", "stats", "conduct", "study/scenario", "study/oc", "study/truth"},
	"study/theory":      {"base", "world", "stats", "conduct", "study/plan", "study/oc"},
	"study/engine":      {"base", "conduct/trial", "study/plan", "study/oc"},
	"study/shard":       {"base", "study/oc"},
	"study/search":      {"base"},
	"study/replay":      {"base", "world/cohort", "stats/analysis", "conduct", "study/plan", "study/shard", "world/population"},
	"study/cluster":     {"study/shard"},
	"report":            {"base", "world", "stats", "conduct", "study"},
	"report/diff":       {"base/spec", "report", "study/oc", "study/shard"},
	"report/schema":     {"base", "study/scenario"},
	"report/figure":     {},
	"report/html":       {"base", "world", "stats", "conduct", "study", "report"},
	"":                  {"base", "study", "conduct/trigger"},
}

// outward are packages of the standard library that only the edge may use:
// clocks, files, processes and terminals.
var outward = []string{"os", "net", "syscall", "os/exec", "os/signal"}

// mayTouchFiles are the packages that may use outward ones.
var mayTouchFiles = map[string]bool{"study/shard": true, "study/cluster": true}

func TestImportsFollowTheStoreys(t *testing.T) {
	eachFile(t, func(dir, file string, imports []string) {
		law, ok := allowed[dir]
		if !ok {
			t.Errorf("package sim/%s has no place in the law of imports", dir)
			return
		}
		for _, imp := range imports {
			inside, ours := strings.CutPrefix(imp, "simrun/sim")
			if !ours {
				checkOutward(t, dir, file, imp)
				continue
			}
			inside = strings.TrimPrefix(inside, "/")
			if inside != dir && !below(inside, law) {
				t.Errorf("%s imports %s, which its storey may not", file, imp)
			}
		}
	})
}

// checkOutward reports imports of the standard library that the house forbids.
func checkOutward(t *testing.T, dir, file, imp string) {
	for _, o := range outward {
		if imp == o && !mayTouchFiles[dir] {
			t.Errorf("%s imports %s, which only the edge may use", file, imp)
		}
	}
	if strings.HasPrefix(imp, "golang.org/x/exp/rand") || imp == "math/rand" || imp == "math/rand/v2" {
		t.Errorf("%s imports %s: draws come from base/rng only", file, imp)
	}
}

// below reports whether a path is one of the prefixes or inside one.
func below(inside string, prefixes []string) bool {
	for _, p := range prefixes {
		if inside == p || strings.HasPrefix(inside, p+"/") {
			return true
		}
	}
	return false
}

// unportable are functions of package math whose last bit depends on the
// platform; base/num has portable ones.
var unportable = []string{
	"Exp", "Exp2", "Expm1", "Log", "Log2", "Log10", "Log1p", "Pow", "Pow10", "Cbrt", "Hypot",
	"Sin", "Cos", "Tan", "Sincos", "Asin", "Acos", "Atan", "Atan2", "Sinh", "Cosh", "Tanh", "Asinh", "Acosh", "Atanh",
	"Erf", "Erfc", "Erfinv", "Erfcinv", "Gamma", "Lgamma", "J0", "J1", "Jn", "Y0", "Y1", "Yn",
}

// portable are the storeys below and in Compile, whose arithmetic must be.
var portable = []string{
	"base", "world", "stats", "conduct", "study/scenario", "study/plan", "study/truth", "study/oc", "study/engine", "study/theory",
}

func TestArithmeticIsPortable(t *testing.T) {
	eachFile(t, func(dir, file string, imports []string) {
		if !below(dir, portable) {
			return
		}
		for _, imp := range imports {
			if strings.HasPrefix(imp, "gonum.org/") {
				t.Errorf("%s imports %s, whose last bits depend on the platform", file, imp)
			}
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range unportable {
			if strings.Contains(string(text), "math."+f+"(") {
				t.Errorf("%s calls math.%s; use base/num", file, f)
			}
		}
	})
}

// eachFile visits every Go file below sim that is not a test, with the folder
// relative to sim.
func eachFile(t *testing.T, visit func(dir, file string, imports []string)) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		files++
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, name)
		}
		dir := path.Dir(filepath.ToSlash(file))
		if dir == "." {
			dir = ""
		}
		visit(dir, file, imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("found only %d files", files)
	}
}
