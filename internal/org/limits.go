package org

import "time"

// Limits of texts and lists.
const (
	maxName    = 100 // characters of a name
	maxAddress = 200
	maxNote    = 500
	maxStores  = 10_000   // stores of a merchant
	maxBody    = 64 << 10 // bytes of a request that waits
	maxDoc     = 64 << 10 // bytes of an audit row's before or after
	maxPage    = 200

	maxTierDays = 3650

	maxShortName = 20
	MaxLogo      = 100 << 10 // bytes of a logo
	maxLogoSide  = 4096      // pixels
)

// What a server remembers, for how long and how much of it: see [Brief].
const (
	briefFor  = 5 * time.Second
	briefSize = 10_000
)

// minContrast is what WCAG 2.2 asks of text (1.4.3).
const minContrast = 4.5
