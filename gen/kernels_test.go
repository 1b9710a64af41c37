// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/catalogue"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
)

// stockKernels pairs every generated kernel with its IR, compiled anew, and
// with its fold, or nil.
func stockKernels(t testing.TB) (ks []*Kernel, list, folds []*kernel.Set) {
	p, err := CompileStock()
	require.NoError(t, err)
	p = p.elementwise()
	sets := map[string]*kernel.Set{}
	for _, s := range slices.Concat(catalogue.Kernels, catalogue.Folds) {
		sets[s.Name] = s
	}
	require.Len(t, sets, len(catalogue.Kernels)+len(catalogue.Folds), "names must be unique")
	require.Len(t, catalogue.Kernels, len(p.Kernels))
	list, folds = make([]*kernel.Set, len(p.Kernels)), make([]*kernel.Set, len(p.Kernels))
	for i, k := range p.Kernels {
		list[i] = sets[k.FullName()]
		require.NotNil(t, list[i], k.FullName())
		folds[i] = sets[k.FoldName()]
		require.Equal(t, k.foldable(), folds[i] != nil, k.FoldName())
	}
	return p.Kernels, list, folds
}

// TestKernels compares every kernel and every fold, on every implementation,
// with the text of its body as Go compiles it.
func TestKernels(t *testing.T) {
	ks, sets, folds := stockKernels(t)
	scans := map[string]*kernel.Set{}
	for _, s := range catalogue.Scans {
		scans[s.Name] = s
	}
	var under []kerneltest.Kernel
	for i, k := range ks {
		require.Equal(t, k.scannable(), scans[k.ScanName()] != nil, k.ScanName())
		under = append(under, kerneltest.Kernel{Set: sets[i], In: k.In, Out: k.Out, Body: reference(k, sets[i]),
			Fold: folds[i], Pairwise: k.foldOrder() == plan.Pairwise, Scan: scans[k.ScanName()]})
	}
	kerneltest.Run(t, under)
}

// TestInterpreter compares the interpreter of the IR with the text of the
// bodies.
func TestInterpreter(t *testing.T) {
	ks, sets, _ := stockKernels(t)
	const n = 500
	texts := 0
	for i, k := range ks {
		text, ok := stockBodies[k.FullName()]
		if !ok {
			require.True(t, isCast(k.Ufunc), "only casts are not Go: %s", k.Name())
			continue
		}
		texts++
		r := rand.New(rand.NewPCG(5, uint64(i)))
		var in [][]byte
		for j, d := range k.In {
			in = append(in, sample.Special(r, d, n, j))
		}
		ir := interpreted(k.Func, sets[i])
		for e := range n {
			args := make([]unsafe.Pointer, len(k.In))
			for j, d := range k.In {
				args[j] = unsafe.Pointer(&in[j][e*d.Size()])
			}
			var got, want [2][2]uint64
			out := func(y *[2][2]uint64) []unsafe.Pointer {
				return []unsafe.Pointer{unsafe.Pointer(&y[0]), unsafe.Pointer(&y[1])}[:len(k.Out)]
			}
			ir(args, out(&got))
			text(args, out(&want))
			for o, d := range k.Out {
				a := unsafe.Slice((*byte)(unsafe.Pointer(&got[o])), d.Size())
				b := unsafe.Slice((*byte)(unsafe.Pointer(&want[o])), d.Size())
				if !bytes.Equal(a, b) {
					t.Fatalf("%s, element %d, output %d: the IR gives % x, the text % x", k.FullName(), e, o, a, b)
				}
			}
		}
	}
	t.Logf("%d bodies", texts)
}

// reference returns the body of k as Go compiles its text. Casts, between
// types that Go has not, are what the interpreter makes of them.
func reference(k *Kernel, set *kernel.Set) func(in, out []unsafe.Pointer) {
	if text, ok := stockBodies[k.FullName()]; ok {
		return text
	}
	return interpreted(k.Func, set)
}

// interpreted returns the body of f as the interpreter runs it. A rare lane,
// which the interpreter leaves open, is the Go loop's to fill.
func interpreted(f *ir.Func, set *kernel.Set) func(in, out []unsafe.Pointer) {
	x := make([][2]uint64, len(f.In))
	return func(in, out []unsafe.Pointer) {
		for i, o := range f.In {
			for part := range lanes(o) {
				x[i][part] = get(unsafe.Add(in[i], part*o.Lane.Size()), o.Lane.Size())
			}
		}
		y, rare := f.Eval(x)
		if rare {
			a := kernel.Args{N: 1, Rows: 1}
			for i, p := range append(append([]unsafe.Pointer{}, in...), out...) {
				a.Op[i].Ptr = p
			}
			set.RunAt(kernel.Go, &a)
			return
		}
		for i, o := range f.Out {
			for part := range lanes(o) {
				set64(unsafe.Add(out[i], part*o.Lane.Size()), o.Lane.Size(), y[i][part])
			}
		}
	}
}

func lanes(o ir.Operand) int {
	if o.Pair {
		return 2
	}
	return 1
}

func get(p unsafe.Pointer, size int) uint64 {
	switch size {
	case 1:
		return uint64(*(*uint8)(p))
	case 2:
		return uint64(*(*uint16)(p))
	case 4:
		return uint64(*(*uint32)(p))
	}
	return *(*uint64)(p)
}

func set64(p unsafe.Pointer, size int, v uint64) {
	switch size {
	case 1:
		*(*uint8)(p) = uint8(v)
	case 2:
		*(*uint16)(p) = uint16(v)
	case 4:
		*(*uint32)(p) = uint32(v)
	default:
		*(*uint64)(p) = v
	}
}

const hashFile = "testdata/results.txt"

// TestResultHashes compares a hash of the results of every kernel and fold over
// fixed inputs, on every implementation, with the one on file. The file is the same
// for all machines, whatever their instruction set or byte order; run with
// ARRAYGEN_UPDATE=1 to write it anew.
func TestResultHashes(t *testing.T) {
	ks, sets, folds := stockKernels(t)
	levels := kerneltest.Required(t)
	update := os.Getenv("ARRAYGEN_UPDATE") != ""
	want, err := readHashes()
	if !update {
		require.NoError(t, err)
	}
	got, names := map[string]string{}, map[string]bool{}
	check := func(t *testing.T, name string, hash func(kernel.Level) string) {
		for _, l := range levels {
			h := hash(l)
			if l == kernel.Go {
				got[name] = h
			}
			require.Equal(t, got[name], h, "%s differs between go and %s", name, l)
		}
		if !update && want[name] != got[name] {
			t.Errorf("%s: hash of the results is %s, on file %s", name, got[name], want[name])
		}
	}
	for i, k := range ks {
		names[k.FullName()] = true
		t.Run(k.FullName(), func(t *testing.T) {
			check(t, k.FullName(), func(l kernel.Level) string { return resultHash(k, sets[i], l) })
		})
		if folds[i] == nil {
			continue
		}
		names[k.FoldName()] = true
		t.Run(k.FoldName(), func(t *testing.T) {
			check(t, k.FoldName(), func(l kernel.Level) string { return foldHash(k.In[0], folds[i], l) })
		})
	}
	if update {
		require.Equal(t, len(names), len(got), "all kernels must run to write %s", hashFile)
		require.NoError(t, writeHashes(got))
		return
	}
	for name := range want {
		require.True(t, names[name], "%s has %s, which does not exist", hashFile, name)
	}
	t.Logf("%d of %d kernels and folds on %v", len(got), len(names), levels)
}

// resultHash runs a kernel over 600 fixed elements and hashes the bits of the
// results.
func resultHash(k *Kernel, s *kernel.Set, l kernel.Level) string {
	const n = 600
	r := rand.New(rand.NewPCG(7, 11))
	a := kernel.Args{N: n, Rows: 1, Scratch: new(kernel.Scratch)}
	for i, d := range k.In {
		a.Op[i] = kernel.Operand{Ptr: unsafe.Pointer(&sample.Special(r, d, n, i)[0]), Inner: d.Size()}
	}
	var outs [][]uint64
	for i, d := range k.Out {
		out := make([]uint64, n*d.Size()/8+1)
		outs = append(outs, out)
		a.Op[len(k.In)+i] = kernel.Operand{Ptr: unsafe.Pointer(&out[0]), Inner: d.Size()}
	}
	s.RunAt(l, &a)
	h := fnv.New64a()
	for i, d := range k.Out {
		for e := range n {
			hashElement(h.Write, d, unsafe.Add(unsafe.Pointer(&outs[i][0]), e*d.Size()))
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// foldHash folds rows of 1 to 600 elements and hashes the results: ordinary numbers,
// and in every eighth row special values.
func foldHash(d dtype.DType, s *kernel.Set, l kernel.Level) string {
	const most = 600
	r := rand.New(rand.NewPCG(7, 11))
	plain, special, result := sample.Plain(r, d, 2*most), sample.Special(r, d, 2*most, 1), make([]uint64, 2)
	h := fnv.New64a()
	for n := 1; n <= most; n++ {
		data := plain
		if n%8 == 0 {
			data = special
		}
		a := kernel.Args{N: n, Rows: 1, Scratch: new(kernel.Scratch)}
		a.Op[0] = kernel.Operand{Ptr: unsafe.Pointer(&data[n*d.Size()]), Inner: d.Size()}
		a.Op[1] = kernel.Operand{Ptr: unsafe.Pointer(&result[0])}
		s.RunAt(l, &a)
		hashElement(h.Write, d, unsafe.Pointer(&result[0]))
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// hashElement writes the lanes of an element as numbers, which have no byte order.
func hashElement(write func([]byte) (int, error), d dtype.DType, p unsafe.Pointer) {
	lanes, size := 1, d.Size()
	if d.Kind() == dtype.KindComplex {
		lanes, size = 2, size/2
	}
	for i := range lanes {
		fmt.Fprintf(writer(write), "%x,", get(unsafe.Add(p, i*size), size))
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

func writeHashes(got map[string]string) error {
	var names []string
	for n := range got {
		names = append(names, n)
	}
	sort.Strings(names)
	var b strings.Builder
	b.WriteString("# A hash of each kernel's results over fixed inputs; see TestResultHashes.\n")
	for _, n := range names {
		fmt.Fprintf(&b, "%s %s\n", n, got[n])
	}
	if err := os.MkdirAll("testdata", 0o777); err != nil {
		return err
	}
	return os.WriteFile(hashFile, []byte(b.String()), 0o666)
}

func readHashes() (map[string]string, error) {
	f, err := os.Open(hashFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	want := map[string]string{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if name, h, ok := strings.Cut(sc.Text(), " "); ok && !strings.HasPrefix(name, "#") {
			want[name] = h
		}
	}
	return want, nil
}
