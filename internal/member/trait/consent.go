package trait

import (
	"context"
	"strconv"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member/contact"
	"regulars/internal/store"
)

// Consent is a yes or no for one purpose (marketing, care, research …) on one channel (sms, email, wechat …).
type Consent struct {
	Purpose string
	Channel string
	Granted bool
	At      calendar.Instant // when the person said so; 0 for now
	Source  string           // how: a form, a till, a reply "TD"
}

// ConsentLine is one line of the history of a member's consents.
type ConsentLine struct {
	Consent
	ID    int64
	Actor string // kind and id of who wrote it down
}

// CheckConsents refuses what cannot be consents.
func CheckConsents(consents []Consent, now calendar.Instant) *fault.Error {
	if len(consents) > MaxConsents {
		return fault.ErrTooMany.At("consents", fault.P{"limit": MaxConsents})
	}
	var errs []*fault.Error
	for i := range consents {
		c, at := &consents[i], "consents["+strconv.Itoa(i)+"]."
		errs = append(errs, contact.Word(at+"purpose", c.Purpose), contact.Word(at+"channel", c.Channel), contact.Text(at+"source", c.Source, MaxSource))
		if c.At > now.Add(MaxAhead) {
			errs = append(errs, fault.ErrInvalid.At(at+"at", fault.P{"reason": "in the future"}))
		}
	}
	return fault.As(fault.Join(errs...))
}

// ConsentOf is a consent and whose it is.
type ConsentOf struct {
	MemberID int64
	Consent
}

// insertConsents keeps what was said last: an imported consent of last year does not undo this year's no.
var insertConsents = store.Insert{Table: "member_consent",
	Columns: []string{"merchant_id", "member_id", "purpose", "channel", "granted", "at", "source"},
	Conflict: `ON CONFLICT (merchant_id, member_id, purpose, channel) DO UPDATE SET granted = excluded.granted, at = excluded.at, source = excluded.source
 WHERE excluded.at >= member_consent.at`}

var insertConsentLog = store.Insert{Table: "member_consent_log",
	Columns: []string{"merchant_id", "member_id", "id", "purpose", "channel", "granted", "at", "source", "actor"}}

// WriteConsents writes what holds now and the history. Of two in one call for the same purpose and channel the later one holds.
func WriteConsents(ctx context.Context, tx *store.Tx, in []ConsentOf) error {
	type slot struct {
		id               int64
		purpose, channel string
	}
	place := map[slot]int{}
	var now, history [][]any
	for _, c := range in {
		at := c.At
		if at == 0 {
			at = tx.Now()
		}
		row := []any{tx.MerchantID(), c.MemberID, c.Purpose, c.Channel, c.Granted, at, c.Source}
		key := slot{c.MemberID, c.Purpose, c.Channel}
		if i, twice := place[key]; !twice {
			place[key] = len(now)
			now = append(now, row)
		} else if at >= now[i][5].(calendar.Instant) {
			now[i] = row
		}
		history = append(history, []any{tx.MerchantID(), c.MemberID, tx.NewID(), c.Purpose, c.Channel, c.Granted, at, c.Source, Actor(tx)})
	}
	if _, err := store.InsertMany(ctx, tx, insertConsents, now); err != nil {
		return err
	}
	_, err := store.InsertMany(ctx, tx, insertConsentLog, history)
	return err
}

// Actor is who acts, without a name: "staff:12".
func Actor(tx *store.Tx) string { return tx.Actor().Kind + ":" + strconv.FormatInt(tx.Actor().ID, 10) }

// ConsentsOf are the consents of members as they hold now.
func ConsentsOf(ctx context.Context, tx *store.Tx, ids []int64) (map[int64][]Consent, error) {
	out := ConsentsLater(tx, ids)
	return out, tx.Flush(ctx)
}

// ConsentsLater is ConsentsOf; the map is filled when the transaction next waits for an answer.
func ConsentsLater(tx *store.Tx, ids []int64) map[int64][]Consent {
	out := map[int64][]Consent{}
	tx.QueryLater(`SELECT member_id, purpose, channel, granted, at, source FROM member_consent
WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY member_id, purpose, channel`,
		func(r store.Row) error {
			var id int64
			var c Consent
			err := r.Scan(&id, &c.Purpose, &c.Channel, &c.Granted, &c.At, &c.Source)
			out[id] = append(out[id], c)
			return err
		}, tx.MerchantID(), ids)
	return out
}

// ConsentHistory is everything that was ever agreed to or refused by a member, whose aliases are given too, oldest first.
func ConsentHistory(ctx context.Context, tx *store.Tx, ids []int64) ([]ConsentLine, error) {
	var out []ConsentLine
	err := tx.Query(ctx, `SELECT id, purpose, channel, granted, at, source, actor FROM member_consent_log
WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY id LIMIT $3`,
		func(r store.Row) error {
			var c ConsentLine
			err := r.Scan(&c.ID, &c.Purpose, &c.Channel, &c.Granted, &c.At, &c.Source, &c.Actor)
			out = append(out, c)
			return err
		}, tx.MerchantID(), ids, MaxHistory)
	return out, err
}
