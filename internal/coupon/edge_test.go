package coupon_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member/proof"
	"regulars/internal/offer"
	"regulars/internal/org"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// An order that was placed before its coupon was cancelled, and comes in after, cannot use it.
func TestALateOrderCannotUseWhatWasCancelled(t *testing.T) {
	each(t, func(s *shop) {
		code := s.give(s.template(nil), s.ada)[0]
		placed := s.now().Add(time.Minute)
		storetest.Clock(s.db).Add(time.Hour)
		s.tx(func(tx *store.Tx) error {
			_, err := coupon.VoidCode(ctx, tx, code, "misprint")
			return err
		})
		err := s.on(coupon.Need{Codes: []string{code}, Give: []int64{s.ada}}, []int64{s.ada}, func(bk *coupon.Books, _ calendar.Instant) *fault.Error {
			c := bk.ByCode(code)
			if got := bk.Deal(c, s.ada, placed).Refused; got != coupon.ReasonVoid {
				s.t.Errorf("dealt %q", got)
			}
			return bk.Redeem(c.ID, coupon.RedeemIn{MemberID: s.ada, OrderID: 5, At: placed})
		})
		if !fault.Has(err, coupon.ErrVoid) {
			s.t.Errorf("used: %v", err)
		}
	})
}

// A code that would be usable only days after its claim is no use to the order that brings it; the quote says so.
func TestACodeThatBecomesUsableLater(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.Terms.Validity = coupon.Validity{ActivatesAfterDays: 1, Days: 7} })
		code := s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 1})[0]
		if got, _ := s.dealt(code, s.ada); got.Refused != coupon.ReasonPending {
			s.t.Errorf("dealt %q, want %q", got.Refused, coupon.ReasonPending)
		}
		err := s.on(coupon.Need{Codes: []string{code}, Give: []int64{s.ada}}, []int64{s.ada}, func(bk *coupon.Books, at calendar.Instant) *fault.Error {
			c := bk.ByCode(code)
			refused := bk.Redeem(c.ID, coupon.RedeemIn{MemberID: s.ada, OrderID: 5, At: at})
			if c.MemberID != 0 {
				s.t.Errorf("claimed by what was refused: %+v", c)
			}
			return refused
		})
		if !fault.Has(err, coupon.ErrUnusable) {
			s.t.Errorf("used: %v", err)
		}
	})
}

// A hold keeps a code good that ends meanwhile.
func TestAHoldKeepsACodeThatEnds(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.Terms.Validity.Until = s.now().Add(10 * time.Minute) })
		code := s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 1})[0]
		need := coupon.Need{Codes: []string{code}, Give: []int64{s.ada}}
		err := s.on(need, []int64{s.ada}, func(bk *coupon.Books, at calendar.Instant) *fault.Error {
			return bk.Lock(bk.ByCode(code).ID, 50, s.ada, at, at.Add(15*time.Minute))
		})
		if err != nil {
			s.t.Fatal(err)
		}
		storetest.Clock(s.db).Add(12 * time.Minute)
		err = s.on(need, []int64{s.ada}, func(bk *coupon.Books, at calendar.Instant) *fault.Error {
			bk.Unlock(50)
			return bk.Redeem(bk.ByCode(code).ID, coupon.RedeemIn{MemberID: s.ada, OrderID: 3, At: at})
		})
		if err != nil || s.state(code) != coupon.Used {
			s.t.Errorf("%v, %s", err, s.state(code))
		}
	})
}

// What a merge moved between the look for what is due and the lock is left to the next round: its new holder is not locked.
func TestTellLeavesWhatAMergeMoved(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) {
			in.Terms.Validity = coupon.Validity{ActivatesAfterDays: 1, Days: 10}
		})
		code := s.give(tpl, s.ada)[0]
		storetest.Clock(s.db).Add(48 * time.Hour)
		locked, told := make(chan struct{}), make(chan int64, 1)
		go func() {
			<-locked
			var n int64
			if err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) (err error) {
				n, _, err = coupon.Tell(ctx, tx)
				return err
			}); err != nil {
				s.t.Error(err)
			}
			told <- n
		}()
		s.tx(func(tx *store.Tx) error {
			if _, err := ledger.Open(ctx, tx, []int64{s.ada, s.bea}, ledger.Need{}); err != nil {
				return err
			}
			close(locked)
			time.Sleep(200 * time.Millisecond) // on PostgreSQL the other one has looked by now, and waits for the wallet
			return coupon.Move(ctx, tx, s.ada, s.bea)
		})
		if n := <-told; n != 0 && !s.alone() {
			s.t.Errorf("told of %d while its new holder was not locked", n)
		}
		s.tx(func(tx *store.Tx) error {
			_, _, err := coupon.Tell(ctx, tx)
			return err
		})
		if c := s.coupon(code); c.MemberID != s.bea {
			s.t.Errorf("%+v", c)
		}
	})
}

// Books that have seen a template without its lock, for a code that is claimed, see it anew when they issue of it.
func TestClaimAndIssueOnTheSameBooks(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.Stock = 3 })
		code := s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 1})[0]
		s.tx(func(tx *store.Tx) error {
			if _, err := ledger.Open(ctx, tx, []int64{s.ada}, ledger.Need{}); err != nil {
				return err
			}
			bk, err := coupon.Open(ctx, tx, coupon.Need{Codes: []string{code}, Give: []int64{s.ada}})
			if err != nil {
				return err
			}
			if !s.alone() {
				s.give(tpl, s.bea)
			}
			bk.Load(coupon.Need{Templates: []int64{tpl.ID}, Give: []int64{s.ada}})
			if err := bk.Complete(ctx); err != nil {
				return err
			}
			if _, refused := bk.Issue(ctx, s.ada, tpl.ID, 1, coupon.Cause{Root: "test:2", At: tx.Now()}); refused != nil {
				return refused
			}
			return bk.Save(ctx)
		})
	}) // each proves that what is issued is what there is
}

// alone reports whether the engine has one writer at a time.
func (s *shop) alone() bool { return s.db.Engine() == "sqlite" }

// A coupon that ends on the day on which it becomes usable, or would be reminded of before, is told of once.
func TestNoReminderBeforeItIsUsable(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) {
			in.Terms.Validity, in.Terms.RemindDays = coupon.Validity{ActivatesAfterDays: 5, Days: 2}, 4
		})
		s.give(tpl, s.ada)
		var kinds []string
		for range 10 {
			storetest.Clock(s.db).Add(24 * time.Hour)
			s.tx(func(tx *store.Tx) error {
				_, _, err := coupon.Tell(ctx, tx)
				for _, e := range tx.Emitted() {
					kinds = append(kinds, e.Kind)
				}
				return err
			})
		}
		if len(kinds) != 2 || kinds[0] != coupon.EventActivated || kinds[1] != coupon.EventExpired {
			s.t.Errorf("told %v", kinds)
		}
	})
}

// What was given to a record that was merged into a member counts for the member's limit, and no longer when they are two again.
func TestMergedRecordsShareTheLimit(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.PerMemberLimit = 1 })
		s.give(tpl, s.bea)
		free := s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 1})[0]
		s.alias(s.bea, s.ada)
		if got := s.give(tpl, s.ada); len(got) != 0 {
			s.t.Error("a second one for the same person")
		}
		if got, _ := s.dealt(free, s.ada); got.Refused != coupon.ReasonLimit {
			s.t.Errorf("a code is dealt %q", got.Refused)
		}
		s.alias(s.bea, 0)
		if got := s.give(tpl, s.ada); len(got) != 1 {
			s.t.Error("two members again, and none given")
		}
	})
}

// alias makes a record one that was merged into another, with its coupons; into nobody undoes it.
func (s *shop) alias(record, into int64) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE member SET alias_of = $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), record, into); err != nil {
			return err
		}
		if into == 0 {
			return coupon.Unmove(ctx, tx, record, s.ada)
		}
		return coupon.Move(ctx, tx, record, into)
	})
}

// What a scope names may go; the template can still be changed, and cannot name it anew.
func TestATemplateOutlivesWhatItsScopeNames(t *testing.T) {
	each(t, func(s *shop) {
		var list segment.Segment
		s.tx(func(tx *store.Tx) (err error) {
			list, err = segment.Save(ctx, tx, segment.Segment{Name: "名单", Kind: segment.Static})
			return err
		})
		edit := func(in *coupon.TemplateIn) { in.Terms.Scope.Segments = []int64{list.ID} }
		tpl := s.template(edit)
		in := good()
		edit(&in)
		in.ID, in.Version, in.Status = tpl.ID, tpl.Version, coupon.Paused
		s.tx(func(tx *store.Tx) error {
			if _, err := tx.Exec(ctx, `DELETE FROM segment WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), list.ID); err != nil {
				return err
			}
			_, err := coupon.Save(ctx, tx, in)
			return err
		})
		in.ID = 0
		err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
			_, err := coupon.Save(ctx, tx, in)
			return err
		})
		if !fault.Has(err, coupon.ErrScopeGroup) {
			s.t.Errorf("a new one: %v", err)
		}
	})
}

func TestTemplatesThatComeBackFromTheArchiveCount(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.Status = coupon.Archived })
		s.tx(func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
				INSERT INTO coupon_template (merchant_id, id, name, terms_id, stock, per_member_limit, issued, status, note, version, created_at, updated_at)
				SELECT $1, i, 'x', i, 1, 0, 0, 'paused', '', 1, 0, 0 FROM n`, tx.MerchantID(), int64(coupon.MaxTemplates))
			return err
		})
		in := good()
		in.ID, in.Version = tpl.ID, tpl.Version
		for name, in := range map[string]coupon.TemplateIn{"out of the archive": in, "a new one": good()} {
			err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := coupon.Save(ctx, tx, in)
				return err
			})
			if !fault.Has(err, fault.ErrTooMany) {
				s.t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A coupon of which nobody knows what it takes off leaves its member with a proof, whatever goes without one.
func TestTransferOfWhatHasNoPriceWantsAProof(t *testing.T) {
	each(t, func(s *shop) {
		s.tx(func(tx *store.Tx) error {
			set, version, err := org.GetSettings(ctx, tx)
			if err != nil {
				return err
			}
			set.ProofAboveCoupons = 3000
			_, err = org.SaveSettings(ctx, tx, version, set)
			return err
		})
		for name, c := range map[string]struct {
			terms  coupon.Terms
			proven bool
		}{
			"20 off":            {coupon.Terms{Kind: offer.AmountOff, AmountMinor: 2000}, false},
			"40 off":            {coupon.Terms{Kind: offer.AmountOff, AmountMinor: 4000}, true},
			"20 %, at most 30":  {coupon.Terms{Kind: offer.PercentOff, OffBp: 2000, CapMinor: 3000}, false},
			"20 %":              {coupon.Terms{Kind: offer.PercentOff, OffBp: 2000}, true},
			"anything for 1":    {coupon.Terms{Kind: offer.FixedPrice, AmountMinor: 100}, true},
			"a cup":             {coupon.Terms{Kind: offer.Gift, GiftSKU: "CUP"}, true},
			"a cup that costs":  {coupon.Terms{Kind: offer.Gift, GiftSKU: "CUP", CostMinor: 500}, false},
			"an article at all": {coupon.Terms{Kind: offer.Exchange}, true},
		} {
			tpl := s.template(func(in *coupon.TemplateIn) {
				in.Terms = c.terms
				in.Terms.Name, in.Terms.Transferable = name, true
			})
			code := s.give(tpl, s.enrol())[0] // what leaves without a proof is one sum a day
			err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := coupon.TransferCode(ctx, tx, coupon.TransferIn{Code: code, To: s.bea})
				return err
			})
			if fault.Has(err, proof.ErrRequired) != c.proven || !c.proven && err != nil {
				s.t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// The limit of a template holds for who receives, too: from many friends, at once, and after another record became his own.
func TestTransfersKeepTheLimitOfTheReceiver(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.PerMemberLimit, in.Terms.Transferable = 2, true })
		transfer := func(code string, to int64) error {
			return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := coupon.TransferCode(ctx, tx, coupon.TransferIn{Code: code, To: to, Shown: proof.TrustedCaller()})
				return err
			})
		}
		s.give(tpl, s.bea)
		var codes []string
		for range 5 {
			codes = append(codes, s.give(tpl, s.enrol())[0])
		}
		var all sync.WaitGroup
		var got atomic.Int64
		for _, code := range codes {
			all.Go(func() {
				switch err := transfer(code, s.bea); {
				case err == nil:
					got.Add(1)
				case !fault.Has(err, coupon.ErrLimit):
					s.t.Error(err)
				}
			})
		}
		all.Wait()
		if n := got.Load(); n != 1 {
			s.t.Errorf("%d were received, there was room for 1", n)
		}
		if more := s.give(tpl, s.bea); len(more) != 0 {
			s.t.Error("and the merchant gives more")
		}
		record := s.enrol()
		s.give(tpl, record)
		s.give(tpl, record)
		s.alias(record, s.ada)
		if err := transfer(s.give(tpl, s.enrol())[0], s.ada); !fault.Has(err, coupon.ErrLimit) {
			s.t.Errorf("to one whose other record has its share: %v", err)
		}
	})
}
