// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func updating() bool { return flag.Lookup("update").Value.String() == "true" }

// TestSchemaIsFresh compares schema.json with the table of keys.
func TestSchemaIsFresh(t *testing.T) {
	want := makeSchema()
	if updating() {
		require.NoError(t, os.WriteFile("schema.json", want, 0o666))
		schemaFile = want
	}
	assert.Equal(t, string(want), string(Schema()), "run go test ./spec -update")
}

// TestReferenceIsFresh compares the tables of docs/spec-format.md with the
// table of keys.
func TestReferenceIsFresh(t *testing.T) {
	const path, begin, end = "../docs/spec-format.md", "<!-- begin keys -->\n", "<!-- end keys -->\n"
	doc, err := os.ReadFile(path)
	require.NoError(t, err)
	head, rest, ok := strings.Cut(string(doc), begin)
	require.True(t, ok)
	_, tail, ok := strings.Cut(rest, end)
	require.True(t, ok)
	want := head + begin + "\n" + reference() + "\n" + end + tail
	if updating() {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o666))
		doc = []byte(want)
	}
	assert.Equal(t, want, string(doc), "run go test ./spec -update")
}

// TestSchemaHoldsStock validates the stock rows by the schema.

func TestSchemaHoldsStock(t *testing.T) {
	files, err := filepath.Glob("*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		assert.Empty(t, validate(t, path), path)
	}
}

// TestSchemaRefuses shows the schema files that Load refuses for reasons that
// a schema can give.
func TestSchemaRefuses(t *testing.T) {
	for _, name := range []string{
		"unknown-key", "unknown-key-far", "unknown-key-file", "root-is-list", "root-is-scalar", "wrong-kind", "wrong-kind-row",
		"wrong-kind-loop", "missing-keys", "missing-package", "missing-bound", "bad-bound", "no-rows", "empty-lists", "empty-loops",
		"unknown-dtype", "name-no-identifier", "name-not-snake", "name-empty", "package-name", "reduce-unknown", "identity-kind",
		"identity-list", "identity-quoted", "kernel-without-out", "kernel-in-list", "sig-symbols", "functions",
	} {
		assert.NotEmpty(t, validate(t, filepath.Join("testdata", "faults", name+".yaml")), name)
	}
}

func validate(t *testing.T, path string) []string {
	t.Helper()
	src, err := os.ReadFile(path)
	require.NoError(t, err)
	var doc any
	require.NoError(t, yaml.Unmarshal(src, &doc))
	var root map[string]any
	require.NoError(t, json.Unmarshal(Schema(), &root))
	// Through JSON, so that numbers and mappings are of the types of JSON.
	text, err := json.Marshal(doc)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &doc))
	v := validator{root}
	return v.check("", root, doc)
}

// validator knows the part of JSON Schema that the schema uses, and fails on
// any other keyword.
type validator struct{ root map[string]any }

func (v validator) check(at string, s map[string]any, x any) (faults []string) {
	bad := func(format string, args ...any) { faults = append(faults, at+": "+fmt.Sprintf(format, args...)) }
	object, isObject := x.(map[string]any)
	array, isArray := x.([]any)
	str, isString := x.(string)
	for word, arg := range s {
		switch word {
		case "$schema", "$id", "$defs", "title", "description":
		case "$ref":
			def := strings.TrimPrefix(arg.(string), "#/$defs/")
			faults = append(faults, v.check(at, v.root["$defs"].(map[string]any)[def].(map[string]any), x)...)
		case "type":
			types, many := arg.([]any)
			if !many {
				types = []any{arg}
			}
			if !slices.Contains(types, any(typeOf(x))) {
				bad("%v is no %v", x, arg)
			}
		case "enum":
			if !slices.Contains(arg.([]any), x) {
				bad("%v is none of %v", x, arg)
			}
		case "const":
			if x != arg {
				bad("%v is not %v", x, arg)
			}
		case "pattern":
			if isString && !regexp.MustCompile(arg.(string)).MatchString(str) {
				bad("%q is not like %s", str, arg)
			}
		case "exclusiveMinimum":
			if n, ok := x.(float64); ok && n <= arg.(float64) {
				bad("%v is not above %v", n, arg)
			}
		case "required":
			for _, k := range arg.([]any) {
				if _, ok := object[k.(string)]; isObject && !ok {
					bad("no key %s", k)
				}
			}
		case "properties":
			for k, sub := range arg.(map[string]any) {
				if val, ok := object[k]; ok {
					faults = append(faults, v.check(at+"/"+k, sub.(map[string]any), val)...)
				}
			}
		case "additionalProperties":
			known, _ := s["properties"].(map[string]any)
			for k, val := range object {
				if known[k] != nil {
					continue
				}
				if sub, ok := arg.(map[string]any); ok {
					faults = append(faults, v.check(at+"/"+k, sub, val)...)
				} else {
					bad("key %s", k)
				}
			}
		case "propertyNames":
			for k := range object {
				faults = append(faults, v.check(at+"/"+k, arg.(map[string]any), k)...)
			}
		case "minProperties":
			if isObject && len(object) < int(arg.(float64)) {
				bad("too small")
			}
		case "minItems":
			if isArray && len(array) < int(arg.(float64)) {
				bad("too small")
			}
		case "uniqueItems":
			for i, a := range array {
				if slices.Contains(array[:i], a) {
					bad("%v twice", a)
				}
			}
		case "items":
			for i, a := range array {
				faults = append(faults, v.check(fmt.Sprintf("%s/%d", at, i), arg.(map[string]any), a)...)
			}
		case "oneOf", "anyOf":
			n := 0
			for _, sub := range arg.([]any) {
				if len(v.check(at, sub.(map[string]any), x)) == 0 {
					n++
				}
			}
			if n == 0 || n > 1 && word == "oneOf" {
				bad("%d of %s hold", n, word)
			}
		default:
			bad("keyword %s", word)
		}
	}
	return faults
}

func typeOf(x any) string {
	switch x.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}
