// Package form checks the fields of documents that merchants write: programmes, benefits, terms of coupons. A [Checker] collects
// everything that is wrong, each with the path of its field, such as tiers[2].when, so that a page can show all of it where it stands.
package form
