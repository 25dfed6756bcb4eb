// Package fault is the one way in which Regulars says no.
//
// A [Code] is declared once, as a package variable of the room that refuses,
// with a stable code and a sentence in English and in Chinese. An [Error] is
// one use of a code: it may name the field that is wrong and the numbers that
// decided. Anything that is not an Error is an internal error: it is logged
// and shown as nothing more than that.
//
// Nothing here knows HTTP; the table from [Kind] to a status lives in api.
package fault
