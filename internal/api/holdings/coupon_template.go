package holdings

import (
	"context"
	"fmt"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer"
	"regulars/internal/offer/form"
	"regulars/internal/org"
	"regulars/internal/store"
)

// couponGroup is the heading of coupons.
const couponGroup = "Coupons"

// CouponTerms is what the coupons of a template promise.
type CouponTerms struct {
	Name             string          `json:"name" minLength:"1" maxLength:"60" example:"满100减20"`
	Kind             string          `json:"kind" enum:"amount_off,percent_off,fixed_price,gift,free_delivery,points_multiplier,exchange"`
	AmountMinor      int64           `json:"amount_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Of amount_off what it takes off, of fixed_price what a unit costs" example:"2000"`
	PercentOff       int64           `json:"percent_off,omitempty" minimum:"0" maximum:"100" doc:"Of percent_off; 20 is 8折"`
	OffBp            int64           `json:"off_bp,omitempty" minimum:"0" maximum:"10000" doc:"The same in hundredths of a percent, where a whole percent is too coarse: 1150 is 8.85折"`
	CapMinor         int64           `json:"cap_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"The most that it takes off; absent: no limit"`
	MinSpendMinor    int64           `json:"min_spend_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"What its goods must cost, after prices and discounts of members; of a gift without the unit that is given" example:"10000"`
	PointsMultiplier int64           `json:"points_multiplier,omitempty" minimum:"0" maximum:"100" doc:"Of points_multiplier; 2 doubles them"`
	PointsBp         int64           `json:"points_bp,omitempty" minimum:"0" maximum:"1000000" doc:"The same where a whole number is too coarse: 15000 is one and a half"`
	GiftSKU          string          `json:"gift_sku,omitempty" maxLength:"64" doc:"Of gift: the article of which one unit costs nothing; for which goods it is given stands in the scope"`
	Scope            *CouponScope    `json:"scope,omitempty"`
	Validity         *CouponValidity `json:"validity,omitempty"`
	Stacking         *CouponStacking `json:"stacking,omitempty"`
	Transferable     bool            `json:"transferable,omitempty" doc:"Members may give it to somebody else"`
	CostMinor        int64           `json:"cost_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"What one is reckoned to cost; budgets count it"`
	RemindDays       int64           `json:"remind_days,omitempty" minimum:"0" maximum:"60" doc:"Days before its end at which its member is reminded; 0: not"`
}

// CouponScope says for what a coupon is good; every part may be missing.
type CouponScope struct {
	SKUs       []string     `json:"skus,omitempty" maxItems:"500" maxLength:"64"`
	Categories []string     `json:"categories,omitempty" maxItems:"500" maxLength:"64" doc:"Codes; what lies below them is in scope too"`
	Stores     []string     `json:"stores,omitempty" maxItems:"500" maxLength:"64" doc:"Codes"`
	Channels   []string     `json:"channels,omitempty" maxItems:"4" maxLength:"20" doc:"pos, web, miniapp, h5"`
	Tiers      []string     `json:"tiers,omitempty" maxItems:"100" maxLength:"40" doc:"Codes"`
	Segments   []string     `json:"segments,omitempty" maxItems:"100" maxLength:"32" doc:"seg_…; members of any of them"`
	Weekdays   []int64      `json:"weekdays,omitempty" maxItems:"7" minimum:"1" maximum:"7" doc:"1 is Monday"`
	Hours      *CouponHours `json:"hours,omitempty" doc:"Time of day at which the order is placed"`
	Condition  string       `json:"condition,omitempty" maxLength:"2000" doc:"A condition in CEL over member, order and line" example:"order.channel == \"pos\""`
}

// CouponHours are the hours of a day.
type CouponHours struct {
	From  int64 `json:"from" minimum:"0" maximum:"23"`
	Until int64 `json:"until" minimum:"1" maximum:"24" doc:"Before it; the next morning where it is not after from"`
}

// CouponValidity says when a coupon is good.
type CouponValidity struct {
	From               string `json:"from,omitempty" maxLength:"40" doc:"An instant, or a day: its beginning" example:"2026-12-01"`
	Until              string `json:"until,omitempty" maxLength:"40" doc:"An instant before which it is good, or the last day" example:"2026-12-31"`
	ActivatesAfterDays int64  `json:"activates_after_days,omitempty" minimum:"0" maximum:"3650" doc:"Days after the member has it; 0: at once"`
	Days               int64  `json:"days,omitempty" minimum:"0" maximum:"3650" doc:"So many days after the day on which it becomes usable, to the end of the last one"`
}

// CouponStacking says with what a coupon may be used together.
type CouponStacking struct {
	Class string `json:"class,omitempty" maxLength:"40" doc:"Of once_per_class: of one class at most one is used"`
	Mode  string `json:"mode,omitempty" enum:",never,once_per_class,always" doc:"never where absent: it stands alone"`
	Order int64  `json:"order,omitempty" minimum:"-1000" maximum:"1000" doc:"Smaller ones are applied first, each on what is left"`
}

// CouponTemplateBody is a template as it is made and changed.
type CouponTemplateBody struct {
	CouponTerms
	Stock          *int64 `json:"stock,omitempty" minimum:"1" maximum:"1000000000000" doc:"How many there may be, issued ones included; absent: no limit"`
	PerMemberLimit int64  `json:"per_member_limit,omitempty" minimum:"0" maximum:"1000000" doc:"How many a member may be given; 0: no limit"`
	Status         string `json:"status,omitempty" enum:",active,paused,archived" doc:"Coupons are issued of active ones; what was issued stays good"`
	Note           string `json:"note,omitempty" maxLength:"500" doc:"For the merchant's own people"`
}

// CouponTemplateOut is a template as it is kept.
type CouponTemplateOut struct {
	ID string `json:"id" doc:"cpt_…"`
	CouponTemplateBody
	Issued        int64     `json:"issued" doc:"Every coupon and code of it"`
	Left          *int64    `json:"left" doc:"Of the stock; null: no limit"`
	Used          int64     `json:"used" doc:"Refunded ones left out"`
	DiscountMinor int64     `json:"discount_minor" doc:"What they took off"`
	SalesMinor    int64     `json:"sales_minor" doc:"Payable of the orders that used one"`
	CreatedAt     wire.Time `json:"created_at"`
	UpdatedAt     wire.Time `json:"updated_at"`
	Version       int64     `json:"version" doc:"The ETag"`
}

// CouponReport is how the coupons of a template do.
type CouponReport struct {
	States        map[string]int64  `json:"states" doc:"How many stand how: unclaimed, pending, usable, locked, used, expired, void"`
	Issued        int64             `json:"issued"`
	Used          int64             `json:"used"`
	DiscountMinor int64             `json:"discount_minor"`
	SalesMinor    int64             `json:"sales_minor"`
	Days          []CouponReportDay `json:"days" doc:"Days on which any was used, oldest first"`
}

// CouponReportDay is the uses of a day.
type CouponReportDay struct {
	On            string `json:"on" format:"date"`
	Used          int64  `json:"used"`
	DiscountMinor int64  `json:"discount_minor"`
	SalesMinor    int64  `json:"sales_minor"`
}

// templateByID names a template in the path.
type templateByID struct {
	ID string `path:"id" maxLength:"32" doc:"cpt_…"`
}

func (in templateByID) id() (int64, error) { return shell.PathID("cpt", "coupon template", in.ID) }

// couponOp is a row of the table.
func couponOp(id, method, path string, permission org.Permission, words [2]string) shell.Op {
	return shell.Op{ID: id, Method: method, Path: path, Group: couponGroup, En: words[0], Zh: words[1], Permission: string(permission)}
}

// addCouponTemplates registers templates.
func addCouponTemplates(t *shell.Table) {
	type list struct {
		shell.Page
		Status string `query:"status" enum:"active,paused,archived" doc:"All but archived ones where absent"`
	}
	shell.Read(t, couponOp("coupon_template.list", http.MethodGet, "/v1/coupon-templates", org.ProgramRead, [2]string{"List coupon templates", "券模板列表"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *list) (shell.List[CouponTemplateOut], error) {
			before, err := in.CursorID()
			if err != nil {
				return shell.List[CouponTemplateOut]{}, err
			}
			rows, err := coupon.ListTemplates(ctx, tx, coupon.TemplatesIn{Status: coupon.Status(in.Status), Before: before, Limit: in.Limit})
			return shell.Paged(rows, in.Limit, templateOut, func(r *coupon.TemplateRow) int64 { return r.ID }), err
		})
	type add struct{ Body CouponTemplateBody }
	make := couponOp("coupon_template.add", http.MethodPost, "/v1/coupon-templates", org.CouponsWrite, [2]string{"Make a coupon template", "新建券模板"})
	make.Status = http.StatusCreated
	shell.Write(t, make, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		return saveTemplate(ctx, tx, coupon.TemplateIn{}, &in.Body)
	}, showTemplate)
	shell.Get(t, couponOp("coupon_template.get", http.MethodGet, "/v1/coupon-templates/{id}", org.ProgramRead, [2]string{"Read a coupon template", "查看券模板"}), templateByID.id, showTemplate)
	type change struct {
		templateByID
		Body CouponTemplateBody
	}
	put := couponOp("coupon_template.change", http.MethodPut, "/v1/coupon-templates/{id}", org.CouponsWrite, [2]string{"Change a coupon template", "修改券模板"})
	put.IfMatch, put.Detail = true, "Coupons that were issued keep the terms that they were issued with."
	shell.Write(t, put, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		return saveTemplate(ctx, tx, coupon.TemplateIn{ID: id, Version: c.Version()}, &in.Body)
	}, showTemplate)
	type report struct {
		templateByID
		Days int `query:"days" minimum:"1" maximum:"366" default:"30" doc:"Of how many days the uses are told"`
	}
	shell.Read(t, couponOp("coupon_template.report", http.MethodGet, "/v1/coupon-templates/{id}/report", org.ProgramRead, [2]string{"How the coupons of a template do", "券效果"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *report) (CouponReport, error) {
			id, err := in.id()
			if err != nil {
				return CouponReport{}, err
			}
			r, err := coupon.ReportOn(ctx, tx, id, in.Days)
			if err != nil {
				return CouponReport{}, err
			}
			return reportOut(r), nil
		})
}

// saveTemplate reads the body in the words of the room and saves.
func saveTemplate(ctx context.Context, tx *store.Tx, in coupon.TemplateIn, b *CouponTemplateBody) (store.Made, error) {
	var err error
	if in.Terms, err = b.terms(tx); err != nil {
		return store.Made{}, err
	}
	in.Stock, in.PerMemberLimit, in.Status, in.Note = coupon.MaxStock, b.PerMemberLimit, coupon.Status(b.Status), b.Note
	if b.Stock != nil {
		in.Stock = *b.Stock
	}
	t, err := coupon.Save(ctx, tx, in)
	if err != nil {
		return store.Made{}, err
	}
	return store.Made{Kind: "coupon_template", ID: t.ID}, nil
}

// terms is the promise as the room takes it.
func (b *CouponTerms) terms(tx *store.Tx) (coupon.Terms, error) {
	t := coupon.Terms{
		Name: b.Name, Kind: offer.Kind(b.Kind), AmountMinor: b.AmountMinor, OffBp: b.OffBp, CapMinor: b.CapMinor, MinSpendMinor: b.MinSpendMinor,
		PointsBp: b.PointsBp, GiftSKU: b.GiftSKU, Transferable: b.Transferable, CostMinor: b.CostMinor, RemindDays: b.RemindDays,
	}
	var wrong []*fault.Error
	for _, way := range []struct {
		whole, unit int64
		bp          *int64
		field, with string
	}{{b.PercentOff, money.BpOne / 100, &t.OffBp, "off_bp", "percent_off"}, {b.PointsMultiplier, money.BpOne, &t.PointsBp, "points_bp", "points_multiplier"}} {
		switch bp := way.whole * way.unit; {
		case way.whole > 0 && *way.bp == 0:
			*way.bp = bp
		case way.whole > 0 && *way.bp != bp: // both are given, and say different things
			wrong = append(wrong, form.ErrUnused.At(way.field, fault.P{"with": way.with}))
		}
	}
	if s := b.Stacking; s != nil {
		t.Stacking = coupon.Stacking{Class: s.Class, Mode: offer.Mode(s.Mode), Order: s.Order}
	}
	if v := b.Validity; v != nil {
		t.Validity = coupon.Validity{ActivatesAfterDays: v.ActivatesAfterDays, Days: v.Days}
		var refused [2]*fault.Error
		t.Validity.From, refused[0] = instantOrDay(tx, "validity.from", v.From, calendar.Day.Start)
		t.Validity.Until, refused[1] = instantOrDay(tx, "validity.until", v.Until, calendar.Day.End)
		wrong = append(wrong, refused[0], refused[1])
	}
	if s := b.Scope; s != nil {
		t.Scope = coupon.Scope{SKUs: s.SKUs, Categories: s.Categories, Stores: s.Stores, Channels: s.Channels, Tiers: s.Tiers, Weekdays: s.Weekdays, Condition: s.Condition}
		if s.Hours != nil {
			t.Scope.HourFrom, t.Scope.HourUntil = s.Hours.From, s.Hours.Until
		}
		for i, text := range s.Segments {
			id, err := shell.ID("seg", fmt.Sprintf("scope.segments[%d]", i), text)
			wrong = append(wrong, fault.As(err))
			t.Scope.Segments = append(t.Scope.Segments, id)
		}
	}
	return t, fault.Join(wrong...)
}

// templateOut is a template outside.
func templateOut(r *coupon.TemplateRow) CouponTemplateOut {
	out := CouponTemplateOut{
		ID:                 store.FormatID("cpt", r.ID),
		CouponTemplateBody: CouponTemplateBody{CouponTerms: termsOut(&r.Terms), PerMemberLimit: r.PerMemberLimit, Status: string(r.Status), Note: r.Note},
		Issued:             r.Issued, Used: r.Used, DiscountMinor: r.DiscountMinor, SalesMinor: r.SalesMinor,
		CreatedAt: wire.At(r.CreatedAt), UpdatedAt: wire.At(r.UpdatedAt), Version: r.Version,
	}
	if r.Stock < coupon.MaxStock {
		stock, left := r.Stock, r.Stock-r.Issued
		out.Stock, out.Left = &stock, &left
	}
	return out
}

// termsOut is a promise outside.
func termsOut(t *coupon.Terms) CouponTerms {
	out := CouponTerms{
		Name: t.Name, Kind: string(t.Kind), AmountMinor: t.AmountMinor, OffBp: t.OffBp, CapMinor: t.CapMinor, MinSpendMinor: t.MinSpendMinor, PointsBp: t.PointsBp,
		GiftSKU: t.GiftSKU, Transferable: t.Transferable, CostMinor: t.CostMinor, RemindDays: t.RemindDays,
		Stacking: &CouponStacking{Class: t.Stacking.Class, Mode: string(t.Stacking.Mode), Order: t.Stacking.Order},
		Validity: &CouponValidity{ActivatesAfterDays: t.Validity.ActivatesAfterDays, Days: t.Validity.Days},
	}
	if t.OffBp%(money.BpOne/100) == 0 {
		out.PercentOff = t.OffBp / (money.BpOne / 100)
	}
	if t.PointsBp%money.BpOne == 0 {
		out.PointsMultiplier = t.PointsBp / money.BpOne
	}
	if t.Validity.From > 0 {
		out.Validity.From = t.Validity.From.Time().Format(rfc3339)
	}
	if t.Validity.Until > 0 {
		out.Validity.Until = t.Validity.Until.Time().Format(rfc3339)
	}
	s := &t.Scope
	out.Scope = &CouponScope{SKUs: s.SKUs, Categories: s.Categories, Stores: s.Stores, Channels: s.Channels, Tiers: s.Tiers, Weekdays: s.Weekdays, Condition: s.Condition}
	if s.HourUntil > 0 {
		out.Scope.Hours = &CouponHours{From: s.HourFrom, Until: s.HourUntil}
	}
	for _, id := range s.Segments {
		out.Scope.Segments = append(out.Scope.Segments, store.FormatID("seg", id))
	}
	return out
}

// rfc3339 is how instants are written that may also be days.
const rfc3339 = "2006-01-02T15:04:05.999999Z07:00"

// showTemplate renders a template and sets the ETag.
func showTemplate(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (CouponTemplateOut, error) {
	r, err := coupon.GetRow(ctx, tx, made.ID)
	if err != nil {
		return CouponTemplateOut{}, err
	}
	c.SetETag(r.Version)
	return templateOut(r), nil
}

// reportOut is a report outside.
func reportOut(r *coupon.Report) CouponReport {
	out := CouponReport{States: map[string]int64{}, Issued: r.Issued, Used: r.Used, DiscountMinor: r.DiscountMinor, SalesMinor: r.SalesMinor, Days: make([]CouponReportDay, len(r.Days))}
	for _, s := range coupon.States() {
		out.States[string(s)] = r.States[s]
	}
	for i, d := range r.Days {
		out.Days[i] = CouponReportDay{On: d.On.String(), Used: d.Used, DiscountMinor: d.DiscountMinor, SalesMinor: d.SalesMinor}
	}
	return out
}
