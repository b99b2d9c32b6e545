// Pack writes an archive whose bytes depend on nothing but its files: names in
// order, one time for all, no owner.
//
//	pack SECONDS ARCHIVE FILE…
//
// SECONDS is the time, since 1970. The archive is a .zip or a .tar.gz, and the
// files stand in one folder named like it. Files without an ending or that end in
// .exe are programs.
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := pack(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// pack writes the archive that the arguments describe.
func pack(args []string) error {
	if len(args) < 3 {
		return fmt.Errorf("usage: pack SECONDS ARCHIVE FILE…")
	}
	seconds, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return err
	}
	out, err := os.Create(args[1])
	if err != nil {
		return err
	}
	defer out.Close()
	name, files := filepath.Base(args[1]), slices.Sorted(slices.Values(args[2:]))
	at := time.Unix(seconds, 0).UTC()
	if folder, ok := strings.CutSuffix(name, ".zip"); ok {
		err = zipped(out, folder, files, at)
	} else if folder, ok := strings.CutSuffix(name, ".tar.gz"); ok {
		err = tarred(out, folder, files, at)
	} else {
		err = fmt.Errorf("%s is neither .zip nor .tar.gz", name)
	}
	if err != nil {
		return err
	}
	return out.Close()
}

// mode is that of a program or of a text.
func mode(file string) os.FileMode {
	if ext := filepath.Ext(file); ext == ".exe" || ext == "" && filepath.Base(file) != "LICENSE" {
		return 0o755
	}
	return 0o644
}

func zipped(w io.Writer, folder string, files []string, at time.Time) error {
	z := zip.NewWriter(w)
	for _, file := range files {
		h := &zip.FileHeader{Name: path.Join(folder, filepath.Base(file)), Method: zip.Deflate, Modified: at}
		h.SetMode(mode(file))
		to, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if err := add(to, file); err != nil {
			return err
		}
	}
	return z.Close()
}

func tarred(w io.Writer, folder string, files []string, at time.Time) error {
	g, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(g)
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		err = t.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg, Name: path.Join(folder, filepath.Base(file)), Size: info.Size(),
			Mode: int64(mode(file)), ModTime: at, Format: tar.FormatUSTAR,
		})
		if err != nil {
			return err
		}
		if err := add(t, file); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return g.Close()
}

func add(w io.Writer, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
