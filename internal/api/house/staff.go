package house

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// staffGroup is the heading of people and keys.
const staffGroup = "Staff and keys"

// StaffBody is a new staff member; they set a password by the invitation.
type StaffBody struct {
	Email     string   `json:"email" minLength:"3" maxLength:"254" example:"ada@acme.example"`
	Name      string   `json:"name" minLength:"1" maxLength:"100" example:"Ada"`
	Role      string   `json:"role" enum:"owner,marketer,analyst,cashier,support" example:"cashier"`
	AllStores bool     `json:"all_stores,omitempty" doc:"May act for every store"`
	StoreIDs  []string `json:"store_ids,omitempty" maxItems:"1000" maxLength:"32" doc:"Where all_stores is false"`
}

// StaffPatch is what may change of a staff member; what is absent stays.
type StaffPatch struct {
	Name      *string   `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Role      *string   `json:"role,omitempty" enum:"owner,marketer,analyst,cashier,support"`
	Status    *string   `json:"status,omitempty" enum:"active,disabled"`
	AllStores *bool     `json:"all_stores,omitempty"`
	StoreIDs  *[]string `json:"store_ids,omitempty" maxItems:"1000" maxLength:"32"`
}

// StaffOut is a staff member.
type StaffOut struct {
	ID           string    `json:"id" doc:"stf_…"`
	Email        string    `json:"email"`
	Name         string    `json:"name"`
	Role         string    `json:"role"`
	Status       string    `json:"status" doc:"invited, active or disabled"`
	AllStores    bool      `json:"all_stores"`
	StoreIDs     []string  `json:"store_ids"`
	SecondFactor bool      `json:"second_factor"`
	CreatedAt    wire.Time `json:"created_at"`
	Version      int64     `json:"version" doc:"The ETag"`
	Invitation   string    `json:"invitation,omitempty" doc:"Secret part of the link to set a password; shown once"`
}

// InvitationOut is a new link.
type InvitationOut struct {
	Invitation string `json:"invitation,omitempty" doc:"Shown once; a repeat of the request has none"`
}

// RoleOut is what a role may do.
type RoleOut struct {
	Role        string   `json:"role"`
	Name        string   `json:"name" doc:"In the caller's language"`
	Explanation string   `json:"explanation" doc:"What the role is for, in the caller's language"`
	Permissions []string `json:"permissions"`
}

// PermissionOut is a permission in words.
type PermissionOut struct {
	Permission  string   `json:"permission"`
	Name        string   `json:"name" doc:"In the caller's language"`
	Explanation string   `json:"explanation" doc:"What having it means, in the caller's language"`
	Group       string   `json:"group" doc:"Heading to show it under, in the caller's language"`
	Roles       []string `json:"roles" doc:"Who has it"`
}

// RolesOut is all roles and the names of all permissions.
type RolesOut struct {
	Roles       []RoleOut         `json:"roles"`
	Permissions map[string]string `json:"permissions" doc:"Name of each permission, in the caller's language"`
	Details     []PermissionOut   `json:"details" doc:"The same in full, in the order in which to show it"`
}

// staffByID names a staff member in the path.
type staffByID struct {
	ID string `path:"id" maxLength:"32" doc:"stf_…"`
}

// addStaff registers staff and roles.
func addStaff(t *shell.Table) {
	write := func(id, method, path, en, zh string) shell.Op {
		return shell.Op{ID: id, Method: method, Path: path, Group: staffGroup, En: en, Zh: zh, Permission: string(org.StaffWrite)}
	}
	shell.Read(t, shell.Op{
		ID: "staff.list", Method: http.MethodGet, Path: "/v1/staff", Group: staffGroup, En: "List staff", Zh: "员工列表", Permission: string(org.StaffRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Page) (shell.List[StaffOut], error) {
		after, err := in.CursorID()
		if err != nil {
			return shell.List[StaffOut]{}, err
		}
		list, err := staff.List(ctx, tx, after, in.Limit)
		return shell.Paged(list, in.Limit, staffOut, func(s staff.Staff) int64 { return s.ID }), err
	})
	type add struct{ Body StaffBody }
	invite := write("staff.invite", http.MethodPost, "/v1/staff", "Invite a staff member", "邀请员工")
	invite.Status = http.StatusCreated
	shell.Write(t, invite, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *add) (store.Made, error) {
		return inviteStaff(ctx, tx, c, in.Body)
	}, showStaff)
	shell.Read(t, shell.Op{
		ID: "staff.get", Method: http.MethodGet, Path: "/v1/staff/{id}", Group: staffGroup, En: "Read a staff member", Zh: "查看员工", Permission: string(org.StaffRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *staffByID) (StaffOut, error) {
		id, err := in.id()
		if err != nil {
			return StaffOut{}, err
		}
		return showStaff(ctx, tx, c, made("staff", id))
	})
	type change struct {
		staffByID
		Body StaffPatch
	}
	patch := write("staff.change", http.MethodPatch, "/v1/staff/{id}", "Change or disable a staff member", "修改或停用员工")
	patch.IfMatch = true
	shell.Write(t, patch, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		return changeStaff(ctx, tx, c, in.staffByID, in.Body)
	}, showStaff)
	shell.Write(t, write("staff.link", http.MethodPost, "/v1/staff/{id}/link", "Make a new link to set a password", "生成新的设密链接"),
		func(ctx context.Context, tx *store.Tx, c *shell.Call, in *staffByID) (store.Made, error) {
			id, err := in.id()
			if err != nil {
				return store.Made{}, err
			}
			link, err := staff.NewLink(ctx, tx, id)
			c.Carry(link)
			return made("staff", id), err
		}, func(_ context.Context, _ *store.Tx, c *shell.Call, _ store.Made) (InvitationOut, error) {
			link, _ := c.Carried().(string)
			return InvitationOut{Invitation: link}, nil
		})
	shell.Write(t, write("staff.reset_factor", http.MethodDelete, "/v1/staff/{id}/second-factor", "Turn off a lost second factor", "重置丢失的两步验证"),
		func(ctx context.Context, tx *store.Tx, c *shell.Call, in *staffByID) (store.Made, error) {
			id, err := in.id()
			if err != nil {
				return store.Made{}, err
			}
			c.AfterCommit(func() { clearDirectory(c) })
			return made("staff", id), staff.ResetSecondFactor(ctx, tx, id)
		}, nothing)
	shell.Do(t, shell.Op{
		ID: "role.list", Method: http.MethodGet, Path: "/v1/roles", Group: staffGroup, En: "What each role may do", Zh: "角色与权限",
	}, func(_ context.Context, c *shell.Call, _ *shell.Empty) (RolesOut, error) {
		return roles(c.Language()), nil
	})
}

// id is the id inside.
func (in staffByID) id() (int64, error) { return shell.PathID("stf", "staff member", in.ID) }

// inviteStaff makes a staff member and the link of the invitation.
func inviteStaff(ctx context.Context, tx *store.Tx, c *shell.Call, b StaffBody) (store.Made, error) {
	stores, err := parse("sto", "store_ids", b.StoreIDs)
	if err != nil {
		return store.Made{}, err
	}
	s, err := staff.Add(ctx, tx, staff.AddIn{Email: b.Email, Name: b.Name, Role: org.Role(b.Role), AllStores: b.AllStores, Stores: stores})
	if err != nil {
		return store.Made{}, err
	}
	link, err := staff.NewLink(ctx, tx, s.ID)
	c.Carry(link)
	return made("staff", s.ID), err
}

// changeStaff changes a staff member.
func changeStaff(ctx context.Context, tx *store.Tx, c *shell.Call, by staffByID, b StaffPatch) (store.Made, error) {
	id, err := by.id()
	if err != nil {
		return store.Made{}, err
	}
	in := staff.ChangeIn{ID: id, Version: c.Version(), Name: b.Name, Status: b.Status, AllStores: b.AllStores}
	if b.Role != nil {
		role := org.Role(*b.Role)
		in.Role = &role
	}
	if b.StoreIDs != nil {
		stores, err := parse("sto", "store_ids", *b.StoreIDs)
		if err != nil {
			return store.Made{}, err
		}
		in.Stores = &stores
	}
	c.AfterCommit(func() { clearDirectory(c) })
	_, err = staff.Change(ctx, tx, in)
	return made("staff", id), err
}

// showStaff renders a staff member and sets its ETag.
func showStaff(ctx context.Context, tx *store.Tx, c *shell.Call, m store.Made) (StaffOut, error) {
	s, err := staff.Get(ctx, tx, m.ID)
	if err != nil {
		return StaffOut{}, err
	}
	c.SetETag(s.Version)
	out := staffOut(s)
	out.Invitation, _ = c.Carried().(string)
	return out, nil
}

// staffOut is a staff member outside.
func staffOut(s staff.Staff) StaffOut {
	return StaffOut{
		ID: store.FormatID("stf", s.ID), Email: s.Email, Name: s.Name, Role: string(s.Role), Status: s.Status, AllStores: s.AllStores,
		StoreIDs: names("sto", s.Stores), SecondFactor: s.SecondFactor, CreatedAt: wire.At(s.CreatedAt), Version: s.Version,
	}
}

// roles words the table of permissions.
func roles(language string) RolesOut {
	pick := func(en, zh string) string {
		if language == "zh" {
			return zh
		}
		return en
	}
	out := RolesOut{Permissions: map[string]string{}}
	for _, p := range org.Every {
		out.Permissions[string(p.Permission)] = pick(p.En, p.Zh)
		one := PermissionOut{
			Permission: string(p.Permission), Name: pick(p.En, p.Zh), Explanation: pick(p.Permission.Explain()), Group: pick(p.Permission.Group()), Roles: []string{},
		}
		for _, r := range org.Roles {
			if r.Role.May(p.Permission) {
				one.Roles = append(one.Roles, string(r.Role))
			}
		}
		out.Details = append(out.Details, one)
	}
	for _, r := range org.Roles {
		row := RoleOut{Role: string(r.Role), Name: pick(r.En, r.Zh), Explanation: pick(r.Role.Explain()), Permissions: []string{}}
		for _, p := range r.Role.Permissions().List() {
			if r.Role.May(p) {
				row.Permissions = append(row.Permissions, string(p))
			}
		}
		out.Roles = append(out.Roles, row)
	}
	return out
}
