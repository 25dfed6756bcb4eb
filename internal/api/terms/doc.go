// Package terms is the operations about the promises of a merchant and what they are worth: the programme with its draft and versions,
// and the trial balance of what members hold.
package terms
