package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"regulars/internal/importer"
	"regulars/internal/store"
)

const (
	sectionImport = "Import of a file of orders"
	figureImport  = "rows of the file, imported"
	figureCopy    = "the same rows copied, table by table, as rows of the file"
	figureTables  = "rows of tables that were copied"
)

// imported are the tables that an import of orders fills, in an order that foreign keys allow.
var imported = []string{
	"member", "member_identity", "member_stat", "member_day", "member_tag", "member_consent", "member_consent_log",
	"ledger_wallet", "ledger_entry", "ledger_journal", "tier_member", "tier_change", "reward_use", "reward_grant",
	"order_head", "order_line", "order_refund", "order_return", "importer_run", "importer_refusal", "store_outbox",
}

// imports measures an import into an empty merchant, then copies what it has written into empty tables of the same making.
func (r *run) imports(ctx context.Context, engine string) error {
	source, what, err := r.importSource()
	if err != nil {
		return err
	}
	r.report.note("Imported: %s.", what)
	s, err := r.found(ctx, engine, "import", founding{"GBP", "Europe/London", "en"})
	if err != nil {
		return err
	}
	defer s.remove()
	mapping, err := importer.Preset("online-retail")
	if err != nil {
		return err
	}
	r.say("%s: import of %s", engine, source.Name)
	stop, err := r.profile(engine + "-import")
	if err != nil {
		return err
	}
	start := time.Now()
	report, err := importer.Import(ctx, s.db, s.scope, importer.In{Source: source, Mapping: mapping})
	took := time.Since(start)
	stop()
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if report.RowsRead != report.RowsTaken+report.RowsRefused || report.RowsTaken == 0 {
		return fmt.Errorf("import: %d rows read, %d taken, %d refused", report.RowsRead, report.RowsTaken, report.RowsRefused)
	}
	rows := float64(report.RowsRead)
	r.report.add(Row{sectionImport, figureImport, engine, rows / took.Seconds(), "/s"})
	copied, took, err := s.copy(ctx)
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	r.report.add(Row{sectionImport, figureCopy, engine, rows / took.Seconds(), "/s"})
	r.report.add(Row{sectionImport, figureTables, engine, float64(copied), ""})
	return nil
}

// importSource is the real file where there is one, else one made up.
func (r *run) importSource() (importer.Source, string, error) {
	name := filepath.Join(r.config.Data, "online_retail", "online_retail.csv.gz")
	if r.config.Data != "" && !r.config.Quick {
		if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
			source, err := importer.File(name)
			return source, "UCI Online Retail, whole", err
		}
	}
	name = filepath.Join(r.config.Dir, "orders.csv")
	if err := os.WriteFile(name, madeUp(r.sizes.rows), 0o600); err != nil {
		return importer.Source{}, "", err
	}
	source, err := importer.File(name)
	return source, fmt.Sprintf("a made-up file of %s rows (REGULARS_TEST_DATA names no folder with the real one)", number(float64(r.sizes.rows))), err
}

// madeUp is a file as the real one: invoices of some twenty lines, of some thousand customers, over a year.
func madeUp(rows int) []byte {
	random := chance(4)
	var b strings.Builder
	b.WriteString("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n")
	at := time.Date(2010, 12, 1, 8, 0, 0, 0, time.UTC)
	for invoice, row := 536_365, 0; row < rows; invoice++ {
		customer := 12_000 + random.IntN(4_000)
		at = at.Add(time.Duration(random.IntN(40)) * time.Minute)
		for range min(1+random.IntN(40), rows-row) {
			product := random.IntN(products)
			fmt.Fprintf(&b, "%d,%s,PRODUCT %s,%d,%s,%d.%02d,%d.0,United Kingdom\n", invoice, sku(product), sku(product), 1+random.IntN(12),
				at.Format(time.DateTime), price(product)/100, price(product)%100, customer)
			row++
		}
	}
	return []byte(b.String())
}

// copy writes the shop's rows into empty tables with the same indexes, in one transaction with the same care for the disk as
// any other: the fastest that the engine can take these rows.
func (s *shop) copy(ctx context.Context) (rows int64, took time.Duration, err error) {
	s.run.say("%s: copying the same rows", s.place.Engine)
	p, err := s.run.newPlace(ctx, s.place.Engine, "copy")
	if err != nil {
		return 0, 0, err
	}
	defer s.run.remove(p)
	db, closeDB, err := s.run.config.Open(ctx, p)
	if err != nil {
		return 0, 0, err
	}
	defer closeDB()
	from := s.place.schema
	if from == "" {
		from = "filled"
	}
	var start time.Time
	err = db.Tx(ctx, store.Installation, func(tx *store.Tx) error {
		if s.place.schema == "" {
			if _, err := tx.Exec(ctx, "ATTACH DATABASE $1 AS filled", filepath.Join(s.place.Data, databaseFile)); err != nil {
				return err
			}
		}
		rows, start = 0, time.Now()
		for _, table := range imported {
			n, err := tx.Exec(ctx, copyText(table, from), s.scope.Merchant.ID)
			if err != nil {
				return err
			}
			rows += n
		}
		return nil
	})
	return rows, time.Since(start), err
}

// databaseFile is the name of the embedded database in its folder.
const databaseFile = "regulars.db"

// copyText is the statement that copies the merchant's rows of a table from another schema. The condition holds for every row: without it
// SQLite would not insert rows but take over the pages of table and indexes as they are.
func copyText(table, from string) string {
	return "INSERT INTO " + table + " SELECT * FROM " + from + "." + table + " WHERE merchant_id = $1"
}
