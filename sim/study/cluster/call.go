package cluster

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// Caller runs a program with arguments, without a shell, and returns what it
// prints. Its errors are CallErrors.
type Caller func(ctx context.Context, words ...string) (string, error)

// CallError is a program of the scheduler that could not be run or failed.
type CallError struct {
	Words []string
	Said  string // on standard error
	Err   error
}

// Error is what the program said, or else why it failed.
func (e *CallError) Error() string {
	if e.Said != "" {
		return e.Words[0] + ": " + e.Said
	}
	if e.Missing() {
		return "there is no program " + e.Words[0]
	}
	return e.Words[0] + ": " + e.Err.Error()
}

// Unwrap is why it failed.
func (e *CallError) Unwrap() error { return e.Err }

// Missing reports whether there is no such program.
func (e *CallError) Missing() bool { return errors.Is(e.Err, exec.ErrNotFound) }

// patience is how long a program of a scheduler may take. A controller that is
// restarted answers within a minute.
const patience = 2 * time.Minute

// Call is the Caller that finds programs in PATH.
func Call(ctx context.Context, words ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var out, said bytes.Buffer
	c := exec.CommandContext(ctx, words[0], words[1:]...)
	c.Stdout, c.Stderr = &out, &said
	c.WaitDelay = time.Second
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return out.String(), &CallError{words, strings.TrimSpace(said.String()), err}
	}
	return out.String(), nil
}
