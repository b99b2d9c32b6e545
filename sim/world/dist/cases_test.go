package dist

import (
	"os"
	"path/filepath"
	"testing"

	"simrun/sim/base/data"
	"simrun/sim/base/spec"
)

// reference is testdata/KIND.toml: laws with values by an independent
// implementation, and laws that must be refused. A new kind brings its own;
// testdata/reference.R writes those that R can compute.
type reference struct {
	Source string `toml:"source,required"`
	// Wobble is how far a quantile may step back between neighboring u, and a
	// CDF miss its inverse, relative: 0 but for laws that are iterated.
	Wobble float64   `toml:"wobble"`
	Cases  []refCase `toml:"cases"`
	Bad    []badCase `toml:"bad"`
}

type refCase struct {
	Law      spec.Of[Dist] `toml:"law,required"`
	Mean     *float64      `toml:"mean"`
	Variance *float64      `toml:"variance"`
	Quantile pairs         `toml:"quantile"` // u, x
	CDF      pairs         `toml:"cdf"`      // x, p
	Hazard   pairs         `toml:"hazard"`   // x, −log S(x)
	// Digits is the relative error of the reference, where its source has
	// less than twelve digits.
	Error float64 `toml:"error"`

	wobble float64
}

// pairs are numbers of any size, also such as no scenario may have.
type pairs [][2]float64

func (v *pairs) DecodeSpec(n *spec.Node, p *spec.Problems) {
	for i, item := range n.Items() {
		var pair [2]float64
		for k, x := range item.Items() {
			var ok bool
			if pair[k], ok = x.AsFloat(); !ok || k > 1 {
				p.Index(i+1).Add("is no pair of numbers", "")
				return
			}
		}
		*v = append(*v, pair)
	}
}

type badCase struct {
	Law     node   `toml:"law,required"`
	Problem string `toml:"problem,required"` // part of what must be said
}

// node keeps a tree as it stands.
type node struct{ *spec.Node }

func (n *node) DecodeSpec(tree *spec.Node, _ *spec.Problems) { n.Node = tree }

// references reads the case list of a kind.
func references(t testing.TB, kind string) reference {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", kind+".toml"))
	if err != nil {
		t.Fatalf("every kind brings its cases: %v", err)
	}
	var r reference
	decode(t, string(text), &r)
	return r
}

// files are those that cases name.
var files = data.NewFolder(func(name string) ([]byte, error) { return os.ReadFile(filepath.Join("testdata", name)) })

// decode reads a text and stops the test at any problem.
func decode(t testing.TB, text string, v any) {
	t.Helper()
	tree, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	tree.Attach(files)
	p := spec.NewProblems()
	spec.Decode(tree, v, p)
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
}

// eachCase runs a test on every case of every kind, with a prepared law.
func eachCase(t *testing.T, test func(t *testing.T, d Dist, c refCase)) {
	for _, kind := range Kinds.Names() {
		t.Run(kind, func(t *testing.T) {
			r := references(t, kind)
			for _, c := range r.Cases {
				c.wobble = r.Wobble
				t.Run(label(c.Law), func(t *testing.T) {
					d := Clone(c.Law.Value)
					d.Prepare(nil)
					test(t, d, c)
				})
			}
		})
	}
}

// label is the text of a law.
func label(law spec.Of[Dist]) string { return spec.Encode(&law).TOML() }

// law is a prepared law from its text.
func law(t testing.TB, text string) Dist {
	t.Helper()
	var of struct {
		Law spec.Of[Dist] `toml:"law"`
	}
	decode(t, "law = { "+text+" }", &of)
	of.Law.Value.Prepare(nil)
	return of.Law.Value
}
