package member

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/expr"
	"regulars/internal/member/tally"
	"regulars/internal/member/trait"
	"regulars/internal/store"
)

// The numbers of a member and the facts that they are made of; package tally has the arithmetic.
type (
	// Stat is what a member has bought so far.
	Stat = tally.Stat
	// Day is one business day of a member.
	Day = tally.Day
	// DayDelta is what a day gains or loses.
	DayDelta = tally.DayDelta
	// CategoryPart is what an order holds of one category.
	CategoryPart = tally.CategoryPart
	// OrderFact is an order as statistics see it.
	OrderFact = tally.OrderFact
	// RefundFact is a refund as statistics see it.
	RefundFact = tally.RefundFact
	// History is everything that statistics are made of.
	History = tally.History
)

// AllDays as the start of a [BookNeed] opens every day of the members.
const AllDays = tally.AllDays

// BookNeed says what [Open] reads besides the person and the statistics.
type BookNeed struct {
	Days       calendar.Day // days from this one on; 0 for none, [AllDays] for all
	Tags       bool
	Attributes bool // the merchant's own, sensitive ones left out
	Stores     bool // the code of the person's store
	Categories bool // what the favourite category lies below
	Children   bool
}

// Person is a member as conditions see one.
type Person struct {
	ID            int64
	Status        Status
	AliasOf       int64
	JoinedAt      calendar.Instant
	Birthday      calendar.Day // meaningful where BirthdayKnown
	BirthdayKnown bool
	BirthdayMonth int64 // 1–12, 0 where it is not known
	Lunar         Lunar
	Gender        string
	StoreID       int64
	Channel       string
	Campaign      string
	ReferrerID    int64
	AdviserID     int64
	Personalised  bool
	Tags          []string // sorted, where BookNeed.Tags
}

// Books are the statistics and days of some members in memory: opened with one statement a table, changed by pure
// functions, saved at once. On a read-only transaction they serve quotes and are never saved.
type Books struct {
	zone    *time.Location
	persons map[int64]*Person
	members map[int64]*tally.Account
	ids     []int64          // sorted, found ones only
	stores  map[int64]string // codes, where BookNeed.Stores
	tree    *catalog.Tree    // where BookNeed.Categories

	children map[int64]calendar.Children // where BookNeed.Children

	attributes map[int64]map[string]any // int64, string or bool by member and code, where BookNeed.Attributes

	admitted []admission // not yet saved
}

// Everything is all that conditions may ask.
func Everything() BookNeed {
	return BookNeed{Days: AllDays, Tags: true, Attributes: true, Stores: true, Categories: true, Children: true}
}

// NeedFor is what conditions with these needs ask of the books, when they are evaluated as of days not before on.
func NeedFor(need expr.Need, on calendar.Day) BookNeed {
	out := BookNeed{Days: on}
	for _, use := range need.Windows {
		if use.Period.Kind != expr.PeriodEver { // that one is the totals, less the days after
			out.Days = min(out.Days, use.Period.From(on))
		}
	}
	for _, name := range need.Attributes {
		switch {
		case name == "tags":
			out.Tags = true
		case name == "store" || name == "favourite_store":
			out.Stores = true
		case name == "favourite_category":
			out.Categories = true
		case strings.HasPrefix(name, "child") || name == "youngest_child_days":
			out.Children = true
		case len(name) > 5 && name[:5] == "attr.":
			out.Attributes = true
		}
	}
	return out
}

// Open reads the members; unknown ids are left out. Aliases are opened as themselves: resolve before. A transaction that
// will save holds the lock of each of them (invariant 5).
func Open(ctx context.Context, tx *store.Tx, ids []int64, need BookNeed) (*Books, error) {
	bk := OpenLater(tx, ids, need)
	return bk, tx.Flush(ctx)
}

// OpenLater is Open; the books are filled when the transaction next waits for an answer.
func OpenLater(tx *store.Tx, ids []int64, need BookNeed) *Books {
	bk := &Books{zone: tx.Zone(), persons: make(map[int64]*Person, len(ids)), members: make(map[int64]*tally.Account, len(ids))}
	if len(ids) == 0 {
		return bk
	}
	from := tally.NoDays
	if need.Days != 0 {
		from = need.Days
	}
	tx.QueryLater(sqlBooks, func(r store.Row) error {
		p, stat := &Person{}, Stat{}
		if err := scanBook(r, p, &stat); err != nil {
			return err
		}
		bk.persons[p.ID], bk.members[p.ID] = p, tally.Open(stat, from)
		at, _ := slices.BinarySearch(bk.ids, p.ID)
		bk.ids = slices.Insert(bk.ids, at, p.ID)
		return nil
	}, tx.MerchantID(), ids)
	if need.Days != 0 {
		bk.openDays(tx, ids, need.Days)
	}
	bk.openRest(tx, ids, need)
	return bk
}

const sqlBooks = `SELECT m.id, m.status, m.alias_of, m.joined_at, m.birthday, m.birthday_month, m.lunar_month, m.lunar_day, m.lunar_leap,
 m.gender, m.store_id, m.channel, m.campaign, m.referrer_id, m.adviser_id, m.personalised,
 s.order_count, s.spend_minor, s.refund_minor, s.principal_minor, s.points, s.growth, s.recharge_minor, s.referrals,
 s.first_order_at, s.last_order_at, s.first_order_on, s.last_order_on, s.purchase_days, s.favourite_category, s.favourite_store, s.favourites
FROM member m JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
WHERE m.merchant_id = $1 AND s.merchant_id = $1 AND m.id = ANY($2)`

func scanBook(r store.Row, p *Person, s *Stat) error {
	var status, birthday string
	err := r.Scan(&p.ID, &status, &p.AliasOf, &p.JoinedAt, &birthday, &p.BirthdayMonth, &p.Lunar.Month, &p.Lunar.Day, &p.Lunar.Leap,
		&p.Gender, &p.StoreID, &p.Channel, &p.Campaign, &p.ReferrerID, &p.AdviserID, &p.Personalised,
		&s.OrderCount, &s.SpendMinor, &s.RefundMinor, &s.PrincipalMinor, &s.Points, &s.Growth, &s.RechargeMinor, &s.Referrals,
		&s.FirstOrderAt, &s.LastOrderAt, &s.FirstOrderOn, &s.LastOrderOn, &s.PurchaseDays, &s.FavouriteCategory, &s.FavouriteStore, &s.Favourites)
	if err != nil {
		return err
	}
	p.Status = Status(status)
	p.Birthday, p.BirthdayKnown, err = readDay(birthday)
	return err
}

const sqlBookDays = `SELECT member_id, day_on, orders, spend_minor, refund_minor, principal_minor, points, growth, recharge_minor, referrals, first_at, last_at
FROM member_day WHERE merchant_id = $1 AND member_id = ANY($2) AND day_on >= $3 ORDER BY member_id, day_on`

func (bk *Books) openDays(tx *store.Tx, ids []int64, from calendar.Day) {
	tx.QueryLater(sqlBookDays, func(r store.Row) error {
		var id int64
		var d Day
		err := r.Scan(&id, &d.On, &d.Orders, &d.Spend, &d.Refund, &d.Principal, &d.Points, &d.Growth, &d.Recharge, &d.Referrals, &d.FirstAt, &d.LastAt)
		if a := bk.members[id]; a != nil {
			a.Load(d)
		}
		return err
	}, tx.MerchantID(), ids, from)
}

func (bk *Books) openRest(tx *store.Tx, ids []int64, need BookNeed) {
	if need.Tags {
		tx.QueryLater(`SELECT member_id, tag FROM member_tag WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY member_id, tag`,
			func(r store.Row) error {
				var id int64
				var tag string
				err := r.Scan(&id, &tag)
				if p := bk.persons[id]; p != nil {
					p.Tags = append(p.Tags, tag)
				}
				return err
			}, tx.MerchantID(), ids)
	}
	if need.Attributes {
		bk.attributes = trait.AttributesLater(tx, ids, false)
	}
	if need.Children {
		bk.children = map[int64]calendar.Children{}
		tx.QueryLater(`SELECT member_id, birthday FROM member_child WHERE merchant_id = $1 AND member_id = ANY($2)`, func(r store.Row) error {
			var id int64
			var born calendar.Day
			err := r.Scan(&id, &born)
			bk.children[id] = append(bk.children[id], born)
			return err
		}, tx.MerchantID(), ids)
	}
	if need.Categories {
		bk.tree = catalog.TreeLater(tx)
	}
	if need.Stores {
		bk.stores = map[int64]string{}
		tx.QueryLater(`SELECT id, code FROM org_store WHERE merchant_id = $1`, func(r store.Row) error {
			var id int64
			var code string
			err := r.Scan(&id, &code)
			bk.stores[id] = code
			return err
		}, tx.MerchantID())
	}
}

// IDs are the members that were found, in order.
func (bk *Books) IDs() []int64 { return bk.ids }

// Person is a member of the books, or nil.
func (bk *Books) Person(id int64) *Person { return bk.persons[id] }

// Birth is the member's birthday as far as its month goes.
func (p *Person) Birth() calendar.Birth {
	return calendar.Birth{Month: p.BirthdayMonth, Lunar: p.Lunar}
}

// Children are the birthdays of a member's children, where [BookNeed] asked for them.
func (bk *Books) Children(id int64) calendar.Children { return bk.children[id] }

// Stat is the statistics of a member as they stand now, or nil. The text of its favourites is that of the last [Books.Save].
func (bk *Books) Stat(id int64) *Stat {
	a := bk.members[id]
	if a == nil {
		return nil
	}
	return &a.Stat
}

// Days are the days of a member that were opened, with what was booked since.
func (bk *Books) Days(id int64) []Day {
	a := bk.members[id]
	if a == nil {
		return nil
	}
	return a.Days()
}

// Sum is a window ("spend", "orders", …) of a member over a period that ends with the day asOf. It panics where the name is no
// window or its days were not opened: the caller asked [Open] for too little.
func (bk *Books) Sum(id int64, window string, period expr.Period, asOf calendar.Day) int64 {
	total, ok := bk.account(id).Sum(window, period, asOf)
	if !ok {
		panic(fmt.Sprintf("member: the days of %s(%s) as of %s were not opened", window, period, asOf))
	}
	return total
}

// Book adds to a day: points and growth earned or taken back, recharges, referrals. Orders and refunds have [Books.AddOrder]
// and [Books.TakeBack], which book themselves.
func (bk *Books) Book(id int64, d DayDelta) { bk.account(id).Book(d) }

// AddOrder counts an order and books it on its day.
func (bk *Books) AddOrder(id int64, o OrderFact) { bk.account(id).Place(&o, bk.zone) }

// TakeBack counts a refund, or an unlinked return, and books it on its order's day. Where the last order that stands is taken back
// and earlier days were not opened, first and last order are known only after [Books.Save].
func (bk *Books) TakeBack(id int64, r RefundFact) { bk.account(id).TakeBack(&r, bk.zone) }

func (bk *Books) account(id int64) *tally.Account {
	a := bk.members[id]
	if a == nil {
		panic(fmt.Sprintf("member: %d is not in the books", id))
	}
	return a
}
