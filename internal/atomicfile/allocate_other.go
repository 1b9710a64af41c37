// SPDX-License-Identifier: BSD-3-Clause

//go:build !linux

package atomicfile

import (
	"errors"
	"os"
)

func fallocate(*os.File, int64) error { return errors.ErrUnsupported }
