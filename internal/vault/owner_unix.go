//go:build unix

package vault

import (
	"os"
	"syscall"
)

// keepOwner gives the new file the owner of the old one, so that a rotation run by root leaves the service
// able to read its keyset. Where that is not allowed the file belongs to whoever rotates, as usual.
func keepOwner(old, new string) {
	info, err := os.Stat(old)
	if err != nil {
		return
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		_ = os.Chown(new, int(stat.Uid), int(stat.Gid))
	}
}
