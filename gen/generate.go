package gen

//go:generate go run ../cmd/arraygen generate --stock ..
