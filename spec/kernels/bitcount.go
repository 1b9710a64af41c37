package kernels

// OnesCount32 returns how many bits of x are set, by adding neighbouring counts.
func OnesCount32(x uint32) uint32 {
	x -= x >> 1 & 0x55555555
	x = x&0x33333333 + x>>2&0x33333333
	x = (x + x>>4) & 0x0f0f0f0f
	x += x >> 8
	x += x >> 16
	return x & 63
}

// OnesCount64 is OnesCount32 for uint64.
func OnesCount64(x uint64) uint64 {
	x -= x >> 1 & 0x5555555555555555
	x = x&0x3333333333333333 + x>>2&0x3333333333333333
	x = (x + x>>4) & 0x0f0f0f0f0f0f0f0f
	x += x >> 8
	x += x >> 16
	x += x >> 32
	return x & 127
}
