//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package shard

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// patience is how long a lock is waited for.
const patience = 5 * time.Second

// lock keeps other processes from writing results in a folder until unlock is
// called, or the process ends in whatever way. Where the file system has no
// locks, or somebody holds one for too long, there is none: then of two processes
// that look and rename at one moment the later may have fewer trials, but files
// are complete all the same.
func lock(dir string) (unlock func()) {
	d, err := os.Open(dir)
	if err != nil {
		return func() {}
	}
	for begin := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		err = syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		busy := errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR)
		if !busy || time.Since(begin) > patience {
			return func() { d.Close() }
		}
	}
}
