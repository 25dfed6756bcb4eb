package shelf

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/mall"
	"regulars/internal/mall/pay"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/reward/item"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// Names of the items that the story tells of.
const (
	scissors = "辅食剪刀套装"
	bag      = "贝瓜妈咪包"
	swim     = "婴儿游泳兑换券"
	coupon   = "双倍瓜子券"
	bonus    = "储值赠金 10 元"
	growth   = "成长值加油包 100"
	stroller = "轻便婴儿推车（积分加钱购）"
	taste    = "金瓜会员体验 30 天"
	gift     = "宝宝周岁礼盒"
	lessons  = "孕妈课堂成长包"
	care     = "PLUS 专享洗护金"
)

// Days is for how many days before the end the shop has had its mall.
const Days = 60

// Items puts the shelf up; template is of the coupon that is offered. One item opens on the day after the story, for those with early access before.
func Items(ctx context.Context, tx *store.Tx, template int64) error {
	expecting, err := named(ctx, tx, "孕期与新生儿家庭")
	if err != nil {
		return err
	}
	day := func(n int) calendar.Instant { return (tx.Today() + calendar.Day(n)).Start(tx.Zone()) }
	for i, it := range []mall.Item{
		{
			Terms: mall.Terms{Name: scissors, Points: 600, CostMinor: 1180, SKU: "GIFT-SC"}, Summary: "不锈钢，可拆洗，到店自提或邮寄", Stock: 600,
			PerMember: 2, Per: mall.PerMonth, HandOver: mall.Either,
		},
		{
			Terms: mall.Terms{Name: bag, Points: 1200, CostMinor: 6200, SKU: "GIFT-BG"}, Summary: "双肩大容量，隔尿垫与保温袋", Stock: 40, PerMember: 1,
			HandOver: mall.Delivery,
		},
		{Terms: mall.Terms{Name: swim, Points: 800, Gives: []item.Item{{Kind: item.Gift, SKU: "SV001"}}}, Summary: "到店凭券游泳一次", Stock: mall.Unlimited, PerMember: 2, Per: mall.PerMonth},
		{Terms: mall.Terms{Name: coupon, Points: 200, Gives: []item.Item{{Kind: item.Coupon, TemplateID: template}}}, Summary: "下一单双倍瓜子，每人一张", Stock: mall.Unlimited, PerMember: 1},
		{Terms: mall.Terms{Name: bonus, Points: 900, Gives: []item.Item{{Kind: item.Bonus, Amount: 1000}}}, Summary: "到账储值赠送余额，消费时抵现", Stock: 300, PerMember: 1, Per: mall.PerMonth},
		{Terms: mall.Terms{Name: growth, Points: 300, Gives: []item.Item{{Kind: item.Growth, Amount: 100}}}, Summary: "加速升级", Stock: mall.Unlimited, PerMember: 3, Per: mall.PerYear},
		{
			Terms: mall.Terms{Name: stroller, Points: 1000, PriceMinor: 39_900, CostMinor: 31_000, SKU: "GIFT-ST"}, Summary: "仅限花蕾及以上会员", Stock: 12,
			PerMember: 1, HandOver: mall.Delivery, Tier: "blossom",
		},
		{
			Terms:   mall.Terms{Name: taste, Points: 2000, Gives: []item.Item{{Kind: item.TierDays, Tier: "golden", Days: 30}}},
			Summary: "30 天金瓜礼遇，到期恢复原等级", Stock: 60, PerMember: 1, Per: mall.PerYear, Tier: "leaf",
		},
		{Terms: mall.Terms{Name: gift, Points: 1800, CostMinor: 4500, SKU: "GIFT-ON"}, Summary: "有宝宝的会员可兑，敬请期待", Stock: 100, HandOver: mall.Pickup, FromAt: day(Days + 1).Add(10 * time.Hour), Condition: "children >= 1"},
		{
			Terms: mall.Terms{Name: lessons, Points: 150, Gives: []item.Item{{Kind: item.Growth, Amount: 80}}}, Summary: "孕期与新生儿家庭专享", Stock: mall.Unlimited, PerMember: 1,
			Condition: fmt.Sprintf("%q in segments", expecting),
		},
		{
			Terms: mall.Terms{Name: care, Points: 500, Gives: []item.Item{{Kind: item.Bonus, Amount: 800}}}, Summary: "PLUS 与尊享家庭会员专享", Stock: 200, PerMember: 1, Per: mall.PerMonth,
			Condition: `"plus" in plans || "family" in plans`,
		},
	} {
		picture, err := draw(ctx, tx, it.Name)
		if err != nil {
			return err
		}
		if it.SKU == "" {
			it.Picture = picture
		} else if err := goods(ctx, tx, it.Terms, picture); err != nil {
			return err
		}
		it.Position = int64(10 * (i + 1))
		if _, err := mall.AddItem(ctx, tx, it); err != nil {
			return fmt.Errorf("%s: %w", it.Name, err)
		}
	}
	return nil
}

// named is a segment as conditions name it.
func named(ctx context.Context, tx *store.Tx, name string) (string, error) {
	list, err := segment.List(ctx, tx)
	for _, s := range list {
		if s.Name == name {
			return store.FormatID("seg", s.ID), err
		}
	}
	if err == nil {
		err = segment.ErrUnknown.New(nil)
	}
	return "", err
}

// goods puts what is given away into the catalogue, where nobody can buy it; the item shows its picture.
func goods(ctx context.Context, tx *store.Tx, t mall.Terms, picture string) error {
	saved, err := catalog.Save(ctx, tx, []catalog.Product{{SKU: t.SKU, Name: t.Name, CostMinor: &t.CostMinor, Status: catalog.OffSale, Picture: &picture}})
	if err == nil && saved[0].Err != nil {
		return saved[0].Err
	}
	return err
}

// Wish is somebody who wants something of the mall.
type Wish struct {
	Member  int64
	Store   int64 // where goods are picked up
	Name    string
	Phone   string
	Address string
	Number  string
	By      string
}

// chosen says of what share of the wishes each item is.
var chosen = []struct {
	name  string
	share float64
}{{scissors, 0.26}, {coupon, 0.28}, {swim, 0.16}, {growth, 0.12}, {bonus, 0.1}, {bag, 0.05}, {taste, 0.02}, {stroller, 0.01}}

// Take has somebody take something. Who may not have it, or has not the points, goes without.
func Take(ctx context.Context, tx *store.Tx, r *rand.Rand, w Wish) error {
	it, err := pick(ctx, tx, r)
	if err != nil {
		return err
	}
	in := mall.RedeemIn{Member: member.Ref{ID: w.Member}, ItemID: it.ID, Source: "h5", Number: w.Number, Proof: proof.TrustedCaller(), MadeBy: w.By}
	if it.PriceMinor > 0 {
		in.Payments = []pay.Payment{{Kind: "wechat", AmountMinor: it.PriceMinor}}
	}
	switch over := it.HandOver; {
	case over == mall.Delivery || over == mall.Either && w.Address != "" && r.Float64() < 0.5:
		in.Recipient = &mall.Recipient{Name: w.Name, Phone: w.Phone, Address: w.Address}
		if w.Address == "" {
			return nil
		}
		if over == mall.Either {
			in.HandOver = mall.Delivery
		}
	case over == mall.Either:
		in.HandOver, in.StoreID = mall.Pickup, w.Store
	}
	_, _, err = mall.Redeem(ctx, tx, in)
	if refused := fault.As(err); refused != nil && refused.Code.Kind == fault.Refused {
		return nil
	}
	return err
}

func pick(ctx context.Context, tx *store.Tx, r *rand.Rand) (mall.Item, error) {
	x := r.Float64()
	name := chosen[0].name
	for _, c := range chosen {
		if name = c.name; x < c.share {
			break
		}
		x -= c.share
	}
	items, err := mall.Items(ctx, tx, mall.ItemsIn{Text: name, Limit: 1})
	if err == nil && len(items) == 0 {
		err = mall.ErrItem.New(nil)
	}
	if err != nil {
		return mall.Item{}, err
	}
	return items[0], nil
}

// Serve hands over what was picked up by now, sends what waits, notes what arrived, and has somebody change his mind now and then.
func Serve(ctx context.Context, tx *store.Tx, r *rand.Rand, by string) error {
	for _, state := range []mall.State{mall.Shipped, mall.Waiting} {
		list, err := mall.List(ctx, tx, mall.ListIn{State: state, Limit: 200})
		if err != nil {
			return err
		}
		for _, x := range list {
			if err := serveOne(ctx, tx, r, x, by); err != nil {
				return err
			}
		}
	}
	return nil
}

func serveOne(ctx context.Context, tx *store.Tx, r *rand.Rand, x *mall.Redemption, by string) error {
	age := tx.Now().Time().Sub(x.At.Time())
	in := mall.ServeIn{ID: x.ID, State: mall.Done, Code: x.Code, By: by}
	switch {
	case x.State == mall.Waiting && r.Float64() < 0.03:
		_, err := mall.Cancel(ctx, tx, mall.CancelIn{ID: x.ID, Reason: "会员改变主意", By: by})
		return err
	case x.HandOver == mall.Delivery && x.State == mall.Waiting:
		in.State, in.Carrier, in.Parcel = mall.Shipped, "顺丰速运", fmt.Sprintf("SF%012d", r.Int64N(999_999_999_999))
	case x.HandOver == mall.Pickup && r.Float64() < 0.5, x.State == mall.Shipped && age < 3*24*time.Hour:
		return nil // comes another day
	}
	_, err := mall.Serve(ctx, tx, in)
	return err
}
