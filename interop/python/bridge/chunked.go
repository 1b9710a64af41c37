// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ufunc"
)

// chunkedFunctions reduce pieces of an axis, and put them together.
var chunkedFunctions = []Function{
	{Name: "_reduce_chunk", Call: func(a Args) (any, error) { // ufunc, array, start, total, axis, about or None
		o := []array.Option{array.Axis(a.Int(4, 0))}
		if !a.None(5) {
			o = append(o, array.About(a.List[5]))
		}
		return chunkValues(array.ReduceChunk(a.List[0].(*ufunc.Ufunc), a.List[1], a.Int(2, 0), a.Int(3, 0), o...))
	}},
	{Name: "_join_chunks", Call: func(a Args) (any, error) { // ufunc, total, spans of each piece, values of each
		spans, values := a.Tuple(2), a.Tuple(3)
		pieces := make([]array.Chunk, len(spans))
		for i := range pieces {
			pieces[i] = array.Chunk{Total: a.Int(1, 0), Spans: Args{List: spans}.Ints(i), Values: Args{List: values}.Array(i)}
		}
		return chunkValues(array.JoinChunks(a.List[0].(*ufunc.Ufunc), pieces...))
	}},
}

// chunkValues is a chunk for Python.
func chunkValues(c array.Chunk, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return []any{c.Spans, c.Values}, nil
}
