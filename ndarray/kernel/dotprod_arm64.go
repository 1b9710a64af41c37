// SPDX-License-Identifier: BSD-3-Clause

package kernel

import "golang.org/x/sys/cpu"

// arm64Dotprod says that the CPU has SDOT and UDOT.
var arm64Dotprod = cpu.ARM64.HasASIMDDP
