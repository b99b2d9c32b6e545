package shard

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadFileKeepsItsLimit(t *testing.T) {
	path := filepath.Join(folder(t), "file")
	write(t, path, "0123456789")
	if text, err := ReadFile(path, 10); err != nil || string(text) != "0123456789" {
		t.Errorf("ten bytes of ten: %q, %v", text, err)
	}
	var large *TooLarge
	if text, err := ReadFile(path, 9); text != nil || !errors.As(err, &large) {
		t.Errorf("ten bytes of nine: %q, %v", text, err)
	}
	// A file without blocks that claims four times the length allowed.
	if err := os.Truncate(path, 4*MaxResult); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "more than the 1 GiB allowed") {
		t.Errorf("a result of 4 GiB: %v", err)
	}
	if _, err := ReadAll(bytes.NewReader(make([]byte, 5<<20)), 4<<20); err == nil || err.Error() != "has more than the 4 MiB allowed" {
		t.Errorf("a stream: %v", err)
	}
	if _, err := ReadFile(filepath.Join(path, "none"), 1); err == nil {
		t.Error("a file that is not there is read")
	}
}

// A file that a scenario names is below its folder, by whatever way it is named.
func TestReadBesideStaysBelow(t *testing.T) {
	above := folder(t)
	dir := filepath.Join(above, "scenario")
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, "data"), 0o777), os.Mkdir(filepath.Join(above, "elsewhere"), 0o777)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(above, "secret"), "secret")
	write(t, filepath.Join(above, "elsewhere", "secret"), "secret")
	write(t, filepath.Join(dir, "ages.csv"), "ages")
	write(t, filepath.Join(dir, "data", "ages.csv"), "more")
	for link, target := range map[string]string{
		"inside": "ages.csv", "out": "../secret", "absolute": filepath.Join(above, "secret"),
		"folder": "../elsewhere", "data/up": "../ages.csv", "data/out": "../../secret", "dangling": "nothing", "circle": "circle",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			skip(t, err)
		}
	}
	for name, want := range map[string]string{
		"ages.csv": "ages", "./ages.csv": "ages", "data/ages.csv": "more", "data/../ages.csv": "ages", "inside": "ages", "data/up": "ages",
	} {
		if text, err := ReadBeside(dir, name, 100); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	for _, name := range []string{
		"", ".", "..", "/", "../secret", "data/../../secret", "/etc/passwd", filepath.Join(above, "secret"),
		"out", "absolute", "folder/secret", "data/out", "dangling", "circle", "data", "nothing", "ages.csv/x", "ages.csv\x00",
	} {
		if text, err := ReadBeside(dir, name, 100); err == nil || text != nil {
			t.Errorf("%q is read as %q", name, text)
		}
	}
	var large *TooLarge
	if _, err := ReadBeside(dir, "ages.csv", 3); !errors.As(err, &large) {
		t.Errorf("a file that is too long: %v", err)
	}
	if _, err := ReadBeside(filepath.Join(dir, "none"), "ages.csv", 3); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

func TestCheckBelow(t *testing.T) {
	dir := folder(t)
	real, link := filepath.Join(dir, "real"), filepath.Join(dir, "link")
	if err := os.MkdirAll(filepath.Join(real, "a", "b"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink(real, link), os.Symlink(dir, filepath.Join(real, "a", "out"))); err != nil {
		skip(t, err)
	}
	for _, ok := range [][2]string{{real, "a/b/x"}, {real, "x"}, {real, "new/x"}, {link, "a/b/x"}, {real, "a/out"}} {
		if err := CheckBelow(ok[0], filepath.Join(ok[0], ok[1])); err != nil {
			t.Errorf("%v: %v", ok, err)
		}
	}
	for _, bad := range [][2]string{{dir, "link/x"}, {dir, "link/a/b/x"}, {real, "a/out/x"}, {real, "a/out/new/x"}, {real, "../x"}} {
		if err := CheckBelow(bad[0], filepath.Join(bad[0], bad[1])); err == nil {
			t.Errorf("%v is allowed", bad)
		}
	}
}

// Whatever is written replaces a link, and never what the link leads to.
func TestWritingReplacesLinks(t *testing.T) {
	dir := folder(t)
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	write(t, target, "keep")
	if err := os.Symlink(target, link); err != nil {
		skip(t, err)
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	if err != nil || !info.Mode().IsRegular() || content(t, link) != "new" || content(t, target) != "keep" {
		t.Errorf("link %v, %q; target %q", info.Mode(), content(t, link), content(t, target))
	}
}
