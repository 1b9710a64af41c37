package kerneltest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Run builds the files of kernels made of all cases into a test of their own
// for the given architecture and runs it. files are the contents by name; the
// kernel of case c is the function c.Name + suffix, for the cases named.
//
// The package is a module in a temporary directory, in a workspace with this
// one. For a foreign architecture the test runs by the emulator given.
func Run(t *testing.T, arch, suffix string, level kernel.Level, files map[string][]byte, names []string, emulator ...string) {
	t.Helper()
	root, err := goCommand("list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("package kernels\n\nimport (\n\t\"testing\"\n\n\t\"github.com/arraygen/arraygen/asm/kerneltest\"\n\t\"github.com/arraygen/arraygen/ndarray/kernel\"\n)\n\n")
	b.WriteString("func TestKernels(t *testing.T) {\n\tkernels := map[string]kernel.Func{\n")
	for _, n := range names {
		fmt.Fprintf(&b, "\t\t%q: %s,\n", n, n+suffix)
	}
	fmt.Fprintf(&b, "\t}\n\tvar cases []kerneltest.Case\n\tfor _, c := range kerneltest.Cases() {\n\t\tif kernels[c.Name] != nil {\n\t\t\tcases = append(cases, c)\n\t\t}\n\t}\n")
	fmt.Fprintf(&b, "\tif len(cases) != len(kernels) {\n\t\tt.Fatalf(\"%%d kernels of %%d cases\", len(kernels), len(cases))\n\t}\n")
	fmt.Fprintf(&b, "\tkerneltest.Check(t, kernel.Level(%d), cases, kernels)\n}\n", level)
	all := map[string][]byte{"kernels_test.go": []byte(b.String())}
	for name, text := range files {
		all[name] = text
	}
	version, err := goCommand("list", "-m", "-f", "{{.GoVersion}}")
	if err != nil {
		t.Fatal(err)
	}
	all["go.mod"] = fmt.Appendf(nil, "module kernels\n\ngo %s\n", version)
	all["go.work"] = fmt.Appendf(nil, "go %s\n\nuse (\n\t.\n\t%q\n)\n", version, root)
	dir := t.TempDir()
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"test", "-vet=asmdecl,framepointer", "-count=1"}
	host, err := goCommand("env", "GOHOSTARCH")
	if err != nil {
		t.Fatal(err)
	}
	if host != arch {
		args = append(args, "-exec", strings.Join(emulator, " "))
	}
	cmd := exec.Command("go", append(args, ".")...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOARCH="+arch, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=")
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

func goCommand(args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}
