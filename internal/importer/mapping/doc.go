// Package mapping says which column of a file is which field of members, products or orders, and what the shop meant by
// what it wrote.
//
// Nouns. A [Mapping] is written as YAML or JSON, shown before an import and changed by hand. [Guess] proposes one from a
// header in English or Chinese; [Preset] gives a ready one. [Mapping.Bind] finds its columns in a header: [Columns].
package mapping
