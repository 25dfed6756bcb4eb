package vault_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"regulars/internal/fault"
	"regulars/internal/store"
	"regulars/internal/vault"
)

func open(t *testing.T, file string, create bool) *vault.Vault {
	t.Helper()
	v, err := vault.Open(file, create)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func refused(t *testing.T, err error, code fault.Code) {
	t.Helper()
	if !fault.Has(err, code) {
		t.Fatalf("got %v, want %s", err, code.Code)
	}
}

// in runs fn in a transaction of merchant 1 on an empty embedded database; vault's pure part needs its merchant only.
func in(t *testing.T, fn func(tx *store.Tx)) {
	t.Helper()
	db, err := store.Open(context.Background(), store.Config{Path: filepath.Join(t.TempDir(), "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Tx(context.Background(), store.Scope{Merchant: store.Merchant{ID: 1}}, func(tx *store.Tx) error {
		fn(tx)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestKeysetFileIsPrivateAndNeverOverwritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keyset.json")
	_, err := vault.Open(file, false)
	refused(t, err, vault.ErrKeysetMissing)

	first := open(t, file, true)
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %o", info.Mode().Perm())
	}
	before, _ := os.ReadFile(file)
	_, err = vault.Open(file, true)
	refused(t, err, vault.ErrKeysetExists)
	after, _ := os.ReadFile(file)
	if string(before) != string(after) {
		t.Error("a refused creation changed the file")
	}
	left, _ := os.ReadDir(filepath.Dir(file))
	if len(left) != 1 {
		t.Errorf("temporary files were left behind: %v", left)
	}
	if open(t, file, false).Blind(1, "phone", "x") != first.Blind(1, "phone", "x") {
		t.Error("the file does not hold the keys that made it")
	}
}

func TestDamagedKeysetFileIsRefusedWithItsReason(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.json")
	open(t, good, true)
	text, _ := os.ReadFile(good)
	for name, content := range map[string]string{
		"empty":     "",
		"not JSON":  "hello",
		"other":     `{"format":"age"}`,
		"cut":       string(text[:len(text)/2]),
		"no keys":   `{"format":"regulars-keyset-1","seal":{},"blind":{}}`,
		"swapped":   strings.NewReplacer(`"seal"`, `"blind"`, `"blind"`, `"seal"`).Replace(string(text)),
		"too large": strings.Repeat(" ", 2<<20),
	} {
		file := filepath.Join(dir, "bad.json")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.Open(file, false); !fault.Has(err, vault.ErrKeysetUnreadable) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err := vault.Open(dir, false)
	refused(t, err, vault.ErrKeysetUnreadable)
}

func TestSealedValueOpensInItsPlaceOnly(t *testing.T) {
	v := vault.Ephemeral()
	in(t, func(tx *store.Tx) {
		sealed := v.Seal(tx, 7, "phone", "+8613812348000")
		if strings.Contains(string(sealed), "138") {
			t.Error("the sealed value shows its text")
		}
		if got, err := v.Unseal(tx, 7, "phone", sealed); err != nil || got != "+8613812348000" {
			t.Errorf("opened as %q, %v", got, err)
		}
		if string(sealed) == string(v.Seal(tx, 7, "phone", "+8613812348000")) {
			t.Error("the same text sealed twice looks the same")
		}
		_, err := v.Unseal(tx, 8, "phone", sealed)
		refused(t, err, vault.ErrBroken)
		_, err = v.Unseal(tx, 7, "email", sealed)
		refused(t, err, vault.ErrBroken)
		_, err = vault.Ephemeral().Unseal(tx, 7, "phone", sealed)
		refused(t, err, vault.ErrBroken)
		for i := range sealed {
			changed := append([]byte{}, sealed...)
			changed[i] ^= 1
			_, err = v.Unseal(tx, 7, "phone", changed)
			refused(t, err, vault.ErrBroken)
		}
		empty := v.Seal(tx, 7, "phone", "")
		if empty == nil || len(empty) != 0 {
			t.Errorf("an empty text is sealed as %v", empty)
		}
		if got, err := v.Unseal(tx, 7, "phone", empty); got != "" || err != nil {
			t.Errorf("empty opened as %q, %v", got, err)
		}
	})
	in(t, func(tx *store.Tx) { // merchant 1 of another database: the same place, another vault
		_, err := v.Unseal(tx, 7, "phone", vault.Ephemeral().Seal(tx, 7, "phone", "x"))
		refused(t, err, vault.ErrBroken)
	})
}

func TestBlindIndex(t *testing.T) {
	v := vault.Ephemeral()
	base := v.Blind(1, "phone", "+8613812348000")
	if len(base) != vault.BlindLength || base != v.Blind(1, "phone", "+8613812348000") {
		t.Errorf("%q is no stable index of %d characters", base, vault.BlindLength)
	}
	for name, other := range map[string]string{
		"merchant":  v.Blind(2, "phone", "+8613812348000"),
		"kind":      v.Blind(1, "phone4", "+8613812348000"),
		"value":     v.Blind(1, "phone", "+8613812348001"),
		"boundary":  v.Blind(1, "phone+", "8613812348000"),
		"other key": vault.Ephemeral().Blind(1, "phone", "+8613812348000"),
	} {
		if other == base {
			t.Errorf("another %s gives the same index", name)
		}
	}
}

func TestRotationKeepsOldValuesAndIndexes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keyset.json")
	v := open(t, file, true)
	beside := open(t, file, false) // another process, still with the old file
	in(t, func(tx *store.Tx) {
		old := v.Seal(tx, 7, "name", "王小明")
		index := v.Blind(1, "name", "王小明")
		if _, changed, _ := v.Reseal(tx, 7, "name", old); changed {
			t.Error("nothing has rotated, yet the value was sealed anew")
		}
		if err := v.Rotate(file); err != nil {
			t.Fatal(err)
		}
		if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
			t.Errorf("after rotation the file has mode %o", info.Mode().Perm())
		}
		if got, err := v.Unseal(tx, 7, "name", old); err != nil || got != "王小明" {
			t.Errorf("an old value opens as %q, %v", got, err)
		}
		if v.Blind(1, "name", "王小明") != index {
			t.Error("rotation changed the blind index")
		}
		anew, changed, err := v.Reseal(tx, 7, "name", old)
		if err != nil || !changed {
			t.Fatalf("sealed anew: %v, %v", changed, err)
		}
		if _, again, _ := v.Reseal(tx, 7, "name", anew); again {
			t.Error("sealing anew twice does it twice")
		}
		if got, err := beside.Unseal(tx, 7, "name", anew); err != nil || got != "王小明" {
			t.Errorf("a process that was running meanwhile opens it as %q, %v", got, err)
		}
		if got, err := open(t, file, false).Unseal(tx, 7, "name", old); err != nil || got != "王小明" {
			t.Errorf("the new file opens an old value as %q, %v", got, err)
		}
	})
}

func TestRotationRefusals(t *testing.T) {
	dir := t.TempDir()
	file, foreign := filepath.Join(dir, "a.json"), filepath.Join(dir, "b.json")
	v := open(t, file, true)
	open(t, foreign, true)
	refused(t, v.Rotate(foreign), vault.ErrKeysetWrong)
	refused(t, v.Rotate(filepath.Join(dir, "none.json")), vault.ErrKeysetMissing)
	if err := os.WriteFile(file+".rotating", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, v.Rotate(file), vault.ErrRotationRuns)
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
