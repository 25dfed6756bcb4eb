package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
)

// formatName marks the keyset file; another first field means another kind of file.
const formatName = "regulars-keyset-1"

// maxFile bounds what is read as a keyset file; a hundred rotations stay far below it.
const maxFile = 1 << 20

// document is the keyset file.
type document struct {
	Format string          `json:"format"`
	Seal   json.RawMessage `json:"seal"`  // tink JSON keyset of AEAD keys
	Blind  json.RawMessage `json:"blind"` // tink JSON keyset of the one PRF key
}

// generate makes both keysets anew.
func generate() (*keys, error) {
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a sealing key: %w", err)
	}
	blinding, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a blinding key: %w", err)
	}
	return assemble(sealing, blinding)
}

// assemble readies the primitives of both keysets.
func assemble(sealing, blinding *keyset.Handle) (*keys, error) {
	seal, err := aead.New(sealing)
	if err != nil {
		return nil, fmt.Errorf("sealing keys: %w", err)
	}
	set, err := prf.NewPRFSet(blinding)
	if err != nil {
		return nil, fmt.Errorf("blinding key: %w", err)
	}
	return &keys{
		sealing: sealing, blinding: blinding, seal: seal, blind: set.PRFs[set.PrimaryID],
		primary: sealing.KeysetInfo().GetPrimaryKeyId(),
	}, nil
}

// rotated is the same keyset with one more sealing key, which is the primary.
func (k *keys) rotated() (*keys, error) {
	manager := keyset.NewManagerFromHandle(k.sealing)
	id, err := manager.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("add a sealing key: %w", err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("make the new key primary: %w", err)
	}
	sealing, err := manager.Handle()
	if err != nil {
		return nil, fmt.Errorf("rotated keyset: %w", err)
	}
	return assemble(sealing, k.blinding)
}

// encode is the text of the keyset file.
func (k *keys) encode() ([]byte, error) {
	doc := document{Format: formatName}
	for handle, into := range map[*keyset.Handle]*json.RawMessage{k.sealing: &doc.Seal, k.blinding: &doc.Blind} {
		var text bytes.Buffer
		if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
			return nil, fmt.Errorf("write keyset: %w", err)
		}
		*into = text.Bytes()
	}
	return json.MarshalIndent(doc, "", "  ")
}

// decode reads the text of a keyset file.
func decode(text []byte) (*keys, error) {
	var doc document
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, errors.New("it is not a JSON document")
	}
	if doc.Format != formatName {
		return nil, fmt.Errorf("its format is %q, not %q", doc.Format, formatName)
	}
	handles := make([]*keyset.Handle, 2)
	for i, part := range []json.RawMessage{doc.Seal, doc.Blind} {
		handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(part)))
		if err != nil {
			return nil, errors.New("a keyset in it is damaged")
		}
		handles[i] = handle
	}
	return assemble(handles[0], handles[1])
}

// load reads a keyset file.
func load(file string) (*keys, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrKeysetMissing.New(params(file, nil))
	case err != nil:
		return nil, ErrKeysetUnreadable.Wrap(err, params(file, err))
	case !info.Mode().IsRegular() || info.Size() > maxFile:
		return nil, ErrKeysetUnreadable.New(params(file, errors.New("it is not a small regular file")))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, ErrKeysetUnreadable.Wrap(err, params(file, err))
	}
	k, err := decode(text)
	if err != nil {
		return nil, ErrKeysetUnreadable.New(params(file, err))
	}
	return k, nil
}

func params(file string, reason error) map[string]any {
	return map[string]any{"file": file, "reason": reason}
}

// create writes a keyset file where none is. A hard link makes it appear whole or not at all, and fails where a file is.
func create(file string, k *keys) error {
	text, err := k.encode()
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), ".keyset-*") // CreateTemp makes mode 0600
	if err != nil {
		return ErrKeysetUnreadable.Wrap(err, params(file, err))
	}
	defer os.Remove(temporary.Name())
	if err := writeSynced(temporary, text); err != nil {
		return ErrKeysetUnreadable.Wrap(err, params(file, err))
	}
	if err := os.Link(temporary.Name(), file); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return ErrKeysetExists.New(params(file, nil))
		}
		return ErrKeysetUnreadable.Wrap(err, params(file, err))
	}
	return syncDirectory(file)
}

// replace puts the new text in the place of an existing keyset file, keeping its owner. The fixed name of the
// temporary file is the lock against a second rotation.
func replace(file string, k *keys) error {
	text, err := k.encode()
	if err != nil {
		return err
	}
	name := file + ".rotating"
	temporary, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return ErrRotationRuns.New(params(name, nil))
	}
	if err != nil {
		return ErrKeysetUnreadable.Wrap(err, params(file, err))
	}
	keepOwner(file, name)
	if err := writeSynced(temporary, text); err != nil {
		return ErrKeysetUnreadable.Wrap(errors.Join(err, os.Remove(name)), params(file, err))
	}
	if err := os.Rename(name, file); err != nil {
		return ErrKeysetUnreadable.Wrap(errors.Join(err, os.Remove(name)), params(file, err))
	}
	return syncDirectory(file)
}

func writeSynced(f *os.File, text []byte) error {
	_, err := f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncDirectory makes the name of the file as durable as its content.
func syncDirectory(file string) error {
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return fmt.Errorf("open the directory of %s: %w", file, err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// primaryPrefix is how tink begins what the key seals: a version byte and the key's id.
func primaryPrefix(id uint32) []byte {
	return []byte{1, byte(id >> 24), byte(id >> 16), byte(id >> 8), byte(id)}
}
