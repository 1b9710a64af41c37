package entry

import "unsafe"

// calls returns the targets of the BL instructions in the code at p.
func calls(p uintptr) (targets []uintptr) {
	code := unsafe.Slice((*uint32)(*(*unsafe.Pointer)(unsafe.Pointer(&p))), limit/4)
	for i, word := range code {
		if word>>26 == 0b100101 {
			to := int32(word<<6) >> 6 // in words
			targets = append(targets, p+uintptr(4*i)+uintptr(int(to)*4))
		}
	}
	return targets
}
