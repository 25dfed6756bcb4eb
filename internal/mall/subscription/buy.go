package subscription

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/mall/pay"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// BuyIn is a sale of a plan.
type BuyIn struct {
	MemberID int64
	PlanID   int64
	Source   string // the system that numbered it
	Number   string
	StoreID  int64
	Balance  int64 // of what is to be paid, with stored value
	Payments []pay.Payment
	Expect   *int64 // what is to be paid now; refused where the truth is another
	Proof    proof.Shown
	MadeBy   string
}

func (in *BuyIn) hash() string {
	return store.Digest(struct {
		Member, Plan, Store, Balance int64
		Expect                       *int64
		Payments                     []pay.Payment
	}{in.MemberID, in.PlanID, in.StoreID, in.Balance, in.Expect, in.Payments})
}

// Buy sells a plan to a member. Sold before under the same number, it answers what was made then, and again. Returns plan.ErrReused, payment.ErrMismatch,
// pay.ErrBalance, program.ErrBalanceShort, the refusals of package proof, ErrPrice, member.ErrUnknown, reward.ErrNoMember, and the refusals of plan.Decide.
func Buy(ctx context.Context, tx *store.Tx, in BuyIn) (m *plan.Membership, again bool, err error) {
	if err := pay.Number(in.Source, in.Number); err != nil {
		return nil, false, err
	}
	if made, err := repeated(ctx, tx, &in); made != nil || err != nil {
		return made, true, err
	}
	s, err := open(ctx, tx, &in)
	if err != nil {
		return nil, false, err
	}
	if made, err := repeated(ctx, tx, &in); made != nil || err != nil { // sold while we waited for the lock
		return made, true, err
	}
	d, refused := s.decide()
	if refused != nil {
		return nil, false, refused
	}
	if in.Expect != nil && *in.Expect != d.DueMinor {
		return nil, false, ErrPrice.At("expect_due_minor", fault.P{"due": money.Words(d.DueMinor, tx.Currency()), "expected": money.Words(*in.Expect, tx.Currency())})
	}
	if m, refused = s.pay(&in, d); refused != nil {
		return nil, false, refused
	}
	for _, old := range d.Closes { // before any of them moves
		old.RefundMinor = old.Worth(tx.Now(), tx.Zone())
	}
	for _, old := range d.Closes {
		s.plans.Close(old, plan.Superseded, tx.Now())
		m.Detail.From = append(m.Detail.From, old.ID)
	}
	if refused := s.plans.Add(m); refused != nil {
		return nil, false, refused
	}
	if err := s.gifts(ctx, m); err != nil {
		return nil, false, err
	}
	s.tell(m)
	s.books.Assess(s.member, tx.Now(), m.Root())
	if err := noteFacts(ctx, tx); err != nil {
		return nil, false, err
	}
	if err := s.books.Save(ctx); err != nil {
		return nil, false, err
	}
	if err := giveBack(ctx, tx, s.plans, s.member, d.Back); err != nil {
		return nil, false, err
	}
	return m, false, s.proofs.Save(ctx) // locks the end of the audit trail
}

// pay takes what is due, and answers what is bought with it.
func (s *sale) pay(in *BuyIn, d *plan.Deal) (*plan.Membership, *fault.Error) {
	rest, refused := pay.Rest(s.tx, d.DueMinor, in.Balance)
	if refused != nil {
		return nil, refused
	}
	payments, refused := pay.Check(in.Payments, rest)
	if refused != nil {
		return nil, refused
	}
	m := s.membership(in, d, payments)
	if refused := s.proofs.Use(s.member, in.Proof, proof.Spend{BalanceMinor: in.Balance}, m.Root()); refused != nil {
		return nil, refused
	}
	value, refused := pay.Draw(s.books, document(s.member, m.ID, s.tx.Now()), in.Balance)
	if refused != nil {
		return nil, refused
	}
	m.PrincipalMinor, m.BonusMinor = value.PrincipalMinor, value.BonusMinor
	for _, p := range []plan.Payment{{Kind: plan.Principal, AmountMinor: value.PrincipalMinor, Of: m.ID}, {Kind: plan.Bonus, AmountMinor: value.BonusMinor, Of: m.ID}} {
		if p.AmountMinor > 0 {
			m.Detail.Sources = plan.Merge(m.Detail.Sources, []plan.Payment{p})
		}
	}
	return m, nil
}

// Quote says what the plan would come to for the member now, and writes nothing. Returns as Buy does.
func Quote(ctx context.Context, tx *store.Tx, memberID, planID int64) (*plan.Deal, error) {
	s, err := open(ctx, tx, &BuyIn{MemberID: memberID, PlanID: planID})
	if err != nil {
		return nil, err
	}
	d, refused := s.decide()
	if refused != nil {
		return nil, refused
	}
	return d, nil
}

// sale is the books of one member at the counter.
type sale struct {
	tx     *store.Tx
	member int64
	books  *reward.Books
	plans  *plan.Books
	proofs *proof.Books
	plan   *plan.Plan
	had    bool // bought it before
}

// open locks the member, posts what is due, and reads what the member has of plans.
func open(ctx context.Context, tx *store.Tx, in *BuyIn) (*sale, error) {
	holder, err := member.Holder(ctx, tx, in.MemberID)
	if err != nil {
		return nil, err
	}
	s := &sale{tx: tx, member: holder}
	need := reward.Need{Members: []int64{holder}, From: tx.Now(), Until: tx.Now()}
	if in.Balance != 0 {
		need.Draw = need.Members
	}
	if s.books, err = reward.Open(ctx, tx, need); err != nil {
		return nil, err
	}
	switch s.books.Member.Person(holder).Status {
	case member.StatusCustomer:
		s.books.Member.Admit(holder, tx.Now())
	case member.StatusMember:
	default:
		return nil, reward.ErrNoMember.At("member_id", nil)
	}
	s.books.CatchUp(holder, tx.Now())
	if s.plan, err = plan.Get(ctx, tx, in.PlanID); err != nil {
		return nil, err
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return nil, err
	}
	s.plans = plan.OpenLater(tx, plan.Need{Members: []int64{holder}})
	s.proofs = proof.OpenLater(tx, settings, proof.Showing{Member: holder, Shown: in.Proof})
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	s.had, err = plan.Had(ctx, tx, holder, in.PlanID)
	return s, err
}

func (s *sale) decide() (*plan.Deal, *fault.Error) {
	return plan.Decide(s.plans.Of(s.member), s.plan, s.had, s.tx.Now(), s.tx.Zone())
}

// membership is what the sale makes.
func (s *sale) membership(in *BuyIn, d *plan.Deal, payments []pay.Payment) *plan.Membership {
	return &plan.Membership{
		ID: s.tx.NewID(), MemberID: s.member, RecordID: s.member,
		PlanID: s.plan.ID, Code: s.plan.Code, Version: s.plan.Version, Edition: s.books.Editions.At(s.tx.Now()).Number, Terms: &s.plan.Terms,
		Act: d.Act, MadeAt: s.tx.Now(), StartsAt: d.StartsAt, EndsAt: d.EndsAt, ClosedAt: calendar.Never,
		PriceMinor: d.PriceMinor, CreditMinor: d.CreditMinor, BackMinor: d.BackMinor,
		Source: in.Source, Number: in.Number, Hash: in.hash(), StoreID: in.StoreID, MadeBy: in.MadeBy,
		Detail: plan.Detail{Payments: payments, Sources: plan.Merge(d.Credit, payments), Refunded: d.Back},
	}
}

// gifts gives what comes with joining or renewing, and writes the membership, which is there before days of a plan are given on top. Who comes back, or had
// the plan before, is given the gift of joining no second time.
func (s *sale) gifts(ctx context.Context, m *plan.Membership) error {
	document := ""
	switch {
	case m.Act == plan.Renewed:
		document = string(m.Terms.RenewalGift)
	case m.Act == plan.Joined || m.Act == plan.Upgraded && !s.had:
		document = string(m.Terms.Gift)
	}
	items, err := item.Decode(document)
	if err != nil {
		return err
	}
	if err := s.plans.Save(); err != nil || len(items) == 0 {
		return err
	}
	if err := s.tx.Flush(ctx); err != nil {
		return err
	}
	m.Detail.Giftless, err = pay.Gift(ctx, s.books, reward.GrantIn{
		MemberID: s.member, Items: items, Reason: m.Terms.Name.In(s.tx.Merchant().Language), Rule: "plan:" + m.Code, Root: m.Root(), Budgets: m.Terms.Budgets,
		MadeBy: m.MadeBy,
	})
	if err != nil || m.Detail.Giftless == (deal.Text{}) {
		return err
	}
	s.plans.Changed(m)
	return s.plans.Save()
}

func (s *sale) tell(m *plan.Membership) {
	kind := plan.EventJoined
	switch m.Act {
	case plan.Renewed:
		kind = plan.EventRenewed
	case plan.Upgraded:
		kind = plan.EventUpgraded
	case plan.Joined, plan.Returned, plan.Given:
	}
	s.plans.Emit(m, kind, s.tx.Now(), m.PriceMinor)
}

// repeated is what was sold before under the number, or nil.
func repeated(ctx context.Context, tx *store.Tx, in *BuyIn) (*plan.Membership, error) {
	m, err := plan.FindNumber(ctx, tx, in.Source, in.Number)
	if err != nil || m == nil {
		return nil, err
	}
	if m.Hash != in.hash() {
		return nil, plan.ErrReused.At("number", fault.P{"source": in.Source, "number": in.Number})
	}
	return m, nil
}

// noteFacts fixes the merchant's zone with the first fact.
func noteFacts(ctx context.Context, tx *store.Tx) error {
	if has, err := org.HasFacts(ctx, tx); has || err != nil {
		return err
	}
	return org.NoteFacts(ctx, tx)
}
