// Package e2e drives the built program from outside, as its users do: the command line, HTTP, and signals. There is no
// other code in it than tests.
//
// Nouns. A place is where the program keeps its data: a folder, and on PostgreSQL an ordinary user with a schema of its own. A server is one
// running process of the program over a place. A caller is somebody with an API key of a merchant. A shift is callers
// who work at once and remember what they sent and what was acknowledged.
//
// What is shown, on both engines where it concerns both:
//  1. The story of a shop, in Chinese and English: from the first member to the erasure of one.
//  2. Killed, stopped, out of disk, cut off from its database: what was acknowledged is there, nothing is there twice,
//     and check finds nothing.
//  3. Two servers on one database are as one.
//  4. Nothing that is sent to the door gets behind it, and nothing of another merchant is ever visible.
//  5. Real files of a shop come in whole, with the same holdings on both engines.
//  6. A backup that is taken while serving is the same books elsewhere, on either engine.
//
// Every process that is started is ended by its own id. PostgreSQL is used where REGULARS_TEST_POSTGRES names a server
// (under CI=true its absence fails), real data where REGULARS_TEST_DATA names the folder.
package e2e
