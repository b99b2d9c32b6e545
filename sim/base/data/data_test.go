package data

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"simrun/sim/base/spec"
)

// folder is a folder of texts, and counts how often each is read.
func folder(files map[string]string, reads map[string]int) *Folder {
	return NewFolder(func(name string) ([]byte, error) {
		if reads != nil {
			reads[name]++
		}
		text, ok := files[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: "/secret/" + name, Err: fs.ErrNotExist}
		}
		return []byte(text), nil
	})
}

// column reads one column of a text.
func column(text, name string) (*Column, error) {
	f, err := folder(map[string]string{"a.csv": text}, nil).File("a.csv")
	if err != nil {
		return nil, err
	}
	return f.Column(name)
}

func TestNumbersAndCategories(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		want   []float64
		labels []string
	}{
		"numbers":         {"x\n1\n-2.5\n3e1\n", []float64{1, -2.5, 30}, nil},
		"no last newline": {"x\n1\n2", []float64{1, 2}, nil},
		"BOM and CRLF":    {"\ufeffx,y\r\n1,2\r\n3,4\r\n", []float64{1, 3}, nil},
		"quotes":          {"\"x\",y\n\"1\",\"a, \"\"b\"\"\nc\"\n\"2\",z\n", []float64{1, 2}, nil},
		"spaces":          {" x , y\n 1 , 2\n 3 , 4\n", []float64{1, 3}, nil},
		"other columns":   {"x,y\n1,\n2,NA\n", []float64{1, 2}, nil},
		"categories":      {"x\nsevere\nMild\nsevere\nmild\n", []float64{2, 0, 2, 1}, []string{"Mild", "mild", "severe"}},
		"like a number":   {"x\ne\nE1\ninfinite\n", []float64{1, 0, 2}, []string{"E1", "e", "infinite"}},
	} {
		got, err := column(c.text, "x")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if fmt.Sprint(got.values) != fmt.Sprint(c.want) || fmt.Sprint(got.Labels()) != fmt.Sprint(c.labels) || got.Rows() != len(c.want) {
			t.Errorf("%s: %v %v, want %v %v", name, got.values, got.Labels(), c.want, c.labels)
		}
	}
}

func TestMistakesOfFiles(t *testing.T) {
	wide := "a" + strings.Repeat(",a", MaxColumns) + "\n"
	many := "x\n"
	for i := range MaxLevels + 1 {
		many += fmt.Sprintf("id%d\n", i)
	}
	for _, c := range []struct{ text, fact, hint string }{
		{"", "is empty", "names the columns"},
		{"\ufeff", "is empty", "names the columns"},
		{"x\n", "no rows", "a row for each patient"},
		{"y\n1\n", `no column "x"`, "y"},
		{"X,z\n1,2\n", `no column "x"`, "did you mean X?"},
		{"x;y\n1;2\n", `no column "x"`, "by commas"},
		{"x,y,x\n1,2,3\n", `two columns "x"`, "of its own"},
		{"x,y\n1,2\n3\n", "line 3 more or fewer cells than the 2 columns", "every column"},
		{"x,y\n1,2,3\n", "line 2 more or fewer cells", "every column"},
		{"x\n1\n\"2\n", "damaged in line", "comma-separated"},
		{"x\n1\n2\"\n", "damaged in line 3", "comma-separated"},
		{"x,y\n1,2\n,3\n", `no value in line 3, but ""`, "leave such rows out"},
		{"x\n1\nNA\nNA\n", `no value in line 3, but "NA"`, "leave such rows out"},
		{"x\n1\nnan\n", `no value in line 3, but "nan"`, "leave such rows out"},
		{"x\n1\n-inf\n", `line 3 has "-inf"`, "all numbers"},
		{"x\n1\n1e999\n", "1e999 in line 3", "another unit"},
		{"x\n1\n1e51\n", "1e51 in line 3", "another unit"},
		{"x\n1\n1e-60\n", "1e-60 in line 3", "another unit"},
		{"x\n1\n0x10\n", `line 3 has "0x10"`, "all numbers"},
		{"x\n1\n\"1,5\"\n", `line 3 has "1,5"`, "all numbers"},
		{"x\na\nb c\n", `line 3 has "b c"`, "names of categories"},
		{"x\na\n1\n", `line 3 has "1"`, "names of categories"},
		{"x\na\n" + strings.Repeat("é", 50) + "\n", strings.Repeat("é", 40) + "…", "names of categories"},
		{many, "more than 100 different", "categories"},
		{wide, "more than 1000 columns in line 1", "needed"},
		{"x\n1\n" + wide, "more than 1000 columns in line 3", "needed"},
	} {
		_, err := column(c.text, "x")
		var m *Mistake
		if !errors.As(err, &m) || !strings.Contains(m.Fact, c.fact) || !strings.Contains(m.Hint, c.hint) {
			t.Errorf("%.40q: %#v, want %q, %q", c.text, err, c.fact, c.hint)
		}
	}
}

func TestLimitsOfFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("reads large files")
	}
	if _, err := column("x\n"+strings.Repeat("1\n", MaxRows), "x"); err != nil {
		t.Error(err)
	}
	if _, err := column("x\n"+strings.Repeat("1\n", MaxRows+1), "x"); err == nil || !strings.Contains(err.Error(), "more than 1000000 rows") {
		t.Error(err)
	}
	if _, err := column(strings.Repeat(" ", MaxBytes+1), "x"); err == nil || !strings.Contains(err.Error(), "64 MiB") {
		t.Error(err)
	}
	// A quoted comma is none, and a file of commas takes no memory.
	if _, err := column("x\n\""+strings.Repeat(",", 4*MaxColumns)+"\"\n", "y"); err == nil || !strings.Contains(err.Error(), "no column") {
		t.Error(err)
	}
	commas := []byte(strings.Repeat(",", MaxBytes))
	if n := testing.AllocsPerRun(1, func() { newFile("a", commas) }); n > 20 {
		t.Errorf("%v allocations", n)
	}
}

// A name that is refused is never read.
func TestNamesOfFiles(t *testing.T) {
	reads := map[string]int{}
	f := folder(map[string]string{"a.csv": "x\n1\n", "sub/b..c.csv": "x\n1\n"}, reads)
	for _, name := range []string{"a.csv", "sub/b..c.csv"} {
		if _, err := f.File(name); err != nil {
			t.Error(name, err)
		}
	}
	for name, want := range map[string]string{
		"": "no name", ".": "no name", "..": "leads out", "../a.csv": "leads out", "sub/../../a.csv": "leads out",
		"/etc/passwd": "absolute", "./a.csv": "shortest", "sub//b..c.csv": "shortest", "sub/../a.csv": "shortest", "a.csv/": "shortest",
		`..\a.csv`: "backslash", `C:\a.csv`: "backslash", "a\x00.csv": "no name", "a\xff.csv": "no name", "none.csv": "there is no file",
	} {
		_, err := f.File(name)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v, want %q", name, err, want)
		}
	}
	if len(reads) != 3 || reads["none.csv"] != 1 {
		t.Errorf("read: %v", reads)
	}
	var none *Folder
	if _, err := none.File("a.csv"); err == nil || !strings.Contains(err.Error(), "not known") {
		t.Error(err)
	}
}

// All who ask share one copy, of a file and of a column, whatever happens to it.
func TestFilesAreReadOnce(t *testing.T) {
	files, reads := map[string]string{"a.csv": "x,y\n1,2\n"}, map[string]int{}
	f := folder(files, reads)
	first, _ := f.File("a.csv")
	files["a.csv"] = "x,y\n3,4\n"
	second, _ := f.File("a.csv")
	x, _ := first.Column("x")
	again, _ := second.Column("x")
	if first != second || x != again || reads["a.csv"] != 1 {
		t.Errorf("read %d times", reads["a.csv"])
	}
	other, _ := folder(files, nil).File("a.csv")
	if len(first.Sum()) != 64 || first.Sum() == other.Sum() {
		t.Errorf("%s and %s", first.Sum(), other.Sum())
	}
}

// The rows are chosen with equal probability, whatever their number, and the law is
// that of them.
func TestRowsAndLaw(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 10, 49, 1000, 99_991} {
		c := &Column{}
		for i := range n {
			c.values = append(c.values, float64((i*7919)%n))
		}
		c.finish()
		for k := range n {
			lo, hi := float64(k)/float64(n), float64(k+1)/float64(n)
			if got := c.Row((lo + hi) / 2); got != c.values[k] {
				t.Fatalf("n = %d: row %v, want %v", n, got, c.values[k])
			}
			if got := c.Quantile(hi); got != float64(k) || c.CDF(got) != hi || c.CDF(got-0.5) != lo {
				t.Fatalf("n = %d: quantile(%v) = %v, CDF %v", n, hi, got, c.CDF(got))
			}
			if got := c.Quantile(math.Nextafter(hi, 2)); k+1 < n && got != float64(k+1) {
				t.Fatalf("n = %d: quantile just above %v = %v", n, hi, got)
			}
		}
		if got := []float64{c.Row(0), c.Row(1), c.Row(1 - 0x1p-53), c.Quantile(0)}; got[0] != c.values[0] || got[1] != c.values[n-1] || got[2] != c.values[n-1] || got[3] != 0 {
			t.Errorf("n = %d: ends %v", n, got)
		}
		if mean, variance := float64(n-1)/2, (float64(n)*float64(n)-1)/12; c.Mean() != mean || math.Abs(c.Variance()-variance) > 1e-12*variance {
			t.Errorf("n = %d: mean %v, variance %v, want %v, %v", n, c.Mean(), c.Variance(), mean, variance)
		}
	}
}

func TestNamesAreFoundThroughTheTree(t *testing.T) {
	type law struct {
		File Name `toml:"file,required"`
	}
	var v struct {
		A law `toml:"a"`
	}
	root, err := spec.Parse("a = { file = \"a.csv\" }")
	if err != nil {
		t.Fatal(err)
	}
	p := spec.NewProblems()
	if spec.Decode(root, &v, p); p.Err() == nil || !strings.HasPrefix(p.Err().Error(), "a.file: ") {
		t.Error(p.Err())
	}
	root.Attach(folder(map[string]string{"a.csv": "x\n1\n"}, nil))
	p = spec.NewProblems()
	if spec.Decode(root.Clone(), &v, p); p.Err() != nil || v.A.File.File().Name() != "a.csv" {
		t.Error(p.Err())
	}
	if !spec.Encode(&v).Equal(root) {
		t.Error(spec.Encode(&v).TOML())
	}
}

// FuzzFile reads any bytes as a file: it must not panic, and what it takes must be
// within the limits.
func FuzzFile(f *testing.F) {
	for _, text := range []string{"x,y\n1,a\n2,b\n", "\ufeff\"x\"\r\n1e3\r\n", "x\n\"1\n2\"\n", "x;y\n", ",,\n,,\n", "x\nNA\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := NewFolder(fstest.MapFS{"f": {Data: content}}.ReadFile).File("f")
		if err != nil {
			if m := (*Mistake)(nil); !errors.As(err, &m) || m.Fact == "" {
				t.Fatalf("%#v", err)
			}
			return
		}
		for _, name := range file.header {
			c, err := file.Column(name)
			if err != nil {
				continue
			}
			if c.Rows() != file.Rows() || len(c.labels) > MaxLevels || len(file.header) > MaxColumns {
				t.Fatalf("%d rows of %d, %d labels", c.Rows(), file.Rows(), len(c.labels))
			}
			for _, u := range []float64{0, 0.3, 1} {
				if x := c.Row(u); !(math.Abs(x) <= spec.Largest) || c.CDF(x) <= 0 || c.CDF(c.Quantile(u)) < u {
					t.Fatalf("row %v: %v", u, x)
				}
			}
			for _, l := range c.labels {
				if !spec.IsName(l) {
					t.Fatalf("label %q", l)
				}
			}
		}
	})
}
