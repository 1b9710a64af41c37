package kernel

import (
	"runtime"

	"golang.org/x/sys/cpu"
)

// has reports whether this machine and build run kernels of level l.
func has(l Level) bool {
	r := &levels[l]
	return (r.goarch == "" || r.goarch == runtime.GOARCH && !purego) && r.cpu()
}

func always() bool { return true }

func hasAVX2() bool {
	x := &cpu.X86
	return x.HasAVX2 && x.HasFMA && x.HasBMI1 && x.HasBMI2 && x.HasF16C
}

// hasAVX512 asks for the subsets F, BW, CD, DQ and VL, which every such CPU
// since 2017 has together.
func hasAVX512() bool {
	x := &cpu.X86
	return hasAVX2() && x.HasAVX512F && x.HasAVX512BW && x.HasAVX512CD && x.HasAVX512DQ && x.HasAVX512VL
}
