package plan

import "github.com/arraygen/arraygen/asm/ir"

// Kernel is a kernel to be emitted.
type Kernel struct {
	Name string   // of the Go function, less the suffix of the instruction set
	Func *ir.Func // the body
	Doc  string   // the comment of the function: the loop that it equals
	// Annotate puts the value of the body that instructions compute before
	// them, as a comment.
	Annotate bool
}
