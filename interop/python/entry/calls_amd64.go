package entry

import "unsafe"

// calls returns the targets of what looks like a CALL rel32 in the code at p.
func calls(p uintptr) (targets []uintptr) {
	code := unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&p))), limit)
	for i := 0; i+5 <= len(code); i++ {
		if code[i] == 0xe8 {
			to := int32(code[i+1]) | int32(code[i+2])<<8 | int32(code[i+3])<<16 | int32(code[i+4])<<24
			targets = append(targets, p+uintptr(i)+5+uintptr(to))
		}
	}
	return targets
}
