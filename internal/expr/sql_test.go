package expr_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// tables hide the members' own for one transaction, so that this room depends on no other's schema.
var tables = []string{
	`CREATE TEMPORARY TABLE probe (merchant_id bigint NOT NULL, id bigint NOT NULL, tier text COLLATE "C" NOT NULL, gender text COLLATE "C" NOT NULL,
 order_count bigint NOT NULL, spend_minor bigint NOT NULL, birthday_month bigint NOT NULL, promoter boolean NOT NULL, birthday text COLLATE "C" NOT NULL,
 joined_at bigint NOT NULL, last_order_on text COLLATE "C" NOT NULL, PRIMARY KEY (merchant_id, id))`,
	`CREATE TEMPORARY TABLE probe_tag (merchant_id bigint NOT NULL, member_id bigint NOT NULL, tag text COLLATE "C" NOT NULL)`,
	`CREATE TEMPORARY TABLE member_day (merchant_id bigint NOT NULL, member_id bigint NOT NULL, day_on text COLLATE "C" NOT NULL,
 spend_minor bigint NOT NULL, orders bigint NOT NULL, points bigint NOT NULL)`,
}

var errUndo = errors.New("undo")

// in runs the test on a database that has the tables and the people, for a moment.
func in(t *testing.T, db *store.DB, crowd []person, test func(ctx context.Context, tx *store.Tx)) {
	t.Helper()
	ctx := context.Background()
	err := db.Tx(ctx, storetest.Merchant(t, db), func(tx *store.Tx) error {
		for _, table := range tables {
			if strings.Contains(t.Name(), "/sqlite") {
				table = strings.ReplaceAll(table, ` COLLATE "C"`, "")
			}
			if _, err := tx.Exec(ctx, table); err != nil {
				return err
			}
		}
		for i := range crowd {
			if err := insert(ctx, tx, &crowd[i]); err != nil {
				return err
			}
		}
		test(ctx, tx)
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
}

func insert(ctx context.Context, tx *store.Tx, p *person) error {
	_, err := tx.Exec(ctx, `INSERT INTO probe (merchant_id, id, tier, gender, order_count, spend_minor, birthday_month, promoter, birthday, joined_at, last_order_on)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.MerchantID(), p.id, p.tier, p.gender, p.orders, p.spend, p.month, p.promoter, p.birthday, int64(p.joined), p.lastOrder)
	for _, tag := range p.tags {
		if err == nil {
			_, err = tx.Exec(ctx, `INSERT INTO probe_tag (merchant_id, member_id, tag) VALUES ($1, $2, $3)`, tx.MerchantID(), p.id, tag)
		}
	}
	for i, day := range p.days {
		if err == nil {
			_, err = tx.Exec(ctx, `INSERT INTO member_day (merchant_id, member_id, day_on, spend_minor, orders, points) VALUES ($1, $2, $3, $4, $5, 0)`,
				tx.MerchantID(), p.id, day.String(), p.daySpend[i], p.dayOrders[i])
		}
	}
	return err
}

// TestSQLSelectsWhoHolds is rules 6 to 9: on random conditions and people, each engine selects exactly those whose
// facts hold.
func TestSQLSelectsWhoHolds(t *testing.T) {
	c := catalogue(t)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		crowd := rapid.SliceOfN(people(), 60, 60).Example(7)
		for i := range crowd {
			crowd[i].id = int64(i + 1)
		}
		in(t, db, crowd, func(ctx context.Context, tx *store.Tx) {
			selected, conditions := 0, 0
			rapid.Check(t, func(t *rapid.T) {
				text, _ := random(t, style{}, 3)
				x := mustCompile(t, c, text)
				b := expr.NewSQLBinder(tx.MerchantID(), today.Start(shanghai), shanghai)
				where, err := x.SQL(b)
				if err != nil {
					if fault.Has(err, expr.ErrNotSQL) && strings.Contains(text, "spend(3) *") {
						return
					}
					t.Fatalf("%s: %v", text, err)
				}
				var got []int64
				err = tx.Query(ctx, "SELECT m.id FROM probe m WHERE m.merchant_id = $1 AND "+where+" ORDER BY m.id", func(r store.Row) error {
					var id int64
					err := r.Scan(&id)
					got = append(got, id)
					return err
				}, b.Args()...)
				if err != nil {
					t.Fatalf("%s\n%s: %v", text, where, err)
				}
				var want []int64
				for i := range crowd {
					if x.Holds(&crowd[i]) {
						want = append(want, crowd[i].id)
					}
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s\n%s %v\nselects %v, holds for %v", text, where, b.Args(), got, want)
				}
				conditions++
				if len(got) > 0 && len(got) < len(crowd) {
					selected++
				}
			})
			if selected*4 < conditions {
				t.Errorf("only %d of %d conditions tell people apart", selected, conditions)
			}
		})
	})
}

func TestSQLText(t *testing.T) {
	c := catalogue(t)
	for text, want := range map[string]string{
		`order_count >= 3 && tier == "gold"`: `(m.order_count >= CAST($2 AS bigint) AND (NULLIF(m.tier, '')) = CAST($3 AS text))`,
		`!(order_count >= 3)`:                `NOT (COALESCE(m.order_count >= CAST($2 AS bigint), FALSE))`,
		`!(tier == "gold")`:                  `NOT ((NULLIF(m.tier, '')) IS NOT DISTINCT FROM CAST($2 AS text))`,
		`tier != gender`:                     `(NULLIF(m.tier, '')) IS DISTINCT FROM (NULLIF(m.gender, ''))`,
		`spend(30) > 0`: `CAST((SELECT COALESCE(SUM(d.spend_minor), 0) FROM member_day d WHERE d.merchant_id = $1 AND d.member_id = m.id` +
			` AND d.day_on >= CAST($2 AS text) AND d.day_on <= CAST($3 AS text)) AS bigint) > CAST($4 AS bigint)`,
		`idle_days >= 90`: `(NULLIF(m.last_order_on, '')) <= CAST($2 AS text)`,
		`joined_days < 7`: `(NULLIF(m.joined_at, 0)) >= CAST($2 AS bigint)`,
		`tier in []`:      `FALSE`,
	} {
		got, err := compile(t, c, text).SQL(expr.NewSQLBinder(1, today.Start(shanghai), shanghai))
		if err != nil || got != want {
			t.Errorf("%s:\n got %s, %v\nwant %s", text, got, err, want)
		}
	}
	b := expr.NewSQLBinder(9, today.Start(shanghai), shanghai)
	if _, err := compile(t, c, `idle_days >= 90 && tier == "x' OR 1=1"`).SQL(b); err != nil || !slices.Equal(b.Args(), []any{int64(9), "2025-12-01", "x' OR 1=1"}) {
		t.Errorf("Args: %v, %v", b.Args(), err)
	}
}

func TestSQLRefuses(t *testing.T) {
	c := catalogue(t)
	for _, text := range []string{
		`line.sku == "A"`, `order.month == birthday_month`, "has(order.channel)", "size(tags) > 1", `tags.exists(t, t == "a")`, "promoter ? true : false",
		"order_count / 2 == 1", "spend_minor * spend_minor > 1", "spend_minor * 10000 > 1", "order_count + 9223372036854775807 > 1",
		"joined_days + 1 > 2", "joined_days == idle_days", "joined_on == birthday", `joined_on.startsWith("2026")`, "order_count in [birthday_month]",
		"tier.contains(gender)", `tags == ["a"]`, "(promoter ? 1 : 2) == 1", "order_count > 1 && order_count % 2 == 0", "tags.all(t, t == tier) || promoter",
	} {
		_, err := compile(t, c, text).SQL(expr.NewSQLBinder(1, today.Start(shanghai), shanghai))
		if !fault.Has(err, expr.ErrNotSQL) {
			t.Errorf("%s: %v", text, err)
		}
	}
	_, err := compile(t, c, "promoter &&\n size(tags) > 1").SQL(expr.NewSQLBinder(1, today.Start(shanghai), shanghai))
	if e := fault.As(err); e == nil || e.Text("en") != "Line 2, column 2: members cannot be searched by `size(tags)`." {
		t.Errorf("got %v", err)
	}
}
