// Package vouchers is the coupons of the demo's shop: given to many, handed out as codes of a poster, claimed at counters, given on to friends,
// cancelled, over. Package demo says when it is played and which orders use them; everything goes through the verbs of coupon and reward.
package vouchers
