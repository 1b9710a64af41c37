//go:build purego || !(amd64 || arm64)

package kernel

// has reports whether the machine runs kernels of level l: the plain loop.
func has(l Level) bool { return l == Go }
