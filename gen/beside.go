package gen

import (
	"io/fs"
	"path"
	"strings"
)

// besideFS is the folder of a file whose own path, for messages, goes through
// dir: names under dir are found at the root of fsys.
type besideFS struct {
	fsys fs.FS
	dir  string
}

func (b besideFS) Open(name string) (fs.File, error) {
	if b.dir != "." {
		name = strings.TrimPrefix(path.Clean(name), path.Clean(b.dir)+"/")
	}
	return b.fsys.Open(name)
}
