//go:build !(amd64 || arm64)

package entry

// calls returns nothing: there is no assembly for this machine.
func calls(uintptr) []uintptr { return nil }
