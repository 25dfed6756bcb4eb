package insight

import (
	"context"
	"encoding/json"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/event"
	"regulars/internal/mall"
	"regulars/internal/mall/recharge"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/order/stamp"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/store"
	"regulars/internal/tier"
	"regulars/internal/vault"
)

// Fact is one thing that became known lately.
type Fact struct {
	Number   int64  // rises by one with each fact of the merchant
	Kind     string // of its event
	MemberID int64  // the member as of now, where the record was merged; 0 for nobody
	Name     string // of the member, unmasked: mask it before it is shown; "" where there is none or the person was forgotten
	Code     string // the member's external id or card where there is no name, unmasked; "" where there is none
	Subject  int64  // the order, the refund …
	StoreID  int64
	At       calendar.Instant // the business instant
	TakenAt  calendar.Instant // when it became known
	Historic bool             // it was imported
	Data     map[string]any   // of its event
}

// Int is a whole number of the fact's data, 0 where there is none.
func (f *Fact) Int(name string) int64 {
	n, _ := f.Data[name].(float64) // JSON; amounts are below 2^53
	return int64(n)
}

// Str is a text of the fact's data.
func (f *Fact) Str(name string) string {
	text, _ := f.Data[name].(string)
	return text
}

// Kinds are the kinds of events that are kept as facts.
func Kinds() []string {
	return []string{
		order.EventRecorded, order.EventRefunded, order.EventReturned, order.EventClaimed, member.EventEnrolled, member.EventAdmitted, member.EventMerged,
		tier.EventChanged, benefit.EventSold, benefit.EventUsed, stamp.EventFull, mall.EventRedeemed, mall.EventCancelled,
		plan.EventJoined, plan.EventRenewed, plan.EventUpgraded, plan.EventCancelled, recharge.EventRecharged, recharge.EventWithdrawn, reward.EventGranted, reward.EventAdjusted, reward.EventRevoked, edition.EventPublished,
	}
}

var insertFact = store.Insert{Table: "insight_fact", Columns: []string{
	"merchant_id", "number", "kind", "member_id", "subject", "store_id", "at", "taken_at", "historic", "data"}}

const (
	sqlFactLast = `SELECT COALESCE(MAX(number), 0) FROM insight_fact WHERE merchant_id = $1`
	sqlFactOld  = `DELETE FROM insight_fact WHERE merchant_id = $1 AND number <= $2`
)

// Of one delivery the latest facts are kept alone, as many as a look shows: more would only push each other out. Of what was imported
// half as many.
const (
	keptLive     = maxLook
	keptHistoric = maxLook / 2
)

// Take is a consumer of the outbox: it keeps the latest facts. It numbers them in the commit that takes them, one relay at a time, so that
// their numbers rise as they become visible.
func Take(ctx context.Context, tx *store.Tx, events []event.Event) error {
	events = slices.DeleteFunc(slices.Clone(events), untold)
	most := keptLive
	if tx.Historic() {
		most = keptHistoric
	}
	events = events[max(0, len(events)-most):]
	if len(events) == 0 {
		return nil
	}
	stores, err := storesOf(ctx, tx, events)
	if err != nil {
		return err
	}
	var last int64
	if _, err := store.One(ctx, tx, sqlFactLast, func(r store.Row) error { return r.Scan(&last) }, tx.MerchantID()); err != nil {
		return err
	}
	rows := make([][]any, len(events))
	for i, e := range events {
		data, err := json.Marshal(kept(e.Data))
		if err != nil {
			return err
		}
		last++
		rows[i] = []any{tx.MerchantID(), last, e.Kind, e.MemberID, e.Subject, stores[e.ID], e.At, tx.Now(), e.Historic, string(data)}
	}
	store.InsertLater(tx, insertFact, rows, nil)
	_, err = tx.Exec(ctx, sqlFactOld, tx.MerchantID(), last-KeptFacts)
	return err
}

// told are what of an event's data a fact keeps: numbers and codes. Reasons that people wrote are left where they are.
var told = []string{
	"payable_minor", "points_earned", "points_spent", "channel", "order_id", "amount_minor", "points_clawed_back", "points_returned", "whole", "unmatched_minor",
	"status", "from", "to", "move", "asset", "amount", "items", "number", "effective_at", "name", "quantity",
}

// kept is what of an event's data a fact keeps.
func kept(data map[string]any) map[string]any {
	out := map[string]any{}
	for _, name := range told {
		if v, ok := data[name]; ok {
			out[name] = v
		}
	}
	return out
}

// untold reports whether an event is no news beside another one: the tier that everybody begins with.
func untold(e event.Event) bool { return e.Kind == tier.EventChanged && e.Data["move"] == "joined" }

const (
	sqlOrderStores  = `SELECT id, store_id FROM order_head WHERE merchant_id = $1 AND id = ANY($2)`
	sqlRefundStores = `SELECT r.id, h.store_id FROM order_refund r JOIN order_head h ON h.merchant_id = r.merchant_id AND h.id = r.order_id
WHERE r.merchant_id = $1 AND h.merchant_id = $1 AND r.id = ANY($2)`
	sqlReturnStores = `SELECT id, store_id FROM order_return WHERE merchant_id = $1 AND id = ANY($2)`
	sqlMemberStores = `SELECT id, store_id FROM member WHERE merchant_id = $1 AND id = ANY($2)`
)

// storesOf is where each event happened: in the store of its order or return, or in that which the new member came to; 0 for nowhere.
func storesOf(ctx context.Context, tx *store.Tx, events []event.Event) (map[int64]int64, error) {
	asked := map[string][]int64{}
	for _, e := range events {
		if sql, subject := whereStore(e); sql != "" {
			asked[sql] = append(asked[sql], subject)
		}
	}
	of := map[[2]any]int64{}
	for sql, ids := range asked {
		err := tx.Query(ctx, sql, func(r store.Row) error {
			var id, storeID int64
			err := r.Scan(&id, &storeID)
			of[[2]any{sql, id}] = storeID
			return err
		}, tx.MerchantID(), ids)
		if err != nil {
			return nil, err
		}
	}
	out := map[int64]int64{}
	for _, e := range events {
		sql, subject := whereStore(e)
		out[e.ID] = of[[2]any{sql, subject}]
	}
	return out, nil
}

// whereStore is the statement that knows the store of an event, and what to ask it for.
func whereStore(e event.Event) (sql string, subject int64) {
	switch e.Kind {
	case order.EventRecorded, order.EventClaimed:
		return sqlOrderStores, e.Subject
	case order.EventRefunded:
		return sqlRefundStores, e.Subject
	case order.EventReturned:
		return sqlReturnStores, e.Subject
	case member.EventEnrolled, member.EventAdmitted:
		return sqlMemberStores, e.MemberID
	}
	return "", 0
}

// FactsIn asks for facts.
type FactsIn struct {
	Stores []int64 // of these stores alone; nil for all
	Limit  int     // 1–MaxFacts
}

const (
	factColumns = `number, kind, member_id, subject, store_id, at, taken_at, historic, data`
	sqlLatest   = `SELECT ` + factColumns + ` FROM insight_fact WHERE merchant_id = $1 AND (CAST($2 AS bigint) = 0 OR store_id = ANY($3))
ORDER BY number DESC LIMIT $4`
	sqlSince = `SELECT ` + factColumns + ` FROM insight_fact WHERE merchant_id = $1 AND number > $2 AND NOT historic ORDER BY number DESC LIMIT $3`
)

// Latest are the latest facts, newest first, with the number of the last one that there is of any store.
func Latest(ctx context.Context, tx *store.Tx, in FactsIn) (facts []Fact, last int64, err error) {
	some := 0
	if in.Stores != nil {
		some = 1
	} else {
		in.Stores = []int64{}
	}
	facts, err = readFacts(ctx, tx, sqlLatest, tx.MerchantID(), some, in.Stores, min(max(in.Limit, 1), MaxFacts))
	if err != nil {
		return nil, 0, err
	}
	_, err = store.One(ctx, tx, sqlFactLast, func(r store.Row) error { return r.Scan(&last) }, tx.MerchantID())
	return facts, last, err
}

// Since are the facts after a number, oldest first, without those that were imported; the latest of too many.
func Since(ctx context.Context, tx *store.Tx, number int64, limit int) ([]Fact, error) {
	out, err := readFacts(ctx, tx, sqlSince, tx.MerchantID(), number, min(max(limit, 1), MaxFacts))
	slices.Reverse(out)
	return out, err
}

func readFacts(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Fact, error) {
	var out []Fact
	var ids []int64
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var f Fact
		var data string
		err := r.Scan(&f.Number, &f.Kind, &f.MemberID, &f.Subject, &f.StoreID, &f.At, &f.TakenAt, &f.Historic, &data)
		if err == nil {
			err = json.Unmarshal([]byte(data), &f.Data)
		}
		out = append(out, f)
		if f.MemberID != 0 {
			ids = append(ids, f.MemberID)
		}
		return err
	}, args...)
	if err != nil {
		return nil, err
	}
	people, err := People(ctx, tx, ids)
	for i := range out {
		if p, ok := people[out[i].MemberID]; ok {
			out[i].MemberID, out[i].Name, out[i].Code = p.ID, p.Name, p.Code
		}
	}
	return out, err
}

// Person is a member as figures name one.
type Person struct {
	ID   int64  // the member that the record belongs to now
	Name string // unmasked; "" where there is none
	Code string // the external id or else the card of who has no name, unmasked; "" where there is none
}

const sqlCodes = `SELECT member_id, kind, sealed FROM member_identity WHERE merchant_id = $1 AND member_id = ANY($2) AND kind IN ('external', 'card')
ORDER BY member_id, kind, created_at DESC`

const sqlPeople = `SELECT m.id, p.id, p.name FROM member m JOIN member p ON p.merchant_id = m.merchant_id
	AND p.id = CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END WHERE m.merchant_id = $1 AND p.merchant_id = $1 AND m.id = ANY($2)`

// People are the members that the records belong to now, by record.
func People(ctx context.Context, tx *store.Tx, ids []int64) (map[int64]Person, error) {
	out := map[int64]Person{}
	if len(ids) == 0 {
		return out, nil
	}
	keys := vault.From(tx)
	var nameless []int64
	err := tx.Query(ctx, sqlPeople, func(r store.Row) error {
		var id int64
		var p Person
		var name []byte
		err := r.Scan(&id, &p.ID, &name)
		if err == nil {
			p.Name, err = keys.Unseal(tx, p.ID, "name", name)
		}
		if p.Name == "" {
			nameless = append(nameless, p.ID)
		}
		out[id] = p
		return err
	}, tx.MerchantID(), ids)
	if err != nil || len(nameless) == 0 {
		return out, err
	}
	codes := map[int64]string{}
	err = tx.Query(ctx, sqlCodes, func(r store.Row) error {
		var id int64
		var kind string
		var sealed []byte
		err := r.Scan(&id, &kind, &sealed)
		if err == nil {
			codes[id], err = keys.Unseal(tx, id, kind, sealed) // the last one stays: the oldest external id before any card
		}
		return err
	}, tx.MerchantID(), nameless)
	for id, p := range out {
		p.Code = codes[p.ID]
		out[id] = p
	}
	return out, err
}
