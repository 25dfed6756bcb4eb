package vault

import (
	"encoding/base64"
	"encoding/binary"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"

	"regulars/internal/store"
)

// BlindLength is the number of characters of a blind index: 128 bits in base64url.
const BlindLength = 22

// blindBytes is what of the PRF's output makes a blind index.
const blindBytes = 16

// keys are both keysets, ready for use; they are never changed, only replaced.
type keys struct {
	sealing, blinding *keyset.Handle
	seal              tink.AEAD
	blind             prf.PRF
	primary           uint32
}

// Vault seals and opens personal data. It is safe for concurrent use.
type Vault struct {
	now atomic.Pointer[keys]

	file   string // "" where the keys live in memory only
	reload sync.Mutex
	seen   time.Time // modification time of the file as it was read
}

// Open reads the keyset file; with create it makes one first, and refuses with ErrKeysetExists where there is one.
// Returns ErrKeysetMissing or ErrKeysetUnreadable, both with the reason.
func Open(file string, create bool) (*Vault, error) {
	if create {
		return found(file)
	}
	v := &Vault{file: file}
	if info, err := os.Stat(file); err == nil {
		v.seen = info.ModTime()
	}
	k, err := load(file)
	if err != nil {
		return nil, err
	}
	v.now.Store(k)
	return v, nil
}

// found makes a new keyset and its file.
func found(file string) (*Vault, error) {
	k, err := generate()
	if err != nil {
		return nil, err
	}
	if err := create(file, k); err != nil {
		return nil, err
	}
	return Open(file, false)
}

// Ephemeral is a vault whose keys are lost with the process: for tests.
func Ephemeral() *Vault {
	k, err := generate()
	if err != nil {
		panic(err) // tink cannot fail to make these keys but by a fault of the program
	}
	v := &Vault{}
	v.now.Store(k)
	return v
}

// From is the vault that was given when the database was opened.
func From(tx *store.Tx) *Vault { return store.Value[*Vault](tx) }

// Rotate adds a new sealing key to the file and seals with it from now on; what older keys sealed still opens.
// The file is read again first, so that a rotation elsewhere is not lost. Other processes notice the new key when they meet
// a value that it sealed. An ephemeral vault rotates in memory, given "". Returns ErrRotationRuns where two rotate at once.
func (v *Vault) Rotate(file string) error {
	v.reload.Lock()
	defer v.reload.Unlock()
	if file == "" && v.file == "" {
		k, err := v.now.Load().rotated()
		if err == nil {
			v.now.Store(k)
		}
		return err
	}
	old, err := load(file)
	if err != nil {
		return err
	}
	if !old.sameBlind(v.now.Load()) {
		return ErrKeysetWrong.New(nil)
	}
	k, err := old.rotated()
	if err != nil {
		return err
	}
	if err := replace(file, k); err != nil {
		return err
	}
	v.now.Store(k)
	return nil
}

// Seal encrypts a field of a subject (a member's, a staff member's id); it opens for the same merchant,
// subject and field only. An empty text stays empty.
func (v *Vault) Seal(tx *store.Tx, subject int64, field, plain string) []byte {
	return v.seal(tx.MerchantID(), subject, field, plain)
}

// Unseal decrypts what Seal made. Returns ErrBroken where it was changed, moved, or sealed by an unknown key.
func (v *Vault) Unseal(tx *store.Tx, subject int64, field string, sealed []byte) (string, error) {
	return v.unseal(tx.MerchantID(), subject, field, sealed)
}

// Reseal gives a sealed value under the newest key. Changed is false, and the value as it was, where the newest key sealed
// it already or it is empty: rotate reads every sealed column through this.
func (v *Vault) Reseal(tx *store.Tx, subject int64, field string, sealed []byte) (out []byte, changed bool, err error) {
	if v.current(sealed) {
		return sealed, false, nil
	}
	plain, err := v.Unseal(tx, subject, field, sealed)
	if err != nil {
		return nil, false, err
	}
	return v.Seal(tx, subject, field, plain), true, nil
}

// Blind is the index of a value for exact search: equal for equal values of one merchant and kind, and telling
// nothing about them without the key. The value has to be folded by the caller (a phone in E.164, an e-mail in lower case).
// Merchant 0 is the installation.
func (v *Vault) Blind(merchantID int64, kind, value string) string {
	input := make([]byte, 0, 9+len(kind)+len(value))
	input = binary.BigEndian.AppendUint64(input, uint64(merchantID))
	input = append(input, kind...)
	input = append(input, 0)
	input = append(input, value...)
	return v.now.Load().blindOf(input)
}

func (k *keys) blindOf(input []byte) string {
	digest, err := k.blind.ComputePRF(input, blindBytes)
	if err != nil {
		panic(err) // only for an output longer than the hash
	}
	return base64.RawURLEncoding.EncodeToString(digest)
}

// sameBlind reports whether both keysets make the same blind indexes.
func (k *keys) sameBlind(other *keys) bool {
	probe := []byte("regulars: are these the same keys?")
	return k.blindOf(probe) == other.blindOf(probe)
}

func (v *Vault) seal(merchantID, subject int64, field, plain string) []byte {
	if plain == "" {
		return []byte{}
	}
	sealed, err := v.now.Load().seal.Encrypt([]byte(plain), associated(merchantID, subject, field))
	if err != nil {
		panic(err) // only for texts near 64 GiB; doors refuse far smaller ones
	}
	return sealed
}

func (v *Vault) unseal(merchantID, subject int64, field string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	data := associated(merchantID, subject, field)
	plain, err := v.now.Load().seal.Decrypt(sealed, data)
	if err != nil && v.refresh() {
		plain, err = v.now.Load().seal.Decrypt(sealed, data)
	}
	if err != nil {
		return "", ErrBroken.Wrap(err, nil)
	}
	return string(plain), nil
}

// current reports whether the newest key sealed the value; an empty one counts as such.
func (v *Vault) current(sealed []byte) bool {
	if len(sealed) == 0 {
		return true
	}
	prefix := primaryPrefix(v.now.Load().primary)
	return len(sealed) > len(prefix) && string(sealed[:len(prefix)]) == string(prefix)
}

// refresh reads the file again where it has changed since: another process has rotated. It reports whether there are new keys.
func (v *Vault) refresh() bool {
	if v.file == "" {
		return false
	}
	v.reload.Lock()
	defer v.reload.Unlock()
	info, err := os.Stat(v.file)
	if err != nil || info.ModTime().Equal(v.seen) {
		return false
	}
	k, err := load(v.file)
	if err != nil || !k.sameBlind(v.now.Load()) {
		return false
	}
	v.seen = info.ModTime()
	v.now.Store(k)
	return true
}

// associated binds a sealed value to its place (invariant 1); numbers first, so that no two places read alike.
func associated(merchantID, subject int64, field string) []byte {
	data := make([]byte, 0, 16+len(field))
	data = binary.BigEndian.AppendUint64(data, uint64(merchantID))
	data = binary.BigEndian.AppendUint64(data, uint64(subject))
	return append(data, field...)
}
