//go:build !race

package cdlpack

const roundTrips = 100_000
