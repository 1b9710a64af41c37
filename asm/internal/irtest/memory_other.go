//go:build !unix

package irtest

// newArea returns area bytes. Reads outside go unnoticed here; writes are
// seen by their effect.
func newArea() ([]byte, error) {
	const margin = 4096
	return make([]byte, areaSize+2*margin)[margin : margin+areaSize : margin+areaSize], nil
}
