package counter

import (
	"cmp"
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// proofGroup is the heading of who may spend.
const proofGroup = "Proof of the member"

// ProofBody proves that the member is there.
type ProofBody struct {
	Kind   string `json:"kind" enum:"member_code,pin,sms,session,override" doc:"sms and session are not taken yet"`
	Value  string `json:"value,omitempty" maxLength:"200" doc:"The digits of the code, or the PIN"`
	Reason string `json:"reason,omitempty" maxLength:"500" doc:"Of override"`
}

// CodeOut is the member code as it is shown now.
type CodeOut struct {
	Code      string    `json:"code" doc:"Eighteen digits: show them as text, and the same as a QR code"`
	ChangesAt wire.Time `json:"changes_at" doc:"Ask for the next one then"`
	ValidTo   wire.Time `json:"valid_to" doc:"Until when this one is taken"`
}

// ProofStateOut is what there is of a member's proofs.
type ProofStateOut struct {
	HasPIN      bool      `json:"has_pin"`
	PINProven   bool      `json:"pin_proven" doc:"The member was there when it was set; else it is good for no more than an override"`
	PINSetAt    wire.Time `json:"pin_set_at,omitempty"`
	LockedUntil wire.Time `json:"locked_until,omitempty" doc:"After too many wrong proofs none is looked at until then"`
}

// ScannedOut is whose code was scanned.
type ScannedOut struct {
	MemberID string `json:"member_id" doc:"mem_…"`
}

// addProofs registers member codes and PINs.
func addProofs(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "member.code", Method: http.MethodGet, Path: "/v1/members/{id}/code", Group: proofGroup, En: "The member code to show now", Zh: "会员码", Permission: string(org.SpendTrusted),
		Detail: "For the member's own page: who reads it can spend. It changes every half minute and is good for one spend.",
	}, func(ctx context.Context, c *shell.Call, in *memberPath) (CodeOut, error) {
		var code proof.Dynamic
		var made bool
		read := func(tx *store.Tx) error {
			id, err := in.holder(ctx, tx)
			if err == nil {
				code, made, err = proof.Now(ctx, tx, id)
			}
			return err
		}
		err := c.DB().View(ctx, c.Scope(), read)
		if err == nil && !made { // the member's first one
			err = c.DB().Tx(ctx, c.Scope(), read)
		}
		return CodeOut{Code: code.Text, ChangesAt: wire.At(code.ChangesAt), ValidTo: wire.At(code.ValidTo)}, err
	})
	type scan struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"64" example:"912345678123456780"`
		}
	}
	shell.Do(t, shell.Op{
		ID: "member_code.read", Method: http.MethodPost, Path: "/v1/member-codes/read", Group: proofGroup, En: "Whose member code was scanned", Zh: "识别会员码", Permission: string(org.MembersRead),
		Detail: "Uses nothing up: name the member in the quote and the order, with the code as the proof.",
	}, func(ctx context.Context, c *shell.Call, in *scan) (ScannedOut, error) {
		id, err := proof.Find(ctx, c.DB(), c.Scope(), in.Body.Code)
		return ScannedOut{MemberID: shell.Named("mem", id)}, err
	})
	shell.Read(t, shell.Op{
		ID: "member.proof", Method: http.MethodGet, Path: "/v1/members/{id}/proof", Group: proofGroup, En: "Whether a member has a PIN", Zh: "会员凭证状态", Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *memberPath) (ProofStateOut, error) {
		id, err := in.holder(ctx, tx)
		if err != nil {
			return ProofStateOut{}, err
		}
		s, err := proof.Get(ctx, tx, id)
		return ProofStateOut{HasPIN: s.HasPIN, PINProven: s.PINProven, PINSetAt: wire.At(s.PINSetAt), LockedUntil: wire.At(s.LockedUntil)}, err
	})
	addPIN(t)
}

type pinIn struct {
	memberPath
	Body struct {
		PIN   string     `json:"pin" maxLength:"6" doc:"Six digits; empty takes the PIN away" example:"280531"`
		Proof *ProofBody `json:"proof,omitempty" doc:"The member's code, the PIN until now, or an override with a reason; a key with spend:trusted needs none"`
	}
}

// addPIN registers setting a PIN. It is no Write: a PIN is kept in no repeat.
func addPIN(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "member.pin", Method: http.MethodPut, Path: "/v1/members/{id}/pin", Group: proofGroup, En: "Set a member's PIN", Zh: "设置会员 PIN", Permission: string(org.MembersWrite),
		Detail: "Who may not spend without proof cannot set one without proof; set by override it is good for no more than an override.",
	}, setPIN)
}

func setPIN(ctx context.Context, c *shell.Call, in *pinIn) (ProofStateOut, error) {
	var out ProofStateOut
	var id int64
	err := c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		id, err = in.holder(ctx, tx)
		return err
	})
	if err != nil {
		return out, err
	}
	shown, err := Show(ctx, c, member.Ref{ID: id}, in.Body.Proof)
	if err != nil {
		return out, err
	}
	hash := ""
	if in.Body.PIN != "" {
		if hash, err = proof.HashPIN(c.DB(), c.Scope(), id, in.Body.PIN); err != nil {
			return out, err
		}
	}
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) error {
		if now, err := in.holder(ctx, tx); err != nil || now != id {
			return cmp.Or(err, store.ErrAgain)
		}
		if _, err := reward.Open(ctx, tx, reward.Need{Members: []int64{id}, From: tx.Now(), Until: tx.Now()}); err != nil {
			return err
		}
		settings, _, err := org.GetSettings(ctx, tx)
		if err != nil {
			return err
		}
		bk := proof.OpenLater(tx, settings, proof.Showing{Member: id, Shown: shown})
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		if refused := bk.Insist(id, shown, proof.Spend{}, org.Subject("member", id)); refused != nil {
			return refused
		}
		if err := proof.SetPIN(ctx, tx, id, hash, shown.Proves(id)); err != nil {
			return err
		}
		if err := bk.Save(ctx); err != nil {
			return err
		}
		s, err := proof.Get(ctx, tx, id)
		out = ProofStateOut{HasPIN: s.HasPIN, PINProven: s.PINProven, PINSetAt: wire.At(s.PINSetAt)}
		return err
	})
	return out, err
}
