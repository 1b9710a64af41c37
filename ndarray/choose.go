package ndarray

import "unsafe"

// Choose writes to a the elements of x where a mask is true, those of y elsewhere, if
// all have the shape of a, or x or y is one element, lie in C order and are of the type of
// a. It reports whether it did.
func (a *Array) Choose(mask, x, y *Array) bool {
	n := a.Size()
	if a.canWrite("Choose") != nil || mask.Err() != nil || x.Err() != nil || y.Err() != nil || !mask.choosable(a, n) || mask.dtype.Size() != 1 ||
		x.dtype != a.dtype || y.dtype != a.dtype || !x.choosable(a, n) && x.Size() != 1 || !y.choosable(a, n) && y.Size() != 1 {
		return false
	}
	if a.flags&flagC == 0 || (a.flags&x.flags&y.flags)&flagAligned == 0 || a.overlaps(x) || a.overlaps(y) || a.overlaps(mask) {
		return false
	}
	m := bytesAt(mask.ptr, n)
	switch a.dtype.Size() {
	case 1:
		choose[uint8](a, x, y, m)
	case 2:
		choose[uint16](a, x, y, m)
	case 4:
		choose[uint32](a, x, y, m)
	case 8:
		choose[uint64](a, x, y, m)
	default:
		chooseWide(a, x, y, m)
	}
	keep(a, mask, x, y)
	return true
}

// choosable reports whether a lies as z does, of n elements.
func (a *Array) choosable(z *Array, n int) bool {
	if a.flags&flagC == 0 || a.ndim != z.ndim || a.Size() != n {
		return false
	}
	for i, d := range z.shape() {
		if a.shape()[i] != d {
			return false
		}
	}
	return true
}

// choose takes no branch for an element: which one it is cannot be foreseen.
func choose[T uint8 | uint16 | uint32 | uint64](a, x, y *Array, mask []byte) {
	n := len(mask)
	z := elementsAt[T](a.ptr, n)[:n]
	switch xs, ys := elementsAt[T](x.ptr, x.Size()), elementsAt[T](y.ptr, y.Size()); {
	case len(xs) == n && len(ys) == n:
		xs, ys = xs[:n], ys[:n]
		for i, m := range mask {
			v, w := xs[i], ys[i]
			if m == 0 {
				v = w
			}
			z[i] = v
		}
	case len(xs) == n:
		xs, other := xs[:n], ys[0]
		for i, m := range mask {
			v := xs[i]
			if m == 0 {
				v = other
			}
			z[i] = v
		}
	case len(ys) == n:
		ys, other := ys[:n], xs[0]
		for i, m := range mask {
			v := ys[i]
			if m != 0 {
				v = other
			}
			z[i] = v
		}
	default:
		two := [2]T{ys[0], xs[0]}
		for i, m := range mask {
			v := two[0]
			if m != 0 {
				v = two[1]
			}
			z[i] = v
		}
	}
}

// chooseWide is choose for elements of two words.
func chooseWide(a, x, y *Array, mask []byte) {
	n := len(mask)
	z := elementsAt[[2]uint64](a.ptr, n)
	var steps [2]uintptr // of y, x
	for i, of := range []*Array{y, x} {
		if of.Size() == n {
			steps[i] = unsafe.Sizeof(z[0])
		}
	}
	for i, m := range mask {
		p := (*[2]uint64)(unsafe.Add(y.ptr, uintptr(i)*steps[0]))
		if m != 0 {
			p = (*[2]uint64)(unsafe.Add(x.ptr, uintptr(i)*steps[1]))
		}
		z[i] = *p
	}
}
