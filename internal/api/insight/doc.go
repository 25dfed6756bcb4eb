// Package insight is the operations of the overview: figures of a period, latest facts, what follows live, liability, and the proofs of
// the books. See package insight for what each figure counts.
package insight
