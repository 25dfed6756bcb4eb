package importer

import "regulars/internal/fault"

// ErrBusy is what an import is refused for as a whole.
var ErrBusy = fault.Declare(fault.Conflict, "import_running",
	"This file is being imported by another process.", "另一进程正在导入此文件。")

// What a row is refused for. The message never repeats what stands in the row: it may be personal.
var (
	ErrCells = fault.Declare(fault.Invalid, "row_too_wide",
		"The row has more values than the header has columns.", "该行的值多于表头列数。")
	ErrText = fault.Declare(fault.Invalid, "text_unreadable",
		"The text is not readable in the file's encoding.", "文本无法按文件编码识别。")
	ErrNumber   = fault.Declare(fault.Invalid, "not_a_number", "This is not a number.", "不是有效的数字。")
	ErrWhole    = fault.Declare(fault.Invalid, "not_whole", "This must be a whole number.", "必须是整数。")
	ErrNegative = fault.Declare(fault.Invalid, "amount_negative",
		"A price or an amount cannot be below zero.", "价格或金额不能为负数。")
	ErrQuantity = fault.Declare(fault.Invalid, "quantity_not_positive",
		"The quantity of a sale must be above zero: this is not a sale, and the row is not marked as a return.",
		"销售数量必须大于零：该行不是销售，也未标记为退货。")
	ErrReturnQuantity = fault.Declare(fault.Invalid, "return_quantity_not_negative",
		"The quantity of a return must be below zero here.", "退货数量在此应为负数。")
	ErrAdjustment = fault.Declare(fault.Invalid, "not_an_order",
		"By the mapping this row is no order but an adjustment of the books.", "按映射规则，该行不是订单，而是账务调整。")
	ErrDiscount = fault.Declare(fault.Invalid, "discount_too_large",
		"The discount is larger than the amount, or below zero.", "优惠金额大于原价或为负数。")
	ErrPartial = fault.Declare(fault.Invalid, "order_incomplete",
		"Row {row} of the same order is refused, and an order is taken whole or not at all.", "同一订单的第 {row} 行被拒绝，订单须整体导入。")
	ErrContradiction = fault.Declare(fault.Invalid, "order_contradictory",
		"Another row of the same order names another member, store or channel, or another kind.", "同一订单的其他行写有不同的会员、门店、渠道或类型。")
	ErrSpanRange = fault.Declare(fault.Invalid, "amount_out_of_range", "This is larger than any amount can be, or has too many decimals.", "数值超出范围，或小数位数过多。")
	ErrTwice     = fault.Declare(fault.Invalid, "row_repeated",
		"Row {row} of the file says the same sku or member already.", "文件第 {row} 行已有相同的商品或会员。")
)
