package check

import (
	"context"
	"fmt"

	"regulars/internal/store"
)

// stray is a statement that finds rows which no page would visit: an id, and two numbers for the detail.
type stray struct {
	room      string
	invariant int
	prefix    string // of the id; "" for a plain number
	detail    string
	sql       string
}

var strays = []stray{
	{"member", 2, "mem", "alias of %d, which is not there or itself an alias (of %d)", `SELECT m.id, m.alias_of, COALESCE(t.alias_of, 0) FROM member m
		LEFT JOIN member t ON t.merchant_id = $1 AND t.id = m.alias_of
		WHERE m.merchant_id = $1 AND m.alias_of <> 0 AND (t.id IS NULL OR t.alias_of <> 0) ORDER BY m.id LIMIT 1000`},
	{"member", 4, "mem", "an alias with statistics of its own: %d orders, spend %d", `SELECT s.member_id, s.order_count, s.spend_minor FROM member_stat s
		JOIN member m ON m.merchant_id = $1 AND m.id = s.member_id
		WHERE s.merchant_id = $1 AND m.alias_of <> 0 AND (s.order_count <> 0 OR s.spend_minor <> 0 OR s.refund_minor <> 0 OR s.points <> 0 OR s.growth <> 0)
		ORDER BY s.member_id LIMIT 1000`},
	{"member", 4, "mem", "a member without a row of statistics (%d, %d)", `SELECT m.id, 0, 0 FROM member m
		WHERE m.merchant_id = $1 AND NOT EXISTS (SELECT 1 FROM member_stat s WHERE s.merchant_id = $1 AND s.member_id = m.id) ORDER BY m.id LIMIT 1000`},
	{"member", 1, "mem", "an identity of nobody (%d, %d)", `SELECT i.member_id, 0, 0 FROM member_identity i
		WHERE i.merchant_id = $1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = $1 AND m.id = i.member_id) ORDER BY i.member_id LIMIT 1000`},
	{"member", 3, "mem", "%d days of nobody, or of an alias, with spend %d", `SELECT d.member_id, COUNT(*), CAST(SUM(d.spend_minor) AS bigint) FROM member_day d
		WHERE d.merchant_id = $1 AND (d.orders <> 0 OR d.spend_minor <> 0 OR d.refund_minor <> 0 OR d.points <> 0 OR d.growth <> 0)
			AND NOT EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = $1 AND m.id = d.member_id AND m.alias_of = 0)
		GROUP BY d.member_id ORDER BY d.member_id LIMIT 1000`},
	{"order", 8, "ord", "an order of member %d, whom nobody knows (%d)", `SELECT h.id, h.member_id, 0 FROM order_head h
		WHERE h.merchant_id = $1 AND h.member_id <> 0 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = $1 AND m.id = h.member_id) ORDER BY h.id LIMIT 1000`},
	{"order", 5, "ord", "%d lines without an order, %d units", `SELECT l.order_id, COUNT(*), CAST(SUM(l.quantity) AS bigint) FROM order_line l
		WHERE l.merchant_id = $1 AND NOT EXISTS (SELECT 1 FROM order_head h WHERE h.merchant_id = $1 AND h.id = l.order_id) GROUP BY l.order_id ORDER BY l.order_id LIMIT 1000`},
	{"order", 5, "ref", "a refund of order %d, which is not there or says that nothing came back (%d)", `SELECT r.id, r.order_id, r.amount_minor FROM order_refund r
		LEFT JOIN order_head h ON h.merchant_id = $1 AND h.id = r.order_id
		WHERE r.merchant_id = $1 AND (h.id IS NULL OR h.status = 'paid') ORDER BY r.id LIMIT 1000`},
	{"order", 3, "ord", "decided by version %d of the programme, which is not there (%d)", `SELECT h.id, h.edition, 0 FROM order_head h
		WHERE h.merchant_id = $1 AND NOT EXISTS (SELECT 1 FROM edition e WHERE e.merchant_id = $1 AND e.number = h.edition) ORDER BY h.id LIMIT 1000`},
	{"reward", 3, "mem", "%d uses of caps of nobody, or of an alias, %d used", `SELECT u.member_id, COUNT(*), CAST(SUM(u.used) AS bigint) FROM reward_use u
		WHERE u.merchant_id = $1 AND u.used <> 0 AND u.member_id <> 0 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = $1 AND m.id = u.member_id AND m.alias_of = 0)
		GROUP BY u.member_id ORDER BY u.member_id LIMIT 1000`},
	{"reward", 4, "grt", "given to member %d, whom nobody knows (%d)", `SELECT g.id, g.member_id, g.cost_minor FROM reward_grant g
		WHERE g.merchant_id = $1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = $1 AND m.id = g.member_id) ORDER BY g.id LIMIT 1000`},
	{"behaviour", 6, "evt", "withdrawn, and grant %d for it stands (%d points or growth)", `SELECT f.id, g.id, p.amount FROM member_fact f
		JOIN reward_grant g ON g.merchant_id = $1 AND g.root = 'fact:' || CAST(f.id AS text)
		JOIN reward_part p ON p.merchant_id = $1 AND p.grant_id = g.id
		WHERE f.merchant_id = $1 AND f.withdrawn_at <> 9223372036854775807 AND g.state = 'given' ORDER BY f.id, g.id LIMIT 1000`},
	{"behaviour", 1, "mem", "decided by version %d of the programme, which is not there (%d)", `SELECT a.member_id, a.edition, 0 FROM behaviour_act a
		WHERE a.merchant_id = $1 AND NOT EXISTS (SELECT 1 FROM edition e WHERE e.merchant_id = $1 AND e.number = a.edition) ORDER BY a.member_id LIMIT 1000`},
	{"ledger", 2, "mem", "a wallet of nobody: %d points, %d growth", `SELECT w.member_id, w.points_available + w.points_pending + w.points_held, w.growth_available FROM ledger_wallet w
		WHERE w.merchant_id = $1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = $1 AND m.id = w.member_id) ORDER BY w.member_id LIMIT 1000`},
	{"order", 8, "mem", "%d entries of the ledger with an alias, sum %d", `SELECT e.member_id, COUNT(*), CAST(SUM(e.amount) AS bigint) FROM member m
		JOIN ledger_entry e ON e.merchant_id = $1 AND e.member_id = m.id
		WHERE m.merchant_id = $1 AND m.alias_of <> 0 GROUP BY e.member_id ORDER BY e.member_id LIMIT 1000`},
	{"tier", 1, "mem", "a tier of nobody (%d, %d)", `SELECT t.member_id, 0, 0 FROM tier_member t
		WHERE t.merchant_id = $1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = $1 AND m.id = t.member_id) ORDER BY t.member_id LIMIT 1000`},
}

// strays finds what stands alone.
func (c *checker) strays(ctx context.Context) error {
	for _, s := range strays {
		err := c.view(ctx, func(tx *store.Tx) error {
			return tx.Query(ctx, s.sql, func(r store.Row) error {
				var id, a, b int64
				err := r.Scan(&id, &a, &b)
				c.find(s.room, s.invariant, store.FormatID(s.prefix, id), "%s", fmt.Sprintf(s.detail, a, b))
				return err
			}, tx.MerchantID())
		})
		if err != nil {
			return err
		}
	}
	return nil
}
