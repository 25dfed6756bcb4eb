package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
	"regulars/internal/store"
)

// Run is one import as the list of imports shows it.
type Run struct {
	ID         int64
	Kind       Kind
	File       string
	State      string // running or done
	Lanes      []Lane
	Total      int64
	Report     json.RawMessage // once it is done, without the refused rows: see ListRefused
	By         store.Actor
	StartedAt  calendar.Instant
	FinishedAt calendar.Instant // 0 before the end
}

// Lane is how far one lane of a run is: where its next chunk begins, and what was made until there.
type Lane struct {
	Next   int64  `json:"next"`
	Counts Counts `json:"counts"`
}

// Done is how many items of the run have been written.
func (run *Run) Done() (n int64) {
	for i := range run.Lanes {
		n += run.Lanes[i].Next
	}
	return n
}

// Counts are what the run has made.
func (run *Run) Counts() (all Counts) {
	for i := range run.Lanes {
		all.add(run.Lanes[i].Counts)
	}
	return all
}

const runColumns = `SELECT id, kind, file, state, lanes, total, report, by_kind, by_id, by_name, started_at, finished_at FROM importer_run WHERE merchant_id = $1`

// ListRuns gives the newest imports.
func ListRuns(ctx context.Context, tx *store.Tx) ([]Run, error) {
	var out []Run
	err := tx.Query(ctx, runColumns+` ORDER BY id DESC LIMIT 100`, func(r store.Row) error {
		var run Run
		err := run.scan(r)
		out = append(out, run)
		return err
	}, tx.MerchantID())
	return out, err
}

// GetRun gives one import, or ErrNotFound.
func GetRun(ctx context.Context, tx *store.Tx, id int64) (Run, error) {
	var run Run
	found, err := store.One(ctx, tx, runColumns+` AND id = $2`, run.scan, tx.MerchantID(), id)
	if err == nil && !found {
		err = fault.ErrNotFound.New(fault.P{"what": "import"})
	}
	return run, err
}

func (run *Run) scan(r store.Row) error {
	var kind, lanes, report string
	err := r.Scan(&run.ID, &kind, &run.File, &run.State, &lanes, &run.Total, &report,
		&run.By.Kind, &run.By.ID, &run.By.Name, &run.StartedAt, &run.FinishedAt)
	if err != nil {
		return err
	}
	run.Kind, run.Report = Kind(kind), json.RawMessage(report)
	return json.Unmarshal([]byte(lanes), &run.Lanes)
}

// ListRefused gives refused rows of an import, by row, after the given one; at most limit.
func ListRefused(ctx context.Context, tx *store.Tx, run, after int64, limit int) ([]Refusal, error) {
	var out []Refusal
	err := tx.Query(ctx, `SELECT line, field, code, message FROM importer_refusal
		WHERE merchant_id = $1 AND run_id = $2 AND line > $3 ORDER BY line LIMIT $4`, func(r store.Row) error {
		var f Refusal
		err := r.Scan(&f.Row, &f.Field, &f.Code, &f.Message)
		out = append(out, f)
		return err
	}, tx.MerchantID(), run, after, limit)
	return out, err
}

// parting names the way in which facts are parted into lanes. Change it with that: a run goes on only in the lanes that it began in.
const parting = "1"

// identityOf is what makes two imports the same: the bytes of the file, what the mapping makes of them, the merchant's money and
// time, and how the facts are parted.
func identityOf(ex sheet.Examined, m *mapping.Mapping, in place) (string, error) {
	text, err := json.Marshal(m) // maps are written by key
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(ex.Digest + "\n" + string(text) + "\n" + in.currency + "\n" + in.zone.String() + "\n" + parting))
	return hex.EncodeToString(sum[:]), nil
}

// begin finds the run of this import that was cut off, or makes one.
func begin(ctx context.Context, tx *store.Tx, run *Run, digest string) (resumed bool, err error) {
	var kept Run
	resumed, err = store.One(ctx, tx, runColumns+` AND digest = $2 AND state = 'running'`, kept.scan, tx.MerchantID(), digest)
	if err != nil || resumed {
		if resumed {
			*run = kept
		}
		return resumed, err
	}
	run.ID, run.State, run.By, run.StartedAt = tx.NewID(), "running", tx.Actor(), tx.Now()
	lanes, err := json.Marshal(run.Lanes)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO importer_run (merchant_id, id, kind, file, digest, state, lanes, total, report,
			by_kind, by_id, by_name, started_at, finished_at)
		VALUES ($1, $2, $3, $4, $5, 'running', $6, $7, 'null', $8, $9, $10, $11, 0)
		ON CONFLICT (merchant_id, digest) WHERE state = 'running' DO NOTHING`,
		tx.MerchantID(), run.ID, string(run.Kind), sheet.Cut(run.File), digest, string(lanes), run.Total, run.By.Kind, run.By.ID, run.By.Name, run.StartedAt)
	if err == nil && n == 0 {
		err = ErrBusy.New(nil)
	}
	return false, err
}

// advance writes how far the lane of the run is, in that chunk's commit, as the last thing before it: the lanes wait for each other here.
// Returns ErrBusy where somebody else has been there.
func advance(ctx context.Context, tx *store.Tx, run, lane, from int64, to Lane) error {
	var text string
	found, err := store.One(ctx, tx, `SELECT lanes FROM importer_run WHERE merchant_id = $1 AND id = $2 AND state = 'running' FOR UPDATE`,
		func(r store.Row) error { return r.Scan(&text) }, tx.MerchantID(), run)
	if err != nil {
		return err
	}
	var lanes []Lane
	if found {
		err = json.Unmarshal([]byte(text), &lanes)
	}
	if err != nil {
		return err
	}
	if !found || lanes[lane].Next != from {
		return ErrBusy.New(nil)
	}
	lanes[lane] = to
	said, err := json.Marshal(lanes)
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE importer_run SET lanes = $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), run, string(said))
	}
	return err
}

// keepRefused writes refused rows; one that is there already stays.
func keepRefused(ctx context.Context, tx *store.Tx, run int64, list []Refusal) error {
	rows := make([][]any, len(list))
	for i, r := range list {
		rows[i] = []any{tx.MerchantID(), run, r.Row, r.Field, r.Code, r.Message}
	}
	_, err := store.InsertMany(ctx, tx, store.Insert{
		Table: "importer_refusal", Columns: []string{"merchant_id", "run_id", "line", "field", "code", "message"},
		Conflict: "ON CONFLICT (merchant_id, run_id, line) DO NOTHING",
	}, rows)
	return err
}

// end closes the run.
func end(ctx context.Context, tx *store.Tx, run *Run, r Report) error {
	r.Refused = []Refusal{}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE importer_run SET state = 'done', report = $3, finished_at = $4
		WHERE merchant_id = $1 AND id = $2 AND state = 'running'`, tx.MerchantID(), run.ID, string(text), tx.Now())
	return err
}
