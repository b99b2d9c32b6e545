package regression

// Status says whether a model could be fitted, or why not.
type Status uint8

// The outcomes of a fit.
const (
	OK            Status = iota
	NoPatients           // an arm is empty
	OneCategory          // all responses are equal
	ZeroVariance         // no residual variation, or no degrees of freedom for it
	NoEvents             // no event in any arm
	NoConvergence        // the likelihood has no maximum, or it was not found
)

// String is the reason in words.
func (s Status) String() string {
	return [...]string{"ok", "no patients", "one category", "zero variance", "no events", "no convergence"}[s]
}
