package org

import (
	"maps"
	"slices"
	"strings"

	"regulars/internal/fault"
)

// Permission is one thing that a person or a key may do. API key scopes use the same names.
type Permission string

// The permissions. Pages and keys know them by these names: they are never renamed.
const (
	MembersRead    Permission = "members:read"     // members with names and phones masked
	MembersReveal  Permission = "members:reveal"   // the same, unmasked
	MembersWrite   Permission = "members:write"    // enrol and change
	MembersAdmit   Permission = "members:admit"    // make customers members where entry is not open
	MembersMerge   Permission = "members:merge"    // merge, and undo
	MembersErase   Permission = "members:erase"    // export or erase one person
	OrdersRead     Permission = "orders:read"      //
	OrdersWrite    Permission = "orders:write"     // quote, record, fulfil
	OrdersBackdate Permission = "orders:backdate"  // orders older than the merchant's limit
	RefundsWrite   Permission = "refunds:write"    // refunds and returns
	EventsWrite    Permission = "events:write"     // the merchant's own facts
	PointsAdjust   Permission = "points:adjust"    // by hand, within the role's limit
	RewardsWrite   Permission = "rewards:write"    // grant and revoke
	SpendTrusted   Permission = "spend:trusted"    // spend a member's holdings without proof that the member is there
	SpendOverride  Permission = "spend:override"   // the same at a till, with a reason, one by one
	LedgerRead     Permission = "ledger:read"      // entries of all members, trial balance, liability
	CatalogRead    Permission = "catalog:read"     //
	CatalogWrite   Permission = "catalog:write"    //
	OffersWrite    Permission = "offers:write"     // plans, times and stamp cards, recharge offers, mall items
	CouponsWrite   Permission = "coupons:write"    // templates; cancel coupons
	CouponsIssue   Permission = "coupons:issue"    // issue coupons and make codes
	HoldingsSell   Permission = "holdings:sell"    // recharge, and sell plans, cards and mall items at a till
	BalanceBack    Permission = "balance:withdraw" // pay principal of stored value back
	SegmentsWrite  Permission = "segments:write"   //
	ProgramRead    Permission = "program:read"     //
	ProgramWrite   Permission = "program:write"    // the draft
	ProgramPublish Permission = "program:publish"  //
	ImportWrite    Permission = "import:write"     // files in
	ExportWrite    Permission = "export:write"     // lists out, masked unless members:reveal
	ReportsRead    Permission = "reports:read"     // sums without persons
	ChecksRun      Permission = "checks:run"       // have the books proven
	SettingsRead   Permission = "settings:read"    // settings and stores
	StoresWrite    Permission = "stores:write"     //
	SettingsWrite  Permission = "settings:write"   //
	StaffRead      Permission = "staff:read"       //
	StaffWrite     Permission = "staff:write"      // invite, change, disable
	KeysWrite      Permission = "keys:write"       // make and revoke API keys
	Approve        Permission = "approvals:decide" // be the second person
	AuditRead      Permission = "audit:read"       //
)

// Every lists all permissions, with words for pages.
var Every = []struct {
	Permission Permission
	En, Zh     string
}{
	{MembersRead, "See members, masked", "查看会员（脱敏）"},
	{MembersReveal, "See members' names and phones in full", "查看会员完整姓名与电话"},
	{MembersWrite, "Enrol and change members", "新增与修改会员"},
	{MembersAdmit, "Admit customers as members", "批准顾客入会"},
	{MembersMerge, "Merge members", "合并会员"},
	{MembersErase, "Export or erase a person's data", "导出或删除个人数据"},
	{OrdersRead, "See orders", "查看订单"},
	{OrdersWrite, "Quote and record orders", "试算与录入订单"},
	{OrdersBackdate, "Record old orders", "补录历史订单"},
	{RefundsWrite, "Refund and take returns", "退款退货"},
	{EventsWrite, "Send events", "上报事件"},
	{PointsAdjust, "Adjust points by hand", "手工调整积分"},
	{RewardsWrite, "Give and revoke rewards", "发放与撤销奖励"},
	{SpendTrusted, "Spend holdings without the member's proof", "免会员确认消耗权益"},
	{SpendOverride, "Override the member's proof with a reason", "说明理由后免确认"},
	{LedgerRead, "See the ledger", "查看账本"},
	{CatalogRead, "See products", "查看商品"},
	{CatalogWrite, "Change products", "维护商品"},
	{OffersWrite, "Change plans, cards and mall items", "维护付费计划、次卡与积分商城"},
	{CouponsWrite, "Change and cancel coupons", "维护与作废优惠券"},
	{CouponsIssue, "Issue coupons and codes", "发放优惠券与券码"},
	{HoldingsSell, "Sell recharges, plans and cards", "销售储值、付费会员与次卡"},
	{BalanceBack, "Pay stored value back", "办理储值退款"},
	{SegmentsWrite, "Change segments", "维护人群"},
	{ProgramRead, "See the programme", "查看会员体系"},
	{ProgramWrite, "Draft the programme", "起草会员体系"},
	{ProgramPublish, "Publish the programme", "发布会员体系"},
	{ImportWrite, "Import files", "导入数据"},
	{ExportWrite, "Export lists", "导出数据"},
	{ReportsRead, "See reports", "查看报表"},
	{ChecksRun, "Have the books proven", "发起账目核对"},
	{SettingsRead, "See settings and stores", "查看设置与门店"},
	{StoresWrite, "Change stores", "维护门店"},
	{SettingsWrite, "Change settings", "修改设置"},
	{StaffRead, "See staff", "查看员工"},
	{StaffWrite, "Change staff", "管理员工"},
	{KeysWrite, "Make and revoke API keys", "管理接口密钥"},
	{Approve, "Approve requests of others", "审批他人申请"},
	{AuditRead, "Read the audit trail", "查看审计记录"},
}

// Role is a staff member's job.
type Role string

// The roles.
const (
	Owner    Role = "owner"
	Marketer Role = "marketer"
	Analyst  Role = "analyst"
	Cashier  Role = "cashier"
	Support  Role = "support"
)

// Roles lists all roles, with words for pages.
var Roles = []struct {
	Role   Role
	En, Zh string
}{
	{Owner, "Owner", "所有者"},
	{Marketer, "Marketer", "运营"},
	{Analyst, "Analyst", "分析师"},
	{Cashier, "Cashier", "收银员"},
	{Support, "Support", "客服"},
}

// table says what each role may do; an owner may do everything but spend without proof.
var table = map[Role][]Permission{
	Marketer: {
		MembersRead, MembersReveal, MembersWrite, MembersAdmit, MembersMerge, OrdersRead, EventsWrite, PointsAdjust, RewardsWrite, LedgerRead,
		CatalogRead, CatalogWrite, OffersWrite, CouponsWrite, CouponsIssue, HoldingsSell, BalanceBack, SegmentsWrite, ProgramRead, ProgramWrite, ProgramPublish, ImportWrite, ExportWrite, ReportsRead,
		SettingsRead, StaffRead, Approve,
	},
	Analyst: {MembersRead, OrdersRead, LedgerRead, CatalogRead, SegmentsWrite, ProgramRead, ExportWrite, ReportsRead, ChecksRun, SettingsRead},
	Cashier: {MembersRead, MembersWrite, OrdersRead, OrdersWrite, RefundsWrite, HoldingsSell, CatalogRead, ProgramRead, SettingsRead},
	Support: {
		MembersRead, MembersReveal, MembersWrite, MembersAdmit, MembersMerge, OrdersRead, OrdersWrite, RefundsWrite, HoldingsSell, BalanceBack, CouponsIssue, PointsAdjust, RewardsWrite,
		SpendOverride, LedgerRead, CatalogRead, ProgramRead, SettingsRead,
	},
}

// Scopes of keys beside the permissions themselves.
const (
	ScopeUsual = "*"     // all but administration: a key made without scopes
	ScopeAdmin = "admin" // everything
)

// administration is what a key has only where it is asked for by name.
var administration = []Permission{SettingsWrite, StaffWrite, KeysWrite, Approve}

// Permissions is a set of them; it is shared and never changed.
type Permissions map[Permission]bool

// Has reports whether the set holds the permission.
func (p Permissions) Has(one Permission) bool { return p[one] }

// List is the set in alphabetical order.
func (p Permissions) List() []Permission { return slices.Sorted(maps.Keys(p)) }

// Known reports whether there is such a role.
func (r Role) Known() bool {
	return slices.ContainsFunc(Roles, func(known struct {
		Role   Role
		En, Zh string
	}) bool {
		return known.Role == r
	})
}

// May reports whether the role has the permission.
func (r Role) May(p Permission) bool { return r.Permissions()[p] }

// Permissions is what the role may do.
func (r Role) Permissions() Permissions {
	set := Permissions{}
	if r == Owner {
		for _, one := range Every {
			set[one.Permission] = one.Permission != SpendTrusted
		}
		delete(set, SpendTrusted)
		return set
	}
	for _, one := range table[r] {
		set[one] = true
	}
	return set
}

// ParseScopes reads the scopes of a key; none means ScopeUsual. Returns ErrScope for one that does not exist.
func ParseScopes(scopes []string) ([]string, error) {
	var out []string
	for _, scope := range scopes {
		scope = strings.TrimSpace(scope)
		if scope == "" {
			continue
		}
		if scope != ScopeUsual && scope != ScopeAdmin && !known(Permission(scope)) {
			return nil, ErrScope.At("scopes", fault.P{"scope": scope})
		}
		out = append(out, scope)
	}
	if len(out) == 0 {
		return []string{ScopeUsual}, nil
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// ScopePermissions is what a key with these scopes may do. The wide scopes are read now, not when the key was made, so that
// a key made without scopes may use what later versions add.
func ScopePermissions(scopes []string) Permissions {
	set := Permissions{}
	for _, scope := range scopes {
		if scope != ScopeUsual && scope != ScopeAdmin {
			set[Permission(scope)] = true
			continue
		}
		for _, one := range Every {
			if scope == ScopeAdmin || !slices.Contains(administration, one.Permission) {
				set[one.Permission] = true
			}
		}
	}
	return set
}

func known(p Permission) bool {
	for _, one := range Every {
		if one.Permission == p {
			return true
		}
	}
	return false
}
