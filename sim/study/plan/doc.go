// Package plan compiles a scenario into an immutable Plan, or says all the
// reasons why it cannot. Everything that can fail fails here.
package plan
