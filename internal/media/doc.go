// Package media keeps the pictures that a merchant shows: of what stands in the mall, of products.
//
// # Nouns
//
// A [Picture] is named by the digest of its bytes: the same bytes are kept once, and what stands under a name never changes, so that browsers
// may keep it for ever. Who knows the name may see it.
//
// # States
//
// sent → shown, once something shows it ([Use]), and for ever: what was redeemed long ago still has its picture. What nothing has shown
// for [WaitDays] is forgotten.
//
// # Invariants
//
//  1. What a picture is, its bytes say ([Look]), never its name: PNG, JPEG or WebP, and nothing that a browser would run.
//  2. No picture is larger than [MaxBytes] or [MaxSide], and a merchant keeps at most [MaxPictures].
//  3. What is shown is there: Use marks it in the commit that names it, and what is marked is not forgotten.
package media
