// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"
)

// undone is what a signal undoes before the program ends: the last first.
var undone struct {
	sync.Mutex
	of []*func()
}

// onSignal has a signal call f before the program ends. The function that it
// returns takes that back.
func onSignal(f func()) (forget func()) {
	undone.Lock()
	defer undone.Unlock()
	return onSignalLocked(f)
}

func onSignalLocked(f func()) (forget func()) {
	p := &f
	undone.of = append(undone.of, p)
	return func() {
		undone.Lock()
		defer undone.Unlock()
		if i := slices.Index(undone.of, p); i >= 0 {
			undone.of = slices.Delete(undone.of, i, i+1)
		}
	}
}

// undo is called when a signal has come. Nothing is registered or taken back
// after it.
func undo() {
	undone.Lock() // for good
	for _, f := range slices.Backward(undone.of) {
		(*f)()
	}
}

// interruptTimeout is how long a child may take to end when it is interrupted: bench
// writes what it has measured.
const interruptTimeout = time.Minute

// child runs a program. A signal that ends this one ends it first.
func child(c *exec.Cmd) error {
	ended := make(chan struct{})
	undone.Lock()
	if err := c.Start(); err != nil {
		undone.Unlock()
		return err
	}
	forget := onSignalLocked(func() {
		if c.Process.Signal(os.Interrupt) == nil {
			select {
			case <-ended:
				return
			case <-time.After(interruptTimeout):
			}
		}
		_ = c.Process.Kill() // it may have ended just now
		<-ended
	})
	undone.Unlock()
	defer forget()
	err := c.Wait()
	close(ended)
	return err
}

// tempDir makes a folder that does not outlive the program.
func tempDir() (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp("", "arraygen-")
	if err != nil {
		return "", nil, err
	}
	forget := onSignal(func() { os.RemoveAll(dir) })
	return dir, func() {
		os.RemoveAll(dir)
		forget()
	}, nil
}
