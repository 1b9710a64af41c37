// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"time"
)

//go:embed source/loops.c
var source []byte

// compiler is a C compiler, and the program that it made of loops.c, which waits for
// commands.
type compiler struct {
	name, title string
	process     *exec.Cmd
	in          io.WriteCloser
	out         *bufio.Reader
}

// start compiles loops.c and starts it; nil where the compiler is not installed.
func start(name, dir string) (*compiler, error) {
	if _, err := exec.LookPath(name); err != nil {
		return nil, nil
	}
	bin := filepath.Join(dir, name)
	build := exec.Command(name, append(flags, "-o", bin, "-")...)
	build.Stdin = bytes.NewReader(source)
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	c := &compiler{name: name, title: title(name), process: exec.Command(bin)}
	in, err := c.process.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReader(out)
	return c, c.process.Start()
}

func (c *compiler) stop() {
	c.in.Close()
	_ = c.process.Wait() // its answers are what counts
}

// check gives the program the inputs of ours, and compares what it computes.
func (c *compiler) check(l *loop, o *ours) error {
	load := []byte("load\n")
	for i := range o.in {
		load = append(load, o.in[i].data...)
	}
	if _, err := c.in.Write(load); err != nil {
		return err
	}
	if _, err := c.run(l.name, 1); err != nil {
		return err
	}
	if _, err := io.WriteString(c.in, "store\n"); err != nil {
		return err
	}
	got := make([]byte, room)
	if _, err := io.ReadFull(c.out, got); err != nil {
		return err
	}
	if !bytes.Equal(got[:o.bytes], o.out.data[:o.bytes]) {
		return fmt.Errorf("%s computes something else than %s", c.name, l.name)
	}
	return nil
}

// run has the program run a loop, and returns the time that it says.
func (c *compiler) run(name string, reps int) (time.Duration, error) {
	if _, err := fmt.Fprintf(c.in, "run %s %d\n", name, reps); err != nil {
		return 0, err
	}
	var nanos int64
	if _, err := fmt.Fscanln(c.out, &nanos); err != nil {
		return 0, fmt.Errorf("%s, %s: %w", c.name, name, err)
	}
	return time.Duration(nanos), nil
}
