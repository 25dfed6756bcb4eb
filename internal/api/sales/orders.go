package sales

import (
	"context"
	"errors"
	"hash/crc32"
	"net/http"
	"sync"
	"time"

	"regulars/internal/api/counter"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/batch"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/order/way"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
)

// orderGroup is the heading of orders.
const orderGroup = "Orders"

// Recorder records orders of one merchant that arrive at once in one transaction.
type Recorder = batch.Collector[order.RecordIn, Recorded]

// Recorded is what became of an order, with the programme that words it.
type Recorded struct {
	order.Result
	program *program.Program
}

// NewRecorder makes the collector that Add needs.
func NewRecorder(db *store.DB, options batch.Options) *Recorder {
	recorder := batch.New(func(ctx context.Context, merchant store.Merchant, items []order.RecordIn) (out []Recorded, err error) {
		err = db.Tx(ctx, store.Scope{Merchant: merchant, Actor: store.System}, func(tx *store.Tx) error {
			out, err = record(ctx, tx, items)
			return err
		})
		return out, err
	}, options)
	if db.Engine() == "postgres" { // SQLite has one writer
		recorder.Lanes(laneOf)
	}
	return recorder
}

// lanes are how many batches of a merchant are recorded beside each other: while one waits for the disk the other one decides.
const lanes = 3

// laneOf spreads orders over lanes by their member, so that batches beside each other do not wait for the lock of one.
func laneOf(in order.RecordIn) int {
	text := in.Member.Text()
	if in.Member.IsZero() {
		text = in.Number
	}
	return int(crc32.ChecksumIEEE([]byte(text)) % lanes)
}

// record records a batch and finds the programmes that word it.
func record(ctx context.Context, tx *store.Tx, items []order.RecordIn) ([]Recorded, error) {
	results, err := order.Record(ctx, tx, items)
	if err != nil {
		return nil, err
	}
	out := make([]Recorded, len(results))
	for i, r := range results {
		out[i].Result = r
		var outcome *order.Outcome
		switch {
		case r.Order != nil:
			outcome = &r.Order.Outcome
		case r.Quote != nil:
			outcome = r.Quote
		default:
			continue
		}
		if out[i].program, err = programOf(ctx, tx, outcome); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// programOf is the programme that decided an outcome.
func programOf(ctx context.Context, tx *store.Tx, o *order.Outcome) (*program.Program, error) {
	if o.Program != nil {
		return o.Program, nil
	}
	e, err := edition.ByNumber(ctx, tx, o.Edition)
	if err != nil {
		return nil, err
	}
	return e.Program, nil
}

// Add registers the operations. recorder gives the collector of the database that a call works on.
func Add(t *shell.Table) {
	t.Extend(order.ErrQuoteChanged, quoteChanged)
	addQuotes(t)
	addOrders(t)
	addRefunds(t)
	addReturns(t)
	addPreview(t)
}

// recorderOf is the collector of the server.
func recorderOf(c *shell.Call) *Recorder {
	r, ok := store.FindValue[*Collectors](c.DB())
	if !ok {
		panic("no sales.Collectors was given to store.Open")
	}
	return r.of(c.DB())
}

// Collectors holds the collector of a database; app gives one to store.Open.
type Collectors struct {
	Options batch.Options
	mu      sync.Mutex
	db      *store.DB
	orders  *Recorder
}

// of makes the collector on its first use.
func (s *Collectors) of(db *store.DB) *Recorder {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db != db {
		s.db, s.orders = db, NewRecorder(db, s.Options)
	}
	return s.orders
}

// Close waits until nothing is being recorded; the door must be closed before.
func (s *Collectors) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.orders != nil {
		s.orders.Close()
	}
}

// orderByID names an order in the path.
type orderByID struct {
	ID string `path:"id" maxLength:"32" doc:"ord_…"`
}

// id is the id inside.
func (in orderByID) id() (int64, error) { return shell.PathID("ord", "order", in.ID) }

// addOrders registers recording, reading and the way of orders.
func addOrders(t *shell.Table) {
	type one struct{ Body OrderBody }
	shell.Do(t, shell.Op{
		ID: "order.record", Method: http.MethodPost, Path: "/v1/orders", Group: orderGroup, Keyed: true, En: "Record an order", Zh: "录入订单", Permission: string(org.OrdersWrite),
		Status: http.StatusCreated, KeyOmits: []string{"proof"},
		Detail: "(source, number) is the natural key: the same again answers 200 with what was made; another body 409 order_number_reused. What was refused may be tried anew.",
	}, recordOne)
	type many struct {
		Body struct {
			Orders []wire.Raw[OrderBody] `json:"orders" minItems:"1" maxItems:"1000"`
		}
	}
	shell.Do(t, shell.Op{
		ID: "order.batch", Method: http.MethodPost, Path: "/v1/orders/batch", Group: orderGroup, En: "Record many orders", Zh: "批量录入订单", Permission: string(org.OrdersWrite),
		BodyLimit: 8 << 20, ReadTimeout: 30 * time.Second, Detail: "Decided in their order; one that is refused does not spoil the others.",
	}, func(ctx context.Context, c *shell.Call, in *many) (BatchOut, error) {
		return recordMany(ctx, c, in.Body.Orders)
	})
	shell.Get(t, shell.Op{
		ID: "order.get", Method: http.MethodGet, Path: "/v1/orders/{id}", Group: orderGroup, En: "Read an order", Zh: "查看订单", Permission: string(org.OrdersRead),
	}, orderByID.id, showOrder)
	shell.Read(t, shell.Op{
		ID: "order.list", Method: http.MethodGet, Path: "/v1/orders", Group: orderGroup, En: "Find orders", Zh: "查询订单", Permission: string(org.OrdersRead),
		Detail: "Newest first, without their lines and reasons. A page may be short, or even empty, while next says where to go on: a page looks at a bounded number of orders. " +
			"Who works in some stores sees the orders of these, and all of a member whose id is named.",
	}, listOrders)
	shell.Write(t, shell.Op{
		ID: "order.status", Method: http.MethodPost, Path: "/v1/orders/{id}/status", Group: orderGroup, En: "Tell how far an order has come, or cancel it", Zh: "更新履约状态或取消订单",
		Permission: string(org.OrdersWrite),
	}, setStatus, showOrder)
	shell.Write(t, shell.Op{
		ID: "order.claim", Method: http.MethodPost, Path: "/v1/orders/{id}/claim", Group: orderGroup, En: "Give a guest's order to the member who placed it", Zh: "会员认领散客订单",
		Permission: string(org.OrdersWrite), Detail: "It earns what it would have earned; prices and discounts stay as they were paid. For as many days as an order may be recorded late; older ones need orders:backdate.",
	}, claim, showOrder)
}

// claimIn names the member who placed a guest's order.
type claimIn struct {
	orderByID
	Body struct {
		MemberID string `json:"member_id" maxLength:"32" doc:"mem_…"`
	}
}

// claim gives a guest's order to a member.
func claim(ctx context.Context, tx *store.Tx, c *shell.Call, in *claimIn) (store.Made, error) {
	id, err := in.id()
	if err != nil {
		return store.Made{}, err
	}
	by, err := shell.PathID("mem", "member", in.Body.MemberID)
	if err != nil {
		return store.Made{}, err
	}
	if err := ownStore(ctx, tx, c, id); err != nil {
		return store.Made{}, err
	}
	_, err = order.Claim(ctx, tx, order.ClaimIn{OrderID: id, Member: member.Ref{ID: by}, Backdate: c.Who().May(org.OrdersBackdate)})
	return store.Made{Kind: "order", ID: id}, err
}

// recordOne records one order together with those that arrive at the same moment.
func recordOne(ctx context.Context, c *shell.Call, in *struct{ Body OrderBody }) (*OrderOut, error) {
	key, _, err := c.Key()
	if err != nil {
		return nil, err
	}
	ask, err := in.Body.recordIn(asker(c), key)
	if err != nil {
		return nil, err
	}
	if ask.Shown, err = counter.Show(ctx, c, ask.Member, in.Body.Proof); err != nil {
		return nil, err
	}
	r, err := recorderOf(c).Do(ctx, c.Scope().Merchant, ask)
	if err != nil {
		return nil, err
	}
	if r.Err != nil {
		c.Carry(&r)
		return nil, r.Err
	}
	if r.Repeated {
		c.SetStatus(http.StatusOK)
	}
	out := wordingOf{r.program, c.Language(), c.Scope().Merchant.Currency}.orderOut(r.Order)
	return &out, nil
}

// BatchOut is what became of many orders, in their order.
type BatchOut struct {
	Results []BatchResult `json:"results"`
}

// BatchResult is what became of one.
type BatchResult struct {
	Status  int            `json:"status" doc:"201 recorded, 200 there already, else that of the problem"`
	Order   *OrderOut      `json:"order,omitempty"`
	Problem *shell.Problem `json:"problem,omitempty"`
}

// recordMany records a batch in one transaction of its own.
func recordMany(ctx context.Context, c *shell.Call, orders []wire.Raw[OrderBody]) (BatchOut, error) {
	out := BatchOut{Results: make([]BatchResult, len(orders))}
	by := asker(c)
	var items []order.RecordIn
	var places []int
	for i := range orders {
		body, err := orders[i].Bind()
		if err == nil {
			var in order.RecordIn
			if in, err = body.recordIn(by, ""); err == nil {
				if in.Shown, err = counter.Show(ctx, c, in.Member, body.Proof); err != nil {
					return out, err // the database's
				}
				items, places = append(items, in), append(places, i)
				continue
			}
		}
		p := c.Problem(err)
		out.Results[i] = BatchResult{Status: p.Status, Problem: &p}
	}
	if len(items) == 0 {
		return out, nil
	}
	results, err := recordTogether(ctx, c, items)
	if errors.Is(err, order.ErrAlone) { // one of them met a limit half-way: each on its own then
		results = nil
		for i := range items {
			one, err := recordTogether(ctx, c, items[i:i+1])
			if err != nil {
				return BatchOut{}, err
			}
			results = append(results, one...)
		}
		err = nil
	}
	if err != nil {
		return BatchOut{}, err
	}
	for i, r := range results {
		out.Results[places[i]] = batchResult(c, r)
	}
	return out, nil
}

func recordTogether(ctx context.Context, c *shell.Call, items []order.RecordIn) (results []Recorded, err error) {
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		results, err = record(ctx, tx, items)
		return err
	})
	return results, err
}

// batchResult renders one result of a batch.
func batchResult(c *shell.Call, r Recorded) BatchResult {
	if r.Err != nil {
		c.Carry(&r)
		p := c.Problem(r.Err)
		return BatchResult{Status: p.Status, Problem: &p}
	}
	o := wordingOf{r.program, c.Language(), c.Scope().Merchant.Currency}.orderOut(r.Order)
	status := http.StatusCreated
	if r.Repeated {
		status = http.StatusOK
	}
	return BatchResult{Status: status, Order: &o}
}

// quoteChanged adds the new outcome to the refusal of an order that expected another.
func quoteChanged(c *shell.Call, _ *fault.Error) map[string]any {
	r, ok := c.Carried().(*Recorded)
	if !ok || r.Quote == nil || r.program == nil {
		return nil
	}
	w := wordingOf{r.program, c.Language(), c.Scope().Merchant.Currency}
	return map[string]any{"quote": w.outcomeOut(r.Quote, nil, nil)}
}

// peopleOf is a member and the records merged into it; none where there is no such member.
func peopleOf(ctx context.Context, tx *store.Tx, text string) ([]int64, error) {
	id, err := shell.ID("mem", "member_id", text)
	if err != nil {
		return nil, err
	}
	return member.WithAliases(ctx, tx, id)
}

// statusIn tells how far an order has come.
type statusIn struct {
	orderByID
	Body struct {
		Fulfilment string      `json:"fulfilment,omitempty" enum:"shipped,delivered,signed,completed"`
		Cancelled  bool        `json:"cancelled,omitempty" doc:"Refund of all that remains"`
		At         wire.Time   `json:"at,omitempty"`
		Parcel     *ParcelBody `json:"parcel,omitempty"`
		Reason     string      `json:"reason,omitempty" maxLength:"500"`
	}
}

// setStatus moves an order on, or cancels it.
func setStatus(ctx context.Context, tx *store.Tx, c *shell.Call, in *statusIn) (store.Made, error) {
	id, err := in.id()
	if err != nil {
		return store.Made{}, err
	}
	made := store.Made{Kind: "order", ID: id}
	if err := ownStore(ctx, tx, c, id); err != nil {
		return made, err
	}
	if in.Body.Cancelled {
		if err := c.Who().Require(org.RefundsWrite); err != nil {
			return made, err
		}
		_, err := order.Refund(ctx, tx, order.RefundIn{OrderID: id, Reason: in.Body.Reason, MadeBy: c.MadeBy()})
		return made, err
	}
	if in.Body.Fulfilment == "" {
		return made, fault.ErrRequired.At("fulfilment", nil)
	}
	status := order.StatusIn{OrderID: id, Fulfilment: order.Fulfilment(in.Body.Fulfilment), At: in.Body.At.Instant()}
	if p := in.Body.Parcel; p != nil {
		status.Parcel = way.Parcel{Carrier: p.Carrier, Number: p.Number, Node: p.Node}
	}
	_, err = order.SetStatus(ctx, tx, status)
	return made, err
}
