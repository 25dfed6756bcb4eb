package importer

import (
	"regulars/internal/fault"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
)

// Source is the file.
type Source = sheet.Source

// File is a source on the disk.
func File(path string) (Source, error) { return sheet.File(path) }

// Mapping says which column is which field.
type Mapping = mapping.Mapping

// Kind is what a file holds.
type Kind = mapping.Kind

// The kinds.
const (
	Members  = mapping.Members
	Products = mapping.Products
	Orders   = mapping.Orders
)

// Preset is a ready mapping by its name.
func Preset(name string) (Mapping, error) { return mapping.Preset(name) }

// ParseMapping reads a mapping from YAML or JSON.
func ParseMapping(text []byte) (Mapping, error) { return mapping.Parse(text) }

// refusals keeps one refusal of each kind for all rows, so that a file of nothing but mistakes costs no more memory than
// a good one.
type refusals map[string]*fault.Error

func (r refusals) at(code fault.Code, field string) *fault.Error {
	key := code.Code + " " + field
	e := r[key]
	if e == nil {
		e = code.At(field, nil)
		r[key] = e
	}
	return e
}
