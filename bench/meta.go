// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Meta tells on what and with what a report was made.
type Meta struct {
	Date     time.Time         `json:"date"`
	Seconds  float64           `json:"seconds"`           // how long the run took
	Mode     string            `json:"mode"`              // quick, full or filter
	Stopped  bool              `json:"stopped,omitempty"` // ended early: cells are missing
	CPU      string            `json:"cpu"`
	Cores    int               `json:"cores"`
	Caches   Caches            `json:"caches"`
	OS       string            `json:"os"`
	Arch     string            `json:"arch"`
	Level    string            `json:"level"` // our best instruction set here
	Revision string            `json:"revision"`
	Go       string            `json:"go"`
	Python   string            `json:"python,omitempty"`
	Versions map[string]string `json:"versions"` // of the peers
	Absent   map[string]string `json:"absent"`   // peers that are not there, and why
	Rounds   int               `json:"rounds"`   // the most in a cell
	// Load is the load average over one minute before and after the run: above
	// the number of cores, others worked too.
	LoadBefore float64 `json:"load_before"`
	LoadAfter  float64 `json:"load_after"`
}

// Caches are the sizes of the data caches of a core in bytes, 0 where unknown.
type Caches struct {
	L1 int `json:"l1"`
	L2 int `json:"l2"`
	L3 int `json:"l3"`
}

func newMeta() Meta {
	return Meta{
		Date: time.Now().UTC(), CPU: cpuName(), Cores: runtime.NumCPU(), Caches: caches(),
		OS: runtime.GOOS, Arch: runtime.GOARCH, Level: kernel.Current().String(), Revision: revision(), Go: runtime.Version(),
		Versions: map[string]string{}, Absent: map[string]string{}, LoadBefore: load(),
	}
}

// cpuName returns the CPU's name where Linux tells it, with the numbers that
// identify it: hypervisors shorten names.
func cpuName() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	field := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); ok && field[name] == "" {
			field[name] = strings.TrimSpace(value)
		}
	}
	name := field["model name"]
	if name == "" {
		return runtime.GOARCH
	}
	if f := field["cpu family"]; f != "" {
		name += " (family " + f + ", model " + field["model"] + ")"
	}
	return name
}

// caches reads the sizes of the caches from Linux; elsewhere it assumes usual
// ones, so that the levels of memory still have a meaning.
func caches() Caches {
	c := Caches{}
	dirs, _ := filepath.Glob("/sys/devices/system/cpu/cpu0/cache/index*")
	read := func(dir, name string) string {
		text, _ := os.ReadFile(filepath.Join(dir, name))
		return strings.TrimSpace(string(text))
	}
	for _, dir := range dirs {
		size, err := strconv.Atoi(strings.TrimSuffix(read(dir, "size"), "K"))
		if err != nil || read(dir, "type") == "Instruction" {
			continue
		}
		switch read(dir, "level") {
		case "1":
			c.L1 = size << 10
		case "2":
			c.L2 = size << 10
		case "3":
			c.L3 = size << 10
		}
	}
	if c.L1 == 0 {
		return Caches{32 << 10, 512 << 10, 16 << 20}
	}
	return c
}

func revision() string {
	out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// load returns the load average over one minute, 0 where there is none.
func load() float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), " ")
	v, _ := strconv.ParseFloat(first, 64)
	return v
}

// what describes the run in a few words.
func (m *Meta) what() string {
	text := m.Mode + " run"
	if m.Stopped {
		text += ", ended early,"
	}
	return text
}

// busy reports whether a load average says that other programs work too: this
// one and its Python worker alternate, and some of their threads spin while they wait.
func busy(load float64) bool { return load > float64(runtime.NumCPU())+1 }
