// SPDX-License-Identifier: BSD-3-Clause

package peers

// binary returns the loop of a function of two inputs with a result of their
// type, or nil.
func binary[T number](name string) func(z, x, y view[T]) {
	switch name {
	case "add":
		return loopAdd[T]
	case "subtract":
		return loopSubtract[T]
	case "multiply":
		return loopMultiply[T]
	case "maximum":
		return loopMaximum[T]
	case "minimum":
		return loopMinimum[T]
	}
	return nil
}

func binaryFloat[T float](name string) func(z, x, y view[T]) {
	if name == "divide" {
		return loopDivide[T]
	}
	return binary[T](name)
}

func comparison[T number](name string) func(z view[bool], x, y view[T]) {
	switch name {
	case "less":
		return loopLess[T]
	case "greater":
		return loopGreater[T]
	case "equal":
		return loopEqual[T]
	}
	return nil
}

func unary[T number](name string) func(z, x view[T]) {
	switch name {
	case "negative":
		return loopNegative[T]
	case "square":
		return loopSquare[T]
	}
	return nil
}

func unaryFloat[T float](name string) func(z, x view[T]) {
	switch name {
	case "absolute":
		return loopAbsolute[T]
	case "sqrt":
		return loopSqrt[T]
	case "floor":
		return loopFloor[T]
	case "ceil":
		return loopCeil[T]
	case "exp":
		return loopExp[T]
	case "log":
		return loopLog[T]
	case "sin":
		return loopSin[T]
	case "cos":
		return loopCos[T]
	case "tanh":
		return loopTanh[T]
	case "exp2":
		return loopExp2[T]
	case "log2":
		return loopLog2[T]
	case "log10":
		return loopLog10[T]
	}
	return unary[T](name)
}
