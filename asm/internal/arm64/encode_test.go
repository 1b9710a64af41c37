// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/arch/arm64/arm64asm"
)

type encoded struct {
	word uint32
	text string
}

// legal lists the arrangements that the instruction exists for.
func legal(name string) []arrangement {
	switch encodings[name].class {
	case floatThree, floatTwo:
		return []arrangement{s2, s4, d2}
	case bitThree, bitTwo, moveByte, dotThree:
		return []arrangement{b8, b16}
	case extend, narrow:
		return []arrangement{b8, h4, s2}
	case longThree:
		if strings.HasSuffix(name, "2") {
			return []arrangement{b16, h8, s4}
		}
		return []arrangement{b8, h4, s2}
	case floatExtend, floatNarrow:
		return []arrangement{h4, s2}
	case pairwise:
		return []arrangement{b8, b16, h4, h8, s4}
	}
	switch name {
	case "rev16":
		return []arrangement{b8, b16}
	case "rev32":
		return []arrangement{b8, b16, h4, h8}
	case "mul", "mla", "mls", "smax", "smin", "umax", "umin", "umaxp", "rev64", "clz", "srhadd", "urhadd", "sabd", "uabd":
		return []arrangement{b8, b16, h4, h8, s2, s4}
	}
	return []arrangement{b8, b16, h4, h8, s2, s4, d2}
}

// all encodes every instruction with every arrangement and various operands.
func all() []encoded {
	var es []encoded
	for _, name := range slices.Sorted(maps.Keys(encodings)) {
		for _, a := range legal(name) {
			for _, r := range [][3]int{{0, 1, 2}, {31, 0, 16}, {7, 31, 31}, {17, 17, 9}, {10, 21, 30}} {
				ms := []int{r[2]}
				switch encodings[name].class {
				case shiftLeft:
					ms = []int{0, 1, 8<<a.size - 1}
				case shiftRight:
					ms = []int{1, 3, 8 << a.size}
				case moveByte:
					ms = []int{0, 0x40, 0xa5, 0xff}
					r[1] = 0
				}
				for _, m := range ms {
					w, text := word(name, a, r[0], r[1], m)
					es = append(es, encoded{w, text})
				}
			}
		}
	}
	for _, load := range []bool{true, false} {
		for _, size := range []int{1, 2} {
			for _, r := range [][3]int{{0, 1, 0}, {31, 25, 6}, {7, 2, 254}} {
				w, text := narrowMemory(load, size, r[0], r[1], r[2])
				es = append(es, encoded{w, text})
			}
		}
	}
	return es
}

// plain brings assembly of any of the sources to one form.
func plain(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	for _, w := range [][2]string{{"sshll", "sxtl"}, {"ushll", "uxtl"}} {
		if strings.HasPrefix(s, w[0]) && strings.HasSuffix(s, ", #0") {
			s = w[1] + strings.TrimSuffix(s[len(w[0]):], ", #0")
		}
	}
	if strings.HasPrefix(s, "not ") {
		s = "mvn " + s[4:]
	}
	return strings.ReplaceAll(s, ", ", ",")
}

func decode(w uint32) (string, error) {
	var b [4]byte
	binary.LittleEndian.PutUint32(b[:], w)
	inst, err := arm64asm.Decode(b[:])
	if err != nil {
		return "", err
	}
	return arm64asm.GNUSyntax(inst), nil
}

// TestDecode reads every encoding back with an independent disassembler.
func TestDecode(t *testing.T) {
	es := all()
	require.Greater(t, len(es), 1500)
	for _, e := range es {
		got, err := decode(e.word)
		if name, _, _ := strings.Cut(e.text, " "); encodings[name].class == dotThree && encodings[name].base != 0 {
			require.Error(t, err, "the disassembler knows %s now", name)
			continue
		}
		require.NoError(t, err, "%08x %s", e.word, e.text)
		require.Equal(t, plain(e.text), plain(got), "%08x", e.word)
	}
}

// TestDots compares the instructions that the disassembler lacks with words of GNU's assembler.
func TestDots(t *testing.T) {
	for _, c := range []struct {
		name    string
		a       arrangement
		d, n, m int
		want    uint32
	}{
		{"sdot", b16, 0, 1, 2, 0x4e829420},
		{"sdot", b8, 10, 21, 30, 0x0e9e96aa},
		{"udot", b16, 31, 0, 16, 0x6e90941f},
		{"udot", b8, 7, 31, 31, 0x2e9f97e7},
	} {
		w, text := word(c.name, c.a, c.d, c.n, c.m)
		require.Equal(t, c.want, w, text)
	}
}

// TestAssembler assembles every text with a foreign assembler and compares
// the words; the machines that develop this package have one of the two.
func TestAssembler(t *testing.T) {
	es := all()
	var src bytes.Buffer
	for _, e := range es {
		fmt.Fprintln(&src, e.text)
	}
	if gas, err := exec.LookPath("aarch64-linux-gnu-as"); err == nil {
		obj := filepath.Join(t.TempDir(), "x.o")
		cmd := exec.Command(gas, "-march=armv8.2-a+dotprod", "-o", obj, "-")
		cmd.Stdin = &src
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		text := filepath.Join(t.TempDir(), "x.bin")
		out, err = exec.Command("aarch64-linux-gnu-objcopy", "-O", "binary", "-j", ".text", obj, text).CombinedOutput()
		require.NoError(t, err, string(out))
		code, err := os.ReadFile(text)
		require.NoError(t, err)
		require.Len(t, code, 4*len(es))
		for i, e := range es {
			require.Equal(t, e.word, binary.LittleEndian.Uint32(code[4*i:]), e.text)
		}
		return
	}
	if mc, err := exec.LookPath("llvm-mc"); err == nil {
		cmd := exec.Command(mc, "-triple=aarch64", "-mattr=+dotprod", "-show-encoding")
		cmd.Stdin = &src
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		codes := regexp.MustCompile(`encoding: \[0x(..),0x(..),0x(..),0x(..)\]`).FindAllStringSubmatch(string(out), -1)
		require.Len(t, codes, len(es))
		for i, e := range es {
			c := codes[i]
			require.Equal(t, fmt.Sprintf("%08x", e.word), c[4]+c[3]+c[2]+c[1], e.text)
		}
		return
	}
	t.Log("neither aarch64-linux-gnu-as nor llvm-mc is installed: TestDecode alone judges the encodings")
}
