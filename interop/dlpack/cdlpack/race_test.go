//go:build race

package cdlpack

const roundTrips = 5_000
