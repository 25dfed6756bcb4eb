package exporter

import "time"

// Limits of the room.
const (
	Kept        = 7 * 24 * time.Hour // how long a file can be fetched
	MaxColumns  = 60
	MaxRows     = 5_000_000 // of one file
	maxFound    = 2_000     // members that a search finds
	maxOpen     = 5         // exports of a merchant that are being made
	page        = 200       // rows that are read at once
	partSize    = 256 << 10 // bytes of a part
	sheetRows   = 1_000_000 // rows of one sheet: Excel takes 1,048,576
	shownRuns   = 100       // runs of a list
	cleanAtOnce = 50        // runs that one transaction removes
)
