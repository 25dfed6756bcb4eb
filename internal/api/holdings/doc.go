// Package holdings is the operations about what members are given beside points: rewards, gift packs and the budgets that bound them,
// and coupons.
package holdings
