package org_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/vault"
)

// world is one merchant on one engine.
type world struct {
	*testing.T
	db    *store.DB
	scope store.Scope
}

func each(t *testing.T, test func(w world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		test(world{t, db, storetest.Merchant(t, db)})
	}, vault.Ephemeral(), org.NewDirectory())
}

// tx runs fn in a transaction that must succeed.
func (w world) tx(fn func(ctx context.Context, tx *store.Tx) error) {
	w.Helper()
	if err := w.try(fn); err != nil {
		w.Fatal(err)
	}
}

func (w world) try(fn func(ctx context.Context, tx *store.Tx) error) error {
	ctx := context.Background()
	return w.db.Tx(ctx, w.scope, func(tx *store.Tx) error { return fn(ctx, tx) })
}

// refused runs fn in a transaction that must be refused with the code.
func (w world) refused(code fault.Code, fn func(ctx context.Context, tx *store.Tx) error) {
	w.Helper()
	if err := w.try(fn); !fault.Has(err, code) {
		w.Fatalf("got %v, want %s", err, code.Code)
	}
}

func (w world) exec(sql string, args ...any) {
	w.Helper()
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, sql, append([]any{tx.MerchantID()}, args...)...)
		if err == nil && n == 0 {
			err = errors.New("the test's statement changed nothing")
		}
		return err
	})
}

// verify is what the audit trail's proof finds.
func (w world) verify() string {
	w.Helper()
	var found []string
	err := w.db.View(context.Background(), w.scope, func(tx *store.Tx) (err error) {
		found, err = org.VerifyAudit(context.Background(), tx)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return strings.Join(found, "; ")
}

func (w world) write(n int) {
	w.Helper()
	for i := range n {
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			return org.Audit(ctx, tx, org.Change{Verb: "thing.changed", Subject: org.Subject("thing", int64(i)), Before: i, After: map[string]int{"n": i + 1}})
		})
	}
}

func TestSettings(t *testing.T) {
	each(t, func(w world) {
		var s org.Settings
		var version int64
		get := func() {
			w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
				s, version, err = org.GetSettings(ctx, tx)
				return err
			})
		}
		get()
		if version != 0 || s.OrderMaxAgeDays != 30 || s.AdjustmentPoints[org.Support] != 1000 {
			w.Fatalf("defaults are %+v at version %d", s, version)
		}
		s.OrderMaxAgeDays, s.AdjustmentPoints = 10, map[org.Role]int{org.Support: 5}
		w.tx(func(ctx context.Context, tx *store.Tx) error { _, err := org.SaveSettings(ctx, tx, 0, s); return err })
		w.refused(org.ErrStale, func(ctx context.Context, tx *store.Tx) error { _, err := org.SaveSettings(ctx, tx, 0, s); return err })
		get()
		if version != 1 || s.OrderMaxAgeDays != 10 || s.AdjustmentPoints[org.Support] != 5 || s.AdjustmentPoints[org.Marketer] != 10_000 {
			w.Errorf("read back %+v at version %d", s, version)
		}
		for name, spoil := range map[string]func(*org.Settings){
			"negative":     func(s *org.Settings) { s.ReturnWindowDays = -1 },
			"too large":    func(s *org.Settings) { s.OrderMaxAgeDays = 1 << 40 },
			"unknown role": func(s *org.Settings) { s.AdjustmentPoints = map[org.Role]int{"king": 1} },
			"region":       func(s *org.Settings) { s.PhoneRegion = "China" },
			"no time":      func(s *org.Settings) { s.ApprovalDays = 0 },
		} {
			bad := s
			spoil(&bad)
			err := w.try(func(ctx context.Context, tx *store.Tx) error { _, err := org.SaveSettings(ctx, tx, 1, bad); return err })
			if e := fault.As(err); e == nil || e.Code.Kind != fault.Invalid {
				w.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestZoneAndCurrencyAreFixedByFacts(t *testing.T) {
	each(t, func(w world) {
		change := func(in org.ChangeMerchantIn) func(context.Context, *store.Tx) error {
			return func(ctx context.Context, tx *store.Tx) error { _, err := org.ChangeMerchant(ctx, tx, in); return err }
		}
		usd, zone, name := "USD", "Europe/London", "新名字"
		w.tx(change(org.ChangeMerchantIn{Version: 1, Currency: &usd, Zone: &zone}))
		w.refused(org.ErrStale, change(org.ChangeMerchantIn{Version: 1, Name: &name}))
		for range 2 {
			w.tx(func(ctx context.Context, tx *store.Tx) error { return org.NoteFacts(ctx, tx) })
		}
		cny, shanghai := "CNY", "Asia/Shanghai"
		w.refused(org.ErrFixed, change(org.ChangeMerchantIn{Version: 2, Currency: &cny}))
		w.refused(org.ErrFixed, change(org.ChangeMerchantIn{Version: 2, Zone: &shanghai}))
		w.tx(change(org.ChangeMerchantIn{Version: 2, Name: &name, Currency: &usd}))
		bad := "Mars/Olympus"
		w.refused(fault.ErrInvalid, change(org.ChangeMerchantIn{Version: 3, Zone: &bad}))
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			m, err := org.GetMerchant(ctx, tx)
			fixed, err2 := org.HasFacts(ctx, tx)
			if m.Name != name || m.Currency != "USD" || m.Zone.String() != zone || !fixed {
				w.Errorf("the merchant is %+v, fixed %v", m, fixed)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestMerchantIsRefused(t *testing.T) {
	good := org.CreateMerchantIn{Slug: "tea-1", Name: "茶", Currency: "CNY", Zone: "Asia/Shanghai", Language: "zh"}
	for name, spoil := range map[string]func(*org.CreateMerchantIn){
		"capital in slug": func(in *org.CreateMerchantIn) { in.Slug = "Tea" },
		"empty slug":      func(in *org.CreateMerchantIn) { in.Slug = "" },
		"dash at the end": func(in *org.CreateMerchantIn) { in.Slug = "tea-" },
		"empty name":      func(in *org.CreateMerchantIn) { in.Name = "  " },
		"NUL in name":     func(in *org.CreateMerchantIn) { in.Name = "a\x00b" },
		"not UTF-8":       func(in *org.CreateMerchantIn) { in.Name = "a\xff" },
		"currency":        func(in *org.CreateMerchantIn) { in.Currency = "cny" },
		"zone":            func(in *org.CreateMerchantIn) { in.Zone = "Local" },
		"language":        func(in *org.CreateMerchantIn) { in.Language = "fr" },
	} {
		in := good
		spoil(&in)
		if _, err := in.Check(); fault.As(err) == nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := good.Check(); err != nil {
		t.Error(err)
	}
}

func TestStores(t *testing.T) {
	each(t, func(w world) {
		var a, b org.Store
		w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			if a, err = org.AddStore(ctx, tx, org.StoreIn{Code: "S1", Name: "南京路店", Kind: "pos"}); err != nil {
				return err
			}
			b, err = org.AddStore(ctx, tx, org.StoreIn{Code: "W1", Name: "商城", Kind: "web"})
			return err
		})
		w.refused(org.ErrCodeTaken, func(ctx context.Context, tx *store.Tx) error {
			_, err := org.AddStore(ctx, tx, org.StoreIn{Code: "S1", Name: "x", Kind: "pos"})
			return err
		})
		w.refused(org.ErrCodeTaken, func(ctx context.Context, tx *store.Tx) error {
			_, err := org.ChangeStore(ctx, tx, b.ID, 1, org.StoreIn{Code: "S1", Name: "x", Kind: "web"})
			return err
		})
		w.refused(fault.ErrInvalid, func(ctx context.Context, tx *store.Tx) error {
			_, err := org.AddStore(ctx, tx, org.StoreIn{Code: "S2", Name: "x", Kind: "castle"})
			return err
		})
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := org.ChangeStore(ctx, tx, a.ID, 1, org.StoreIn{Code: "S1", Name: "南京东路店", Kind: "pos", Closed: true})
			return err
		})
		w.refused(org.ErrStale, func(ctx context.Context, tx *store.Tx) error {
			_, err := org.ChangeStore(ctx, tx, a.ID, 1, org.StoreIn{Code: "S1", Name: "x", Kind: "pos"})
			return err
		})
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			byCode, err := org.StoresByCode(ctx, tx, []string{"S1", "none"})
			if len(byCode) != 1 || byCode["S1"].Name != "南京东路店" || byCode["S1"].Open {
				w.Errorf("found %+v", byCode)
			}
			list, err2 := org.ListStores(ctx, tx, a.ID, 10)
			if len(list) != 1 || list[0].ID != b.ID {
				w.Errorf("the page after the first store is %+v", list)
			}
			return errors.Join(err, err2)
		})
		other := world{w.T, w.db, storetest.Merchant(w.T, w.db)}
		other.refused(fault.ErrNotFound, func(ctx context.Context, tx *store.Tx) error { _, err := org.GetStore(ctx, tx, a.ID); return err })
	})
}

func staffOf(id int64, role org.Role) org.Principal {
	return org.Principal{StaffID: id, Behind: id, Role: role, AllStores: true, Permissions: role.Permissions()}
}

func TestApprovals(t *testing.T) {
	each(t, func(w world) {
		ask := func(behind, member int64) (a org.Approval) {
			w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
				a, err = org.Ask(ctx, tx, org.AskIn{
					Verb: "reward.adjust", Subject: "member:5", MemberID: member, Permission: org.PointsAdjust, Body: `{"amount":1}`, Behind: behind,
				})
				return err
			})
			return a
		}
		decide := func(id int64, approve bool, by org.Principal) func(context.Context, *store.Tx) error {
			return func(ctx context.Context, tx *store.Tx) error {
				a, err := org.Decide(ctx, tx, org.DecideIn{ID: id, Approve: approve, By: by})
				if err == nil && a.Body != `{"amount":1}` {
					w.Errorf("the body to run again is %q", a.Body)
				}
				return err
			}
		}
		one := ask(1, 0)
		w.refused(org.ErrOwnRequest, decide(one.ID, true, staffOf(1, org.Owner)))
		w.refused(org.ErrForbidden, decide(one.ID, true, staffOf(2, org.Support))) // may adjust, may not approve
		w.refused(org.ErrForbidden, decide(one.ID, false, staffOf(2, org.Cashier)))
		w.refused(org.ErrPersonDecides, decide(one.ID, true, org.Principal{KeyID: 9, Permissions: org.ScopePermissions([]string{org.ScopeAdmin})}))
		w.tx(decide(one.ID, true, staffOf(2, org.Marketer)))
		w.refused(org.ErrNotWaiting, decide(one.ID, true, staffOf(3, org.Owner)))
		w.refused(org.ErrNotWaiting, decide(one.ID, false, staffOf(1, org.Owner)))

		byKey := ask(4, 0) // asked by a key that 4 made
		w.refused(org.ErrOwnRequest, decide(byKey.ID, true, staffOf(4, org.Owner)))
		withdrawn := ask(1, 0)
		w.tx(decide(withdrawn.ID, false, staffOf(1, org.Support)))

		late := ask(1, 0)
		storetest.Clock(w.db).Add(7 * 24 * time.Hour)
		w.refused(org.ErrApprovalExpired, decide(late.ID, true, staffOf(2, org.Owner)))
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			a, err := org.GetApproval(ctx, tx, late.ID)
			n, err2 := org.ExpireApprovals(ctx, tx)
			if a.State != org.Expired || n != 2 {
				w.Errorf("reads as %s, %d expired", a.State, n)
			}
			list, err3 := org.ListApprovals(ctx, tx, 0, org.Expired, 10)
			if len(list) != 2 || list[0].ID != late.ID {
				w.Errorf("expired: %+v", list)
			}
			return errors.Join(err, err2, err3)
		})

		personal := ask(1, 5)
		w.tx(func(ctx context.Context, tx *store.Tx) error { return vault.Forget(ctx, tx, 5) })
		w.refused(vault.ErrForgotten, decide(personal.ID, true, staffOf(2, org.Owner)))
		if got := w.verify(); got != "" {
			w.Error(got)
		}
	})
}

func TestTwoDecideAtOnce(t *testing.T) {
	each(t, func(w world) {
		var a org.Approval
		w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			a, err = org.Ask(ctx, tx, org.AskIn{Verb: "x", Subject: "y", Permission: org.PointsAdjust, Body: "{}", Behind: 1})
			return err
		})
		done := make(chan error, 4)
		for i := range 4 {
			go func() {
				done <- w.try(func(ctx context.Context, tx *store.Tx) error {
					_, err := org.Decide(ctx, tx, org.DecideIn{ID: a.ID, Approve: true, By: staffOf(int64(2+i), org.Owner)})
					return err
				})
			}()
		}
		won := 0
		for range 4 {
			err := <-done
			if err == nil {
				won++
			} else if !fault.Has(err, org.ErrNotWaiting) {
				w.Error(err)
			}
		}
		if won != 1 {
			w.Errorf("%d decisions count", won)
		}
	})
}

func TestRolesAndScopes(t *testing.T) {
	for _, c := range []struct {
		role org.Role
		p    org.Permission
		may  bool
	}{
		{org.Owner, org.StaffWrite, true}, {org.Owner, org.SpendTrusted, false}, {org.Marketer, org.ProgramPublish, true},
		{org.Marketer, org.StaffWrite, false}, {org.Cashier, org.OrdersWrite, true}, {org.Cashier, org.PointsAdjust, false},
		{org.Cashier, org.MembersReveal, false}, {org.Analyst, org.MembersWrite, false}, {org.Analyst, org.MembersReveal, false},
		{org.Support, org.PointsAdjust, true}, {org.Support, org.Approve, false}, {"nobody", org.MembersRead, false},
	} {
		if c.role.May(c.p) != c.may {
			t.Errorf("%s may %s: %v", c.role, c.p, !c.may)
		}
	}
	usual, _ := org.ParseScopes(nil)
	set := org.ScopePermissions(usual)
	if !set.Has(org.SpendTrusted) || !set.Has(org.ProgramPublish) || set.Has(org.StaffWrite) || set.Has(org.KeysWrite) {
		t.Errorf("a key without scopes may %v", set.List())
	}
	if _, err := org.ParseScopes([]string{"members:read", "world:rule"}); !fault.Has(err, org.ErrScope) {
		t.Errorf("got %v", err)
	}
	p := org.Principal{Stores: []int64{3}}
	if p.RequireStore(3) != nil || p.RequireStore(4) == nil || p.RequireStore(0) == nil {
		t.Error("store scope does not hold")
	}
	limits := org.DefaultSettings()
	if limits.AdjustmentLimit(staffOf(1, org.Support)) != 1000 || limits.AdjustmentLimit(org.Principal{KeyID: 1}) != 1000 || limits.AdjustmentLimit(org.Principal{}) != 0 {
		t.Error("adjustment limits by role do not hold")
	}
	if _, err := json.Marshal(limits); err != nil {
		t.Error(err)
	}
}
