package spec

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// again parses canonical text and decodes it.
func again(t *testing.T, text string) file {
	t.Helper()
	d, problems := readDocument(text)
	if len(problems) > 0 {
		t.Fatalf("%v\nin\n%s", (&Error{Problems: problems}).Error(), text)
	}
	return d
}

func TestEncodeIsIdempotent(t *testing.T) {
	d := complete(t)
	first := Encode(d)
	text := first.TOML()
	second := Encode(again(t, text))
	if !first.Equal(second) {
		t.Errorf("(-first +second)\n%s", cmp.Diff(text, second.TOML()))
	}
	if Fingerprint(first) != Fingerprint(second) {
		t.Error("fingerprints differ")
	}
}

// TestCanonicalText compares the canonical form of the complete file with a golden one.
func TestCanonicalText(t *testing.T) {
	const path = "testdata/complete.canonical.toml"
	got := Encode(complete(t)).TOML()
	if rewriteGolden {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestLaterKeys(t *testing.T) {
	with := again(t, "[enrollment]\nsize = 1\n[outcomes.x]\nkind = \"bernoulli\"\np = 0.5\nterminal = true\n")
	without := again(t, "[enrollment]\nsize = 1\n[outcomes.x]\nkind = \"bernoulli\"\np = 0.5\nterminal = false\n")
	if n := Encode(with).Lookup("outcomes.x.terminal"); n == nil {
		t.Error("terminal = true is left out")
	}
	if n := Encode(without).Lookup("outcomes.x.terminal"); n != nil {
		t.Error("terminal = false is written")
	}
}

// TestEncodeKeepsWhatOverridesDefaults: emptiness is left out only where it is the default.
func TestEncodeKeepsWhatOverridesDefaults(t *testing.T) {
	n, _ := Parse("words = []\ntext = \"\"\n")
	v := Default[withDefaults]()
	p := NewProblems()
	Decode(n, &v, p)
	if got, want := Encode(v).TOML(), "words = []\ntext = \"\"\n"; got != want || p.Len() > 0 {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Encode(Default[withDefaults]()).TOML(), "words = [\"a\"]\ntext = \"b\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Encode(&withDefaults{Flag: new(bool), Words: []string{"a"}, Text: "b"}).TOML(); got != "words = [\"a\"]\ntext = \"b\"\nflag = false\n" {
		t.Errorf("an optional value that is set: %q", got)
	}
}

type withDefaults struct {
	Words []string `toml:"words"`
	Text  string   `toml:"text"`
	Flag  *bool    `toml:"flag"`
	Part  struct {
		Word string `toml:"word"`
	} `toml:"part"`
}

func (w *withDefaults) SetDefaults() { w.Words, w.Text = []string{"a"}, "b" }

func TestFingerprint(t *testing.T) {
	// Computed with: printf '%s' 't2:k1:an1:1k1:ba2:s1:xb4:true' | sha256sum
	const want = "sha256:ac699833714d6d6036cb2038d789a544898b1e78cd7b8fb315e2aac103169f24"
	n, _ := Parse("a = 1\nb = [\"x\", true]\n")
	if got := Fingerprint(n); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	same := []string{"a = 1.0\nb = ['x', true]\n", "a = 1e0\nb = [\n 'x', true ]"}
	for _, text := range same {
		if m, _ := Parse(text); Fingerprint(m) != want {
			t.Errorf("%q differs", text)
		}
	}
	seen := map[string]string{want: "the first"}
	for _, text := range []string{
		"", "a = {}", "a = []", "a = ''", "a = [[]]", "a = [{}]", "a = '1'", "a = 1", "a = 1.5", "a = true", "a = 'true'",
		"b = ['x', true]\na = 1", "a = [1, 2]", "a = [2, 1]", "a = [[1], 2]", "a = [[1, 2]]", "a = ['1', '2']", "a = ['12']",
		"a = 2012-03-04", "a = '2012-03-04'", "a.b = 1", "'a.b' = 1", "a = 9007199254740993", "a = 9007199254740992",
	} {
		n, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if other, taken := seen[Fingerprint(n)]; taken {
			t.Errorf("%q and %q have one fingerprint", text, other)
		}
		seen[Fingerprint(n)] = text
	}
}

func BenchmarkDecode(b *testing.B) {
	text, err := os.ReadFile("testdata/complete.toml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, problems := readDocument(string(text)); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	text, err := os.ReadFile("testdata/complete.toml")
	if err != nil {
		b.Fatal(err)
	}
	d, _ := readDocument(string(text))
	for b.Loop() {
		Fingerprint(Encode(d))
	}
}
