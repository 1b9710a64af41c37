// SPDX-License-Identifier: BSD-3-Clause

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
	"strings"

	"github.com/arraygen/arraygen/gen"
)

// runGenerated builds a program that imports the package generated from a spec
// file, as if it were in a folder of the file's module, and runs it. source
// returns its text. The program tells on standard error how far it is, in lines
// that begin with prefix; what else it says there is the error.
func runGenerated(ctx context.Context, specFile string, source func(importPath string, p *gen.Program) (string, error),
	args []string, stdin io.Reader, stdout io.Writer, prefix string, bar *progress) error {
	out, p, err := gen.File(specFile)
	if err != nil {
		return err
	}
	if err := out.Check(filepath.Dir(specFile)); err != nil {
		return fmt.Errorf("%w\nrun arraygen generate %s", err, specFile)
	}
	importPath, err := gen.ImportPath(filepath.Dir(specFile))
	if err != nil {
		return err
	}
	text, err := source(importPath, p)
	if err != nil {
		return err
	}
	dir, remove, err := tempDir()
	if err != nil {
		return err
	}
	defer remove()
	exe, err := buildOverlay(ctx, filepath.Dir(specFile), dir, text)
	if err != nil {
		return err
	}
	run := exec.Command(exe, args...)
	run.Stdin, run.Stdout = stdin, stdout
	lines, write := io.Pipe()
	run.Stderr = write
	var message strings.Builder
	read := make(chan struct{})
	go func() {
		defer close(read)
		for sc := bufio.NewScanner(lines); sc.Scan(); {
			var done, total int64
			if rest, ok := strings.CutPrefix(sc.Text(), prefix); !ok {
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
