package bridge

import "slices"

// Functions are all functions that Python can call.
var Functions = slices.Concat(elementFunctions, creationFunctions, shapeFunctions, selectionFunctions,
	reductionFunctions, linearFunctions, orderFunctions, resolveFunctions, roundingFunctions)
