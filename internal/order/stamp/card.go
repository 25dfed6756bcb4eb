package stamp

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// The refusals of the room.
var (
	ErrUnknown = fault.Declare(fault.NotFound, "stamp_card_not_found", "There is no such stamp card.", "找不到该集点卡。")
	ErrStale   = fault.Declare(fault.Stale, "stamp_card_changed", "The stamp card has changed since you read it.", "集点卡在您读取后已被修改。")
	ErrFixed   = fault.Declare(fault.Refused, "stamp_card_fixed", "Stamps were collected on it: what counts and how many it needs stay.", "已有会员集点，计点方式与集满点数不可修改。")
	ErrSpan    = fault.Declare(fault.Invalid, "stamp_card_span", "Say the first and the last day as YYYY-MM-DD, the first before the last.", "请以 YYYY-MM-DD 填写起止日期，且开始不晚于结束。")
)

// The events of the room.
const (
	EventFull    = "order.stamp_card_full"      // a member filled a card
	EventRefused = "order.stamp_reward_refused" // he did, and there was nothing to give for it
)

// Events lists what the room emits.
func Events() []event.Kind {
	return []event.Kind{{Kind: EventFull, En: "A stamp card is full", Zh: "集点卡已集满", Fields: []event.Field{
		{Name: "card_id", Type: "string", En: "the card"},
		{Name: "name", Type: "string", En: "its name in the merchant's language"},
		{Name: "stamps", Type: "integer", En: "stamps collected on it so far"},
	}}, {Kind: EventRefused, En: "A full stamp card could not give its reward", Zh: "集点卡已集满，奖励未能发放", Fields: []event.Field{
		{Name: "card_id", Type: "string", En: "the card"},
		{Name: "name", Type: "string", En: "its name in the merchant's language"},
		{Name: "reason", Type: "string", En: "why, in the merchant's language: a budget or a stock is at its end. It is tried anew with the next order"},
	}}}
}

const (
	maxCards = 100
	maxText  = 200
	maxScope = 400 // goods and categories that count
	maxPage  = 500 // orders of a member that are asked again after a return
	maxGive  = 100 // full cards of a member that give at once
)

// What one stamp is for.
const (
	PerOrder = "order"
	PerUnit  = "unit"
)

// Document is what a stamp card promises.
type Document struct {
	Name       deal.Text   `json:"name"`
	Summary    deal.Text   `json:"summary"`
	Counts     string      `json:"counts"` // PerOrder or PerUnit
	MinMinor   int64       `json:"min_minor,omitempty"`
	SKUs       []string    `json:"skus,omitempty"`
	Categories []string    `json:"categories,omitempty"`
	Channels   []string    `json:"channels,omitempty"`
	Needs      int64       `json:"needs"`
	Rewards    []item.Item `json:"rewards"`
	Budgets    []int64     `json:"budgets,omitempty"`    // that the rewards draw from: where one is at its end, they wait
	MaxRounds  int64       `json:"max_rounds,omitempty"` // full cards of a member; 0: no limit
	From       string      `json:"from,omitempty"`
	Until      string      `json:"until,omitempty"`
}

// Card is a stamp card that is offered.
type Card struct {
	ID      int64
	Active  bool
	MadeAt  calendar.Instant
	Version int64
	Document
}

func (d *Document) check() error {
	var c form.Checker
	c.Text("name", d.Name, maxText, true)
	c.Text("summary", d.Summary, maxText, false)
	form.Choice(&c, "counts", d.Counts, PerOrder, PerUnit)
	c.Between("needs", d.Needs, 1, 1000)
	c.Between("min_minor", d.MinMinor, 0, money.Limit)
	c.Between("max_rounds", d.MaxRounds, 0, 1000)
	if len(d.SKUs)+len(d.Categories) > maxScope {
		c.Add(fault.ErrTooMany.At("skus", fault.P{"limit": maxScope}))
	}
	for i, channel := range d.Channels {
		form.Choice(&c, fmt.Sprintf("channels[%d]", i), channel, "pos", "web", "miniapp", "h5")
	}
	from, errFrom := day(d.From)
	until, errUntil := day(d.Until)
	if len(d.Budgets) > budget.MaxNamed {
		c.Add(fault.ErrTooMany.At("budget_ids", fault.P{"limit": budget.MaxNamed}))
	}
	if errFrom != nil || errUntil != nil || d.Until != "" && from > until {
		c.Add(ErrSpan.At("until", nil))
	}
	if err := fault.Join(c.Wrong...); err != nil {
		return err
	}
	return item.Check(d.Rewards, "rewards")
}

// names are the goods that count.
func (d *Document) names() catalog.Names {
	return catalog.Names{SKUs: d.SKUs, Categories: d.Categories}
}

func day(text string) (calendar.Day, error) {
	if text == "" {
		return 0, nil
	}
	return calendar.ParseDay(text)
}

// over reports whether nothing more can be collected on the card.
func (c *Card) over(today calendar.Day) bool {
	until, _ := day(c.Until)
	return !c.Active || c.Until != "" && today > until
}

// Collects reports whether the order can collect on the card: it was placed while the card is offered, in a channel that counts.
func (c *Card) Collects(o *order.Order, zone *time.Location) bool {
	on := o.PlacedAt.Day(zone)
	from, _ := day(c.From)
	until, _ := day(c.Until)
	return c.Active && o.PlacedAt >= c.MadeAt && on >= from && (c.Until == "" || on <= until) && (len(c.Channels) == 0 || slices.Contains(c.Channels, o.Channel))
}

// scope reports whether a line counts: its article is named, or its category or one that it lies below.
func (c *Card) scope(l *basket.Line, above catalog.Paths) bool {
	if l.Type != basket.Product {
		return false
	}
	named := func(code string) bool { return slices.Contains(c.Categories, code) }
	return len(c.SKUs) == 0 && len(c.Categories) == 0 || slices.Contains(c.SKUs, l.SKU) || named(l.Category) || slices.ContainsFunc(above[l.Category], named)
}

// lines are the places of the lines of an order that count, as categories lie now.
func (c *Card) lines(o *order.Order, above catalog.Paths) (places []int) {
	for i := range o.Lines {
		if c.scope(&o.Lines[i], above) {
			places = append(places, i)
		}
	}
	return places
}

// Stamps is what remains of an order that collects on the card is good for (invariant 1): with PerOrder one, where the lines that count still cost
// MinMinor; with PerUnit each unit of them.
func (c *Card) Stamps(o *order.Order, lines []int) int64 {
	var units, kept int64
	for _, i := range lines {
		units += o.Remaining[i]
		kept += money.MulDiv(o.Outcome.Lines[i].PayableMinor, o.Remaining[i], o.Lines[i].Quantity, money.Floor)
	}
	switch {
	case units == 0 || kept < c.MinMinor:
		return 0
	case c.Counts == PerUnit:
		return units
	}
	return 1
}

const cardColumns = `SELECT id, document, active, made_at, version FROM order_stamp_card WHERE merchant_id = $1 AND `

func cards(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Card, error) {
	var out []*Card
	err := tx.Query(ctx, sql, func(r store.Row) error {
		c := &Card{}
		var document string
		if err := r.Scan(&c.ID, &document, &c.Active, &c.MadeAt, &c.Version); err != nil {
			return err
		}
		out = append(out, c)
		return json.Unmarshal([]byte(document), &c.Document)
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	return out, err
}

// List are the stamp cards, newest first.
func List(ctx context.Context, tx *store.Tx) ([]*Card, error) {
	return cards(ctx, tx, cardColumns+`id > 0 ORDER BY id DESC LIMIT $2`, maxCards)
}

// Get reads a stamp card. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Card, error) {
	found, err := cards(ctx, tx, cardColumns+`id = $2`, id)
	if err == nil && len(found) == 0 {
		return nil, ErrUnknown.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Create offers a stamp card: orders placed from now on collect on it. Returns what is wrong with a field, fault.ErrTooMany, and what a reward
// names that is not there.
func Create(ctx context.Context, tx *store.Tx, d Document) (*Card, error) {
	if err := check(ctx, tx, &d, catalog.Names{}); err != nil {
		return nil, err
	}
	there, err := List(ctx, tx)
	if err != nil {
		return nil, err
	}
	if len(there) >= maxCards {
		return nil, fault.ErrTooMany.New(fault.P{"limit": maxCards})
	}
	text, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	c := &Card{ID: tx.NewID(), Active: true, MadeAt: tx.Now(), Version: 1, Document: d}
	_, err = tx.Exec(ctx, `INSERT INTO order_stamp_card (merchant_id, id, document, active, made_at, updated_at, version) VALUES ($1, $2, $3, true, $4, $4, 1)`,
		tx.MerchantID(), c.ID, string(text), c.MadeAt)
	if err != nil {
		return nil, err
	}
	return c, org.Audit(ctx, tx, org.Change{Verb: "stamp_card.created", Subject: org.Subject("stamp_card", c.ID), After: d})
}

// check refuses what is wrong with a document, and what it names that is not there unless it was named before.
func check(ctx context.Context, tx *store.Tx, d *Document, was catalog.Names) error {
	if err := d.check(); err != nil {
		return err
	}
	wrong, err := catalog.Named(ctx, tx, "", d.names(), was)
	if err = cmp.Or(err, fault.Join(wrong...)); err != nil {
		return err
	}
	return reward.Check(ctx, tx, d.Rewards, "rewards")
}

// ChangeIn is a change of a card that has the version.
type ChangeIn struct {
	ID       int64
	Version  int64
	Document Document
	Active   bool
}

// Change replaces a card. Returns ErrUnknown, ErrStale, ErrFixed, and as Create does.
func Change(ctx context.Context, tx *store.Tx, in ChangeIn) (*Card, error) {
	c, err := Get(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := check(ctx, tx, &in.Document, c.names()); err != nil {
		return nil, err
	}
	used, err := store.One(ctx, tx, `SELECT 1 FROM order_stamp WHERE merchant_id = $1 AND card_id = $2 LIMIT 1`, func(store.Row) error { return nil }, tx.MerchantID(), in.ID)
	if err != nil {
		return nil, err
	}
	was, is := c.Document, in.Document
	if used && (was.Counts != is.Counts || was.Needs != is.Needs || was.MinMinor != is.MinMinor || !slices.Equal(was.SKUs, is.SKUs) ||
		!slices.Equal(was.Categories, is.Categories) || !slices.Equal(was.Channels, is.Channels)) {
		return nil, ErrFixed.New(nil)
	}
	text, err := json.Marshal(in.Document)
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(ctx, `UPDATE order_stamp_card SET document = $3, active = $4, updated_at = $5, version = version + 1 WHERE merchant_id = $1 AND id = $2 AND version = $6`,
		tx.MerchantID(), in.ID, string(text), in.Active, tx.Now(), in.Version)
	if err == nil && n == 0 {
		err = ErrStale.New(nil)
	}
	if err != nil {
		return nil, err
	}
	before := map[string]any{"active": c.Active, "document": was}
	c.Document, c.Active, c.Version = is, in.Active, in.Version+1
	return c, org.Audit(ctx, tx, org.Change{
		Verb: "stamp_card.changed", Subject: org.Subject("stamp_card", c.ID), Before: before, After: map[string]any{"active": c.Active, "document": is},
	})
}
