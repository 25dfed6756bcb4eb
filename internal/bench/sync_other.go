//go:build !linux

package bench

import "os"

// syncData waits until what was written to the file is on the disk, and where it lies too.
func syncData(f *os.File) error { return f.Sync() }
