package member_test

import (
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func (w *world) update(id int64, p member.Patch) (m member.Member) {
	w.t.Helper()
	w.do(func(tx *store.Tx) (err error) {
		m, err = member.Update(w.ctx, tx, member.UpdateIn{ID: id, Patch: p})
		return err
	})
	return m
}

func (w *world) updateRefused(in member.UpdateIn, code fault.Code) {
	w.t.Helper()
	w.refused(w.try(func(tx *store.Tx) error {
		_, err := member.Update(w.ctx, tx, in)
		return err
	}), code)
}

func TestChangingThePhoneOrphansNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ids := w.enrol(member.EnrolIn{Identities: member.Identities{Phone: "13800138000", Email: "a@x.cn"}}, phone("13900139000"))
		ada, bea := ids[0], ids[1]
		w.updateRefused(member.UpdateIn{ID: ada, Patch: member.Patch{Identities: member.IdentityPatch{Phone: ptr("13900139000")}}}, member.ErrExists)

		m := w.update(ada, member.Patch{Identities: member.IdentityPatch{Phone: ptr("13700137000")}})
		equal(t, "phone", m.Phone(), "+8613700137000")
		equal(t, "email stays", m.Email(), "a@x.cn")
		equal(t, "found by", w.resolve(byPhone("13700137000"), byPhone("13800138000")), []int64{ada, 0})
		equal(t, "kept", w.count(`SELECT COUNT(*) FROM member_identity_past WHERE merchant_id = $1 AND member_id = $2 AND kind = 'phone'`, ada), 1)

		// the number goes to somebody else, as numbers do
		cid := w.enrol(phone("13800138000"))[0]
		equal(t, "new holder", w.resolve(byPhone("13800138000"))[0], cid)

		w.update(ada, member.Patch{Identities: member.IdentityPatch{Email: ptr("")}})
		w.updateRefused(member.UpdateIn{ID: bea, Patch: member.Patch{Identities: member.IdentityPatch{Phone: ptr("")}}}, member.ErrIdentityNeeded)
		equal(t, "still there", w.resolve(byPhone("13900139000"))[0], bea)
	})
}

func TestUpdateChangesWhatIsNamed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		day := calendar.DayOf(2000, 5, 4)
		id := w.enrol(member.EnrolIn{Identities: member.Identities{Phone: "13800138000"}, Name: "王", Tags: []string{"old", "kept"}, Birthday: &day})[0]
		w.do(func(tx *store.Tx) error {
			for _, d := range []trait.Definition{
				{Code: "size", Type: trait.TypeChoice, LabelEn: "Size", WhyEn: "to fit", Choices: []trait.AttributeChoice{{Code: "s"}, {Code: "l"}}},
				{Code: "illness", Type: trait.TypeText, LabelEn: "Illness", WhyEn: "to be careful", Sensitive: true},
				{Code: "pets", Type: trait.TypeBool, LabelEn: "Pets", WhyEn: "to bring treats"},
			} {
				if _, err := trait.SaveDefinition(w.ctx, tx, d); err != nil {
					return err
				}
			}
			return nil
		})
		before := w.get(id)
		w.do(func(tx *store.Tx) error {
			m, err := member.Update(w.ctx, tx, member.UpdateIn{ID: id, Version: before.Version, Patch: member.Patch{
				Name: ptr("王小明"), Attributes: map[string]any{"size": "l", "illness": "asthma", "pets": true}, Tags: &[]string{"kept", "new"},
				Consents: []trait.Consent{{Purpose: "marketing", Channel: "sms", Granted: true}}, PhoneDead: ptr(true), Personalised: ptr(false),
			}})
			equal(t, "events", events(tx), member.EventChanged+" "+member.EventChanged+" "+member.EventChanged)
			equal(t, "version", m.Version, before.Version+1)
			return err
		})
		m := w.get(id)
		equal(t, "name", m.Name, "王小明")
		equal(t, "birthday stays", m.Birthday, day)
		equal(t, "tags", m.Tags, []string{"kept", "new"})
		equal(t, "answers", m.Attributes, map[string]any{"size": "l", "illness": "asthma", "pets": true})
		equal(t, "switched off", m.Personalised, false)
		if m.Identities[0].DeadAt == 0 {
			t.Error("the dead phone is not marked")
		}
		equal(t, "sealed", w.count(`SELECT COUNT(*) FROM member_attribute WHERE merchant_id = $1 AND code = 'illness' AND value_text = '' AND length(sealed) > 0`), 1)
		equal(t, "audited", w.count(`SELECT COUNT(*) FROM org_audit WHERE merchant_id = $1 AND verb = 'member.changed' AND member_id = $2`, id), 1)

		w.updateRefused(member.UpdateIn{ID: id, Version: before.Version, Patch: member.Patch{Name: ptr("x")}}, member.ErrStale)
		w.updateRefused(member.UpdateIn{ID: id, Patch: member.Patch{Attributes: map[string]any{"size": "m"}}}, trait.ErrAttributeValue)
		w.updateRefused(member.UpdateIn{ID: 7, Patch: member.Patch{Name: ptr("x")}}, member.ErrUnknown)

		w.do(func(tx *store.Tx) error {
			same, err := member.Update(w.ctx, tx, member.UpdateIn{ID: id, Patch: member.Patch{Name: ptr("王小明")}})
			equal(t, "nothing changed", same.Version, m.Version)
			equal(t, "nothing told", events(tx), "")
			return err
		})
		m = w.update(id, member.Patch{NoBirthday: true, Attributes: map[string]any{"size": nil}, PhoneDead: ptr(false)})
		if _, has := m.Attributes["size"]; has || m.BirthdayOK || m.Identities[0].DeadAt != 0 {
			t.Error("what was taken away is still there")
		}
	})
}

func TestConsentsKeepTheirHistory(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		id := w.enrol(phone("13800138000"))[0]
		now := calendar.Of(storetest.Start)
		say := func(granted bool, at calendar.Instant) {
			w.update(id, member.Patch{Consents: []trait.Consent{{Purpose: "marketing", Channel: "sms", Granted: granted, At: at}}})
		}
		say(true, now-2)
		say(false, now-1)
		say(true, now-3) // an old file is imported late: the no stands
		equal(t, "holds", w.get(id).Consents[0].Granted, false)
		w.see(func(tx *store.Tx) error {
			lines, err := trait.ConsentHistory(w.ctx, tx, []int64{id})
			equal(t, "history", len(lines), 3)
			return err
		})
	})
}

func TestAdmit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ids := w.enrol(member.EnrolIn{Identities: member.Identities{Phone: "13800138000"}, Customer: true}, phone("13900139000"))
		w.do(func(tx *store.Tx) error {
			admitted, err := member.Admit(w.ctx, tx, ids, tx.Now())
			equal(t, "admitted", admitted, ids[:1])
			equal(t, "told", events(tx), member.EventAdmitted)
			return err
		})
		equal(t, "status", w.get(ids[0]).Status, member.StatusMember)
	})
}
