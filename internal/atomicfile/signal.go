// SPDX-License-Identifier: BSD-3-Clause

package atomicfile

import (
	"os"
	"os/signal"
)

// OnSignal has an interrupt, a request to terminate and the end of the terminal
// end the program as ever, but first call undo, if it is not nil, and Abandon.
// A signal that is ignored, as under nohup, stays so.
func OnSignal(undo func()) {
	c := make(chan os.Signal, 1)
	for _, s := range endings {
		if !signal.Ignored(s) {
			signal.Notify(c, s)
		}
	}
	go func() {
		s := <-c
		if undo != nil {
			undo()
		}
		Abandon()
		signal.Reset(endings...)
		end(s)
	}()
}
