// Package cohort holds the virtual patients of one trial as a table by column,
// and says what of it may be known on a calendar day.
//
// A Cohort is the truth: who entered when, into which arm, when each would
// leave, and what happens to each. A Snapshot is what an analyst sees at one
// calendar time: patients who have entered, values that have been reported,
// events that have been reported, and nothing else. The analyst's side of the
// program receives Snapshots only.
//
// Times. Entry is calendar time from the opening of the trial; all other times
// of a patient are since that patient's own entry. A value due at time a, with
// reporting delay d, of a patient who entered at e becomes known at e + a + d;
// an event at time t at e + t + d. What is due on the instant of a look is seen.
//
// Leaving. A patient who leaves at time l keeps what happened at or before l.
// A value due later is missing, and counts as missing from the day on which it
// would have been due, so that early leavers are not reported ahead of the
// patients who stay. A survival time is censored at l.
package cohort
