// Package gives is how rewards look outside: what can be given, and what was given.
//
// A [Reward] names templates, packs and plans by their texts ("cpt_…"), where the vocabulary of package item has their numbers. Every
// operation that takes or shows rewards uses these two shapes, so that a pack, a plan and a mall item speak alike.
package gives
