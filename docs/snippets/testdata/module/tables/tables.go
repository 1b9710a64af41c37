// Package tables has kernel functions with tables.
package tables

import "github.com/arraygen/arraygen/spec/lane"

// snippet
