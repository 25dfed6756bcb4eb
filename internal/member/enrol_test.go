package member_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/contact"
	"regulars/internal/member/trait"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func TestEnrolKeepsWhatWasGiven(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		birthday := calendar.DayOf(1990, 2, 28)
		w.do(func(tx *store.Tx) error {
			_, err := trait.SaveDefinition(w.ctx, tx, trait.Definition{Code: "shoe_size", Type: trait.TypeInt, LabelZh: "鞋码", WhyZh: "为您预留合适尺码"})
			return err
		})
		var id int64
		w.do(func(tx *store.Tx) error {
			out, err := member.Enrol(w.ctx, tx, []member.EnrolIn{{
				Identities: member.Identities{Phone: "138 0013 8000", Email: " Wang@Example.COM ", ExternalID: "crm-7", OpenID: "o1", AppID: "wx1", UnionID: "u1"},
				MakeCard:   true, Name: " 王小明 ", Address: "上海市浦东新区世纪大道1号", Gender: "male", Birthday: &birthday, Lunar: member.Lunar{Month: 2, Day: 4},
				Channel: "pos", Campaign: "spring", Attributes: map[string]any{"shoe_size": 42}, Tags: []string{"b", "a", "b"},
				Consents: []trait.Consent{{Purpose: "marketing", Channel: "sms", Granted: true, Source: "till"}},
			}})
			if err != nil {
				return err
			}
			equal(t, "events", events(tx), member.EventEnrolled)
			id = out[0].MemberID
			return fault.Join(out[0].Err)
		})
		m := w.get(id)
		equal(t, "phone", m.Phone(), "+8613800138000")
		equal(t, "email", m.Email(), "wang@example.com")
		equal(t, "name", m.Name, "王小明")
		equal(t, "status", m.Status, member.StatusMember)
		equal(t, "birthday", m.Birthday, "1990-02-28")
		equal(t, "tags", m.Tags, []string{"a", "b"})
		equal(t, "attribute", m.Attributes["shoe_size"], 42)
		equal(t, "consent", m.Consents[0].Granted, true)
		if !contact.CardChecks(m.Card()) {
			t.Errorf("card %q has no check digit", m.Card())
		}
		masked := m.Masked()
		equal(t, "masked", masked.Name+masked.Phone()+masked.Email(), "王**138****8000w***@example.com")
		if masked.BirthdayOK || m.Phone() == masked.Phone() {
			t.Error("masking shows too much, or changed the member itself")
		}
		want := fmt.Sprint([]int64{id, id, id, id, id, id, id, 0, 0})
		equal(t, "resolved", w.resolve(member.Ref{ID: id}, byPhone("+86 138-0013-8000"), member.Ref{Identities: member.Identities{Email: "WANG@example.com"}},
			member.Ref{Identities: member.Identities{Card: m.Card()}}, member.Ref{Identities: member.Identities{ExternalID: "crm-7"}},
			member.Ref{Identities: member.Identities{OpenID: "o1", AppID: "wx1"}}, member.Ref{Identities: member.Identities{UnionID: "u1"}},
			member.Ref{Identities: member.Identities{OpenID: "o1", AppID: "wx2"}}, byPhone("not a phone")), want)
		equal(t, "nothing readable", w.count(`SELECT COUNT(*) FROM member_identity WHERE merchant_id = $1 AND (digest = '+8613800138000' OR last4_digest = '8000')`), 0)
	})
}

func TestEnrolRefuses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		tomorrow := calendar.Of(storetest.Start).Day(w.scope.Merchant.Zone) + 1
		first := w.enrol(phone("13800138000"))[0]
		for name, test := range map[string]struct {
			in    member.EnrolIn
			code  fault.Code
			field string
		}{
			"nothing to be found by": {member.EnrolIn{Name: "x"}, member.ErrIdentityNeeded, ""},
			"no phone":               {phone("12"), contact.ErrPhone, "phone"},
			"short mobile":           {phone("1380013800"), contact.ErrPhone, "phone"},
			"privacy number":         {phone("13800138001 ext. 1234"), contact.ErrPhoneExtension, "phone"},
			"no e-mail":              {member.EnrolIn{Identities: member.Identities{Email: "a@b"}}, contact.ErrEmail, "email"},
			"no card":                {member.EnrolIn{Identities: member.Identities{Card: "卡1234"}}, contact.ErrCard, "card_no"},
			"openid without app":     {member.EnrolIn{Identities: member.Identities{OpenID: "o"}}, fault.ErrRequired, "wechat.app_id"},
			"NUL":                    {member.EnrolIn{Identities: member.Identities{ExternalID: "x"}, Name: "a\x00b"}, fault.ErrInvalid, "name"},
			"born tomorrow":          {member.EnrolIn{Identities: member.Identities{ExternalID: "x"}, Birthday: &tomorrow}, fault.ErrRange, "birthday"},
			"13th month":             {member.EnrolIn{Identities: member.Identities{ExternalID: "x"}, Lunar: member.Lunar{Month: 13, Day: 1}}, fault.ErrInvalid, "birthday_lunar"},
			"store of nobody":        {member.EnrolIn{Identities: member.Identities{ExternalID: "x"}, StoreID: 7}, member.ErrReference, "store_id"},
			"unknown referrer":       {member.EnrolIn{Identities: member.Identities{ExternalID: "x"}, ReferrerID: 7}, member.ErrReference, "referrer_id"},
			"unknown attribute":      {member.EnrolIn{Identities: member.Identities{ExternalID: "x"}, Attributes: map[string]any{"y": 1}}, trait.ErrAttributeUnknown, "attributes.y"},
			"joined tomorrow":        {member.EnrolIn{Identities: member.Identities{ExternalID: "x"}, JoinedAt: calendar.Of(storetest.Start).Add(24 * time.Hour)}, fault.ErrInvalid, "joined_at"},
			"there already":          {phone("+8613800138000"), member.ErrExists, "phone"},
		} {
			// beside somebody who is taken, with the same identity where that is possible
			out := w.results(test.in, member.EnrolIn{Identities: member.Identities{ExternalID: "fine " + name}})
			if !fault.Has(out[0].Err, test.code) || out[0].Err.Field != test.field {
				t.Errorf("%s: got %v", name, out[0].Err)
			}
			if out[1].Err != nil {
				t.Errorf("%s: spoiled the other: %v", name, out[1].Err)
			}
		}
		out := w.results(phone("13800138000"))
		equal(t, "holder", out[0].MemberID, first)
		equal(t, "said", out[0].Err.Params["member_id"], store.FormatID("mem", first))
		equal(t, "x was never taken", w.resolve(member.Ref{Identities: member.Identities{ExternalID: "x"}})[0], 0)
	})
}

func TestEnrolTwiceInOneBatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		out := w.results(
			member.EnrolIn{Identities: member.Identities{Phone: "13800138000"}, Gender: "unknown"}, // refused: its phone stays free
			member.EnrolIn{Identities: member.Identities{Phone: "13800138000", Email: "a@x.cn"}},
			member.EnrolIn{Identities: member.Identities{Phone: "13800138001", Email: "a@x.cn"}},
			member.EnrolIn{Identities: member.Identities{Phone: "13800138001"}},
		)
		w.refused(out[0].Err, fault.ErrInvalid)
		w.refused(out[2].Err, member.ErrExists)
		equal(t, "second's holder", out[2].MemberID, out[1].MemberID)
		if out[3].Err != nil {
			t.Error("the phone of a refused person was kept:", out[3].Err)
		}
		equal(t, "people", w.count(`SELECT COUNT(*) FROM member WHERE merchant_id = $1`), 2)
		equal(t, "with statistics", w.count(`SELECT COUNT(*) FROM member_stat WHERE merchant_id = $1`), 2)
	})
}

// Two cards for one person under concurrent sign-up is what others get wrong: the identity is unique in the database, and the
// second caller gets the first one's member.
func TestEnrolAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		const callers, rounds = 8, 10
		for round := range rounds {
			shared := fmt.Sprintf("138001%05d", round)
			var mu sync.Mutex
			var made []int64
			answered := map[int64]bool{}
			var wg sync.WaitGroup
			for c := range callers {
				wg.Go(func() {
					mine := member.Identities{Phone: shared, Email: fmt.Sprintf("r%dc%d@x.cn", round, c%3)}
					var out []member.EnrolResult
					err := w.try(func(tx *store.Tx) (err error) {
						out, err = member.Enrol(w.ctx, tx, []member.EnrolIn{{Identities: mine}, {Identities: member.Identities{ExternalID: fmt.Sprintf("%d/%d", round, c)}}})
						return err
					})
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err != nil:
						t.Error(err)
					case out[1].Err != nil:
						t.Error("the other was spoiled:", out[1].Err)
					case out[0].Err == nil:
						made = append(made, out[0].MemberID)
					case !fault.Has(out[0].Err, member.ErrExists):
						t.Error(out[0].Err)
					}
					if err == nil {
						answered[out[0].MemberID] = true
					}
				})
			}
			wg.Wait()
			if len(made) != 1 || len(answered) != 1 || !answered[made[0]] {
				t.Fatalf("round %d: %d made, answered with %v", round, len(made), answered)
			}
		}
		equal(t, "people", w.count(`SELECT COUNT(*) FROM member WHERE merchant_id = $1`), rounds*(1+callers))
		equal(t, "identities without a person", w.count(`SELECT COUNT(*) FROM member_identity i WHERE i.merchant_id = $1
			AND NOT EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = $1 AND m.id = i.member_id)`), 0)
	})
}

func TestMerchantsShareNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		one, two := newWorld(t, db), newWorld(t, db)
		id := one.enrol(phone("13800138000"))[0]
		equal(t, "seen by the other", two.resolve(byPhone("13800138000"), member.Ref{ID: id}), []int64{0, 0})
		two.enrol(phone("13800138000"))
		err := two.try(func(tx *store.Tx) error {
			_, err := member.Update(two.ctx, tx, member.UpdateIn{ID: id, Patch: member.Patch{Name: ptr("x")}})
			return err
		})
		two.refused(err, member.ErrUnknown)
	})
}
