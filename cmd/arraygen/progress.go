// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows a bar on a terminal once the work has lasted a second.
type progress struct {
	w     io.Writer
	start time.Time
	bytes bool // what is counted
	bar   *progressbar.ProgressBar
}

func (p *progress) set(done, total int64) {
	if p.bar == nil {
		if time.Since(p.start) < time.Second || done == total || !isTerminal(p.w) {
			return
		}
		p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.w), progressbar.OptionShowBytes(p.bytes),
			progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
	}
	_ = p.bar.Set64(done) // a bar that cannot be drawn does not stop the work
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
