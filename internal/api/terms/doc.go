// Package terms is the operations about the promises of a merchant and what they are worth: the programme with its draft and versions,
// in words too, conditions in their three forms (text, tree, sentence), where a member stands among the tiers,
// and the trial balance of what members hold.
package terms
