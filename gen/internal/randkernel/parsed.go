// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"github.com/arraygen/arraygen/gen"
)

// parsedRow is a row of kernels.yaml.
type parsedRow struct {
	Name    string
	Doc     string
	In, Out yaml.MapSlice
	Order   string `yaml:",omitempty"`
	Edge    string `yaml:",omitempty"`
	Body    string
	Bound   string
}

// text is the row under a name, as kernels.yaml has it.
func (r parsedRow) text(name string) (string, error) {
	r.Name = name
	b, err := yaml.MarshalWithOptions([]parsedRow{r}, yaml.UseLiteralStyleIfMultiline(true), yaml.IndentSequence(true))
	return string(b), err
}

// compiles reports whether r is a row.
func (r parsedRow) compiles(functions string) bool {
	dir, err := os.MkdirTemp("", "randkernel-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(dir)
	text, err := r.text("k0")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "functions.go"), []byte(functions), 0o666)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "kernels.yaml"), []byte(programHead+text), 0o666)
	}
	if err == nil {
		_, _, err = gen.File(filepath.Join(dir, "kernels.yaml"))
	}
	return err == nil
}
