//go:build !purego

package kernel

// has reports whether the machine runs kernels of level l. NEON is part of
// every arm64 machine that Go supports.
func has(l Level) bool { return l == Go || l == NEON }
