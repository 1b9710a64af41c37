// SPDX-License-Identifier: BSD-3-Clause

// Command portable type-checks what users build for every system that Go knows: what has files of its own for systems;
// and with its tests, for Windows everything, and where int has 32 bits all of the library and a generated package. It is run
// at the root of the repository.
//
// It reads sources: the standard library's too, without the bodies of its functions. To vet or to
// build for a system compiles all of that first, in two minutes of processor time each.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// What is checked: for each system what has files of its own for systems, with 32 bits and on Windows more.
var (
	each    = []string{"./ndarray/...", "./internal/convert", "./internal/atomicfile", "./internal/fixed"}
	library = append([]string{"./ufunc/...", "./array/..."}, each...)
	all     = []string{"./..."}
)

// A check is of some packages of a module for one system.
type check struct {
	target   string // GOOS/GOARCH
	module   string // its folder
	patterns []string
	tests    bool // with the tests: what these import is most of the work
}

func main() {
	only := flag.String("only", "", "check for this system alone, as freebsd/amd64")
	flag.Parse()
	if err := run(*only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(only string) error {
	list, err := exec.Command("go", "tool", "dist", "list").Output()
	if err != nil {
		return fmt.Errorf("go tool dist list: %w", err)
	}
	faults := 0
	for _, c := range checks(strings.Fields(string(list))) {
		if only != "" && c.target != only {
			continue
		}
		found, err := c.faults()
		if err != nil {
			return fmt.Errorf("%s: %w", c.target, err)
		}
		fmt.Printf("types for %s: %s\n", c.target, strings.Join(c.patterns, " "))
		for _, f := range found {
			fmt.Printf("\t%s\n", f)
		}
		faults += len(found)
	}
	if faults > 0 {
		return fmt.Errorf("%d faults", faults)
	}
	return nil
}

// checks has one architecture for each system of those in list, and those of 32 bits. iOS is Darwin
// to the sources.
func checks(list []string) []check {
	architectures := map[string][]string{}
	for _, target := range list {
		system, architecture, _ := strings.Cut(target, "/")
		architectures[system] = append(architectures[system], architecture)
	}
	delete(architectures, "ios")
	var cs []check
	for system, has := range architectures {
		architecture := has[0]
		for _, usual := range []string{"arm64", "amd64"} {
			// Go builds for Android's amd64 by cgo alone.
			if slices.Contains(has, usual) && system+"/"+usual != "android/amd64" {
				architecture = usual
			}
		}
		c := check{system + "/" + architecture, ".", each, false}
		if system == "windows" {
			c.patterns, c.tests = all, true
		}
		cs = append(cs, c)
	}
	slices.SortFunc(cs, func(a, b check) int { return strings.Compare(a.target, b.target) })
	for _, target := range []string{"linux/386", "linux/arm", "windows/386"} {
		cs = append(cs, check{target, ".", library, true}, check{target, "examples/pricing", all, true})
	}
	return cs
}

// faults returns what the packages can't be built for: errors of the go command, syntax and types.
func (c check) faults() ([]string, error) {
	root, err := filepath.Abs(c.module)
	if err != nil {
		return nil, err
	}
	system, architecture, _ := strings.Cut(c.target, "/")
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedTypesSizes,
		Dir:   root,
		Env:   append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+architecture),
		Tests: c.tests,
	}, c.patterns...)
	if err != nil {
		return nil, err
	}
	if len(loaded) == 0 {
		return nil, fmt.Errorf("no package matches %s", strings.Join(c.patterns, " "))
	}
	var found []string
	packages.Visit(loaded, nil, func(p *packages.Package) {
		for _, e := range p.Errors {
			found = append(found, e.Error())
		}
	})
	slices.Sort(found)
	return slices.Compact(found), nil
}
