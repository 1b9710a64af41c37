// SPDX-License-Identifier: BSD-3-Clause

// Command cmd compares random kernels with the text of their bodies as Go
// compiles it, for as long as one likes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/arraygen/arraygen/gen/internal/randkernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
)

// machine is where every nth program runs; none where every is 0.
type machine struct {
	name       string
	every      int
	env, flags []string
	program    func(seed uint64, rows int) randkernel.Program
}

var summary = regexp.MustCompile(`RANDOM (\d+) kernels, (\d+) elements, (.*)`)

func main() {
	limit := flag.Duration("time", time.Hour, "how long to go on")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "the first `seed`; the next programs have those after it")
	rows := flag.Int("rows", 150, "kernels of a program")
	rounds := flag.Int("rounds", 30, "rounds of data for a kernel")
	arm := flag.Int("arm64", 4, "run every `n`th program under qemu-aarch64 too; 0 runs none")
	avx512 := flag.Int("avx512", 0, "run every `n`th program on an emulated machine with AVX-512 too; 0 runs none")
	contractions := flag.Bool("contractions", false, "contractions alone")
	keep := flag.String("keep", filepath.Join(os.TempDir(), "randkernel-failures"), "the `folder` for programs that fail")
	row := flag.String("reduce", "", "reduce a `row` of the program in the folder that is the argument, and print it")
	on := flag.String("on", "this machine", "the `machine` on which that row fails")
	flag.Parse()
	program, without := randkernel.New, randkernel.NewWithoutFloat16
	if *contractions {
		program, without = randkernel.NewContractions, func(seed uint64, rows int) randkernel.Program {
			return randkernel.NewContractions(seed, rows).WithoutFloat16()
		}
	}
	tree, err := filepath.Abs(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	machines := []machine{
		{"this machine", 1, nil, nil, program},
		{"arm64", *arm, []string{"GOARCH=arm64", "CGO_ENABLED=0", kerneltest.EnvRequire + "=neon"}, []string{"-exec=qemu-aarch64"}, program},
		{"emulated AVX-512", *avx512, []string{"CGO_ENABLED=0", kerneltest.EnvRequire + "=avx512"},
			[]string{"-timeout=40m", "-exec=" + filepath.Join(tree, ".ci", "avx512-emulated")}, without},
	}
	if *row != "" {
		i := slices.IndexFunc(machines, func(m machine) bool { return m.name == *on })
		if i < 0 || flag.NArg() != 1 {
			fmt.Fprintln(os.Stderr, "-reduce takes the folder of a program that was kept; -on is this machine, arm64 or emulated AVX-512")
			os.Exit(2)
		}
		machines[i].reduce(flag.Arg(0), tree, *row, *seed, *rounds)
		return
	}
	kernels, elements, failed := map[string]int{}, map[string]int{}, 0
	start := time.Now()
	for i := 0; time.Since(start) < *limit; i++ {
		s := *seed + uint64(i)
		on := slices.DeleteFunc(slices.Clone(machines), func(m machine) bool { return m.every == 0 || i%m.every != 0 })
		if err := one(s, tree, *keep, *rows, *rounds, on, kernels, elements); err != nil {
			failed++
			fmt.Printf("seed %d: %v\n", s, err)
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

// one makes the program of a seed and runs it on machines; it adds to the
// counts, and keeps a program that fails.
func one(seed uint64, tree, keep string, rows, rounds int, machines []machine, kernels, elements map[string]int) error {
	for _, m := range machines {
		k, e, levels, err := m.run(seed, tree, keep, rows, rounds)
		if err != nil {
			return fmt.Errorf("on %s: %w", m.name, err)
		}
		kernels[levels] += k
		elements[levels] += e
	}
	return nil
}

// run makes the program of a seed and runs it: k kernels, e elements, on levels.
func (m machine) run(seed uint64, tree, keep string, rows, rounds int) (k, e int, levels string, err error) {
	dir, err := os.MkdirTemp("", "randkernel-")
	if err != nil {
		return 0, 0, "", err
	}
	defer os.RemoveAll(dir)
	if err := m.program(seed, rows).Write(dir, tree); err != nil {
		return 0, 0, "", err
	}
	out, err := randkernel.Run(dir, randkernel.Options{Seed: seed, Rounds: rounds, Env: m.env, Flags: m.flags})
	f := summary.FindAllStringSubmatch(out, -1)
	if err == nil && len(f) != 3 {
		err = errors.New("the harness did not run")
	}
	if err != nil {
		kept := filepath.Join(keep, fmt.Sprint("seed", seed))
		os.RemoveAll(kept)
		return 0, 0, "", errors.Join(fmt.Errorf("%w\n%skept in %s", err, failures(out), kept), os.CopyFS(kept, os.DirFS(dir)))
	}
	for _, f := range f { // of elements, of rows, of contractions
		n, _ := strconv.Atoi(f[1])
		m, _ := strconv.Atoi(f[2])
		k, e, levels = k+n, e+m, f[3]
	}
	return k, e, levels, nil
}

// reduce prints the shortest row that fails still of a row of the program in dir.
func (m machine) reduce(dir, tree, row string, seed uint64, rounds int) {
	text, err := randkernel.Reduce(dir, tree, row, randkernel.Options{Seed: seed, Rounds: rounds, Env: m.env, Flags: m.flags}, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(text)
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
