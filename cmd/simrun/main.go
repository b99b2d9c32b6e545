package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(simrun(ctx, system(), os.Args[1:]))
}

// system is the environment of the process.
func system() environment {
	env := environment{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now, lookup: os.LookupEnv}
	env.folder, _ = os.Getwd()
	env.program = itself()
	if fd := int(os.Stderr.Fd()); term.IsTerminal(fd) && os.Getenv("TERM") != "dumb" {
		env.width, _, _ = term.GetSize(fd)
		if env.width <= 0 {
			env.width = paper // a terminal that does not know its size
		}
	}
	return env
}

// itself is the path of the program without links, by which other machines may
// find it.
func itself() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path
}
