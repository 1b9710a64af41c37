// SPDX-License-Identifier: BSD-3-Clause

package bridge

import "slices"

// Functions are all functions that Python can call.
var Functions = watched(declared(slices.Concat(elementFunctions, methodFunctions, creationFunctions, manipulationFunctions, indexingFunctions,
	statisticalFunctions, linearFunctions, linalgFunctions, fftFunctions, sortingFunctions, numpyFunctions,
	placingFunctions, coordinateFunctions, polynomialFunctions, specialFunctions, setFunctions, printingFunctions, chunkedFunctions, resolveFunctions, timeFunctions, generalisedFunctions)))
