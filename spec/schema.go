package spec

// schema is a part of a JSON Schema.
type schema map[string]any

func schemaTypes(names ...string) []string { return names }
