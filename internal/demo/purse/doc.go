// Package purse is the stored value and the paid plans of the demo's shop: what is offered, who buys, renews and gives back. Package demo says
// when; everything goes through the verbs of recharge and subscription.
package purse
