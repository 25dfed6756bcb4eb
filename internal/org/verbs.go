package org

// Verbs lists what the audit trail tells of, with words for pages. A verb that is not here is shown as it is.
var Verbs = []struct{ Verb, En, Zh string }{
	{"approval.approved", "Approved a request", "同意申请"},
	{"approval.asked", "Asked for a second person", "提交申请"},
	{"approval.refused", "Refused or withdrew a request", "拒绝或撤回申请"},
	{"balance.withdrawn", "Paid stored value back", "储值退款"},
	{"benefit.remarked", "Noted how a benefit is rated", "登记权益评价"},
	{"category.added", "Added a category", "新增品类"},
	{"category.changed", "Changed a category", "修改品类"},
	{"coupon.voided", "Cancelled a coupon", "作废优惠券"},
	{"coupon_template.added", "Made a coupon template", "新建券模板"},
	{"coupon_template.changed", "Changed a coupon template", "修改券模板"},
	{"coupon_template.issued", "Issued coupons", "发放优惠券"},
	{"export.made", "Exported data", "导出数据"},
	{"export.fetched", "Downloaded an export", "下载导出文件"},
	{"key.made", "Made an API key", "创建接口密钥"},
	{"key.revoked", "Revoked an API key", "吊销接口密钥"},
	{"mall_item.added", "Put an item into the mall", "上架积分商城商品"},
	{"mall_item.changed", "Changed an item of the mall", "修改积分商城商品"},
	{"member.attribute_saved", "Changed an attribute of members", "修改会员自定义属性"},
	{"member.changed", "Changed a member", "修改会员资料"},
	{"member.child_added", "Noted a child", "登记宝宝"},
	{"member.child_removed", "Removed a child", "移除宝宝"},
	{"member.erased", "Erased a person", "删除个人数据"},
	{"member.exported", "Exported a person's data", "导出个人数据"},
	{"member.merged", "Merged two members", "合并会员"},
	{"member.revealed", "Looked at personal data", "查看个人信息"},
	{"member.unmerged", "Undid a merge", "撤销合并"},
	{"merchant.brand_changed", "Changed the look", "修改品牌外观"},
	{"merchant.changed", "Changed the merchant", "修改商户资料"},
	{"merchant.created", "Founded the merchant", "创建商户"},
	{"merchant.logo_changed", "Changed the logo", "修改标志"},
	{"plan.added", "Made a paid plan", "新建付费会员方案"},
	{"plan.cancelled", "Cancelled a member's paid plan", "取消付费会员"},
	{"plan.changed", "Changed a paid plan", "修改付费会员方案"},
	{"price_list.added", "Made a price list", "新建价格表"},
	{"price_list.changed", "Changed a price list", "修改价格表"},
	{"price_list.priced", "Changed prices of a list", "修改价格表价格"},
	{"price_list.unpriced", "Took a product off a price list", "从价格表移除商品"},
	{"product.added", "Added a product", "新增商品"},
	{"product.changed", "Changed a product", "修改商品"},
	{"program.draft_saved", "Saved a draft of the programme", "保存会员体系草稿"},
	{"program.published", "Published the programme", "发布会员体系"},
	{"program.withdrawn", "Withdrew a version of the programme", "撤回会员体系版本"},
	{"recharge_offer.added", "Made a recharge offer", "新建充值方案"},
	{"recharge_offer.changed", "Changed a recharge offer", "修改充值方案"},
	{"recharge_terms.changed", "Changed the rules of stored value", "修改储值规则"},
	{"redemption.revealed", "Looked at whom a redemption is sent to", "查看兑换收件信息"},
	{"segment.added", "Made a segment", "新建人群"},
	{"segment.archived", "Archived a segment", "归档人群"},
	{"segment.changed", "Changed a segment", "修改人群"},
	{"segment.members_added", "Put members on a list", "向名单添加会员"},
	{"segment.members_removed", "Took members off a list", "从名单移除会员"},
	{"segment.tag_rule_added", "Made a tag rule", "新建规则标签"},
	{"segment.tag_rule_changed", "Changed a tag rule", "修改规则标签"},
	{"segment.tag_rule_deleted", "Deleted a tag rule", "删除规则标签"},
	{"settings.changed", "Changed the settings", "修改设置"},
	{"simulation.started", "Started a simulation", "发起沙盘推演"},
	{"staff.added", "Added a staff member", "新增员工"},
	{"staff.changed", "Changed a staff member", "修改员工"},
	{"staff.link_made", "Made a link to set a password", "生成设密链接"},
	{"staff.password_changed", "Changed the own password", "修改密码"},
	{"staff.password_set", "Set a password by a link", "通过链接设置密码"},
	{"staff.recovery_codes_renewed", "Renewed the recovery codes", "更新备用恢复码"},
	{"staff.second_factor_off", "Turned the second factor off", "关闭两步验证"},
	{"staff.second_factor_on", "Turned the second factor on", "开启两步验证"},
	{"staff.signed_in", "Signed in", "登录"},
	{"store.added", "Added a store", "新增门店"},
	{"store.changed", "Changed a store", "修改门店"},
	{"tier.given", "Gave a tier by hand", "手工授予等级"},
	{"tier.given_ended", "Ended a tier given by hand", "结束手工等级"},
}

// VerbText is a verb of the audit trail in words.
func VerbText(verb, language string) string {
	for _, v := range Verbs {
		if v.Verb == verb {
			if language == "zh" {
				return v.Zh
			}
			return v.En
		}
	}
	return verb
}
