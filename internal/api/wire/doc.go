// Package wire reads and writes the JSON of the HTTP API, strictly.
//
// A body becomes a [Node] tree by [Parse] and a Go value by a [Type], whose
// rules are the struct tags from which the OpenAPI schema is made as well, so
// that the document and the door never disagree. Errors are fault codes with
// the path of the field, in English and Chinese.
//
// Rules:
//  1. Duplicate keys, invalid UTF-8, NUL and other control characters, lone
//     surrogates and nesting deeper than [MaxDepth] are refused.
//  2. Keys are exact: an unknown or wrongly cased key is refused.
//  3. null is the same as absent, except as a value of a free map.
//  4. Every integer has a minimum and a maximum, every text and every list a
//     limit; a type without them does not compile into a [Type].
//  5. [Canonical] is the same for two bodies exactly when they mean the same:
//     key order, white space, escapes and the spelling of numbers do not count.
package wire
