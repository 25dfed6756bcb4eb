package importer_test

import (
	"context"
	"strings"
	"testing"

	"regulars/internal/catalog"
	"regulars/internal/importer"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/upload"
	"regulars/internal/job"
	"regulars/internal/store"
)

func TestMembers(t *testing.T) {
	content := "会员卡号,姓名,手机号,性别,生日,入会时间,标签,同意营销,邮箱\n" +
		"VIP0001,王小明,13800138000,男,1990-02-28,2024-01-05 10:00,\"宝妈,常客\",是,\n" +
		"VIP0002,李雷,138 0013 8001,先生,,,,否,lei@example.com\n" +
		"VIP0003,韩梅梅,13800138000,女,,,,,\n" + // the first one's phone
		",无名,,,,,,,\n" +
		"VIP0004,甲,12,女,,,,,\n" + // no phone number
		"VIP0005,乙,13800138005,?,,,,,\n" +
		"VIP0006,丙,13800138006,女,1990-02-30,,,,\n" +
		"VIP0007,丁,13800138007,女,,,,maybe,\n"
	each(t, func(t *testing.T, w *world) {
		in := importer.In{Source: text(content), Mapping: importer.Mapping{Kind: importer.Members}}
		r := w.run(in)
		bad := "5:phone:identity_required 6:phone:phone_invalid 7:gender:invalid 8:birthday:not_a_date 9:marketing:invalid"
		if got := codes(r); got != bad {
			t.Errorf("refused %s\nwant    %s", got, bad)
		}
		if r.MembersCreated != 2 || r.MembersExisting != 1 || w.number(`SELECT count(*) FROM member WHERE merchant_id = $1`) != 2 {
			t.Errorf("%+v", r.Counts)
		}
		if n := w.number(`SELECT count(*) FROM member_tag WHERE merchant_id = $1`); n != 2 {
			t.Errorf("%d tags", n)
		}
		if n := w.number(`SELECT count(*) FROM member_consent WHERE merchant_id = $1`); n != 2 {
			t.Errorf("%d consents", n)
		}
		again := w.run(in)
		if again.MembersCreated != 0 || again.MembersExisting != 3 {
			t.Errorf("again: %+v", again.Counts)
		}
		in.Mapping.Existing = mapping.Reject
		if strict := w.run(in); !strings.HasPrefix(codes(strict), "2:") || strict.RowsTaken != 0 {
			t.Errorf("strict: %s", codes(strict))
		}
		in.Mapping.Existing, in.DryRun = mapping.Keep, true
		if dry := w.run(in); dry.MembersCreated != 0 || dry.MembersExisting != 3 {
			t.Errorf("dry: %+v", dry.Counts)
		}
	})
}

func TestProducts(t *testing.T) {
	content := "货号,品名,类目,售价,成本,状态\n" +
		"S1,奶粉 900g,milk,\"1,299.00\",800,上架\n" +
		"S2,尿布,baby,59,,\n" +
		"S1,again,,1,,\n" +
		",nameless,,1,,\n" +
		"S3,x,,-1,,\n" +
		"S4,x,,1,,perhaps\n"
	each(t, func(t *testing.T, w *world) {
		in := importer.In{Source: text(content), Mapping: importer.Mapping{Kind: importer.Products}}
		r := w.run(in)
		if got, want := codes(r), "4:sku:row_repeated 5:sku:required 6:price:amount_negative 7:status:invalid"; got != want || r.ProductsCreated != 2 {
			t.Errorf("refused %s, want %s; %+v", got, want, r.Counts)
		}
		// A file with fewer columns leaves the others alone.
		r = w.run(importer.In{Source: text("sku,price\nS1,1199\nS9,5\n"), Mapping: importer.Mapping{Kind: importer.Products}})
		if r.ProductsChanged != 1 || r.ProductsCreated != 1 {
			t.Errorf("%+v", r.Counts)
		}
		w.do(func(ctx context.Context, tx *store.Tx) error {
			p, err := catalog.Get(ctx, tx, "S1")
			if err == nil && (p.Name != "奶粉 900g" || p.Category != "milk" || p.PriceMinor != 119900 || p.CostMinor == nil || *p.CostMinor != 80000 || p.Status != catalog.OnSale) {
				t.Errorf("%+v", p)
			}
			return err
		})
	})
}

// By the API: the file comes in sealed parts, a job imports it and says how far it is.
func TestUploadAndJob(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		content := many(20_000, 5)[:600_000]
		content = content[:strings.LastIndexByte(content, '\n')+1]
		id, err := upload.Keep(t.Context(), w.db, w.scope, "订单.csv", strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if n := w.number(`SELECT count(*) FROM importer_part WHERE merchant_id = $1`); n < 3 {
			t.Errorf("%d parts", n)
		}
		runner := &job.Runner{DB: w.db, Kinds: map[string]job.Handler{importer.JobKind: importer.Handler},
			Scope: func(context.Context, int64) (store.Scope, error) { return w.scope, nil }}
		var jobID int64
		w.do(func(ctx context.Context, tx *store.Tx) (err error) {
			jobID, err = importer.Enqueue(ctx, tx, importer.Params{UploadID: id, Mapping: mapped(t, manyMapping), DryRun: true})
			return err
		})
		if worked, err := runner.Step(t.Context()); !worked || err != nil {
			t.Fatalf("%v %v", worked, err)
		}
		w.do(func(ctx context.Context, tx *store.Tx) error {
			j, err := job.Get(ctx, tx, jobID)
			if err == nil && (j.State != job.Done || j.Total != 1000 || j.Done == 0 || !strings.Contains(string(j.Result), `"rows_refused":0`)) {
				t.Errorf("%+v %s", j, j.Result)
			}
			return err
		})
		// A part that is missing, another merchant's upload and an empty file are refused.
		other := newWorld(t, w.db)
		if _, err := upload.Open(t.Context(), w.db, other.scope, id); err == nil {
			t.Error("another merchant reads the upload")
		}
		if _, err := upload.Keep(t.Context(), w.db, w.scope, "empty", strings.NewReader("")); err == nil {
			t.Error("an empty file was taken")
		}
		w.do(func(ctx context.Context, tx *store.Tx) error { return upload.Drop(ctx, tx, id) })
		if n := w.number(`SELECT count(*) FROM importer_part WHERE merchant_id = $1`); n != 0 {
			t.Errorf("%d parts are left", n)
		}
	})
}
