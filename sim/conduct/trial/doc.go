// Package trial conducts one virtual trial.
//
// A Protocol is what the trial is: the World, which nature knows, and the
// Conduct, which the trial's statisticians have written down. It is immutable
// and shared. A Worker is the memory in which one goroutine conducts trials one
// after the other; trial i is a pure function of the protocol, the seed and i.
//
// # The looks
//
// Looks are held in the order of the protocol. Two that fall on one instant
// merge into the later, which then carries the analyses of both. A look that
// can no longer fire is held when no datum can change any more; it is the final
// one, and the trial counts as unreached. A design without looks has one, when no
// datum can change any more.
package trial
