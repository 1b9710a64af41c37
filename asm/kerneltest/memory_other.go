//go:build !(linux || darwin || freebsd)

package kerneltest

// guarded returns n bytes of memory. There are no guard pages here: reads
// past the end go unseen, writes are seen as they change what lies there.
func guarded(n int) ([]byte, error) {
	const margin = 512
	return make([]byte, n+2*margin)[margin : margin+n], nil
}
