// SPDX-License-Identifier: BSD-3-Clause

// Package bench measures this library against what a user would take instead:
// the same work, in one run, on one machine, with results that are checked
// before they are timed.
package bench
