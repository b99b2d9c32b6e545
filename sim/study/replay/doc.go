// Package replay conducts one trial again and explains it: who entered, what was
// seen at each look, what it was held against, and what was decided. It writes
// the patients as seen at a look to CSV, and analyzes such files with the same
// code that analyzes virtual patients.
package replay
