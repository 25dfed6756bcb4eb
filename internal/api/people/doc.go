// Package people is the operations about persons: members with all that belongs to them, what they did and hold, the merchant's own
// attributes, segments, and events told by the merchant's systems.
package people
