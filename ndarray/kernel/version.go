// SPDX-License-Identifier: BSD-3-Clause

package kernel

// Version is the version of arraygen: of the library, the command line, the
// generated code and the Python package. The changes of each are listed in
// docs/CHANGELOG.md.
const Version = "0.1.0"

// RegenerateWithArraygen3 is what generated code refers to, so that it compiles
// only with a library that it was made for. Where the compiler says that this
// name, or one with another number, is undefined, run arraygen generate, with
// the version of arraygen that go.mod names.
//
// Its number is raised when code that an earlier version generated would no
// longer compile or no longer be right.
const RegenerateWithArraygen3 = true
