// Package limit is how much a programme gives at most: by one rule or by all rules of an asset, to one member or to all members together,
// in one order, day, week, month or year, or ever. It names the periods; what was used of them is counted elsewhere.
package limit
