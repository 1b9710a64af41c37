// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"errors"
	"time"
)

// Peer is another implementation of the same work.
type Peer interface {
	// Name names the peer in results.
	Name() string
	// Version is its version, for results.
	Version() string
	// Prepare gets a case ready. The error is a NotOffered where the peer has no
	// such thing.
	Prepare(j *Job) (*Prepared, error)
}

// Prepared is a peer's implementation of a case.
type Prepared struct {
	// Run does the work reps times and returns how long it took.
	Run func(reps int) (time.Duration, error)
	// Store does the work once and leaves the result in the outputs of the job.
	Store func() error
	// Close gives back what Prepare took; it may be nil.
	Close func()
}

// NotOffered is the reason why a peer doesn't do a case.
type NotOffered string

func (r NotOffered) Error() string { return string(r) }

// isNotOffered returns the reason in err.
func isNotOffered(err error) (string, bool) {
	var r NotOffered
	ok := errors.As(err, &r)
	return string(r), ok
}

// InProcess prepares work that is a Go function which writes to the outputs of
// the job.
func InProcess(j *Job, f func()) *Prepared {
	return &Prepared{
		Run: func(reps int) (time.Duration, error) {
			j.Restore()
			start := time.Now()
			for range reps {
				f()
			}
			return time.Since(start), nil
		},
		Store: func() error {
			j.Restore()
			f()
			return nil
		},
	}
}
