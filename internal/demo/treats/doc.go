// Package treats is what the demo's shop gives beside orders: packs, budgets, small apologies, a mass issue that was a mistake. Package demo says
// when it is played; everything goes through the verbs of reward.
package treats
