package data

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// MaxBytes bounds the length of a file. Whoever reads it should not read more.
const MaxBytes = 64 << 20

// Read returns the content of a file by its name, a path with slashes below the folder
// of the scenario that satisfies fs.ValidPath. It has to refuse what leads out of that
// folder by other means than its name, such as a link.
type Read func(name string) ([]byte, error)

// Mistake is what is wrong with a file or a column, and what would be right.
type Mistake struct{ Fact, Hint string }

// Error is the fact.
func (m *Mistake) Error() string { return m.Fact }

// mistake words a mistake.
func mistake(hint, format string, args ...any) *Mistake {
	return &Mistake{fmt.Sprintf(format, args...), hint}
}

// Folder is the files that lie beside a scenario. Each is read once, when it is first
// asked for, whatever becomes of it on the disk. It may be used by several goroutines; a
// nil Folder has no files.
type Folder struct {
	read Read

	lock  sync.Mutex
	files map[string]*opened
}

// opened is what came of opening a file.
type opened struct {
	file *File
	err  error
}

// NewFolder returns a folder whose files are read by the given function.
func NewFolder(read Read) *Folder { return &Folder{read: read, files: map[string]*opened{}} }

// File returns the file of a name. The error is a *Mistake.
func (f *Folder) File(name string) (*File, error) {
	if m := checkName(name); m != nil {
		return nil, m
	}
	if f == nil {
		return nil, mistake("load the scenario together with its folder", "%q cannot be read: the folder of the scenario is not known", name)
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.files[name] == nil {
		o := &opened{}
		o.file, o.err = f.open(name)
		f.files[name] = o
	}
	return f.files[name].file, f.files[name].err
}

// open reads a file.
func (f *Folder) open(name string) (*File, error) {
	content, err := f.read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, mistake("a file is named by its path from the folder of the scenario", "there is no file %q", name)
	case err != nil:
		return nil, mistake("", "%q cannot be read: %v", name, err)
	case len(content) > MaxBytes:
		return nil, mistake("keep the columns that are needed", "%q has more than the %d MiB allowed", name, MaxBytes>>20)
	}
	return newFile(name, content)
}

// checkName reports a name that is no path below the folder, or one way of several to
// write it: two names are of two files.
func checkName(name string) *Mistake {
	const below = "give a path below the folder of the scenario"
	switch clean := path.Clean(name); {
	case fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, "\\\x00"):
		return nil
	case name == "" || name == "." || strings.Contains(name, "\x00"):
		return mistake("give the name of a CSV file beside the scenario", "%q is no name of a file", name)
	case strings.Contains(name, `\`):
		return mistake("write / between folders", "%q has a backslash", name)
	case path.IsAbs(name):
		return mistake(below, "%q is an absolute path", name)
	case clean == ".." || strings.HasPrefix(clean, "../"):
		return mistake(below, "%q leads out of the folder of the scenario", name)
	case fs.ValidPath(clean) && clean != ".":
		return mistake(fmt.Sprintf("write %q", clean), "%q is not the shortest way to write the path", name)
	default:
		return mistake(below, "%q is no name of a file", name)
	}
}
