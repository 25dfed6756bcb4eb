// Package lifetime is when points come and go: for what those that were earned wait, and when they expire.
package lifetime
