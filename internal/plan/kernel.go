// SPDX-License-Identifier: BSD-3-Clause

package plan

import "github.com/arraygen/arraygen/internal/ir"

// Kernel is a kernel to be emitted.
type Kernel struct {
	Name string   // of the Go function, less the suffix of the level
	Func *ir.Func // the body
	Doc  string   // the comment of the function: the loop that it equals
	// Order, if not Elementwise, makes the kernel a fold or a scan of the body, which
	// has two inputs and an output of one type; see package kernel.
	Order Order
	// Reducing, if not nil, makes it a kernel that reduces.
	Reducing *Reducing
	// ByElement makes it a kernel of operands of any strides: an elementwise kernel that
	// loads and stores vectors by elements.
	ByElement bool
	// Annotate puts the value of the body that instructions compute before
	// them, as a comment.
	Annotate bool
	// Spills, if not nil, is set where the code keeps values in the scratch memory: not
	// an input that is broadcast, nor the halves of a row of more than a leaf.
	Spills *bool
}
