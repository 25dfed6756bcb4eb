// Package near finds what a misspelt name may have meant.
package near
