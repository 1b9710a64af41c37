//go:build race

package ufunc

const raceEnabled = true
