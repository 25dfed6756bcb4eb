// Package parts sums what an order came to by category, as the statistics of members count it.
package parts
