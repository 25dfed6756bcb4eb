package org

// Group says to what part of the house a permission belongs.
func (p Permission) Group() (en, zh string) {
	switch p {
	case MembersRead, MembersReveal, MembersWrite, MembersAdmit, MembersMerge, MembersErase, SegmentsWrite:
		return "Members", "会员"
	case OrdersRead, OrdersWrite, OrdersBackdate, RefundsWrite, EventsWrite, SpendTrusted, SpendOverride, HoldingsSell, BalanceBack:
		return "Orders", "订单"
	case PointsAdjust, RewardsWrite, CouponsWrite, CouponsIssue, LedgerRead, ReportsRead, ChecksRun:
		return "Points and figures", "积分与数据"
	case CatalogRead, CatalogWrite, OffersWrite, ProgramRead, ProgramWrite, ProgramPublish:
		return "Programme and products", "会员体系与商品"
	}
	return "House", "商户管理"
}

// Explain says what having the permission means, in a sentence.
func (p Permission) Explain() (en, zh string) {
	text := explanations[p]
	return text[0], text[1]
}

var explanations = map[Permission][2]string{
	MembersRead:    {"Find members and see tier, points and purchases; phone numbers and e-mails stay masked.", "可查询会员及其等级、积分与消费；电话与邮箱保持脱敏。"},
	MembersReveal:  {"See names, and look at phone numbers and e-mails one by one; each look is written to the audit trail.", "可查看姓名，并逐条查看电话与邮箱；每次查看都会记入审计记录。"},
	CouponsWrite:   {"Make and change coupon templates, and cancel coupons.", "可新建、修改券模板并作废优惠券。"},
	CouponsIssue:   {"Give coupons to members and make codes to hand out.", "可向会员发券并生成券码。"},
	MembersWrite:   {"Enrol members and change what is known of them.", "可新增会员、修改会员资料。"},
	MembersAdmit:   {"Make customers members where the programme does not let everybody in.", "会员体系非开放注册时，可批准顾客成为会员。"},
	MembersMerge:   {"Make one of two records of the same person, and undo it.", "可合并同一人的重复记录，并可撤销。"},
	MembersErase:   {"Give a person everything that is known of them, or erase them for ever.", "可向本人提供全部个人数据，或永久删除。"},
	OrdersRead:     {"See orders, refunds and why they earned what they earned.", "可查看订单、退款及其积分缘由。"},
	OrdersWrite:    {"Try what an order would give, record orders and tell how far they have come.", "可试算、录入订单并更新履约状态。"},
	OrdersBackdate: {"Record orders older than the settings allow.", "可补录超过设定期限的历史订单。"},
	RefundsWrite:   {"Refund orders and take goods back; points follow by themselves.", "可退款退货，积分自动随之调整。"},
	EventsWrite:    {"Tell the program what members did elsewhere.", "可上报会员在其他系统的行为。"},
	PointsAdjust:   {"Give or take points with a reason, up to the role's limit; above it a second person decides.", "可说明理由后增减积分；超过角色限额须第二人审批。"},
	RewardsWrite:   {"Give tiers and rewards by hand, and revoke them.", "可手工授予或撤销等级与奖励。"},
	SpendTrusted:   {"Spend what a member holds without asking the member; for systems that have asked already.", "免会员确认即可消耗其权益；供已自行确认的系统使用。"},
	SpendOverride:  {"Spend what a member holds without the member's code, with a reason each time.", "说明理由后可免会员码消耗其权益。"},
	LedgerRead:     {"See every entry, what is owed to members, and the trial balance.", "可查看全部账目、积分负债与试算平衡。"},
	CatalogRead:    {"See products and categories.", "可查看商品与品类。"},
	CatalogWrite:   {"Add and change products, categories and price lists.", "可维护商品、品类与价格表。"},
	OffersWrite:    {"Make and change paid plans, recharge offers, times and stamp cards and what stands in the mall.", "可维护付费会员、储值方案、次卡、集点卡与积分商城商品。"},
	HoldingsSell:   {"Sell recharges, plans and times cards, and redeem and hand over things of the mall.", "可销售储值、付费会员与次卡，办理积分商城兑换与核销。"},
	BalanceBack:    {"Pay stored value back to members as the settings allow.", "可按设置为会员办理储值退款。"},
	SegmentsWrite:  {"Make segments and the rules that keep tags.", "可维护人群与规则标签。"},
	ProgramRead:    {"See what members are promised, and the versions before.", "可查看会员体系及其历史版本。"},
	ProgramWrite:   {"Change the draft; members notice nothing until it is published.", "可修改草稿；发布前会员不受影响。"},
	ProgramPublish: {"Publish the draft, so that it counts for members.", "可发布草稿，使其对会员生效。"},
	ImportWrite:    {"Bring in members, products and orders from files.", "可从文件导入会员、商品与订单。"},
	ExportWrite:    {"Take lists of members, orders and entries out as files; masked, unless the person may see names.", "可将会员、订单与账目导出为文件；无权查看姓名者导出内容脱敏。"},
	ReportsRead:    {"See figures, never single persons.", "可查看汇总数据，不含个人信息。"},
	ChecksRun:      {"Have the proof of the books run now, and read what it found.", "可立即发起账目核对并查看结果。"},
	SettingsRead:   {"See the settings and the stores.", "可查看设置与门店。"},
	StoresWrite:    {"Add, change and close stores.", "可新增、修改与关闭门店。"},
	SettingsWrite:  {"Change the merchant, its look and its settings.", "可修改商户资料、外观与设置。"},
	StaffRead:      {"See who works here and with which role.", "可查看员工及其角色。"},
	StaffWrite:     {"Invite staff, change roles, disable accounts.", "可邀请员工、调整角色、停用账号。"},
	KeysWrite:      {"Make and revoke the keys of tills and other systems.", "可创建与吊销收银台等系统的接口密钥。"},
	Approve:        {"Decide about what others ask for; never about the own request.", "可审批他人的申请；不能审批自己的申请。"},
	AuditRead:      {"See who changed and looked at what, and prove that nothing of it was rewritten.", "可查看谁改动、查看了什么，并验证记录未被篡改。"},
}

// Explain says in a sentence what the role is for.
func (r Role) Explain() (en, zh string) {
	switch r {
	case Owner:
		return "Answers for the merchant: everything, staff and settings included.", "对商户负责：拥有全部权限，含员工与设置。"
	case Marketer:
		return "Shapes the programme, looks after members, brings data in and decides about requests.", "设计会员体系、维护会员、导入数据并处理审批。"
	case Analyst:
		return "Reads figures and makes segments; sees no names.", "查看数据、维护人群；看不到姓名。"
	case Cashier:
		return "Works at the till: finds and enrols members, records and refunds orders.", "在收银台查询与新增会员、录入订单与退款。"
	case Support:
		return "Helps members: explains, corrects, refunds and makes good within a limit.", "服务会员：解释、更正、退款，并在限额内补偿。"
	}
	return "", ""
}
