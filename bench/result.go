// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/internal/atomicfile"
)

// Report is the outcome of a run, as it is written to a JSON file.
type Report struct {
	Meta   Meta   `json:"meta"`
	Limits Limits `json:"limits"`
	Cells  []Cell `json:"cells"`
}

// Cell is one case with all its implementations.
type Cell struct {
	Key     string  `json:"key"`
	Ufunc   string  `json:"ufunc"`
	DTypes  string  `json:"dtypes"`
	Pattern Pattern `json:"pattern"`
	N       int     `json:"n"`
	Threads int     `json:"threads"` // 0 for all
	// Traffic is how many bytes the work reads and writes, Footprint how much
	// memory it touches, Ops the operations of an element.
	Traffic   int `json:"traffic"`
	Footprint int `json:"footprint"`
	Ops       int `json:"ops"`
	// Level is the instruction set of the kernel that our best implementation
	// runs: "go" where the loop has no assembly.
	Level string `json:"level"`
	// Ours names our implementation that peers are compared with.
	Ours string `json:"ours"`
	// Rounds are the numbers of rounds at each placement of the operands.
	Rounds measure.Rounds `json:"rounds"`
	// Unjudged says why the cell has no verdicts.
	Unjudged string `json:"unjudged,omitempty"`
	// Times are the implementations that were timed.
	Times []Time `json:"times"`
	// Missing tells why an implementation has no time.
	Missing map[string]string `json:"missing"`
}

// Time is how long an implementation took.
type Time struct {
	Name string `json:"name"`
	// Nanos is the median time of the whole work with its interval.
	Nanos measure.Interval `json:"nanos"`
	// Ratio is the time divided by ours, round by round: above 1 we are faster.
	Ratio   measure.Interval `json:"ratio"`
	Verdict measure.Verdict  `json:"verdict,omitempty"`
	// ULP is the largest difference to our result in units of the last place;
	// -1 if it was not compared.
	ULP float64 `json:"ulp"`
	// Wrong says why the result is not accepted; the time counts for nothing
	// then.
	Wrong string `json:"wrong,omitempty"`
	// Error is the error against the value in high precision, in ULP, where
	// there is one; else 0.
	Error float64 `json:"error,omitempty"`
	// Samples are the times of the rounds in nanoseconds.
	Samples []float64 `json:"samples"`
}

// Time returns the times of the named implementation, or nil.
func (c *Cell) Time(name string) *Time {
	for i := range c.Times {
		if c.Times[i].Name == name {
			return &c.Times[i]
		}
	}
	return nil
}

// Best returns the times of our implementation, or nil if it has none.
func (c *Cell) Best() *Time { return c.Time(c.Ours) }

// PerElement returns a median in nanoseconds per element.
func (c *Cell) PerElement(t *Time) float64 { return t.Nanos.Mid / float64(c.N) }

// Bandwidth returns our traffic in GB/s.
func (c *Cell) Bandwidth() float64 {
	if t := c.Best(); t != nil {
		return float64(c.Traffic) / t.Nanos.Mid
	}
	return math.NaN()
}

// Save writes r to dir, as name.json.
func (r *Report) Save(dir, name string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	text, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name+".json")
	return path, atomicfile.WriteFile(path, text)
}

// Load reads a report.
func Load(path string) (*Report, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var r Report
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("bench: %s is no report of arraygen bench: %w", path, err)
	}
	return &r, nil
}

// round4 keeps four digits of a time, to keep files small.
func round4(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

// OursPrefix begins the names of our implementations.
const OursPrefix = "arraygen-"

// IsOurs reports whether a name is one of our implementations.
func IsOurs(name string) bool { return strings.HasPrefix(name, OursPrefix) }
