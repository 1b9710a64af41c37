// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/npy"
)

// limit keeps the files of this process small if a test asks for it: as if the
// disk were full.
func limit() {
	if n, err := strconv.ParseUint(os.Getenv("ARRAYGEN_TEST_FSIZE"), 10, 64); err == nil {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			panic(err)
		}
	}
}

func TestRunReplaces(t *testing.T) {
	folder(t)
	run := func(result string) { succeeds(t, process(t, "run", "multiply", "x.npy", "2", result)) }
	result := func(name string) []float64 { return values[float64](t, npy.Load(name)) }

	t.Run("keeps the mode", func(t *testing.T) {
		for _, perm := range []os.FileMode{0o640, 0o600, 0o664} {
			require.NoError(t, os.WriteFile("y.npy", []byte("old"), 0o600))
			require.NoError(t, os.Chmod("y.npy", perm))
			run("y.npy")
			info, err := os.Stat("y.npy")
			require.NoError(t, err)
			require.Equal(t, perm, info.Mode())
		}
	})
	t.Run("follows links", func(t *testing.T) {
		require.NoError(t, os.WriteFile("target.npy", []byte("old"), 0o640))
		require.NoError(t, os.Symlink("target.npy", "link.npy"))
		require.NoError(t, os.Symlink("fresh.npy", "dangling.npy"))
		run("link.npy")
		run("dangling.npy")
		require.Equal(t, doubled, result("target.npy"))
		require.Equal(t, doubled, result("fresh.npy"))
		for _, link := range []string{"link.npy", "dangling.npy"} {
			info, err := os.Lstat(link)
			require.NoError(t, err)
			require.NotZero(t, info.Mode()&os.ModeSymlink)
		}
	})
	t.Run("an operand", func(t *testing.T) {
		text, err := os.ReadFile("x.npy")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("same.npy", text, 0o666))
		succeeds(t, process(t, "run", "add", "same.npy", "same.npy", "same.npy"))
		require.Equal(t, doubled, result("same.npy"))
	})
	t.Run("no planted link", func(t *testing.T) {
		// The names that temporary files once had.
		require.NoError(t, os.WriteFile("victim", []byte("mine"), 0o666))
		require.NoError(t, os.Symlink("victim", ".planted.npy.part"))
		run("planted.npy")
		text, err := os.ReadFile("victim")
		require.NoError(t, err)
		require.Equal(t, "mine", string(text))
		require.NoError(t, os.Remove(".planted.npy.part"))
	})
	t.Run("not a hard link", func(t *testing.T) {
		require.NoError(t, os.WriteFile("one.npy", []byte("old"), 0o666))
		require.NoError(t, os.Link("one.npy", "two.npy"))
		code, _, stderr := ran(t, process(t, "run", "exp", "x.npy", "one.npy"))
		require.Equal(t, exitFault, code)
		require.Contains(t, stderr, "one.npy: the file has 2 hard links")
		text, err := os.ReadFile("two.npy")
		require.NoError(t, err)
		require.Equal(t, "old", string(text))
	})
	t.Run("not a device", func(t *testing.T) {
		code, _, stderr := ran(t, process(t, "run", "exp", "x.npy", "/dev/null"))
		require.Equal(t, exitFault, code)
		require.Contains(t, stderr, "/dev/null: is a device")
		code, _, stderr = ran(t, process(t, "run", "exp", "/dev/zero", "y.npy"))
		require.Equal(t, exitFault, code)
		require.Contains(t, stderr, "/dev/zero: the file begins with")
	})
	t.Run("not two results in one", func(t *testing.T) {
		module(t)
		require.NoError(t, npy.Save("x.npy", ndarray.Arange[float64](0, 12, 1)))
		spec := "package: mine\nkernels:\n  - name: both\n    doc: Both.\n    types: {T: [float64]}\n    in: {x: T}\n    out: {a: T, b: T}\n    body: |\n      a = x + 1\n      b = x * 2\n    bound: exact\n"
		require.NoError(t, os.WriteFile("kernels.yaml", []byte(spec), 0o666))
		succeeds(t, process(t, "generate"))
		both := []string{"run", "--spec", "kernels.yaml", "both", "x.npy"}
		require.NoError(t, os.Symlink("y.npy", "z.npy"))
		for _, names := range [][]string{{"y.npy", "y.npy"}, {"y.npy", "z.npy"}, {"-", "-"}} {
			code, _, stderr := ran(t, process(t, append(both, names...)...))
			require.Equal(t, exitUsage, code, stderr)
			require.Contains(t, stderr, "two results would go to")
		}
		out := succeeds(t, process(t, append(both, "y.npy", "-")...))
		require.Equal(t, doubled, values[float64](t, npy.Read(strings.NewReader(out))))
		require.Equal(t, 12.0, result("y.npy")[11])
		// Next to the spec nothing is made, not even for a while.
		require.NoError(t, os.Mkdir("out", 0o777))
		before := entries(t)
		require.NoError(t, os.Chmod(".", 0o555))
		defer os.Chmod(".", 0o777)
		unprivileged(t, func() { succeeds(t, process(t, append(both, "out/y.npy", "out/z.npy")...)) })
		require.Equal(t, before, entries(t))
		require.Equal(t, doubled, result("out/z.npy"))
	})
	for _, name := range entries(t) {
		require.False(t, strings.HasPrefix(name, "."), name)
	}
}

func TestRunOverPipes(t *testing.T) {
	folder(t)
	x, err := os.ReadFile("x.npy")
	require.NoError(t, err)
	require.NoError(t, syscall.Mkfifo("in", 0o666))
	require.NoError(t, syscall.Mkfifo("out", 0o666))
	require.NoError(t, os.Symlink("out", "link"))
	var all sync.WaitGroup
	defer all.Wait()
	for _, name := range []string{"out", "link"} {
		all.Go(func() { _ = os.WriteFile("in", x, 0) })
		got := make(chan []byte, 1)
		all.Go(func() {
			text, _ := os.ReadFile("out")
			got <- text
		})
		succeeds(t, process(t, "run", "multiply", "in", "2", name))
		require.Equal(t, doubled, values[float64](t, npy.Read(strings.NewReader(string(<-got)))))
	}
	require.ElementsMatch(t, []string{"x.npy", "in", "out", "link"}, entries(t))

	// A pipe without a writer is waited for, and the wait can be ended.
	for _, args := range [][]string{{"exp", "in", "y.npy"}, {"exp", "x.npy", "out"}} {
		c := process(t, append([]string{"run"}, args...)...)
		require.NoError(t, c.Start())
		time.Sleep(100 * time.Millisecond)
		require.NoError(t, c.Process.Signal(syscall.SIGTERM))
		_ = c.Wait()
		require.Equal(t, syscall.SIGTERM, c.ProcessState.Sys().(syscall.WaitStatus).Signal())
	}
}

// TestOutputThatFails writes to a full device and to a pipe without a reader.
func TestOutputThatFails(t *testing.T) {
	folder(t)
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if os.IsNotExist(err) {
		t.Skip("the system has no /dev/full")
	}
	require.NoError(t, err)
	defer full.Close()
	for _, args := range []string{
		"run exp x.npy -", "run exp x.npy /dev/stdout", "run exp x.npy /dev/fd/1", "list", "list --json", "explain exp float64", "version", "--version", "help", "--help",
		"help run", "run --help", "completion bash", "completion", "init new.yaml",
	} {
		c := process(t, strings.Fields(args)...)
		c.Stdout = full
		code, _, stderr := ran(t, c)
		require.Equal(t, exitFault, code, args)
		require.Contains(t, stderr, "no space left on device", args)

		r, w, err := os.Pipe()
		require.NoError(t, err)
		r.Close()
		c = process(t, strings.Fields(strings.ReplaceAll(args, "new", "newer"))...)
		c.Stdout = w
		require.NoError(t, c.Start())
		_ = c.Wait()
		w.Close()
		require.Equal(t, syscall.SIGPIPE, c.ProcessState.Sys().(syscall.WaitStatus).Signal(), args)
	}
}

// TestRunOnAFullDisk has a limit on the size of files simulate a full disk.
func TestRunOnAFullDisk(t *testing.T) {
	folder(t)
	require.NoError(t, npy.Save("big.npy", ndarray.Ones(dtype.Float64, 3<<20)))
	require.NoError(t, os.WriteFile("y.npy", []byte("old"), 0o666))
	before := entries(t)
	for _, result := range []string{"y.npy", "new.npy"} {
		c := process(t, "run", "exp", "big.npy", result)
		c.Env = append(c.Env, "ARRAYGEN_TEST_FSIZE=100000")
		code, _, stderr := ran(t, c)
		require.Equal(t, exitFault, code)
		require.Contains(t, stderr, result+": file too large")
		require.Equal(t, before, entries(t))
	}
	text, err := os.ReadFile("y.npy")
	require.NoError(t, err)
	require.Equal(t, "old", string(text))

	// A disk that is full, where one can be made.
	if err := os.Mkdir("disk", 0o777); err != nil || exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "none", "disk").Run() != nil {
		t.Log("no right to mount a small disk")
		return
	}
	defer func() { require.NoError(t, exec.Command("umount", "disk").Run()) }()
	require.NoError(t, os.WriteFile("disk/y.npy", []byte("old"), 0o666))
	code, _, stderr := ran(t, process(t, "run", "exp", "big.npy", "disk/y.npy"))
	require.Equal(t, exitFault, code)
	require.Contains(t, stderr, "disk/y.npy: no space left on device")
	left, err := os.ReadDir("disk")
	require.NoError(t, err)
	require.Len(t, left, 1)
}

// TestRunInterrupted ends a run that would last for ever, by each signal, while
// it writes.
func TestRunInterrupted(t *testing.T) {
	folder(t)
	require.NoError(t, os.WriteFile("y.npy", []byte("old"), 0o640))
	// Sparse, and far larger than what is computed in the time.
	big := npy.Create("big.npy", dtype.Float64, false, 1)
	require.NoError(t, big.Err())
	big.Owner().Release()
	const n = 100 << 30
	head := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d,), }", n/8)
	head += strings.Repeat(" ", 118-len(head)-1) + "\n"
	f, err := os.OpenFile("big.npy", os.O_RDWR, 0)
	require.NoError(t, err)
	_, err = f.WriteAt([]byte(head), 10)
	require.NoError(t, err)
	require.NoError(t, f.Truncate(128+n))
	require.NoError(t, f.Close())
	require.NoError(t, syscall.Mkfifo("pipe", 0o666))
	before := entries(t)

	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL} {
		if signal.Ignored(sig) {
			continue // under nohup, for one: then the command goes on, as it should
		}
		// Less than a tenth of the result fits: it is reserved at once, or fails.
		c := process(t, "run", "logical_not", "big.npy", "y.npy")
		var errs strings.Builder
		c.Stderr = &errs
		require.NoError(t, c.Start())
		time.Sleep(200 * time.Millisecond)
		require.NoError(t, c.Process.Signal(sig))
		_ = c.Wait()
		if s := c.ProcessState.Sys().(syscall.WaitStatus); s.Signaled() {
			require.Equal(t, sig, s.Signal())
		} else {
			require.Contains(t, errs.String(), "no space left on device")
		}
		require.Equal(t, before, entries(t))
		text, err := os.ReadFile("y.npy")
		require.NoError(t, err)
		require.Equal(t, "old", string(text))
	}
}

// TestRunsAtOnce has several runs write one result: it is always one of theirs.
func TestRunsAtOnce(t *testing.T) {
	folder(t)
	const n = 200_000
	require.NoError(t, npy.Save("zeros.npy", ndarray.Zeros(dtype.Float64, n)))
	var all sync.WaitGroup
	for i := range 4 {
		c := process(t, "run", "add", "zeros.npy", strconv.Itoa(i), "y.npy")
		all.Go(func() {
			out, err := c.CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	for ended := false; !ended; {
		select {
		case <-done:
			ended = true
		case <-time.After(10 * time.Millisecond):
		}
		a := npy.Load("y.npy")
		if os.IsNotExist(a.Err()) || a.Err() != nil && strings.Contains(a.Err().Error(), "no such file") {
			continue
		}
		v := values[float64](t, a)
		require.Len(t, v, n)
		for _, x := range v {
			require.Equal(t, v[0], x)
		}
	}
	require.Equal(t, []string{"x.npy", "y.npy", "zeros.npy"}, entries(t))
}

// TestStaleFilesGo has run remove what a killed one has left, and nothing that
// is still written.
func TestStaleFilesGo(t *testing.T) {
	folder(t)
	name := ".arraygen-" + strings.Repeat("A", 26) + ".tmp"
	require.NoError(t, os.WriteFile(name, []byte("half"), 0o600))
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	succeeds(t, process(t, "run", "exp", "x.npy", "y.npy"))
	require.Contains(t, entries(t), name)
	require.NoError(t, f.Close())
	succeeds(t, process(t, "run", "exp", "x.npy", "y.npy"))
	require.Equal(t, []string{"x.npy", "y.npy"}, entries(t))
}

// TestInitSaysHowToGoOn does in a new module what init says, to the letter.
func TestInitSaysHowToGoOn(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("go.mod", []byte("module example.com/new\n\ngo 1.26\n"), 0o666))
	said := succeeds(t, process(t, "init", "waves/kernels.yaml"))
	readme, err := os.ReadFile(filepath.Join(tree, "README.md"))
	require.NoError(t, err)
	steps := 0
	for line := range strings.Lines(said) {
		if line, ok := strings.CutPrefix(line, "\t"); ok {
			steps++
			require.Contains(t, strings.ReplaceAll(string(readme), "../arraygen", "CLONE"), line, "README says the same")
			out, err := exec.Command("sh", "-ec", strings.ReplaceAll(line, "CLONE", tree)).CombinedOutput()
			require.NoError(t, err, "%s%s", line, out)
		}
	}
	require.Equal(t, 3, steps)
	require.FileExists(t, "waves/zz_kernels.go")
}

// TestGenerateInterrupted ends generate at many moments: what was generated
// before is whole, or what is generated now.
func TestGenerateInterrupted(t *testing.T) {
	module(t)
	require.NoError(t, os.Mkdir("rows", 0o777))
	row := "  - name: NAME\n    doc: A row.\n    types: {T: [float64]}\n    in: {x: T}\n    out: {y: T}\n    body: x + 1\n    bound: exact\n"
	write := func(name string) {
		text := "package: rows\nkernels:\n" + strings.Replace(row, "NAME", name, 1)
		require.NoError(t, os.WriteFile("rows/kernels.yaml", []byte(text), 0o666))
	}
	write("first")
	start := time.Now()
	succeeds(t, process(t, "generate", "rows/kernels.yaml"))
	took := time.Since(start)
	for i := range 12 {
		name, other := "second", "first"
		if i%2 == 1 {
			name, other = other, name
		}
		write(name)
		c := process(t, "generate", "rows/kernels.yaml")
		c.Stdout = io.Discard
		require.NoError(t, c.Start())
		time.Sleep(took * time.Duration(i+1) / 12)
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
		t.Chdir("rows")
		news, olds := 0, 0
		for _, file := range entries(t) {
			require.False(t, strings.HasPrefix(file, "."), file)
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			if strings.HasPrefix(file, "zz_") && strings.Contains(string(text), strings.ToUpper(name[:1])+name[1:]) {
				news++
			}
			if strings.HasPrefix(file, "zz_") && strings.Contains(string(text), strings.ToUpper(other[:1])+other[1:]) {
				olds++
			}
		}
		require.True(t, news == 0 || olds == 0, "%d files of %s and %d of %s", news, name, olds, other)
		t.Chdir("..")
		succeeds(t, process(t, "generate", "rows/kernels.yaml"))
	}
}

// unprivileged calls f on a thread whose children have no more rights on files
// than their permissions give them, though they be root's.
func unprivileged(t *testing.T, f func()) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with the goroutine
		var err error
		if os.Geteuid() == 0 {
			for _, power := range []uintptr{unix.CAP_DAC_OVERRIDE, unix.CAP_DAC_READ_SEARCH, unix.CAP_FOWNER} {
				if e := unix.Prctl(unix.PR_CAPBSET_DROP, power, 0, 0, 0); e != nil {
					err = e
				}
			}
		}
		defer func() { done <- err }()
		f()
	}()
	require.NoError(t, <-done)
}

// TestNoRightsAndNoHome has folders that cannot be written, files that cannot
// be read, and an empty environment.
func TestNoRightsAndNoHome(t *testing.T) {
	folder(t)
	require.NoError(t, os.Mkdir("sealed", 0o777))
	require.NoError(t, os.WriteFile("sealed/y.npy", []byte("old"), 0o444))
	require.NoError(t, os.WriteFile("secret.npy", []byte("old"), 0o000))
	require.NoError(t, os.Chmod("sealed", 0o555))
	defer func() { require.NoError(t, os.Chmod("sealed", 0o777)) }()
	for _, c := range []struct{ args, want string }{
		{"run exp x.npy sealed/new.npy", "permission denied"},
		{"run exp x.npy sealed/y.npy", "sealed/y.npy: permission denied"},
		{"run exp secret.npy y.npy", "secret.npy: permission denied"},
		{"init sealed/kernels.yaml", "permission denied"},
		{"check secret.npy", "permission denied"},
	} {
		var code int
		var stderr string
		unprivileged(t, func() { code, _, stderr = ran(t, process(t, strings.Fields(c.args)...)) })
		require.Equal(t, exitFault, code, "%s: %s", c.args, stderr)
		require.Contains(t, stderr, c.want, c.args)
	}
	c := process(t, "run", "multiply", "x.npy", "2", "y.npy")
	c.Env = []string{"ARRAYGEN_TEST_COMMAND=1"}
	succeeds(t, c)
	require.Equal(t, doubled, values[float64](t, npy.Load("y.npy")))
}
