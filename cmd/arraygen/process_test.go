// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/npy"
)

// TestMain is the command itself when a test starts this program again.
func TestMain(m *testing.M) {
	if os.Getenv("ARRAYGEN_TEST_COMMAND") != "" {
		limit()
		main()
		return
	}
	os.Exit(m.Run())
}

// limit of the time that a command may take here. None of them waits for
// anything; the machine may be busy.
const patienceOfTests = time.Minute

// process is the command as a program of its own.
func process(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Env = append(os.Environ(), "ARRAYGEN_TEST_COMMAND=1")
	timer := time.AfterFunc(patienceOfTests, func() {
		if c.Process != nil {
			_ = c.Process.Kill()
		}
	})
	t.Cleanup(func() { timer.Stop() })
	return c
}

// ran runs a command, and returns its exit code and what it says.
func ran(t *testing.T, c *exec.Cmd) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	if c.Stdout == nil {
		c.Stdout = &out
	}
	c.Stderr = &errs
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.NotContains(t, errs.String(), "goroutine ", "%v", c.Args)
	return c.ProcessState.ExitCode(), out.String(), errs.String()
}

// succeeds runs a command that works.
func succeeds(t *testing.T, c *exec.Cmd) (stdout string) {
	t.Helper()
	code, stdout, stderr := ran(t, c)
	require.Zero(t, code, "%v: %s", c.Args[1:], stderr)
	require.Empty(t, stderr)
	return stdout
}

// folder makes a folder with x.npy, 0 … 11 of shape (3, 4), and goes there.
func folder(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	require.NoError(t, npy.Save("x.npy", ndarray.Arange[float64](0, 12, 1).Reshape(3, 4)))
}

// entries are the names in the working folder.
func entries(t *testing.T) []string {
	t.Helper()
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

func values[T dtype.Element](t *testing.T, a *ndarray.Array) []T {
	t.Helper()
	v, err := ndarray.Data[T](a.Copy())
	require.NoError(t, err)
	return v
}

// doubled is what a test of run expects of multiply x.npy 2.
var doubled = []float64{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22}

// TestHostileInput gives every command what an enemy would: each ends at once,
// with its exit code and a message, and changes nothing.
func TestHostileInput(t *testing.T) {
	folder(t)
	header := func(text string, data int) string {
		return "\x93NUMPY\x01\x00" + string([]byte{byte(len(text)), byte(len(text) >> 8)}) + text + strings.Repeat("\x00", data)
	}
	good, err := os.ReadFile("x.npy")
	require.NoError(t, err)
	for name, text := range map[string]string{
		"empty.npy":     "",
		"text.npy":      "no array at all",
		"cut.npy":       string(good[:len(good)-1]),
		"cuthead.npy":   string(good[:50]),
		"lie.npy":       header("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }\n", 24),
		"overflow.npy":  header("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }\n", 24),
		"negative.npy":  header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }\n", 24),
		"huge.npy":      "\x93NUMPY\x02\x00\xff\xff\xff\xff",
		"object.npy":    header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", 24),
		"record.npy":    header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }\n", 24),
		"brain.npy":     header("{'descr': '<V2', 'fortran_order': False, 'shape': (3,), }\n", 6),
		"five.npy":      header("{'descr': '<f8', 'fortran_order': False, 'shape': (5,), }\n", 40),
		"small.npy":     header("{'descr': '|i1', 'fortran_order': False, 'shape': (2,), }\n", 2),
		"empty.yaml":    "",
		"binary.yaml":   "\x00\x01\xff\xfe",
		"nonsense.yaml": "package: [\n",
		"unknown.yaml":  "package: a\nnonsense: 1\n",
	} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	}
	require.NoError(t, os.Mkdir("folder", 0o777))
	before := entries(t)
	long := strings.Repeat("a", 300)
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"run exp missing.npy y.npy", 1, "missing.npy: no such file or directory"},
		{"run exp folder y.npy", 1, "folder: is a directory"},
		{"run exp x.npy/in y.npy", 1, "x.npy/in: not a directory"},
		{"run exp " + long + " y.npy", 1, "file name too long"},
		{"run exp empty.npy y.npy", 1, "empty.npy: the file ends within the first bytes"},
		{"run exp text.npy y.npy", 1, "text.npy: the file begins with"},
		{"run exp cut.npy y.npy", 1, `cut.npy: an array of "<f8" of shape (3, 4) needs 96 bytes, but the file has only 95`},
		{"run exp cuthead.npy y.npy", 1, "cuthead.npy: the file ends within the header"},
		{"run exp lie.npy y.npy", 1, "of shape (99999999999,) needs 799999999992 bytes, but the file has only 24"},
		{"run exp overflow.npy y.npy", 1, "of shape (4611686018427387904, 4) is larger than the address space"},
		{"run exp negative.npy y.npy", 1, "a length from 0"},
		{"run exp huge.npy y.npy", 1, "the header has 4294967295 bytes"},
		{"run exp object.npy y.npy", 1, "pickled Python objects"},
		{"run exp record.npy y.npy", 1, "records"},
		{"run exp brain.npy y.npy", 1, "--raw"},
		{"run add x.npy five.npy y.npy", 1, "shapes (3, 4), (5,) could not be broadcast together"},
		{"run invert x.npy y.npy", 1, "not supported for (float64)"},
		{"run add small.npy 300 y.npy", 1, "300 is out of bounds for int8"},
		{"run add x.npy 2.5x y.npy", 1, "2.5x: no such file or directory, and no number"},
		{"run exp x.npy folder", 1, "folder: is a directory"},
		{"run exp x.npy missing/y.npy", 1, "missing/y.npy: no such file or directory"},
		{"run exp x.npy x.npy/y.npy", 1, "x.npy/y.npy: not a directory"},
		{"run exp x.npy " + long, 1, "file name too long"},
		{"run exp - y.npy", 1, "standard input: the file ends within the first bytes"},
		{"run add - - y.npy", 2, "only one operand can be -"},
		{"run add x.npy 99999999999999999999 y.npy", 2, "has more than 64 bits"},
		{"run add x.npy y.npy", 2, "add takes 2 operands (x1, x2) and writes 1 result (y): 3 files or numbers, not 2"},
		{"run add x.npy 1 2 y.npy", 2, "not 4"},
		{"run exp", 2, "requires at least 2 arg(s)"},
		{"run nonesuch x.npy y.npy", 2, `no row "nonesuch"`},
		{"run exp x.npy y.npy --nonsense", 2, "unknown flag: --nonsense"},
		{"run exp x.npy y.npy --spec missing.yaml", 1, "missing.yaml: no such file or directory"},
		{"run exp x.npy y.npy --spec nonsense.yaml", 1, "nonsense.yaml:1:"},
		{"list nonesuch", 2, `no row "nonesuch"`},
		{"list --spec missing.yaml", 1, "missing.yaml: no such file or directory"},
		{"list --spec folder", 1, "folder"},
		{"list --spec", 2, "flag needs an argument"},
		{"explain nonesuch float64", 2, `no row "nonesuch"`},
		{"explain bitwise_and float64", 2, "bitwise_and has no loop for (float64); it has (bool, bool) -> bool"},
		{"explain exp float99", 2, `there is no dtype "float99"; there are bool, int8`},
		{"explain exp float64 z80", 2, `there is no level "z80"; there are go, avx2`},
		{"explain exp", 2, "accepts between 2 and 3 arg(s)"},
		{"check missing.yaml", 1, "missing.yaml: no such file or directory"},
		{"check folder", 1, "folder"},
		{"check empty.yaml", 1, "empty.yaml"},
		{"check binary.yaml", 1, "binary.yaml"},
		{"check nonsense.yaml", 1, "nonsense.yaml:1:"},
		{"check unknown.yaml", 1, "unknown.yaml:2:1"},
		{"check --stock . x.yaml", 2, "--stock takes no files"},
		{"generate missing.yaml", 1, "missing.yaml: no such file or directory"},
		{"generate folder", 1, "folder"},
		{"generate binary.yaml nonsense.yaml", 1, "nonsense.yaml:1:"},
		{"generate --stock", 2, "flag needs an argument"},
		{"init x.npy", 1, "x.npy: file already exists"},
		{"init x.npy/a.yaml", 1, "not a directory"},
		{"init new.yaml --package 1x", 2, `"1x" is no name of a Go package`},
		{"init new.yaml --package func", 2, `"func" is no name of a Go package`},
		{"init a b", 2, "accepts at most 1 arg(s)"},
		{"demo extra", 2, "unknown command"},
		{"demo --examples missing", 1, "no example modules in missing"},
		{"bench extra", 2, "unknown command"},
		{"bench --nonsense", 2, "unknown flag"},
		{"bench --quick", 1, "in a checkout of arraygen"},
		{"version extra", 2, "unknown command"},
		{"nonesuch", 2, `unknown command "nonesuch"`},
		{"help nonesuch", 2, `unknown command "nonesuch"`},
		{"completion nonesuch", 2, `unknown command "nonesuch"`},
		{"--nonsense", 2, "unknown flag: --nonsense"},
	} {
		code, stdout, stderr := ran(t, process(t, strings.Fields(c.args)...))
		require.Equal(t, c.code, code, "%s: %s", c.args, stderr)
		require.Contains(t, stderr, c.want, c.args)
		require.True(t, strings.HasPrefix(stderr, "arraygen: "), "%s: %s", c.args, stderr)
		require.Empty(t, stdout, c.args)
		require.NotRegexp(t, `Options\{|npy\.|: \[\d`, stderr, "words for Go programmers")
		require.Equal(t, before, entries(t), c.args)
	}
}

// TestEmptyNames gives every command the empty text that a script makes of a
// variable that is not set.
func TestEmptyNames(t *testing.T) {
	folder(t)
	for _, args := range [][]string{
		{"run", "exp", "", "y.npy"}, {"run", "exp", "x.npy", ""}, {"run", "", "x.npy", "y.npy"}, {"list", ""}, {"explain", "", "float64"},
		{"explain", "exp", ""}, {"check", ""}, {"generate", ""}, {"init", ""}, {"demo", "--examples", ""}, {"help", ""},
	} {
		code, _, stderr := ran(t, process(t, args...))
		require.NotZero(t, code, "%q", args)
		require.True(t, strings.HasPrefix(stderr, "arraygen: "), "%q: %s", args, stderr)
		require.Equal(t, []string{"x.npy"}, entries(t), "%q", args)
	}
}

func TestVersion(t *testing.T) {
	text := succeeds(t, process(t, "version"))
	require.Contains(t, text, "levels: [go")
	require.Equal(t, text, succeeds(t, process(t, "--version")))
}

// TestNumbers runs with numbers on the command line. Those with a minus are not
// taken for flags.
func TestNumbers(t *testing.T) {
	folder(t)
	for number, want := range map[string]float64{"-2": -1, "-2.5": -1.5, "+3": 4, "-1e3": -999, "-0x1p-1": 0.5, "True": 2} {
		succeeds(t, process(t, "run", "add", "x.npy", number, "y.npy"))
		require.Equal(t, want, values[float64](t, npy.Load("y.npy"))[1], number)
	}
	succeeds(t, process(t, "run", "add", "x.npy", "1-2j", "y.npy"))
	require.Equal(t, 2-2i, values[complex128](t, npy.Load("y.npy"))[1])
	succeeds(t, process(t, "run", "multiply", "-2j", "x.npy", "y.npy"))
	require.Equal(t, -2i, values[complex128](t, npy.Load("y.npy"))[1])
	succeeds(t, process(t, "run", "maximum", "x.npy", "-inf", "y.npy"))
	require.Equal(t, 11.0, values[float64](t, npy.Load("y.npy"))[11])
}

func TestStandardStreams(t *testing.T) {
	folder(t)
	x, err := os.ReadFile("x.npy")
	require.NoError(t, err)
	c := process(t, "run", "multiply", "-", "2", "-")
	c.Stdin = bytes.NewReader(x)
	out := succeeds(t, c)
	require.Equal(t, doubled, values[float64](t, npy.Read(strings.NewReader(out))))

	// What comes out goes in again.
	c = process(t, "run", "multiply", "0.5", "-", "y.npy")
	c.Stdin = strings.NewReader(out)
	succeeds(t, c)
	y, err := os.ReadFile("y.npy")
	require.NoError(t, err)
	require.Equal(t, x, y)
}

func TestInitInAFolder(t *testing.T) {
	folder(t)
	require.NoError(t, os.Mkdir("waves", 0o777))
	succeeds(t, process(t, "init", "waves"))
	succeeds(t, process(t, "init", "tides/"))
	for _, dir := range []string{"waves", "tides"} {
		require.FileExists(t, filepath.Join(dir, "kernels.yaml"))
		text, err := os.ReadFile(filepath.Join(dir, "generate.go"))
		require.NoError(t, err)
		require.Contains(t, string(text), "package "+dir)
	}
}
