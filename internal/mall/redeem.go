package mall

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall/pay"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/entitle"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// RedeemIn is what a member wants of the mall.
type RedeemIn struct {
	Member       member.Ref
	ItemID       int64
	Quantity     int64 // 1 where it is 0
	Source       string
	Number       string
	HandOver     HandOver // of an item that leaves it to the member
	StoreID      int64    // where the till stands, or the goods are picked up
	Recipient    *Recipient
	BalanceMinor int64         // of the price, by stored value
	Payments     []pay.Payment // none where all of the price was paid by something that nobody named
	Proof        proof.Shown
	MadeBy       string
}

// Redeem takes an item: it spends points and money, gives the rewards or makes the goods wait, and lowers the stock, in one commit. The
// same number again answers what was made; repeated says so.
//
// Returns ErrNumberReused, ErrItem, order.ErrMember, reward.ErrNoMember, what refuses the item (ErrClosed, ErrNotYet, ErrOver, ErrSoldOut, ErrTierBelow,
// ErrCondition, ErrLimit), payment.ErrMismatch, pay.ErrBalance, the ledger's refusals, those of package proof and of the rewards.
func Redeem(ctx context.Context, tx *store.Tx, in RedeemIn) (r *Redemption, repeated bool, err error) {
	if err := in.check(); err != nil {
		return nil, false, err
	}
	if old, err := repeat(ctx, tx, &in); err != nil || old != nil {
		return old, err == nil, err
	}
	c, refused := openCounter(ctx, tx, &in)
	if refused != nil && fault.As(refused) == nil {
		return nil, false, refused
	}
	if old, err := repeat(ctx, tx, &in); err != nil || old != nil { // made while we waited for the lock
		return old, err == nil, err
	}
	if refused != nil {
		return nil, false, refused
	}
	c.made.hash = in.hash()
	for _, step := range []func(context.Context) error{c.admit, c.spend, c.give} {
		if err := step(ctx); err != nil {
			return nil, false, err
		}
	}
	if err := c.save(ctx); err != nil {
		return nil, false, err
	}
	return c.made, false, nil
}

// repeat is what was made before under the number, or nil. Returns ErrNumberReused.
func repeat(ctx context.Context, tx *store.Tx, in *RedeemIn) (*Redemption, error) {
	old, err := find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND number = $2 AND source = $3`, in.Number, in.Source)
	switch {
	case err != nil || len(old) == 0:
		return nil, err
	case old[0].hash != in.hash():
		return nil, ErrNumberReused.At("number", fault.P{"number": in.Number, "source": in.Source})
	}
	return old[0], nil
}

func (in *RedeemIn) check() error {
	if in.Quantity == 0 {
		in.Quantity = 1
	}
	var wrong []*fault.Error
	for _, text := range []struct{ field, value string }{{"source", in.Source}, {"number", in.Number}} {
		if _, refused := org.RequireText(text.field, text.value, maxCode); refused != nil {
			wrong = append(wrong, refused)
		}
	}
	if in.Quantity < 1 || in.Quantity > MaxQuantity {
		wrong = append(wrong, fault.ErrRange.At("quantity", fault.P{"min": 1, "max": MaxQuantity}))
	}
	if p := in.Recipient; p != nil {
		for _, text := range []struct {
			field string
			value *string
		}{{"recipient.name", &p.Name}, {"recipient.phone", &p.Phone}, {"recipient.address", &p.Address}} {
			clean, refused := org.CleanText(text.field, *text.value, maxText)
			if *text.value = clean; refused != nil {
				wrong = append(wrong, refused)
			}
		}
	}
	return fault.Join(wrong...)
}

// hash tells whether two requests ask for the same: of everything but the proof and who asks.
func (in *RedeemIn) hash() string {
	return store.Digest(struct {
		Member                         string
		Item, Quantity, Store, Balance int64
		HandOver                       HandOver
		Recipient                      *Recipient
		Payments                       []pay.Payment
	}{in.Member.Text(), in.ItemID, in.Quantity, in.StoreID, in.BalanceMinor, in.HandOver, in.Recipient, in.Payments})
}

// counter is one redemption on its way: the item, the member's books, and what is made.
type counter struct {
	tx       *store.Tx
	in       *RedeemIn
	item     Item
	holder   int64
	books    *reward.Books
	proofs   *proof.Books
	settings org.Settings
	edition  *edition.Edition
	made     *Redemption

	early *entitle.Early // of an item that is not open to everybody yet
}

// openCounter finds the item and the member, whose lock it takes. What is not to be had anyway is refused before that.
func openCounter(ctx context.Context, tx *store.Tx, in *RedeemIn) (*counter, error) {
	it, err := GetItem(ctx, tx, in.ItemID)
	if err != nil {
		return nil, err
	}
	if refused := it.refuse(in.Quantity, tx.Now()); refused != nil {
		return nil, refused
	}
	found := member.ResolveLater(tx, []member.Ref{in.Member})
	settings := org.SettingsLater(tx)
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	holder := found()[0]
	if holder == 0 {
		field, by := in.Member.Names()
		return nil, order.ErrMember.At(field, fault.P{"by": by})
	}
	c := &counter{tx: tx, in: in, item: it, holder: holder}
	c.settings, _ = settings()
	if err := c.open(ctx); err != nil {
		return nil, err
	}
	c.proofs = proof.OpenLater(tx, c.settings, proof.Showing{Member: holder, Shown: in.Proof})
	c.books.CatchUp(holder, tx.Now())
	c.edition = c.books.Editions.At(tx.Now())
	c.made = &Redemption{
		ID: tx.NewID(), MemberID: holder, ItemID: it.ID, Source: in.Source, Number: in.Number, Quantity: in.Quantity, Points: it.Points * in.Quantity,
		PriceMinor: it.PriceMinor * in.Quantity, CostMinor: it.CostMinor * in.Quantity, Terms: it.Terms, HandOver: it.HandOver, State: Waiting,
		StoreID: in.StoreID, MadeBy: in.MadeBy, At: tx.Now(), ShippedAt: calendar.Never, DoneAt: calendar.Never, CancelledAt: calendar.Never,
	}
	return c, tx.Flush(ctx)
}

// admit refuses members whom the item is not for.
func (c *counter) admit(ctx context.Context) error {
	if !c.books.IsMember(c.holder) {
		return reward.ErrNoMember.At("member_id", nil)
	}
	if c.item.Tier != "" && !c.reaches(c.item.Tier) {
		return ErrTierBelow.At("item_id", fault.P{"tier": tierName(c.edition, c.item.Tier)})
	}
	if c.item.Condition != "" {
		holds, err := segment.Holds(ctx, c.tx, segment.Audience{Condition: c.item.Condition}, c.holder)
		if err != nil {
			return err
		}
		if !holds {
			return ErrCondition.At("item_id", nil)
		}
	}
	if err := c.opened(); err != nil || c.item.PerMember == 0 {
		return err
	}
	records, err := member.WithAliases(ctx, c.tx, c.holder)
	if err != nil {
		return err
	}
	had, err := taken(ctx, c.tx, records, c.item.ID, c.item.Per.since(c.tx.Now(), c.tx.Zone()))
	if err != nil {
		return err
	}
	if left := max(c.item.PerMember-had, 0); left < c.in.Quantity {
		return ErrLimit.At("quantity", fault.P{"limit": c.item.PerMember, "left": left})
	}
	return nil
}

// reaches reports whether the member's tier is the one of the code or a higher one; a tier that the programme no longer has keeps everybody out.
func (c *counter) reaches(code string) bool {
	tiers := c.edition.Program.Document().Tiers
	at := func(code string) int {
		return slices.IndexFunc(tiers, func(t program.Tier) bool { return t.Code == code })
	}
	least := at(code)
	return least >= 0 && at(c.books.TierOf(c.holder)) >= least
}

// tierName is what the programme calls a tier; its code where it no longer has it.
func tierName(ed *edition.Edition, code string) any {
	if t, known := ed.Tier(code); known {
		return t.Name
	}
	return code
}

// taken is how many units of an item the records have since an instant. The caller holds the member's lock.
func taken(ctx context.Context, tx *store.Tx, records []int64, itemID int64, since calendar.Instant) (n int64, err error) {
	err = tx.Query(ctx, `SELECT CAST(COALESCE(SUM(quantity), 0) AS bigint) FROM mall_redemption
		WHERE merchant_id = $1 AND member_id = ANY($2) AND item_id = $3 AND state <> 'cancelled' AND at >= $4`, func(r store.Row) error { return r.Scan(&n) },
		tx.MerchantID(), records, itemID, since)
	return n, err
}

// spend draws points and stored value, and holds the payments to the rest of the price.
func (c *counter) spend(context.Context) error {
	r, balance := c.made, c.in.BalanceMinor
	rest, refused := pay.Rest(c.tx, r.PriceMinor, balance)
	if refused != nil {
		return refused
	}
	if r.Payments, refused = pay.Check(c.in.Payments, rest); refused != nil {
		return refused
	}
	spend := proof.Spend{Points: r.Points, BalanceMinor: balance}
	if refused := c.proofs.Use(c.holder, c.in.Proof, spend, r.Root()); refused != nil {
		return refused
	}
	value, refused := pay.Draw(c.books, pay.Document{MemberID: c.holder, Cause: r.cause(), Root: r.Root(), At: r.At}, balance)
	if refused != nil {
		return refused
	}
	r.PrincipalMinor, r.BonusMinor = value.PrincipalMinor, value.BonusMinor
	if r.Points == 0 {
		return nil
	}
	in := ledger.In{Asset: ledger.Points, Amount: r.Points, Cause: r.cause(), Root: r.Root(), Version: c.edition.Number, At: r.At}
	if refused := c.books.Ledger.Spend(c.holder, in); refused != nil {
		return refused
	}
	return nil
}

// give grants the rewards, or makes goods wait to be handed over.
func (c *counter) give(ctx context.Context) error {
	r := c.made
	if r.HandOver == AtOnce {
		r.State, r.DoneAt, r.DoneBy = Done, r.At, r.MadeBy
		if c.in.HandOver != "" && c.in.HandOver != AtOnce || c.in.Recipient != nil {
			return ErrForeign.At("hand_over", nil)
		}
		in := reward.GrantIn{MemberID: c.holder, Items: times(r.Terms.Gives, r.Quantity), Reason: r.Terms.Name, Rule: "mall", Root: r.Root(), MadeBy: r.MadeBy}
		if c.item.BudgetID != 0 {
			in.Budgets = []int64{c.item.BudgetID}
		}
		given, err := c.books.Grant(ctx, in)
		if err != nil {
			return err
		}
		for _, g := range given {
			r.CostMinor += g.CostMinor
		}
		return nil
	}
	if r.HandOver == Either {
		if r.HandOver = c.in.HandOver; r.HandOver != Pickup && r.HandOver != Delivery {
			return fault.ErrRequired.At("hand_over", nil)
		}
	}
	if c.in.HandOver != "" && c.in.HandOver != r.HandOver || (c.in.Recipient != nil) != (r.HandOver == Delivery) {
		if r.HandOver == Delivery && c.in.Recipient == nil {
			return ErrRecipient.At("recipient", nil)
		}
		return ErrForeign.At("hand_over", nil)
	}
	if r.HandOver == Delivery {
		return c.address(ctx)
	}
	var err error
	r.Code, err = newCode(ctx, c.tx)
	return err
}

// address seals whom the goods are sent to.
func (c *counter) address(ctx context.Context) error {
	p := *c.in.Recipient
	if strings.TrimSpace(p.Name) == "" || p.Phone == "" || p.Address == "" {
		return ErrRecipient.At("recipient", nil)
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	c.made.recipient, err = vault.SealFor(ctx, c.tx, c.made.MemberID, string(text))
	return err
}

// save writes the books and the redemption, and, after all other locks, lowers the stock.
func (c *counter) save(ctx context.Context) error {
	if err := c.books.Err(); err != nil {
		return err
	}
	if err := c.books.Save(ctx); err != nil {
		return err
	}
	if err := c.item.take(ctx, c.tx, c.made.Quantity); err != nil {
		return err
	}
	if err := c.made.insert(ctx, c.tx); err != nil {
		return err
	}
	c.tx.Emit(c.made.event(EventRedeemed, c.made.At))
	return c.proofs.Save(ctx) // locks the end of the audit trail
}

// insert writes the redemption. Returns store.ErrAgain where another took its number or its code at this moment.
func (r *Redemption) insert(ctx context.Context, tx *store.Tx) error {
	payments, terms := r.Payments, r.Terms
	if payments == nil {
		payments = []pay.Payment{}
	}
	p, err := json.Marshal(payments)
	if err != nil {
		return err
	}
	t, err := json.Marshal(terms)
	if err != nil {
		return err
	}
	if r.recipient == nil {
		r.recipient = []byte{}
	}
	n, err := tx.Exec(ctx, `INSERT INTO mall_redemption (merchant_id, `+redemptionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)
		ON CONFLICT DO NOTHING`,
		tx.MerchantID(), r.ID, r.MemberID, r.ItemID, r.Source, r.Number, r.hash, r.Quantity, r.Points, r.PriceMinor, r.PrincipalMinor, r.BonusMinor, r.CostMinor,
		string(p), string(t), string(r.HandOver), string(r.State), r.Code, r.tries, r.lockedUntil, r.StoreID, r.recipient, r.Carrier, r.Parcel, r.MadeBy, r.At, r.ShippedAt, r.DoneAt,
		r.DoneBy, r.CancelledAt, r.CancelledBy, r.Reason)
	if err == nil && n == 0 {
		return store.ErrAgain
	}
	return err
}
