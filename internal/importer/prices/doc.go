// Package prices brings the prices of a price list in from a file: a code, a price and, where there is one, how many units are sold at it.
//
// A file is CSV or XLSX, as package sheet reads them. Its columns are found by what they are called; without a heading they are code, price and
// limit in this order. Rows that are wrong are refused one by one, with their number and the reason, and spoil no other.
//
// # Invariants
//
//  1. Rows read = added + changed + same + refused.
//  2. A price is exact in the currency, or it is refused; nothing is rounded.
//  3. Of two rows of one code the first counts. A file may be brought again: it changes nothing then.
//  4. A dry run tells the same and writes nothing.
package prices
