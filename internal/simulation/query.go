package simulation

import (
	"context"
	"encoding/json"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Simulation is one what-if run.
type Simulation struct {
	ID         int64
	JobID      int64
	State      job.State
	Done       int64 // orders played …
	Total      int64 // … of so many; 0 while that is not known
	Error      string
	Which      Which
	Number     int64
	Digest     string
	From       calendar.Instant
	Until      calendar.Instant
	Reprice    bool
	MadeBy     store.Actor
	CreatedAt  calendar.Instant
	FinishedAt calendar.Instant // 0 until there is a report
	Report     *Report          // nil until there is one

	document string
}

// Document is the programme as it was replayed.
func (s *Simulation) Document() (doc program.Document, err error) {
	err = json.Unmarshal([]byte(s.document), &doc)
	return doc, err
}

const sqlSimulations = `SELECT s.id, s.job_id, COALESCE(j.state, ''), COALESCE(j.done, 0), COALESCE(j.total, 0), COALESCE(j.error, ''), s.program, s.number, s.digest,
	s.document, s.from_at, s.until_at, s.reprice, s.made_by_kind, s.made_by_id, s.made_by_name, s.created_at, s.finished_at, s.report
	FROM simulation s LEFT JOIN job j ON j.merchant_id = s.merchant_id AND j.id = s.job_id WHERE s.merchant_id = $1`

func scan(r store.Row) (*Simulation, error) {
	s := &Simulation{}
	var state, which, report string
	err := r.Scan(&s.ID, &s.JobID, &state, &s.Done, &s.Total, &s.Error, &which, &s.Number, &s.Digest, &s.document, &s.From, &s.Until, &s.Reprice,
		&s.MadeBy.Kind, &s.MadeBy.ID, &s.MadeBy.Name, &s.CreatedAt, &s.FinishedAt, &report)
	if err != nil {
		return nil, err
	}
	s.State, s.Which = job.State(state), Which(which)
	switch {
	case report == "" && state == "": // the job is no longer remembered
		s.State = job.Failed
	case report != "":
		s.State = job.Done
		s.Report = &Report{}
		err = json.Unmarshal([]byte(report), s.Report)
	}
	return s, err
}

// Get reads a simulation. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (out *Simulation, err error) {
	found, err := store.One(ctx, tx, sqlSimulations+` AND s.id = $2`, func(r store.Row) (err error) {
		out, err = scan(r)
		return err
	}, tx.MerchantID(), id)
	if err == nil && !found {
		err = ErrUnknown.New(nil)
	}
	return out, err
}

// List gives a page of simulations, newest first; before is the id that the last page ended with, or 0.
func List(ctx context.Context, tx *store.Tx, before int64, limit int) (out []*Simulation, err error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	err = tx.Query(ctx, sqlSimulations+` AND s.id < $2 ORDER BY s.id DESC LIMIT $3`, func(r store.Row) error {
		s, err := scan(r)
		out = append(out, s)
		return err
	}, tx.MerchantID(), before, limit)
	return out, err
}

const sqlMovers = `SELECT place, member_id, delta_minor, delta_points, was_minor, would_minor, was_points, would_points, was_discount, would_discount,
	was_tier, would_tier, spend_minor FROM simulation_member WHERE merchant_id = $1`

// Movers are the members who gain and who lose most, those first.
func Movers(ctx context.Context, tx *store.Tx, id int64) (winners, losers []Mover, err error) {
	err = tx.Query(ctx, sqlMovers+` AND simulation_id = $2 ORDER BY place`, func(r store.Row) error {
		place, m, err := scanMover(r)
		if place > 0 {
			winners = append(winners, m)
		} else {
			losers = append([]Mover{m}, losers...)
		}
		return err
	}, tx.MerchantID(), id)
	return winners, losers, err
}

func scanMover(r store.Row) (place int64, m Mover, err error) {
	err = r.Scan(&place, &m.MemberID, &m.DeltaMinor, &m.DeltaPoints, &m.WasMinor, &m.WouldMinor, &m.WasPoints, &m.WouldPoints, &m.WasDiscount, &m.WouldDiscount,
		&m.WasTier, &m.WouldTier, &m.SpendMinor)
	return place, m, err
}

// Check refuses a document that was not simulated lately, as it stands. Returns ErrNeeded.
func Check(ctx context.Context, tx *store.Tx, digest string) error {
	var id int64
	found, err := store.One(ctx, tx, `SELECT id FROM simulation WHERE merchant_id = $1 AND digest = $2 AND finished_at > $3 LIMIT 1`,
		func(r store.Row) error { return r.Scan(&id) }, tx.MerchantID(), digest, tx.Now().Add(-FreshDays*day))
	if err == nil && !found {
		err = ErrNeeded.New(fault.P{"days": FreshDays})
	}
	return err
}

// Entry is what a simulation says of one member.
type Entry struct {
	SimulationID int64 `json:"simulation_id,string"`
	Mover
}

// Export is what simulations say of members.
func Export(ctx context.Context, tx *store.Tx, members []int64) (out []Entry, err error) {
	err = tx.Query(ctx, `SELECT simulation_id, member_id, delta_minor, delta_points, was_minor, would_minor, was_points, would_points, was_discount, would_discount,
		was_tier, would_tier, spend_minor FROM simulation_member WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY simulation_id, place`,
		func(r store.Row) error {
			var e Entry
			var err error
			e.SimulationID, e.Mover, err = scanMover(r)
			out = append(out, e)
			return err
		}, tx.MerchantID(), members)
	return out, err
}

// Forget takes members who are erased out of the lists of simulations.
func Forget(ctx context.Context, tx *store.Tx, members []int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM simulation_member WHERE merchant_id = $1 AND member_id = ANY($2)`, tx.MerchantID(), members)
	return err
}
