// Package shard is the result file: what a run found, where it came from, and
// how it is written so that nothing is lost.
//
// # One file for whole and part
//
// A whole run, a shard, a range of trials, a checkpoint, an interrupted run and a
// merged result are all a Result. Beside its figures it has a State: which trials
// were asked for, the exact tallies of those done, and what the points of a sweep
// are compiled from. So any of them can be continued or merged, and the figures are
// those of the trials done, however many these are. Tallies are compressed; the
// digest is of their canonical bytes before that, so that it does not depend on the
// compressor.
//
// # Safety
//
// A file is written under a temporary name in its own folder, synced, and
// renamed; a result is never replaced by one with fewer trials unless that is
// forced, of several processes that write at the same time neither; an output never
// follows a link. Every file ends with a checksum, the SHA-256 of the file without
// that line and the comma before it. What was cut short or changed is refused as
// Damaged. The checksum is against accidents, not against intent; but whatever the
// bytes are, reading them does not panic.
package shard
