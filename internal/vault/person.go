package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// personField is the field under which a person's key is sealed.
const personField = "person"

// personKeyBytes is the size of a person's key: AES-256.
const personKeyBytes = 32

// ResealLimit is how many rows one call of [ResealPersons] looks at.
const ResealLimit = 1000

// Persons are the own keys of some members, for sealing many texts with few statements.
type Persons struct {
	merchantID int64
	keys       map[int64]cipher.AEAD // nil where the person was forgotten
}

// OpenPersons reads the keys of the members and makes the missing ones; two statements for any number of
// members, one where nobody is new. Returns store.ErrAgain where another transaction made one at the same moment.
func OpenPersons(ctx context.Context, tx *store.Tx, memberIDs []int64) (*Persons, error) {
	p, err := ReadPersons(ctx, tx, memberIDs)
	if err != nil {
		return nil, err
	}
	missing := p.missing(memberIDs)
	if len(missing) == 0 {
		return p, nil
	}
	v, rows := From(tx), make([][]any, 0, len(missing))
	for _, id := range missing {
		raw := make([]byte, personKeyBytes)
		_, _ = rand.Read(raw) // never fails: it ends the program where the system has no randomness
		rows = append(rows, []any{tx.MerchantID(), id, v.Seal(tx, id, personField, string(raw)), tx.Now(), calendar.Never})
		if p.keys[id], err = personAEAD(raw); err != nil {
			return nil, err
		}
	}
	made, err := store.InsertMany(ctx, tx, store.Insert{
		Table: "vault_person", Columns: []string{"merchant_id", "member_id", "sealed_key", "created_at", "forgotten_at"},
		Conflict: "ON CONFLICT (merchant_id, member_id) DO NOTHING",
	}, rows)
	if err != nil {
		return nil, err
	}
	if made < int64(len(missing)) {
		return nil, store.ErrAgain
	}
	return p, nil
}

const sqlPersons = `SELECT member_id, sealed_key, forgotten_at FROM vault_person WHERE merchant_id = $1 AND member_id = ANY($2)`

// ReadPersons reads the keys of the members for opening only: it writes nothing, and a member without a key counts as forgotten.
func ReadPersons(ctx context.Context, tx *store.Tx, memberIDs []int64) (*Persons, error) {
	p := &Persons{merchantID: tx.MerchantID(), keys: make(map[int64]cipher.AEAD, len(memberIDs))}
	if len(memberIDs) == 0 {
		return p, nil
	}
	v := From(tx)
	err := tx.Query(ctx, sqlPersons, func(row store.Row) error {
		var id int64
		var sealed []byte
		var forgotten calendar.Instant
		if err := row.Scan(&id, &sealed, &forgotten); err != nil {
			return err
		}
		if forgotten != calendar.Never {
			p.keys[id] = nil
			return nil
		}
		raw, err := v.Unseal(tx, id, personField, sealed)
		if err != nil {
			return err
		}
		p.keys[id], err = personAEAD([]byte(raw))
		return err
	}, tx.MerchantID(), memberIDs)
	return p, err
}

// missing are the members without a row, each once, in order.
func (p *Persons) missing(memberIDs []int64) []int64 {
	var out []int64
	for _, id := range memberIDs {
		if _, known := p.keys[id]; !known {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Seal encrypts with the member's own key; what is sealed for a forgotten person is empty (invariant 5), as is an empty text.
// The member must be one of those opened.
func (p *Persons) Seal(memberID int64, plain string) []byte {
	key, known := p.keys[memberID]
	if !known {
		panic("vault: Persons.Seal for a member that was not opened")
	}
	if key == nil || plain == "" {
		return []byte{}
	}
	return key.Seal(nil, nil, []byte(plain), associated(p.merchantID, memberID, personField))
}

// Unseal decrypts what Seal made. Returns ErrForgotten where the person was forgotten, ErrBroken where the value was changed.
func (p *Persons) Unseal(memberID int64, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	key := p.keys[memberID]
	if key == nil {
		return "", ErrForgotten.New(nil)
	}
	plain, err := key.Open(nil, nil, sealed, associated(p.merchantID, memberID, personField))
	if err != nil {
		return "", ErrBroken.Wrap(err, nil)
	}
	return string(plain), nil
}

// SealFor encrypts with the own key of one member, which is made on first use.
func SealFor(ctx context.Context, tx *store.Tx, memberID int64, plain string) ([]byte, error) {
	p, err := OpenPersons(ctx, tx, []int64{memberID})
	if err != nil {
		return nil, err
	}
	return p.Seal(memberID, plain), nil
}

// UnsealFor decrypts what SealFor made. Returns ErrForgotten, ErrBroken.
func UnsealFor(ctx context.Context, tx *store.Tx, memberID int64, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	p, err := ReadPersons(ctx, tx, []int64{memberID})
	if err != nil {
		return "", err
	}
	return p.Unseal(memberID, sealed)
}

const sqlForget = `INSERT INTO vault_person (merchant_id, member_id, sealed_key, created_at, forgotten_at)
VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (merchant_id, member_id) DO UPDATE SET sealed_key = excluded.sealed_key, forgotten_at = excluded.forgotten_at`

// Forget destroys the member's own key, for ever. Everything sealed with it is unreadable from the commit on;
// forgetting twice is the same as once. Pages of the database file, its write-ahead log and older backups may hold the sealed
// key for some time; it is worth nothing without the keyset file.
func Forget(ctx context.Context, tx *store.Tx, memberID int64) error {
	_, err := tx.Exec(ctx, sqlForget, tx.MerchantID(), memberID, []byte{}, tx.Now())
	return err
}

const sqlPersonsAfter = `SELECT member_id, sealed_key FROM vault_person
WHERE merchant_id = $1 AND member_id > $2 ORDER BY member_id LIMIT $3`

// ResealPersons seals the merchant's person keys anew under the newest key, at most ResealLimit of them after
// the given member; next is where to go on, 0 at the end. Running it again changes nothing.
func ResealPersons(ctx context.Context, tx *store.Tx, after int64) (next, changed int64, err error) {
	v, seen := From(tx), 0
	var rows [][]any
	err = tx.Query(ctx, sqlPersonsAfter, func(row store.Row) error {
		var id int64
		var sealed []byte
		if err := row.Scan(&id, &sealed); err != nil {
			return err
		}
		seen, next = seen+1, id
		out, anew, err := v.Reseal(tx, id, personField, sealed)
		if anew {
			rows = append(rows, []any{id, out})
		}
		return err
	}, tx.MerchantID(), after, ResealLimit)
	if err != nil {
		return 0, 0, err
	}
	changed, err = store.UpdateMany(ctx, tx, store.Update{Table: "vault_person", Key: []string{"member_id"}, Set: []string{"sealed_key"}}, rows)
	if seen < ResealLimit {
		next = 0
	}
	return next, changed, err
}

// personAEAD makes the cipher of a person's key; the nonce is random and goes before the text.
func personAEAD(raw []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, ErrBroken.Wrap(err, nil)
	}
	return cipher.NewGCMWithRandomNonce(block)
}
