// SPDX-License-Identifier: BSD-3-Clause

package fault

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestError(t *testing.T) {
	err := error(New("add", Shape, "shapes %s and %s", ShapeText([]int{2}), ShapeText([]int{3})))
	assert.EqualError(t, err, "add: shapes (2,) and (3,)")
	assert.EqualError(t, New("", Shape, "no name"), "no name")
	wrapped := fmt.Errorf("while summing: %w", err)
	assert.ErrorIs(t, wrapped, Shape)
	assert.NotErrorIs(t, wrapped, Axis)
	var e *Error
	if assert.ErrorAs(t, wrapped, &e) {
		assert.Equal(t, Shape, e.Kind)
		assert.Equal(t, "add", e.Func)
	}
	assert.EqualError(t, In("full", New("", Value, "no value")), "full: no value")
	assert.EqualError(t, In("full", err), err.Error())
	assert.Equal(t, io.EOF, In("full", io.EOF))
	assert.NoError(t, In("full", nil))
	under := Wrap("load", IO, io.ErrUnexpectedEOF)
	assert.ErrorIs(t, under, io.ErrUnexpectedEOF)
	assert.ErrorIs(t, under, IO)
	assert.False(t, errors.Is(under, Format))
	assert.EqualError(t, Shape, "shape error")
}
