// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"context"
	"errors"
)

// Backend computes functions for all calls within a scope, whatever their
// operands are: the idea of NEP 31.
type Backend interface {
	// Call computes f, or returns NotImplemented to leave it to the backend of the
	// scope around it, and in the end to f itself.
	Call(ctx context.Context, f Callable, args []any) (any, error)
}

type backendKey struct{}

// scope is a backend and what it was set within.
type scope struct {
	backend Backend
	outer   *scope
}

// WithBackend returns a context in which [CallIn] asks b first.
func WithBackend(ctx context.Context, b Backend) context.Context {
	outer, _ := ctx.Value(backendKey{}).(*scope)
	return context.WithValue(ctx, backendKey{}, &scope{b, outer})
}

// CallIn calls f in the scope of ctx: its backends are asked from the innermost
// outwards, and if none computes it f does. A backend that calls functions on
// its own hands on the context that it was given: it is not asked again.
func CallIn(ctx context.Context, f Callable, args ...any) (any, error) {
	s, _ := ctx.Value(backendKey{}).(*scope)
	for ; s != nil; s = s.outer {
		y, err := s.backend.Call(context.WithValue(ctx, backendKey{}, s.outer), f, args)
		if !errors.Is(err, NotImplemented) {
			return y, err
		}
	}
	return f.Apply(args...)
}
