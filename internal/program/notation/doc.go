// Package notation reads and writes configuration that people keep in files: YAML, or JSON, which is YAML too.
//
// It is strict where parsers are lenient: a field that is not there, a text where a number belongs, a fraction, a field
// given two times, anchors and aliases are refused with their line, so that a slip of the pen is not a
// programme that quietly gives nothing.
package notation
