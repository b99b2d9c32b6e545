//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package shard

// lock does nothing where folders cannot be locked.
func lock(string) (unlock func()) { return func() {} }
