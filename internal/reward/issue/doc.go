// Package issue gives coupons of a template to a list of members: each is a grant of its own, with its cause and its cost, and a batch of coupons
// joins them. Whoever cannot have one spoils nobody else's.
package issue
