// Package ready is programmes to start from, one for each trade: whole documents that publish as they are and are meant to be changed.
//
// Amounts are in minor units and were set for shops in China: who starts from one looks at them first, and simulates it.
package ready
