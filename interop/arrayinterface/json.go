// SPDX-License-Identifier: BSD-3-Clause

package arrayinterface

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"github.com/arraygen/arraygen/ndarray/fault"
)

const jsonFunc = "arrayinterface.UnmarshalJSON"

// MarshalJSON writes i as a JSON object with the keys of Python's dict. What is
// at its default (mask, offset) is left out; strides and data may be null.
func (i *Interface) MarshalJSON() ([]byte, error) {
	type document struct {
		Shape   []int      `json:"shape"`
		Typestr string     `json:"typestr"`
		Descr   []Field    `json:"descr,omitempty"`
		Data    *[2]any    `json:"data"`
		Strides []int      `json:"strides"`
		Offset  int        `json:"offset,omitempty"`
		Mask    *Interface `json:"mask,omitempty"`
		Version int        `json:"version"`
	}
	d := document{i.Shape, i.Typestr, i.Descr, nil, i.Strides, i.Offset, i.Mask, i.Version}
	if i.Data != nil {
		d.Data = &[2]any{i.Data.Pointer, i.Data.ReadOnly}
	}
	if d.Shape == nil {
		d.Shape = []int{}
	}
	return json.Marshal(d)
}

// UnmarshalJSON reads what [Interface.MarshalJSON] writes. Unknown keys are
// ignored, as the protocol asks; whatever has the wrong type is refused.
func (i *Interface) UnmarshalJSON(text []byte) error {
	var raw map[string]json.RawMessage
	err := json.Unmarshal(text, &raw)
	if other := (*json.UnmarshalTypeError)(nil); errors.As(err, &other) {
		return fault.New(jsonFunc, fault.Format, `the interface is a JSON %s; it must be an object, as {"shape": [2], "typestr": "<f8"}`, other.Value)
	}
	if err != nil {
		return fault.New(jsonFunc, fault.Format, "the interface is not a JSON object: %v", err)
	}
	var got Interface
	for _, k := range []struct {
		key  string
		to   any
		want string
	}{
		{"shape", &got.Shape, "a list of lengths, as [2, 3]"},
		{"typestr", &got.Typestr, `a string, as "<f8"`},
		{"descr", &got.Descr, `a list of fields, as [["", "<f8"]]`},
		{"data", &got.Data, "null or an address and whether it is read-only, as [4096, false]"},
		{"strides", &got.Strides, "null or a list of steps in bytes, as [24, 8]"},
		{"offset", &got.Offset, "a number of bytes"},
		{"mask", &got.Mask, "null or an interface"},
		{"version", &got.Version, "the number 3"},
	} {
		v, ok := raw[k.key]
		if !ok {
			continue
		}
		if err := json.Unmarshal(v, k.to); err != nil {
			if k.key == "mask" {
				return err
			}
			return fault.New(jsonFunc, fault.Format, "%s is %s; it must be %s", k.key, short(v), k.want)
		}
	}
	*i = got
	return nil
}

// MarshalJSON writes the pair [address, read-only].
func (d Data) MarshalJSON() ([]byte, error) { return json.Marshal([2]any{d.Pointer, d.ReadOnly}) }

// UnmarshalJSON reads the pair [address, read-only].
func (d *Data) UnmarshalJSON(text []byte) error {
	parts, err := list(text)
	if err != nil || len(parts) != 2 {
		return fault.New(jsonFunc, fault.Format, "data is %s, no pair of address and read-only", short(text))
	}
	if err := json.Unmarshal(parts[0], &d.Pointer); err != nil {
		return err
	}
	return json.Unmarshal(parts[1], &d.ReadOnly)
}

// MarshalJSON writes f as [name, type] or [name, type, shape]; the name is
// [title, name] where there is a title.
func (f Field) MarshalJSON() ([]byte, error) {
	var parts []any
	if f.Title != "" {
		parts = append(parts, [2]string{f.Title, f.Name})
	} else {
		parts = append(parts, f.Name)
	}
	if f.Descr != nil {
		parts = append(parts, f.Descr)
	} else {
		parts = append(parts, f.Typestr)
	}
	if f.Shape != nil {
		parts = append(parts, f.Shape)
	}
	return json.Marshal(parts)
}

// UnmarshalJSON reads what [Field.MarshalJSON] writes.
func (f *Field) UnmarshalJSON(text []byte) error {
	bad := func() error {
		return fault.New(jsonFunc, fault.Format, "field %s is not [name, type] or [name, type, shape]", short(text))
	}
	parts, err := list(text)
	if err != nil || len(parts) != 2 && len(parts) != 3 {
		return bad()
	}
	var got Field
	if json.Unmarshal(parts[0], &got.Name) != nil {
		var both [2]string
		if names, err := list(parts[0]); err != nil || len(names) != 2 || json.Unmarshal(parts[0], &both) != nil {
			return bad()
		}
		got.Title, got.Name = both[0], both[1]
	}
	if json.Unmarshal(parts[1], &got.Typestr) != nil && json.Unmarshal(parts[1], &got.Descr) != nil {
		return bad()
	}
	if len(parts) == 3 && json.Unmarshal(parts[2], &got.Shape) != nil {
		return bad()
	}
	*f = got
	return nil
}

func list(text []byte) (parts []json.RawMessage, err error) {
	err = json.Unmarshal(text, &parts)
	return parts, err
}

// short is a piece of JSON for a message.
func short(text []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		b.Reset()
		b.Write(text)
	}
	if b.Len() > 40 {
		return string(slices.Concat(b.Bytes()[:37], []byte("...")))
	}
	return b.String()
}
