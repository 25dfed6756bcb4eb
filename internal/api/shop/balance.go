package shop

import (
	"context"
	"net/http"

	"regulars/internal/api/counter"
	"regulars/internal/api/sales"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall/recharge"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// ValueOut is stored value in its two parts.
type ValueOut struct {
	PrincipalMinor int64 `json:"principal_minor"`
	BonusMinor     int64 `json:"bonus_minor"`
}

// WithdrawalPartOut is what of one recharge was paid back.
type WithdrawalPartOut struct {
	RechargeID   string                `json:"recharge_id"`
	AmountMinor  int64                 `json:"amount_minor"`
	ChargedMinor int64                 `json:"charged_minor" doc:"Principal that paid for what was used"`
	VoidedMinor  int64                 `json:"voided_minor" doc:"Bonus that went with it"`
	ExtraMinor   int64                 `json:"extra_minor" doc:"More than the principal that was left: what was used counts less than it had drawn"`
	Cooling      bool                  `json:"cooling" doc:"Within the cooling days"`
	Back         []counter.PaymentBody `json:"back" doc:"Where the money goes: to what it was paid by"`
}

// WithdrawalOut is principal that was paid back.
type WithdrawalOut struct {
	ID          string              `json:"id" doc:"wdr_…"`
	MemberID    string              `json:"member_id"`
	Member      *sales.OrderOwner   `json:"member,omitempty" doc:"In lists of all members; null where the person was erased"`
	AmountMinor int64               `json:"amount_minor"`
	Because     string              `json:"because" enum:"member,merchant"`
	Reason      string              `json:"reason"`
	Parts       []WithdrawalPartOut `json:"parts"`
	MadeBy      string              `json:"made_by"`
	At          wire.Time           `json:"at"`
}

func withdrawalOut(w *recharge.Withdrawal) WithdrawalOut {
	out := WithdrawalOut{
		ID: store.FormatID("wdr", w.ID), MemberID: store.FormatID("mem", w.MemberID), AmountMinor: w.AmountMinor, Because: string(w.Because), Reason: w.Reason,
		Parts: make([]WithdrawalPartOut, len(w.Parts)), MadeBy: org.Reference(w.MadeBy), At: wire.At(w.MadeAt),
	}
	for i, p := range w.Parts {
		out.Parts[i] = WithdrawalPartOut{
			RechargeID: store.FormatID("rch", p.RechargeID), AmountMinor: p.AmountMinor, ChargedMinor: p.ChargedMinor, VoidedMinor: p.VoidedMinor, ExtraMinor: p.ExtraMinor,
			Cooling: p.Cooling, Back: payments(p.Back),
		}
	}
	return out
}

// addWithdrawals registers paying principal back.
func addWithdrawals(t *shell.Table) {
	type one struct {
		memberByID
		Body struct {
			AmountMinor int64  `json:"amount_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"All that can be paid back where absent"`
			RechargeID  string `json:"recharge_id,omitempty" maxLength:"32" doc:"Of this recharge alone"`
			Because     string `json:"because,omitempty" enum:",member,merchant" doc:"Whose reason it is; member where absent"`
			Reason      string `json:"reason" minLength:"1" maxLength:"500" example:"Moves to another town"`
		}
	}
	shell.Write(t, shell.Op{
		ID: "member.withdraw", Method: http.MethodPost, Path: "/v1/members/{id}/withdrawals", Group: valueGroup, En: "Pay principal of stored value back", Zh: "储值本金退款",
		Permission: string(org.BalanceBack), Status: http.StatusCreated, SecondOn: []fault.Code{recharge.ErrSecond},
		Detail: "Principal only, newest recharge first, by the merchant's rules of stored value. Above what they let go it waits for a second person: 202 with approval_id.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *one) (store.Made, error) {
		id, err := in.holder(ctx, tx)
		if err != nil {
			return store.Made{}, err
		}
		ask := recharge.WithdrawIn{MemberID: id, AmountMinor: in.Body.AmountMinor, Because: recharge.OfMember, Reason: in.Body.Reason, MadeBy: c.MadeBy(), Approved: c.Approved()}
		if in.Body.Because == string(recharge.OfMerchant) {
			ask.Because = recharge.OfMerchant
		}
		if ask.RechargeID, err = shell.IDOr0("rch", "recharge_id", in.Body.RechargeID); err != nil {
			return store.Made{}, err
		}
		w, err := recharge.Withdraw(ctx, tx, ask)
		if err == nil {
			err = soldHere(ctx, tx, c, w)
		}
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "withdrawal", ID: w.ID}, nil
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (WithdrawalOut, error) {
		w, err := recharge.GetWithdrawal(ctx, tx, made.ID)
		if err != nil {
			return WithdrawalOut{}, err
		}
		return withdrawalOut(w), nil
	})
	type ofMember struct {
		memberByID
		shell.Page
	}
	shell.Read(t, shell.Op{
		ID: "member.withdrawals", Method: http.MethodGet, Path: "/v1/members/{id}/withdrawals", Group: valueGroup, En: "What was paid back to a member", Zh: "会员储值退款记录",
		Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *ofMember) (shell.List[WithdrawalOut], error) {
		id, err := in.holder(ctx, tx)
		if err != nil {
			return shell.List[WithdrawalOut]{}, err
		}
		return withdrawalsOf(ctx, tx, c, in.Page, recharge.ListIn{MemberID: id})
	})
	type all struct {
		shell.Page
		shell.Period
	}
	shell.Read(t, shell.Op{
		ID: "withdrawal.list", Method: http.MethodGet, Path: "/v1/withdrawals", Group: valueGroup, En: "Principal that was paid back, newest first", Zh: "储值退款记录",
		Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *all) (shell.List[WithdrawalOut], error) {
		ask := recharge.ListIn{}
		if in.From != 0 || in.To != 0 {
			ask.From, ask.Until = in.Span(tx)
		}
		return withdrawalsOf(ctx, tx, c, in.Page, ask)
	})
}

// soldHere refuses to pay back what was recharged where the caller does not work; nothing of the withdrawal is kept then.
func soldHere(ctx context.Context, tx *store.Tx, c *shell.Call, w *recharge.Withdrawal) error {
	for _, p := range w.Parts {
		r, err := recharge.Get(ctx, tx, p.RechargeID)
		if err == nil {
			err = c.Who().RequireStore(r.StoreID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// withdrawalsOf is a page of withdrawals; of all members with who they are.
func withdrawalsOf(ctx context.Context, tx *store.Tx, c *shell.Call, page shell.Page, ask recharge.ListIn) (shell.List[WithdrawalOut], error) {
	var err error
	if ask.Before, err = page.CursorID(); err != nil {
		return shell.List[WithdrawalOut]{}, err
	}
	ask.Limit = page.Limit
	list, err := recharge.Withdrawals(ctx, tx, ask)
	if err != nil {
		return shell.List[WithdrawalOut]{}, err
	}
	owners := map[int64]*sales.OrderOwner{}
	if ask.MemberID == 0 {
		records := make([]int64, len(list))
		for i, w := range list {
			records[i] = w.MemberID
		}
		if owners, err = sales.Owners(ctx, tx, c, records); err != nil {
			return shell.List[WithdrawalOut]{}, err
		}
	}
	return shell.Paged(list, page.Limit, func(w *recharge.Withdrawal) WithdrawalOut {
		out := withdrawalOut(w)
		out.Member = owners[w.MemberID]
		return out
	}, func(w *recharge.Withdrawal) int64 { return w.ID }), nil
}

// AccountOut is what became of one recharge, and what of it could be paid back now.
type AccountOut struct {
	RechargeOut
	PrincipalLeftMinor int64 `json:"principal_left_minor"`
	BonusLeftMinor     int64 `json:"bonus_left_minor"`
	UsedMinor          int64 `json:"used_minor" doc:"Drawn and not given back, bonus included"`
	ListMinor          int64 `json:"list_minor" doc:"What that cost before any discount"`
	RatioMinor         int64 `json:"ratio_minor" doc:"What of it was paid for: used · amount / (amount + bonus)"`
	Cooling            bool  `json:"cooling" doc:"Within the cooling days"`
	ForMemberMinor     int64 `json:"for_member_minor" doc:"Could be paid back for the member's own reason"`
	ForMerchantMinor   int64 `json:"for_merchant_minor" doc:"Could be paid back for the merchant's reason"`
}

// StoredValueOut is a member's stored value.
type StoredValueOut struct {
	ValueOut
	HeldMinor        int64        `json:"held_minor" doc:"Reserved by orders that are being made, of both"`
	ForMemberMinor   int64        `json:"for_member_minor" doc:"Could be paid back in all, for the member's own reason"`
	ForMerchantMinor int64        `json:"for_merchant_minor" doc:"The same for the merchant's reason"`
	Text             LongTextBody `json:"text" doc:"The rules that the member is shown"`
	Accounts         []AccountOut `json:"accounts" doc:"Of recharges that are not wholly paid back, newest first"`
}

// balanceOf is a member's stored value now.
func balanceOf(ctx context.Context, tx *store.Tx, c *shell.Call, id int64) (StoredValueOut, error) {
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{id}, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return StoredValueOut{}, err
	}
	bk.CatchUp(id, tx.Now())
	principal, bonus := bk.Ledger.Balance(id, ledger.Principal), bk.Ledger.Balance(id, ledger.Bonus)
	out := StoredValueOut{
		ValueOut: ValueOut{PrincipalMinor: principal.Available, BonusMinor: bonus.Available}, HeldMinor: principal.Held + bonus.Held, Accounts: []AccountOut{},
	}
	terms, _, err := recharge.GetTerms(ctx, tx)
	if err != nil {
		return out, err
	}
	out.Text = LongTextBody(terms.Told())
	accounts, err := recharge.Accounts(ctx, tx, id)
	for _, a := range accounts {
		cooling := a.Cooling(&terms, tx.Today())
		one := AccountOut{
			RechargeOut: rechargeOut(c, a.Recharge), PrincipalLeftMinor: a.PrincipalLeft, BonusLeftMinor: a.BonusLeft, UsedMinor: a.Used(), ListMinor: a.List(),
			RatioMinor: a.AtRatio(), Cooling: cooling, ForMemberMinor: a.Worth(&terms, recharge.OfMember, cooling), ForMerchantMinor: a.Worth(&terms, recharge.OfMerchant, cooling),
		}
		out.ForMemberMinor += one.ForMemberMinor
		out.ForMerchantMinor += one.ForMerchantMinor
		out.Accounts = append(out.Accounts, one)
	}
	return out, err
}

// StatementLine is what one document did to stored value.
type StatementLine struct {
	At    wire.Time `json:"at"`
	Kind  string    `json:"kind" doc:"earn, spend, give_back, claw_back, expire, unexpire, adjust or charge"`
	Cause string    `json:"cause" doc:"Such as recharge:rch_… or order:ord_…"`
	By    string    `json:"by,omitempty" doc:"The document, where that is not the cause: a refund, a withdrawal"`
	ValueOut
	After ValueOut `json:"after"`
}

// StatementOut is what became of stored value in a period.
type StatementOut struct {
	Opening ValueOut        `json:"opening"`
	Lines   []StatementLine `json:"lines" doc:"Oldest first"`
	Closing ValueOut        `json:"closing"`
	Cut     bool            `json:"cut" doc:"There were more lines: ask for a shorter period"`
}

// RechargeReportOut is what stored value did over the merchant in a period.
type RechargeReportOut struct {
	Recharges      int64            `json:"recharges"`
	Members        int64            `json:"members" doc:"Who recharged"`
	AmountMinor    int64            `json:"amount_minor"`
	BonusMinor     int64            `json:"bonus_minor"`
	Withdrawals    int64            `json:"withdrawals"`
	WithdrawnMinor int64            `json:"withdrawn_minor"`
	Spent          ValueOut         `json:"spent"`
	Expired        ValueOut         `json:"expired"`
	Outstanding    ValueOut         `json:"outstanding" doc:"At the end of the period"`
	Offers         []OfferReportOut `json:"offers"`
}

// OfferReportOut is what one offer sold.
type OfferReportOut struct {
	OfferID     string `json:"offer_id,omitempty" doc:"Absent: without an offer"`
	Name        string `json:"name,omitempty"`
	Recharges   int64  `json:"recharges"`
	AmountMinor int64  `json:"amount_minor"`
	BonusMinor  int64  `json:"bonus_minor"`
}

// addBalance registers what became of stored value.
func addBalance(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "member.balance", Method: http.MethodGet, Path: "/v1/members/{id}/balance", Group: valueGroup, En: "A member's stored value, and what of it could be paid back", Zh: "会员储值与可退金额",
		Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *memberByID) (StoredValueOut, error) {
		id, err := in.holder(ctx, tx)
		if err != nil {
			return StoredValueOut{}, err
		}
		return balanceOf(ctx, tx, c, id)
	})
	type statement struct {
		memberByID
		shell.Period
	}
	shell.Read(t, shell.Op{
		ID: "member.statement", Method: http.MethodGet, Path: "/v1/members/{id}/balance/statement", Group: valueGroup, En: "A statement of stored value", Zh: "储值对账单",
		Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *statement) (StatementOut, error) {
		id, err := in.holder(ctx, tx)
		if err != nil {
			return StatementOut{}, err
		}
		from, until := in.Span(tx)
		s, err := recharge.StatementOf(ctx, tx, id, from, until)
		if err != nil {
			return StatementOut{}, err
		}
		out := StatementOut{Opening: ValueOut(s.Opening), Closing: ValueOut(s.Closing), Cut: s.Cut, Lines: make([]StatementLine, len(s.Lines))}
		for i, l := range s.Lines {
			out.Lines[i] = StatementLine{
				At: wire.At(l.At), Kind: string(l.Kind), Cause: org.Reference(l.Cause.String()), By: org.Reference(l.By.String()), ValueOut: ValueOut(l.Value), After: ValueOut(l.After),
			}
		}
		return out, nil
	})
	shell.Read(t, shell.Op{
		ID: "recharge.report", Method: http.MethodGet, Path: "/v1/recharge-report", Group: valueGroup, En: "What stored value did in a period", Zh: "储值报表", Permission: string(org.ReportsRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *shell.Period) (RechargeReportOut, error) {
		from, until := in.Span(tx)
		r, err := recharge.ReportOf(ctx, tx, from, until)
		if err != nil {
			return RechargeReportOut{}, err
		}
		out := RechargeReportOut{
			Recharges: r.Recharges, Members: r.Members, AmountMinor: r.AmountMinor, BonusMinor: r.BonusMinor, Withdrawals: r.Withdrawals, WithdrawnMinor: r.WithdrawnMinor,
			Spent: ValueOut(r.Spent), Expired: ValueOut(r.Expired), Outstanding: ValueOut(r.Outstanding), Offers: make([]OfferReportOut, len(r.Offers)),
		}
		for i, o := range r.Offers {
			out.Offers[i] = OfferReportOut{OfferID: shell.Named("rof", o.OfferID), Name: o.Name.In(c.Language()), Recharges: o.Recharges, AmountMinor: o.AmountMinor, BonusMinor: o.BonusMinor}
		}
		return out, nil
	})
}
