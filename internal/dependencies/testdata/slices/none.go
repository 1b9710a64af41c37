// SPDX-License-Identifier: BSD-3-Clause

//go:build !sum && !add && !scaled && !exp && !variance && !softmax && !dot

package main

func call([]float64) any { return 0.5 }
