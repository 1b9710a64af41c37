// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"maps"
)

//go:embed schema.json
var schemaFile []byte

// Schema returns the JSON Schema (draft 2020-12) of a file of rows, for
// editors. It is the file schema.json; a test holds it to the table of keys
// that Load reads by.
//
// What a schema cannot say, such as that names must differ and that a body
// must use its operands, is left to Load.
func Schema() []byte { return bytes.Clone(schemaFile) }

// schema is a part of a JSON Schema.
type schema map[string]any

// makeSchema makes the schema from the table of keys.
func makeSchema() []byte {
	root := schema{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     "https://raw.githubusercontent.com/arraygen/arraygen/main/spec/schema.json",
		"title":   "arraygen spec rows",
		"$defs": schema{
			ufuncRecord.name:  ufuncRecord.schema(),
			loopRecord.name:   loopRecord.schema(),
			kernelRecord.name: kernelRecord.schema(),
			ulpRecord.name:    ulpRecord.schema(),
			"DType": schema{
				"description": "A dtype, or a group of dtypes.",
				"enum":        append(groupNames(), dtypeNames()...),
			},
		},
	}
	maps.Copy(root, fileRecord.schema())
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		panic(err) // a mistake in the table: strings, numbers, lists and maps can be encoded
	}
	return b.Bytes()
}

// schema returns the schema of a mapping of this kind.
func (r *record[S]) schema() schema {
	properties := schema{}
	required := []string{}
	for _, f := range r.fields {
		p := maps.Clone(f.schema)
		p["description"] = f.doc
		properties[f.key] = p
		if f.required {
			required = append(required, f.key)
		}
	}
	s := schema{
		"type":                 "object",
		"description":          r.doc,
		"properties":           properties,
		"additionalProperties": false,
	}
	if len(required) > 0 {
		s["required"] = required
	}
	if len(r.either) > 0 {
		var least []schema
		for _, k := range r.either {
			least = append(least, schema{"required": []string{k}})
		}
		s["anyOf"] = least
	}
	return s
}
