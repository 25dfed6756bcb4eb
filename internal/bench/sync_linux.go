package bench

import (
	"os"
	"syscall"
)

// syncData waits until what was written to the file is on the disk.
func syncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
