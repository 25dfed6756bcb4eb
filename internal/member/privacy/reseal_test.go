package privacy_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"regulars/internal/member"
	"regulars/internal/member/family"
	"regulars/internal/member/privacy"
	"regulars/internal/member/trait"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/vault"
)

// After a rotation every sealed column of a person goes under the newest key, and says the same as before.
func TestResealReachesEveryColumn(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	file := filepath.Join(dir, "keyset.json")
	v, err := vault.Open(file, true)
	if err != nil {
		t.Fatal(err)
	}
	now := storetest.Start
	db, err := store.Open(ctx, store.Config{Path: filepath.Join(dir, "x.db"), Clock: func() time.Time { return now }, Values: []any{v}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	scope := storetest.Merchant(t, db)
	do := func(fn func(tx *store.Tx) error) {
		t.Helper()
		if err := db.Tx(ctx, scope, fn); err != nil {
			t.Fatal(err)
		}
	}
	var id int64
	do(func(tx *store.Tx) error {
		if _, err := trait.SaveDefinition(ctx, tx, trait.Definition{Code: "illness", Type: trait.TypeText, LabelEn: "i", WhyEn: "w", Sensitive: true}); err != nil {
			return err
		}
		out, err := member.Enrol(ctx, tx, []member.EnrolIn{{Identities: member.Identities{Phone: "13800138000", OpenID: "o", AppID: "a"}, MakeCard: true,
			Name: "王", Address: "上海", Attributes: map[string]any{"illness": "asthma"}}})
		id = out[0].MemberID
		return err
	})
	do(func(tx *store.Tx) error {
		phone := "13900139000"
		if _, err := member.SetIdentities(ctx, tx, id, member.IdentityPatch{Phone: &phone}); err != nil {
			return err
		}
		_, err := family.Add(ctx, tx, family.Child{MemberID: id, Name: "宝", Birthday: 20000, ConsentAt: tx.Now()})
		return err
	})
	export := func() (text string) {
		do(func(tx *store.Tx) error {
			d, err := privacy.Export(ctx, tx, id)
			text = fmt.Sprintf("%+v", d)
			return err
		})
		return text
	}
	before := export()
	if err := v.Rotate(file); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int64{8, 0} { // name, address, three identities, the past one, the answer, the child; then nothing
		do(func(tx *store.Tx) error {
			next, changed, err := privacy.Reseal(ctx, tx, 0)
			if next != 0 || changed != want {
				t.Errorf("next %d, changed %d, want %d", next, changed, want)
			}
			return err
		})
	}
	if after := export(); after != before {
		t.Errorf("before %s\nafter  %s", before, after)
	}
}
