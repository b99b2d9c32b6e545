// Package trigger says when the next look is.
//
// A trigger is a calendar time as a function of the patients: when a number of
// events has been reported, when a number of patients has been followed, when the
// information is a share of that planned, a date,
// or a combination. It reads the truth, as a trial's coordinating center reads
// its counts, but returns a date only.
//
// Every trigger has a window: with t the date of the trigger itself and last the date of the previous
// look, the look is at
//
//	min(max(t, earliest, last + after_previous), latest), never before last
package trigger
