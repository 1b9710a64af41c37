// SPDX-License-Identifier: BSD-3-Clause

// Package options holds the flags of the benchmarks. It is separate from the
// benchmarks themselves so that the command line can offer them without
// containing the peers.
package options

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// Options are the choices of a run.
type Options struct {
	Quick   bool
	Filter  string
	Compare string
	Dir     string
	Name    string
	Python  string
	Peers   string
	Report  string
	Docs    string
	Budget  time.Duration
	Quiet   bool
}

// Register adds the flags to a set.
func (o *Options) Register(f *pflag.FlagSet) {
	f.BoolVar(&o.Quick, "quick", false, "a cross-section in three minutes at most")
	f.StringVar(&o.Filter, "filter", "", "only the cells whose key matches `REGEXP`; keys look like add/float64/contiguous/n=1000/threads=1")
	f.StringVar(&o.Compare, "compare", "", "say what got slower since the results in `OLD.json`, and which verdicts turned; exit with 1 if anything is worse")
	f.StringVar(&o.Dir, "dir", "bench/results", "where results go: `DIR`")
	f.StringVar(&o.Name, "name", "", "`NAME` of the files of results; the mode by default")
	f.StringVar(&o.Python, "python", "", "Python `INTERPRETER` with the peers; by default that of .venv-bench, else python3")
	f.StringVar(&o.Peers, "peers", "", "only these peers: `LIST` of names with commas; none for ours alone")
	f.StringVar(&o.Report, "report", "", "measure nothing: write report and plots anew from `RESULTS.json`, or --compare them")
	f.StringVar(&o.Docs, "docs", "", "put the figures into the marked part of `PAGE.md`")
	f.DurationVar(&o.Budget, "budget", 0, "`TIME` after which a cell does no more than the least number of rounds; 500ms in a full run")
	f.BoolVar(&o.Quiet, "quiet", false, "no progress bar")
}

// Check returns what is wrong with the options.
func (o *Options) Check() error {
	if _, err := regexp.Compile(o.Filter); err != nil {
		return fmt.Errorf("--filter: %w", err)
	}
	if o.Quick && o.Filter != "" {
		return fmt.Errorf("--quick and --filter choose cells differently: give one of them")
	}
	return nil
}

// Args returns the options as arguments, to pass them on.
func (o *Options) Args() []string {
	var args []string
	add := func(name, value string) {
		if value != "" {
			args = append(args, "--"+name+"="+value)
		}
	}
	if o.Quick {
		args = append(args, "--quick")
	}
	if o.Quiet {
		args = append(args, "--quiet")
	}
	add("filter", o.Filter)
	add("compare", o.Compare)
	add("dir", o.Dir)
	add("name", o.Name)
	add("python", o.Python)
	add("peers", o.Peers)
	add("report", o.Report)
	add("docs", o.Docs)
	if o.Budget > 0 {
		add("budget", o.Budget.String())
	}
	return args
}

// Mode names what kind of run it is.
func (o *Options) Mode() string {
	switch {
	case o.Filter != "":
		return "filter"
	case o.Quick:
		return "quick"
	}
	return "full"
}

// Wants reports whether a peer is wanted.
func (o *Options) Wants(peer string) bool {
	if o.Peers == "" {
		return true
	}
	for name := range strings.SplitSeq(o.Peers, ",") {
		if strings.TrimSpace(name) == peer {
			return true
		}
	}
	return false
}
