package theory

import "simrun/sim/study/plan"

// Answer is a figure that is known without simulation.
type Answer struct {
	Metric   string  `json:"metric"`
	Analysis string  `json:"analysis"`
	Arm      string  `json:"arm"`
	Look     *int    `json:"look"`
	Value    float64 `json:"value"`
	Method   string  `json:"method"` // in words
}

// method is a way to an answer. Applies says whether it gives any for a plan,
// and Answers gives them.
type method interface {
	Applies(p *plan.Plan) bool
	Answers(p *plan.Plan) []Answer
}

// methods are all there are.
var methods = []method{enumeration{}, sequential{}}

// Answers are what all methods that apply know of a plan; never nil.
func Answers(p *plan.Plan) []Answer {
	all := []Answer{}
	for _, m := range methods {
		if m.Applies(p) {
			all = append(all, m.Answers(p)...)
		}
	}
	return all
}
