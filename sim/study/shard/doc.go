// Package shard is the result file: what a run found, where it came from, and
// how it is written so that nothing is lost.
//
// # Safety
//
// A file is written under a temporary name in its own folder, synced, and
// renamed; a result is never replaced by one with fewer trials unless that is
// forced; an output never follows a link.
package shard
