// SPDX-License-Identifier: BSD-3-Clause

package randkernel

// found are rows that random ones have been reduced to, from behind their
// name. Every program has them.
var found = []string{
	`
    doc: A row is reduced, and broadcast back.
    in:
      x: float32[n]
    out:
      y: float32[n]
    body: |
      e := Exp(x - Max(x))
      y = e / Sum(e)
    bound: exact
`,
	// Go for arm64 and riscv64 forgets to extend m where p is false: it takes the
	// register for one that the other branch has loaded from the stack.
	`
    doc: A signed integer is reloaded in one of two branches.
    in: {n: int16, p: bool, q: bool, x: float32}
    out: {y: int64, z: float32}
    body: |
      m := n * n
      z = x
      if p {
        if q {
          z = FMA(x, x, 1)
        } else {
          z = FMA(x, x, 2)
          if int32(m) > 171 {
            z = FMA(z, x, 3)
          }
        }
      }
      y = int64(m)
    bound: exact
`, `
    doc: So is an unsigned one.
    in: {n: uint8, p: bool, q: bool, x: float32}
    out: {y: uint64, z: float32}
    body: |
      m := n - 3
      z = x
      if p {
        if q {
          z = FMA(x, x, 1)
        } else {
          z = FMA(x, x, 2)
          if uint32(m) > 17 {
            z = FMA(z, x, 3)
          }
        }
      }
      y = uint64(m)
    bound: exact
`,
	// So does our loop, unless calls have statements of their own.
	`
    doc: An integer is reloaded by what a Select chooses.
    in: {n: uint16, x: float32, y: float32}
    out: {z: float32, w: int64}
    body: |
      m := n*n - 3
      z = Select(FMA(x, y, 1) < y && FMA(x, y, 2) < y, FMA(x, x, 3) + float32(uint64(m)+1), x)
      w = int64(m)
    bound: exact
`, `
    doc: An integer is reloaded behind an operator that is evaluated for some elements.
    in: {n: int8, x: float32, y: float32}
    out: {z: float32, w: int64}
    body: |
      m := n*n - 3
      z = Select(FMA(x, y, 1) < y && FMA(x, y, 2) < y && (FMA(x, y, 3) < y || x < y), float32(int32(m)+1), x)
      w = int64(m)
    bound: exact
`,
	// Go for arm64 makes n^1, the complement of a bool, of ^n where it finds late
	// that the condition is constant.
	`
    doc: The imaginary parts are constants that differ.
    in: {n: int64, x: float64}
    out: {y: int64}
    body: y = Select(complex(x, float64(1)) == complex(float64(0.5), float64(2)), n, ^n)
    bound: exact
`,
	// Two products of the least int16 are one more than an int32 holds.
	`
    doc: Sums of products of words, of bytes, and of differences of both.
    in:
      x: int16[n]
      y: int16[n]
      a: int8[n]
      b: uint8[n]
    out: {s: int32, d: int32, e: uint32, m: int32}
    body: |
      s = Dot(int32(x), int32(y))
      d = Sum(int32(a) * int32(b))
      t := uint32(a) - uint32(b)
      e = Dot(t, t)
      m = Sum(Abs(int32(a) - int32(b)))
    bound: exact
`,
	// The length of a dimension is a parameter of the function of slices, beside its error.
	`
    doc: A dimension has the name of a result.
    in: {x: "float32[err, k]", y: "float32[n, k]"}
    out: {d: "float32[err, n]"}
    order: serial
    body: d = Dot(x, y)
    bound: exact
`,
	// A constant was loaded for a store that was written again, into the register of another vector.
	`
    doc: A NaN is mended, and other results are constants.
    in: {x: float32}
    out: {y: float32, c: int8, z: int16}
    body: |
      y = FMA(x, Canonical(x), x*x + x)
      c = 0
      z = -8192
    bound: exact
`,
	// Lanes of float32 made of uint64 fill half a register, and the other half was compared too.
	`
    doc: The index of the least of narrow elements made of wide ones.
    in: {x: "uint64[k]"}
    out: {i: int32, j: int32, l: int32}
    order: serial
    body: |
      i = int32(ArgMin(float32(x)))
      j = int32(ArgMax(float32(x)))
      l = int32(ArgMin(float64(x) + 65536))
    bound: exact
`,
	// A difference is found to be 0, and was refused as what is no value of the row.
	`
    doc: What is reduced is the same at every element.
    in: {x: "uint8[k]", y: "float32[k]", z: "int64[k]"}
    out: {a: int32, b: float32, c: int64, d: bool, e: int64, f: "int64[k]", g: float32, h: "float32[k]", i: int64}
    body: |
      t := int32(x) - int32(x)
      a = Dot(t, t) + Sum(t + 3)
      u := Select(x < x, y, 0.1)
      b = Sum(u) + Prod(u)
      c = ArgMin(x - x) + ArgMax(z ^ z)
      d = All(x == x) || Any(z < z)
      e = Count(x <= x)
      f = CumSum(z &^ z + 3)
      g = Dot(u, u) + Max(u)
      h = CumProd(u)
      i = Max(z ^ z) * Prod(z - z + 3)
    bound: exact
`,
	// The text of n is the same at every element, and where control leaves the loop is not.
	`
    doc: What is reduced is counted in a loop that elements leave.
    in: {x: "float32[k]"}
    out: {s: int32}
    body: |
      n := int32(0)
      for i := range 5 {
        if x < float32(i) {
          break
        }
        n++
      }
      s = Sum(n)
    bound: exact
`,
	// So it does where it finds late, by the range of an integer, that a condition is false; the complement was a
	// value of its own, of two readers, and behind a conversion.
	`
    doc: A condition is false for the range of an integer.
    in: {n: int64, u: uint32, m: int32}
    out: {a: int32, b: int32, c: uint32, d: int16, e: int16}
    body: |
      never := uint64(u) <= 98 && int16(u) <= -114
      k := ^n
      a = Select(never, m, ^m)
      b = Select(never, ^m, m)
      c = Select(never, u, uint32(k))
      d = Select(never, int16(m), int16(k))
      e = Select(never, int16(k), int16(m))
    bound: exact
`,
	// Kernels of one text were taken for the same, whether an input is a row or one element for a row.
	`
    doc: A reduction of two rows.
    in: {x: "float64[k]", y: "float64[k]"}
    out: {s: float64}
    body: s = Dot(x, y)
    bound: exact
`, `
    doc: A reduction of a row and an element.
    in: {x: "float64[k]", y: float64}
    out: {s: float64}
    body: s = Dot(x, y)
    bound: exact
`,
	// A tile divided half of its lanes.
	`
    doc: Sums of remainders, which float64 computes.
    in: {x: "int32[m, k]", y: "int32[k, n]"}
    out: {s: "int32[m, n]"}
    body: s = Sum(x + Rem(y, 7 + x))
    bound: exact
`,
	// A loop carried an operand's NaN, whose bits were lost where it was stored.
	`
    doc: A loop leaves a signalling NaN alone.
    in: {x: float32, y: float32}
    out: {a: float16, b: bfloat16}
    body: |
      z, w := x, y
      for range 14 {
        if z > 100 || w > 50 {
          break
        }
        if z > 1 {
          z, w = z*1.5+w, w+w
        } else {
          z, w = w, z
        }
      }
      a = z
      b = w
    bound: exact
`,
	// Variables of a loop that no iteration reads, or nothing at all, had no register or no reader.
	`
    doc: A part that is written alone, and a variable that is.
    in: {n: uint16, z: complex128}
    out: {c: complex128, x: float64}
    body: |
      dead := 0.0
      for i := 0; i < 50; i++ {
        if real(z) > 1e9 {
          break
        }
        z = complex(real(z)*real(z)+float64(n), Sqrt(real(z))*7+real(z)*5/real(z))
        z = complex(real(z)*0.5, Sqrt(real(z))-real(z)/3)
        dead = dead*3 + real(z)
      }
      c = z
      _ = dead
      x = -float64(n)
    bound: exact
`,
}
