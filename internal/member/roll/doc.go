// Package roll is the list of members: pages by what members are sorted by, in both directions, filtered, and searches.
//
// Among a million members a page must not cost more than one among a thousand. So nothing is sorted that is not there in order:
//   - A list walks the index of what it is sorted by, from its cursor on, and asks each member for the filter. It walks at most
//     maxWalk members for one page: a page may be short, or even empty, while its Next says where to go on.
//   - Where an index says that the filter leaves few (at most maxFew: a tag, a tier, a store, a stretch of time or of spend), those
//     few are read and sorted instead.
//   - A total is exact up to maxTotal; beyond, or where too many would have to be walked, it is said to be more.
//
// What the order path pays for it: two more indexes of the statistics (by spend, by last order) and one of the wallets that hold points.
//
// Invariants:
//  1. Whatever the cuts, all pages of a list together have each member that the filter selects exactly once, as long as nobody changes.
//  2. Aliases and erased ones are in no list.
package roll
