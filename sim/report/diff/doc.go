// Package diff compares two results: what of the scenario and of the engine
// changed, and which figures differ by more than Monte Carlo error.
//
// Two runs of one scenario with one seed and number of trials have the same
// tallies, on any machine and with any number of workers, so that their digests
// are equal; if they are not, the engine gives other numbers. Between different
// scenarios each figure is judged by
//
//	|new − old| ≤ 2.576 · √(SE_old² + SE_new²)
//
// which of truly equal figures of independent runs 99 % meet. Runs that share
// seed and trials share their random numbers too: for them the error is usually too
// large, and a run of both as points of one sweep gives the paired one.
package diff
