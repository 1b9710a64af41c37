// Command cmd compares random kernels with the text of their bodies as Go
// compiles it, for as long as one likes.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/arraygen/arraygen/gen/internal/randkernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
)

// machine is where programs run.
type machine struct {
	name       string
	env, flags []string
}

var machines = []machine{
	{"this machine", nil, nil},
	{"arm64", []string{"GOARCH=arm64", "CGO_ENABLED=0", kerneltest.EnvRequire + "=neon"}, []string{"-exec=qemu-aarch64"}},
}

var summary = regexp.MustCompile(`RANDOM (\d+) kernels, (\d+) elements, (.*)`)

func main() {
	limit := flag.Duration("time", time.Hour, "how long to go on")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "the first `seed`; the next programs have those after it")
	rows := flag.Int("rows", 150, "kernels of a program")
	rounds := flag.Int("rounds", 30, "rounds of data for a kernel")
	arm := flag.Int("arm64", 4, "run every `n`th program under qemu-aarch64 too; 0 runs none")
	keep := flag.String("keep", filepath.Join(os.TempDir(), "randkernel-failures"), "the `folder` for programs that fail")
	flag.Parse()
	tree, err := filepath.Abs(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	kernels, elements, failed := map[string]int{}, map[string]int{}, 0
	start := time.Now()
	for i := 0; time.Since(start) < *limit; i++ {
		s := *seed + uint64(i)
		if err := one(s, tree, *rows, *rounds, *arm > 0 && i%*arm == 0, kernels, elements); err != nil {
			failed++
			dir := filepath.Join(*keep, fmt.Sprint("seed", s))
			fmt.Printf("seed %d: %v\nkept in %s\n", s, err, dir)
			if err := os.MkdirAll(dir, 0o777); err == nil {
				randkernel.New(s, *rows).Write(dir, tree)
			}
		}
	}
	for levels, n := range kernels {
		fmt.Printf("%s: %d kernels, %d elements\n", levels, n, elements[levels])
	}
	fmt.Printf("%d programs failed, in %v\n", failed, time.Since(start).Round(time.Second))
	if failed > 0 {
		os.Exit(1)
	}
}

// one makes the program of a seed and runs it; it adds to the counts.
func one(seed uint64, tree string, rows, rounds int, arm bool, kernels, elements map[string]int) error {
	dir, err := os.MkdirTemp("", "randkernel-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := randkernel.New(seed, rows).Write(dir, tree); err != nil {
		return err
	}
	for _, m := range machines {
		if len(m.env) > 0 && !arm {
			continue
		}
		out, err := randkernel.Run(dir, randkernel.Options{Seed: seed, Rounds: rounds, Env: m.env, Flags: m.flags})
		if err != nil {
			return fmt.Errorf("on %s: %w\n%s", m.name, err, failures(out))
		}
		f := summary.FindStringSubmatch(out)
		if f == nil {
			return fmt.Errorf("on %s: the harness did not run\n%s", m.name, out)
		}
		k, _ := strconv.Atoi(f[1])
		e, _ := strconv.Atoi(f[2])
		kernels[f[3]] += k
		elements[f[3]] += e
	}
	return nil
}

// failures returns the lines of what go test printed that tell of a failure.
func failures(out string) string {
	var b strings.Builder
	for _, line := range strings.Split(out, "\n") {
		if t := strings.TrimSpace(line); t != "" && !strings.HasPrefix(t, "--- PASS") && !strings.HasPrefix(t, "=== RUN") {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}
