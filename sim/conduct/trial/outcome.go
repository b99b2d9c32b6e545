package trial

import "simrun/sim/stats/analysis"

// Outcome is what one trial came to. It belongs to the worker and is
// overwritten by the next trial.
type Outcome struct {
	Looks       []LookOutcome // by planned look
	Last        int           // index of the look at which the trial ended
	Unreached   bool          // that look could never fire and was held at the end of all data
	Duration    float64       // calendar time of the last decision
	Patients    int           // entered by then
	Comparisons []Result      // of all analyses, in order
	Draws       []Drawn       // by draw of the world
}

// Drawn is one number drawn for the trial.
type Drawn struct {
	U     float64 // the uniform it came from: the share of its law below it
	Value float64
}

// LookOutcome is what happened at one planned look.
type LookOutcome struct {
	Held     bool
	Time     float64 // calendar time of the data cut
	Patients int     // entered by then
	Events   []int   // by endpoint: events reported, 0 unless a survival endpoint
	Stopped  bool    // the trial stopped here for efficacy, before or at its last look
	Futile   bool    // likewise for futility
}

// Result is what became of one comparison.
type Result struct {
	Rejected int               // index of the look at which it was rejected, −1 if it was not
	Positive bool              // if rejected: the estimate was above the margin
	Ignoring int               // as Rejected, had the trial ignored futility bounds that are not binding
	Failed   uint32            // bit s is set when a look ended with analysis.Status s
	Last     analysis.Evidence // at the last look that analyzed it
}
