package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/gen"
	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
	"github.com/arraygen/arraygen/ufunc/npyapply"
)

func runCommand() *cobra.Command {
	var specFile string
	var o npyapply.Options
	c := &cobra.Command{
		Use:   "run NAME OPERAND ... RESULT ...",
		Short: "Apply a ufunc or kernel to .npy files",
		Long: `Run applies a stock ufunc, or a row of a spec file, to .npy files and writes .npy
files.

An operand is a file, which may be a pipe; -, the standard input; or a number:
2, -1.5, 0x1p-3, nan, inf, 1+2j, True. A file with such a name is ./2 or ./nan.
Operands broadcast as in NumPy, and numbers take the type of the arrays that they
meet. Files are mapped into memory, so that they may be larger than it; only
pipes and big-endian files are read into memory.

A result is a file; -, the standard output; or a pipe. It appears under its name,
or replaces what is there, when all results are complete. If run fails or is
interrupted, what was there stays, and nothing else is left. Links are followed
and permissions kept. A file with further hard links is refused, and so is what
is neither a regular file nor a pipe. Several runs with one result don't mix: the
last to end stays. Work that takes long shows its progress.

The rows of a spec file must have been generated; the Go toolchain runs them.`,
		Example: "  arraygen run exp in.npy out.npy\n  arraygen run multiply in.npy -2.5 out.npy\n" +
			"  arraygen run sqrt - - < in.npy | arraygen run add - 1 out.npy\n" +
			"  arraygen run black_scholes s.npy 100 1 0.05 0.2 call.npy put.npy --spec kernels.yaml",
		Args:              args(cobra.MinimumNArgs(2)),
		ValidArgsFunction: completeNames,
		RunE: func(c *cobra.Command, a []string) error {
			for i := range a {
				a[i] = strings.TrimPrefix(a[i], shield)
			}
			if a[len(a)-1] == "-" && isTerminal(c.OutOrStdout()) {
				return usageError{errors.New("the result would go to the terminal: redirect it, or name a file")}
			}
			o.Stdin, o.Stdout = c.InOrStdin(), c.OutOrStdout()
			bar := &progress{w: c.ErrOrStderr(), start: time.Now()}
			defer bar.finish()
			removeStale(a[1:])
			if specFile != "" {
				return runSpec(c, specFile, a[0], a[1:], o, bar)
			}
			u := find(a[0])
			if u == nil {
				p, err := gen.CompileStock()
				if err != nil {
					return err
				}
				_, err = p.Find(a[0])
				return usageError{err}
			}
			n := min(u.NIn(), len(a)-1)
			o.Progress = bar.set
			err := npyapply.Files(u, a[1:1+n], a[1+n:], o)
			if errors.Is(err, npyapply.ErrUsage) {
				return usageError{err}
			}
			return err
		},
	}
	c.Flags().StringVar(&specFile, "spec", "", "run a row of spec `FILE` instead of a stock ufunc")
	c.Flags().Func("raw", "read raw bytes (NumPy's V2 and V1) as elements of `TYPE`: bfloat16, float8_e4m3fn", func(name string) (err error) {
		o.Raw, err = dtype.Parse(name)
		return err
	})
	return c
}

// shield is put before a negative number among the arguments of run, which
// would be taken for a flag.
const shield = " "

// shieldNumbers shields the negative numbers of a command line.
func shieldNumbers(a []string) []string {
	if len(a) == 0 || a[0] != "run" {
		return a
	}
	a = slices.Clone(a)
	for i, s := range a {
		if strings.HasPrefix(s, "-") {
			if _, is, _ := npyapply.Literal(s); is {
				a[i] = shield + s
			}
		}
	}
	return a
}

// removeStale removes what killed runs have left next to files.
func removeStale(names []string) {
	dirs := map[string]bool{}
	for _, name := range names {
		if _, is, _ := npyapply.Literal(name); !is && name != "-" {
			dirs[filepath.Dir(name)] = true
		}
	}
	for dir := range dirs {
		atomicfile.RemoveStale(dir)
	}
}

func find(name string) *ufunc.Ufunc {
	for _, u := range catalogue.All {
		if u.Name == name {
			return u
		}
		for _, a := range u.Aliases {
			if a == name {
				return u
			}
		}
	}
	return nil
}

// progress shows a bar on a terminal once the work has lasted a second.
type progress struct {
	w     io.Writer
	start time.Time
	bar   *progressbar.ProgressBar
}

func (p *progress) set(done, total int64) {
	if p.bar == nil {
		if time.Since(p.start) < time.Second || done == total || !isTerminal(p.w) {
			return
		}
		p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.w), progressbar.OptionShowBytes(true),
			progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
	}
	_ = p.bar.Set64(done) // a bar that cannot be drawn does not stop the work
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// runner is the program that runs a row of the user's package.
const runner = `// Code generated by arraygen run. DO NOT EDIT.

package main

import (
	kernels %q
	"github.com/arraygen/arraygen/ufunc/npyapply"
)

func main() { npyapply.Main(kernels.%sUfunc) }
`

// runSpec runs a row of a spec file: it builds a program that imports the
// generated package, as if it were in a folder of the file's module.
func runSpec(c *cobra.Command, specFile, name string, operands []string, o npyapply.Options, bar *progress) error {
	out, p, err := gen.File(specFile)
	if err != nil {
		return err
	}
	if err := out.Check(filepath.Dir(specFile)); err != nil {
		return fmt.Errorf("%w\nrun arraygen generate %s", err, specFile)
	}
	if _, err := p.Find(name); err != nil {
		return usageError{err}
	}
	importPath, err := gen.ImportPath(filepath.Dir(specFile))
	if err != nil {
		return err
	}
	dir, remove, err := tempDir()
	if err != nil {
		return err
	}
	defer remove()
	exe, err := buildOverlay(c.Context(), filepath.Dir(specFile), dir, fmt.Sprintf(runner, importPath, spec.GoName(name)))
	if err != nil {
		return err
	}
	a := []string{"--"}
	if o.Raw.Valid() {
		a = []string{"--raw", o.Raw.String(), "--"}
	}
	run := exec.Command(exe, append(a, operands...)...)
	run.Stdin, run.Stdout = o.Stdin, file(o.Stdout)
	lines, write := io.Pipe()
	run.Stderr = write
	var message strings.Builder
	read := make(chan struct{})
	go func() {
		defer close(read)
		for sc := bufio.NewScanner(lines); sc.Scan(); {
			var done, total int64
			if rest, ok := strings.CutPrefix(sc.Text(), npyapply.ProgressPrefix); !ok {
				message.WriteString(sc.Text() + "\n")
			} else if _, err := fmt.Sscan(rest, &done, &total); err == nil {
				bar.set(done, total)
			}
		}
		_, _ = io.Copy(io.Discard, lines)
	}()
	err = child(run)
	write.Close()
	<-read
	if err == nil {
		return nil
	}
	if text := strings.TrimSpace(message.String()); text != "" {
		err = errors.New(text)
	}
	if run.ProcessState != nil && run.ProcessState.ExitCode() == exitUsage {
		return usageError{err}
	}
	return err
}

// buildOverlay builds a program of one file as a folder of the module around
// root, where nothing is written, and returns its path in dir.
func buildOverlay(ctx context.Context, root, dir, text string) (string, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		return "", err
	}
	const folder = "arraygen_run_main"
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, folder, "main.go"): source}})
	if err != nil {
		return "", err
	}
	replace := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(replace, overlay, 0o600); err != nil {
		return "", err
	}
	exe := filepath.Join(dir, "run.exe")
	build := exec.CommandContext(ctx, "go", "build", "-overlay", replace, "-o", exe, "./"+folder)
	build.Dir = root
	var message strings.Builder
	build.Stderr = &message
	if err := child(build); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, strings.TrimSpace(message.String()))
	}
	return exe, nil
}
