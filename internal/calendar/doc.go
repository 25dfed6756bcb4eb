// Package calendar is time as a shop counts it: instants, days in the
// merchant's zone, months that clamp, windows of days.
//
// An [Instant] is microseconds since 1970 UTC, as it is stored (*_at). A [Day]
// is a date without a zone, stored as text (*_on). Intervals are half open.
//
// Rules:
//  1. A rolling window of n days is today and the n−1 days before.
//  2. Months clamp: 31 January + 1 month = 28 February (29 in leap years).
//  3. "Until a day" means until the first instant of the next local day.
//  4. "Never" is the largest instant, never a null.
package calendar
