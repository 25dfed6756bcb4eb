package bench

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"regulars/internal/basket"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/store"
)

// numberWidth is how many digits the number of an order has: it is written into the ready text.
const numberWidth = 12

// request is a ready HTTP request. Where at is not 0, the number of the order stands there.
type request struct {
	text []byte
	at   int
}

// chance is the same in every run: the figures of two runs are of the same work.
func chance(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// line is one line of a basket.
type line struct{ product, quantity int }

// lines of a basket: one to four, as at a till.
func lines(random *rand.Rand) []line {
	out := make([]line, 1+random.IntN(4))
	for i := range out {
		out[i] = line{random.IntN(products), 1 + random.IntN(3)}
	}
	return out
}

// basketJSON is what quotes and orders have in common.
func basketJSON(memberID int64, list []line) []byte {
	b := fmt.Appendf(nil, `{"member_id":%q,"channel":"pos","lines":[`, store.FormatID("mem", memberID))
	for i, l := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"sku":%q,"quantity":%d,"unit_price_minor":%d}`, sku(l.product), l.quantity, price(l.product))
	}
	return append(b, ']')
}

// orderRequests are orders of the members in a random order.
func (s *shop) orderRequests(members []int64) []request {
	random := chance(1)
	out := make([]request, 0, templates*len(members))
	for range templates {
		for _, id := range members {
			body := basketJSON(id, lines(random))
			body = append(body, `,"source":"bench","number":"`...)
			at := len(body)
			body = append(body, `000000000000"}`...)
			text := s.post("/v1/orders", body)
			out = append(out, request{text, len(text) - len(body) + at})
		}
	}
	random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// quoteRequests are quotes of the members.
func (s *shop) quoteRequests() []request {
	random := chance(2)
	out := make([]request, 0, len(s.members))
	for _, id := range s.members {
		out = append(out, request{text: s.post("/v1/quotes", append(basketJSON(id, lines(random)), '}'))})
	}
	return out
}

// lookUpRequests look members up by their phone numbers.
func (s *shop) lookUpRequests() []request {
	random := chance(3)
	out := make([]request, len(s.members))
	for i := range out {
		out[i].text = fmt.Appendf(nil, "GET /v1/members?phone=%s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n\r\n", phone(random.IntN(len(s.members))), s.key)
	}
	return out
}

func (s *shop) post(path string, body []byte) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		path, s.key, len(body), body)
}

// putNumber writes the number of an order into a request.
func putNumber(text []byte, number int64) {
	for i := numberWidth - 1; i >= 0; i-- {
		text[i] = byte('0' + number%10)
		number /= 10
	}
}

// recordIns are the same orders for the verb itself.
func recordIns(members []int64) []order.RecordIn {
	random := chance(1)
	out := make([]order.RecordIn, 0, len(members))
	for _, id := range members {
		in := order.RecordIn{QuoteIn: order.QuoteIn{Member: member.Ref{ID: id}, Channel: "pos"}, Source: "bench-record", MadeBy: "bench"}
		for i, l := range lines(random) {
			in.Lines = append(in.Lines, basket.Line{Index: i, SKU: sku(l.product), Quantity: int64(l.quantity), TotalMinor: price(l.product) * int64(l.quantity)})
		}
		out = append(out, in)
	}
	random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func numberText(n int64) string { return strconv.FormatInt(n, 10) }
