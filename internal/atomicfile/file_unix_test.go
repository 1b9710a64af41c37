// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !aix && !illumos && !solaris

package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// roles are what this test's program does when a test starts it again.
var roles = map[string]func(name string){
	// write begins a file, says so, and waits.
	"write": func(name string) {
		f, err := Create(name)
		if err == nil {
			_, err = f.WriteString("half")
		}
		fmt.Println(err)
		time.Sleep(time.Minute)
	},
	// allocate tries to make a file larger than it may be.
	"allocate": func(name string) {
		_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 16, Max: 1 << 16})
		f, err := Create(name)
		if err == nil {
			err = f.Allocate(1 << 20)
		}
		fmt.Println(err)
	},
	"overfill": func(name string) {
		_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 16, Max: 1 << 16})
		fmt.Println(WriteFile(name, make([]byte, 1<<20)))
	},
	"set": func(name string) {
		_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 16, Max: 1 << 16})
		var s Set
		defer s.Close()
		err := s.Write(name+"2", []byte("small"))
		fmt.Println(errors.Join(err, s.Write(name, make([]byte, 1<<20))))
	},
	// commit replaces many files as one, and is ended as by a signal at some
	// moment of that.
	"commit": func(dir string) {
		var s Set
		for i := range setSize {
			if err := s.Write(fmt.Sprintf("%s/%d", dir, i), []byte("new")); err != nil {
				panic(err)
			}
		}
		delay, err := time.ParseDuration(os.Getenv("ATOMICFILE_DELAY"))
		if err != nil {
			panic(err)
		}
		go func() {
			time.Sleep(delay)
			Abandon()
			os.Exit(0)
		}()
		start := time.Now()
		if err := s.Commit(); err != nil {
			select {} // Abandon came first
		}
		fmt.Print(time.Since(start))
		time.Sleep(time.Minute)
	},
	// killed replaces a set of files, and is killed after so many changes of the
	// folder.
	"killed": func(dir string) {
		left, err := strconv.Atoi(os.Getenv("ATOMICFILE_STEPS"))
		if err != nil {
			panic(err)
		}
		step = func() {
			if left--; left == 0 {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
		}
		if err := replaceSet(dir); err != nil {
			panic(err)
		}
	},
	"stdout": func(name string) { fmt.Fprintln(os.Stderr, WriteFile(name, []byte("text"))) },
}

func TestMain(m *testing.M) {
	if role := roles[os.Getenv("ATOMICFILE_ROLE")]; role != nil {
		if os.Getenv("ATOMICFILE_NAMED") != "" {
			withNames()
		}
		role(os.Getenv("ATOMICFILE_NAME"))
		return
	}
	m.Run()
}

// again starts this test's program in a role.
func again(role, name string, env ...string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(append(os.Environ(), "ATOMICFILE_ROLE="+role, "ATOMICFILE_NAME="+name), env...)
	return c
}

// replaceSet makes new of a and b, adds c, and removes d, under guard.
func replaceSet(dir string) error {
	var s Set
	defer s.Close()
	err := s.Guard(dir+"/guard", []byte("mixed"))
	for _, name := range []string{"a", "b", "c"} {
		err = errors.Join(err, s.Write(dir+"/"+name, []byte("new")))
	}
	return errors.Join(err, s.Remove(dir+"/d"), s.Commit())
}

// TestKilledSet kills a program after each change that it makes. The files are
// those before, or those after, or the guard is there; and the next run, which
// is killed nowhere, leaves those after.
func TestKilledSet(t *testing.T) {
	each(t, func(t *testing.T) {
		before, after := "a=old b=old d=old", "a=new b=new c=new"
		var seen []string
		for steps := 1; ; steps++ {
			dir := t.TempDir()
			for _, name := range []string{"a", "b", "d"} {
				require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("old"), 0o666))
			}
			state := func() string {
				var list []string
				for _, name := range []string{"a", "b", "c", "d", "guard"} {
					if text := content(t, filepath.Join(dir, name)); text != "" {
						list = append(list, name+"="+text)
					}
				}
				return strings.Join(list, " ")
			}
			require.Equal(t, before, state())
			err := again("killed", dir, "ATOMICFILE_STEPS="+strconv.Itoa(steps)).Run()
			seen = append(seen, state())
			if err == nil {
				break
			}
			if s := state(); !strings.HasSuffix(s, "guard=mixed") {
				require.Contains(t, []string{before, after}, s)
			}
			require.NoError(t, replaceSet(dir))
			require.Equal(t, after, state())
			RemoveStale(dir)
			only(t, dir, "a", "b", "c")
		}
		require.Equal(t, []string{before + " guard=mixed", "a=new b=old d=old guard=mixed", "a=new b=new d=old guard=mixed",
			"a=new b=new c=new d=old guard=mixed", after + " guard=mixed", after, after}, seen)
	})
}

func TestLinks(t *testing.T) {
	each(t, func(t *testing.T) {
		dir := t.TempDir()
		sub := filepath.Join(dir, "sub")
		require.NoError(t, os.Mkdir(sub, 0o777))
		in := func(name string) string { return filepath.Join(dir, name) }
		require.NoError(t, os.WriteFile(filepath.Join(sub, "a"), []byte("old"), 0o666))
		require.NoError(t, os.Symlink("sub/a", in("one")))
		require.NoError(t, os.Symlink(in("one"), in("two")))
		require.NoError(t, os.Symlink("sub", in("folder")))
		// From within the folder, .. is dir, whatever the way into it is called.
		require.NoError(t, os.Symlink("../b", filepath.Join(sub, "up")))
		require.NoError(t, os.Symlink("loop", in("loop")))

		require.NoError(t, WriteFile(in("two"), []byte("new")))
		require.Equal(t, "new", content(t, filepath.Join(sub, "a")))
		require.NoError(t, WriteFile(in("folder/a"), []byte("newer")))
		require.Equal(t, "newer", content(t, filepath.Join(sub, "a")))
		require.NoError(t, WriteFile(in("folder/up"), []byte("made")))
		require.Equal(t, "made", content(t, in("b")))
		require.NoError(t, WriteFile(dir+"/folder/../c", []byte("x")))
		require.Equal(t, "x", content(t, in("c")))
		for _, link := range []string{"one", "two", "folder", "sub/up"} {
			info, err := os.Lstat(in(link))
			require.NoError(t, err)
			require.NotZero(t, info.Mode()&os.ModeSymlink, link)
		}
		require.ErrorContains(t, WriteFile(in("loop"), nil), "too many symbolic links")
		require.Error(t, WriteNewFile(in("one"), nil))
		only(t, dir, "sub", "one", "two", "folder", "loop", "b", "c")
		only(t, sub, "a", "up")
	})
}

func TestModeAndOwnerStay(t *testing.T) {
	each(t, func(t *testing.T) {
		defer syscall.Umask(syscall.Umask(0o027))
		name := filepath.Join(t.TempDir(), "a")
		require.NoError(t, WriteFile(name, []byte("1")))
		mode := func() os.FileMode {
			info, err := os.Stat(name)
			require.NoError(t, err)
			return info.Mode()
		}
		require.Equal(t, os.FileMode(0o640), mode(), "a new file has what the umask leaves")
		for _, perm := range []os.FileMode{0o600, 0o666, 0o755, 0o200} {
			require.NoError(t, os.Chmod(name, perm))
			require.NoError(t, WriteFile(name, []byte("2")))
			require.Equal(t, perm, mode())
		}
		if os.Geteuid() == 0 {
			require.NoError(t, os.Chown(name, 1234, 5678))
			require.NoError(t, WriteFile(name, []byte("3")))
			info, err := os.Stat(name)
			require.NoError(t, err)
			id, _ := owner(info)
			require.Equal(t, ids{1234, 5678}, id)
		} else {
			require.NoError(t, os.Chmod(name, 0o400))
			require.ErrorIs(t, WriteFile(name, []byte("3")), os.ErrPermission)
		}
	})
}

func TestHardLinks(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	require.NoError(t, os.WriteFile(name, []byte("old"), 0o666))
	f, err := Create(name)
	require.NoError(t, err)
	require.NoError(t, os.Link(name, filepath.Join(dir, "b")))
	require.ErrorContains(t, WriteFile(name, nil), "2 hard links")
	require.ErrorContains(t, f.Commit(), "has got a hard link meanwhile")
	require.Equal(t, "old", content(t, name))
	require.Equal(t, "old", content(t, filepath.Join(dir, "b")))
	only(t, dir, "a", "b")
}

func TestNoRegularFile(t *testing.T) {
	dir, err := os.MkdirTemp("", "s") // the path of a socket must be short
	require.NoError(t, err)
	defer os.RemoveAll(dir)
	socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
	require.NoError(t, err)
	defer socket.Close()
	require.ErrorContains(t, WriteFile(filepath.Join(dir, "socket"), nil), "is a socket")
	require.NoError(t, os.Symlink("/dev/null", filepath.Join(dir, "null")))
	require.ErrorContains(t, WriteFile(filepath.Join(dir, "null"), nil), "is a device")

	// What has turned into something else in the meantime stays.
	f, err := Create(filepath.Join(dir, "a"))
	require.NoError(t, err)
	require.NoError(t, unix.Mkfifo(filepath.Join(dir, "a"), 0o666))
	require.ErrorContains(t, f.Commit(), "no longer a regular file")
	only(t, dir, "socket", "null", "a")
}

func TestPipes(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, unix.Mkfifo(pipe, 0o666))
	require.NoError(t, os.Symlink("pipe", filepath.Join(dir, "link")))
	got := make(chan string)
	go func() {
		b, _ := os.ReadFile(pipe)
		got <- string(b)
	}()
	require.NoError(t, WriteFile(filepath.Join(dir, "link"), []byte("text")))
	require.Equal(t, "text", <-got)
	only(t, dir, "pipe", "link")

	var s Set
	go func() { _, _ = os.ReadFile(pipe) }()
	require.ErrorContains(t, s.Write(pipe, nil), "is no regular file")
}

// TestStandardOutput writes to descriptors: where the caller has got to in a
// file, and not from its beginning.
func TestStandardOutput(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Symlink("/dev/stdout", filepath.Join(dir, "link")))
	for _, name := range []string{"/dev/stdout", "/dev/fd/1", "/dev/fd/3", filepath.Join(dir, "link")} {
		f, err := os.Create(filepath.Join(dir, "out"))
		require.NoError(t, err)
		_, err = f.WriteString("before ")
		require.NoError(t, err)
		c := again("stdout", name)
		c.Stdout = f
		c.ExtraFiles = []*os.File{f}
		var errs strings.Builder
		c.Stderr = &errs
		require.NoError(t, c.Run())
		require.Equal(t, "<nil>\n", errs.String())
		require.Equal(t, "before text", content(t, filepath.Join(dir, "out")), name)
		require.NoError(t, f.Close())

		c = again("stdout", name)
		r, w, err := os.Pipe()
		require.NoError(t, err)
		c.Stdout = w
		c.ExtraFiles = []*os.File{w}
		require.NoError(t, c.Run())
		w.Close()
		b, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, "text", string(b), name)
	}
}

// TestFullDisk has a limit on the size of files stand for one: writing fails,
// the old content stays, and nothing is left.
func TestFullDisk(t *testing.T) {
	for _, role := range []string{"allocate", "overfill", "set"} {
		for _, named := range []string{"", "ATOMICFILE_NAMED=1"} {
			dir := t.TempDir()
			name := filepath.Join(dir, "a")
			require.NoError(t, os.WriteFile(name, []byte("old"), 0o666))
			out, err := again(role, name, named).CombinedOutput()
			require.NoError(t, err, string(out))
			require.Contains(t, string(out), name+": "+unix.EFBIG.Error(), role)
			require.Equal(t, "old", content(t, name))
			if role == "allocate" && named != "" {
				RemoveStale(dir) // its program has ended without Close
			}
			only(t, dir, "a")
		}
	}
}

// TestKilled kills a program that writes. What it leaves is removed, what a
// running one writes is not.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	require.NoError(t, os.WriteFile(name, []byte("old"), 0o666))
	start := func(env string) *exec.Cmd {
		c := again("write", name, env)
		out, err := c.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, c.Start())
		line := make([]byte, 6)
		_, err = io.ReadFull(out, line)
		require.NoError(t, err)
		require.Equal(t, "<nil>\n", string(line))
		return c
	}
	kill := func(c *exec.Cmd) {
		require.NoError(t, c.Process.Kill())
		_ = c.Wait()
	}
	left := func() int {
		RemoveStale(dir)
		temps, err := filepath.Glob(filepath.Join(dir, tempPrefix+"*"))
		require.NoError(t, err)
		return len(temps)
	}
	foreign := filepath.Join(dir, tempPrefix+"notes"+tempSuffix)
	require.NoError(t, os.WriteFile(foreign, []byte("not ours"), 0o666))

	kill(start("ATOMICFILE_NAMED="))
	named := start("ATOMICFILE_NAMED=1")
	require.Equal(t, 2, left(), "one is written, one is not ours")
	kill(named)
	require.Equal(t, 1, left())
	require.NoError(t, os.Remove(foreign))
	only(t, dir, "a")
	require.Equal(t, "old", content(t, name))
}

// setSize is large enough for a signal to come between two of the renames.
const setSize = 100

// TestSetIsEndedWhole ends a program at many moments of a Commit: all files are
// new, or none is.
func TestSetIsEndedWhole(t *testing.T) {
	run := func(delay time.Duration) (took time.Duration, renamed int) {
		dir := t.TempDir()
		for i := range setSize {
			require.NoError(t, os.WriteFile(fmt.Sprintf("%s/%d", dir, i), []byte("old"), 0o666))
		}
		out, err := again("commit", dir, "ATOMICFILE_DELAY="+delay.String()).Output()
		require.NoError(t, err)
		took, _ = time.ParseDuration(string(out))
		for i := range setSize {
			if content(t, fmt.Sprintf("%s/%d", dir, i)) == "new" {
				renamed++
			}
		}
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, entries, setSize, "nothing is left beside")
		require.Contains(t, []int{0, setSize}, renamed)
		return took, renamed
	}
	took, renamed := run(time.Second)
	require.Equal(t, setSize, renamed)
	for i := range 12 {
		run(took * time.Duration(i) / 10)
	}
}

func TestLockFolder(t *testing.T) {
	dir := t.TempDir()
	unlock, err := LockFolder(dir)
	require.NoError(t, err)
	second := make(chan struct{})
	go func() {
		unlock, err := LockFolder(dir)
		if err == nil {
			unlock()
		}
		close(second)
	}()
	select {
	case <-second:
		t.Fatal("two have locked the folder")
	case <-time.After(50 * time.Millisecond):
	}
	unlock()
	<-second
	_, err = LockFolder(filepath.Join(dir, "no"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
