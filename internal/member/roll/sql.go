package roll

// The ways through the members, one for each order and direction: $2 and $3 are the cursor, $5 and $6 the end of the walk.
const (
	joinsOf = `LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id
`
	statOf = `LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
`
	// SQLite goes along the table before a CROSS JOIN first; it would otherwise begin with a tier that nearly everybody has.
	withStat  = `CROSS JOIN member_stat s `
	whereStat = `WHERE s.merchant_id = $1 AND s.member_id = m.id AND `

	shown = `m.merchant_id = $1 AND m.alias_of = 0 AND m.status <> 'erased' AND 1 = 1 `

	joinedDown = `SELECT m.id, m.joined_at FROM member m ` + withStat + joinsOf + whereStat + `(m.joined_at, m.id) < ($2, $3) AND (m.joined_at, m.id) >= ($5, $6) AND ` + shown +
		`ORDER BY m.joined_at DESC, m.id DESC LIMIT $4`
	joinedUp = `SELECT m.id, m.joined_at FROM member m ` + withStat + joinsOf + whereStat + `(m.joined_at, m.id) > ($2, $3) AND (m.joined_at, m.id) <= ($5, $6) AND ` + shown +
		`ORDER BY m.joined_at, m.id LIMIT $4`
	lastDown = `SELECT m.id, s.last_order_at FROM member_stat s CROSS JOIN member m ` + joinsOf + `WHERE s.merchant_id = $1 AND m.id = s.member_id
AND (s.last_order_at, s.member_id) < ($2, $3) AND (s.last_order_at, s.member_id) >= ($5, $6) AND ` + shown + `ORDER BY s.last_order_at DESC, s.member_id DESC LIMIT $4`
	lastUp = `SELECT m.id, s.last_order_at FROM member_stat s CROSS JOIN member m ` + joinsOf + `WHERE s.merchant_id = $1 AND m.id = s.member_id
AND (s.last_order_at, s.member_id) > ($2, $3) AND (s.last_order_at, s.member_id) <= ($5, $6) AND ` + shown + `ORDER BY s.last_order_at, s.member_id LIMIT $4`
	spendDown = `SELECT m.id, s.spend_minor FROM member_stat s CROSS JOIN member m ` + joinsOf + `WHERE s.merchant_id = $1 AND m.id = s.member_id
AND (s.spend_minor, s.member_id) < ($2, $3) AND (s.spend_minor, s.member_id) >= ($5, $6) AND ` + shown + `ORDER BY s.spend_minor DESC, s.member_id DESC LIMIT $4`
	spendUp = `SELECT m.id, s.spend_minor FROM member_stat s CROSS JOIN member m ` + joinsOf + `WHERE s.merchant_id = $1 AND m.id = s.member_id
AND (s.spend_minor, s.member_id) > ($2, $3) AND (s.spend_minor, s.member_id) <= ($5, $6) AND ` + shown + `ORDER BY s.spend_minor, s.member_id LIMIT $4`
	pointsDown = `SELECT m.id, w.points_available FROM ledger_wallet w CROSS JOIN member m ` + statOf + tierOf + `WHERE w.merchant_id = $1 AND m.id = w.member_id AND w.points_available > 0
AND (w.points_available, w.member_id) < ($2, $3) AND (w.points_available, w.member_id) >= ($5, $6) AND ` + shown + `ORDER BY w.points_available DESC, w.member_id DESC LIMIT $4`
	pointsUp = `SELECT m.id, w.points_available FROM ledger_wallet w CROSS JOIN member m ` + statOf + tierOf + `WHERE w.merchant_id = $1 AND m.id = w.member_id AND w.points_available > 0
AND (w.points_available, w.member_id) > ($2, $3) AND (w.points_available, w.member_id) <= ($5, $6) AND ` + shown + `ORDER BY w.points_available, w.member_id LIMIT $4`
	tierOf = `LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
`
	noPointsDown = `SELECT m.id, 0 FROM member m ` + withStat + joinsOf +
		whereStat + `CAST($2 AS bigint) >= CAST($5 AS bigint) AND m.id < $3 AND m.id >= $6 AND COALESCE(w.points_available, 0) = 0 AND ` + shown + `ORDER BY m.id DESC LIMIT $4`
	noPointsUp = `SELECT m.id, 0 FROM member m ` + withStat + joinsOf +
		whereStat + `CAST($2 AS bigint) <= CAST($5 AS bigint) AND m.id > $3 AND m.id <= $6 AND COALESCE(w.points_available, 0) = 0 AND ` + shown + `ORDER BY m.id LIMIT $4`
)

// Where a walk ends that has looked at so many: from the index alone.
const (
	joinedDownEnd = `SELECT id, joined_at FROM member WHERE merchant_id = $1 AND (joined_at, id) < ($2, $3) ORDER BY joined_at DESC, id DESC LIMIT 1 OFFSET $4`
	joinedUpEnd   = `SELECT id, joined_at FROM member WHERE merchant_id = $1 AND (joined_at, id) > ($2, $3) ORDER BY joined_at, id LIMIT 1 OFFSET $4`
	lastDownEnd   = `SELECT member_id, last_order_at FROM member_stat WHERE merchant_id = $1 AND (last_order_at, member_id) < ($2, $3)
ORDER BY last_order_at DESC, member_id DESC LIMIT 1 OFFSET $4`
	lastUpEnd    = `SELECT member_id, last_order_at FROM member_stat WHERE merchant_id = $1 AND (last_order_at, member_id) > ($2, $3) ORDER BY last_order_at, member_id LIMIT 1 OFFSET $4`
	spendDownEnd = `SELECT member_id, spend_minor FROM member_stat WHERE merchant_id = $1 AND (spend_minor, member_id) < ($2, $3)
ORDER BY spend_minor DESC, member_id DESC LIMIT 1 OFFSET $4`
	spendUpEnd    = `SELECT member_id, spend_minor FROM member_stat WHERE merchant_id = $1 AND (spend_minor, member_id) > ($2, $3) ORDER BY spend_minor, member_id LIMIT 1 OFFSET $4`
	pointsDownEnd = `SELECT member_id, points_available FROM ledger_wallet WHERE merchant_id = $1 AND points_available > 0 AND (points_available, member_id) < ($2, $3)
ORDER BY points_available DESC, member_id DESC LIMIT 1 OFFSET $4`
	pointsUpEnd = `SELECT member_id, points_available FROM ledger_wallet WHERE merchant_id = $1 AND points_available > 0 AND (points_available, member_id) > ($2, $3)
ORDER BY points_available, member_id LIMIT 1 OFFSET $4`
	noPointsDownEnd = `SELECT id, 0 FROM member WHERE merchant_id = $1 AND CAST($2 AS bigint) <= 0 AND id < $3 ORDER BY id DESC LIMIT 1 OFFSET $4`
	noPointsUpEnd   = `SELECT id, 0 FROM member WHERE merchant_id = $1 AND CAST($2 AS bigint) <= 0 AND id > $3 ORDER BY id LIMIT 1 OFFSET $4`
)

// The few that a filter leaves, with what they are sorted by.
const (
	fewJoined = `SELECT m.id, m.joined_at FROM member m ` + statOf + joinsOf + `WHERE m.id = ANY($2) AND ` + shown
	fewLast   = `SELECT m.id, COALESCE(s.last_order_at, 0) FROM member m ` + statOf + joinsOf + `WHERE m.id = ANY($2) AND ` + shown
	fewSpend  = `SELECT m.id, COALESCE(s.spend_minor, 0) FROM member m ` + statOf + joinsOf + `WHERE m.id = ANY($2) AND ` + shown
	fewPoints = `SELECT m.id, COALESCE(w.points_available, 0) FROM member m ` + statOf + joinsOf + `WHERE m.id = ANY($2) AND ` + shown
)

// Who has one thing that is asked for, by an index; as many as are few and one more.
const (
	narrowTag    = `SELECT member_id FROM member_tag WHERE merchant_id = $1 AND tag = $2 LIMIT $3`
	narrowTier   = `SELECT member_id FROM tier_member WHERE merchant_id = $1 AND tier = $2 LIMIT $3`
	narrowStore  = `SELECT id FROM member WHERE merchant_id = $1 AND store_id = $2 AND joined_at >= $4 AND joined_at < $5 LIMIT $3`
	narrowJoined = `SELECT id FROM member WHERE merchant_id = $1 AND joined_at >= $2 AND joined_at < $4 LIMIT $3`
	narrowLast   = `SELECT member_id FROM member_stat WHERE merchant_id = $1 AND last_order_at >= $2 AND last_order_at < $4 LIMIT $3`
	narrowSpend  = `SELECT member_id FROM member_stat WHERE merchant_id = $1 AND spend_minor >= $2 AND spend_minor <= $4 LIMIT $3`
)

// sqlTotal counts along the ids, down to $3.
const sqlTotal = `SELECT COUNT(*), 0 FROM (SELECT m.id FROM member m ` + withStat + joinsOf + whereStat + `m.id >= $3 AND ` + shown + `ORDER BY m.id DESC LIMIT $2) x`

// totalEnd is where a count ends that has looked at so many.
const totalEnd = `SELECT id FROM member WHERE merchant_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2`

// way is one stretch of a list: the statement that walks it, the one that says where a walk ends, and whether the stretch is of those alone
// who hold no points.
type way struct {
	walk, end string
	none      bool
}

// order is how a list is sorted: the statement for few, and the stretches in both directions.
type order struct {
	few      string
	down, up []way
}

var orders = map[Sort]order{
	Joined:    {fewJoined, []way{{joinedDown, joinedDownEnd, false}}, []way{{joinedUp, joinedUpEnd, false}}},
	LastOrder: {fewLast, []way{{lastDown, lastDownEnd, false}}, []way{{lastUp, lastUpEnd, false}}},
	Spend:     {fewSpend, []way{{spendDown, spendDownEnd, false}}, []way{{spendUp, spendUpEnd, false}}},
	Points: {fewPoints, []way{{pointsDown, pointsDownEnd, false}, {noPointsDown, noPointsDownEnd, true}},
		[]way{{noPointsUp, noPointsUpEnd, true}, {pointsUp, pointsUpEnd, false}}},
}
