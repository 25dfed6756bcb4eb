// Package named tells which templates of coupons name something, so that it is not taken away under them.
package named
