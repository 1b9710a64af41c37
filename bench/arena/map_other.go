// SPDX-License-Identifier: BSD-3-Clause

//go:build !unix

package arena

// mapShared returns ordinary memory: without a Unix mapping there are no
// Python peers to share it with.
func mapShared(size int) (mem []byte, path string, free func(), err error) {
	return make([]byte, size), "", func() {}, nil
}
