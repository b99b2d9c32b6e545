package rng

// Name identifies the generator and its addressing in results: another name
// means other numbers.
const Name = "sfc64-256/1"
