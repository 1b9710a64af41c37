// SPDX-License-Identifier: BSD-3-Clause

// Package snippets holds the test that compiles, runs or checks everything that
// README.md and the pages of docs print between fences, as a user would: in a
// module outside this repository that uses it by a replace.
//
// A fence names its language. Python is run by interop/python/tests/test_docs.py.
// For every other block, an HTML comment on the line above, which no reader of
// the page sees, says what becomes of it:
//
//	<!-- snippet: in FILE -->                    it is (part of) a file of the user's module
//	<!-- snippet: in FILE, beside FILES -->      the same, with files of this repository beside it
//	<!-- snippet: run in FOLDER -->              commands that end without an error
//	<!-- snippet: printed in FOLDER by COMMAND --> what a command prints
//	<!-- snippet: tested by FILE, FUNCTION -->   another test reads it from the page
//	<!-- snippet: diagram -->                    nothing to run
//
// testdata/module is the rest of the module. A file there may have lines that
// say only "snippet" in a comment: the blocks of that FILE take their places, in
// the order of the pages. That is how an excerpt gets the lines around it, and
// an Example its output. Import declarations at the beginning of a block go
// behind the package clause. FILEs of which testdata has none are a block each,
// as printed. The comment may stand above a table too: the code in its last
// column is compiled and run as arguments of calls of check.
//
// A block that nothing claims fails the test, and so does a place that no block
// takes.
package snippets
