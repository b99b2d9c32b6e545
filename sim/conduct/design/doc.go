// Package design says what a look leads to: which hypotheses are rejected, and
// whether the trial goes on. A design sees evidence only, never patients or
// endpoints; so every design works with every endpoint and every test.
//
// # Rules of all designs
//
// A comparison is rejected once and stays rejected. Evidence whose statistic is
// undefined rejects nothing. A comparison without a bound of its own is tested
// once, at full alpha: at the last look that is to analyze it or, when the trial
// ends before, then, with the evidence of the last look that did.
//
// After a stop for futility a decider can be asked on: what it then rejects is
// what a trial would have rejected that ignores futility bounds that are not
// binding.
package design
