package tables

//go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate
