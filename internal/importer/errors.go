package importer

import "regulars/internal/fault"

// What a file or a mapping is refused for as a whole.
var (
	ErrKind = fault.Declare(fault.Invalid, "import_kind_unknown",
		"{kind} cannot be imported; members, products and orders can.", "无法导入 {kind}；可导入 members、products、orders。")
	ErrPreset = fault.Declare(fault.Invalid, "preset_unknown",
		"There is no preset {preset}. Known: {known}.", "没有预设 {preset}。可用：{known}。")
	ErrMapping = fault.Declare(fault.Invalid, "mapping_unreadable",
		"The mapping cannot be read: {reason}", "字段映射无法读取：{reason}")
	ErrTarget = fault.Declare(fault.Invalid, "mapping_field_unknown",
		"There is no field {name} here. Known: {known}.", "没有字段 {name}。可用：{known}。")
	ErrColumn = fault.Declare(fault.Invalid, "column_missing",
		"The file has no column {column} for {field}. Its columns: {columns}.", "文件中没有用于 {field} 的列“{column}”。现有列：{columns}。")
	ErrUnmapped = fault.Declare(fault.Invalid, "mapping_incomplete",
		"No column is named for {field}. The file's columns: {columns}.", "未指定 {field} 对应的列。文件中的列：{columns}。")
	ErrEncoding = fault.Declare(fault.Invalid, "encoding_unknown",
		"The file is neither UTF-8, UTF-16 nor GBK (line {line} is not readable as any of them). Save it as UTF-8, or name its encoding in the mapping.",
		"文件编码不是 UTF-8、UTF-16 或 GBK（第 {line} 行均无法识别）。请另存为 UTF-8，或在映射中指定编码。")
	ErrEncodingName = fault.Declare(fault.Invalid, "encoding_name_unknown",
		"{name} is not the name of an encoding.", "“{name}”不是有效的编码名称。")
	ErrFile = fault.Declare(fault.Invalid, "file_unreadable",
		"The file cannot be read: {reason}", "文件无法读取：{reason}")
	ErrEmpty = fault.Declare(fault.Invalid, "file_empty",
		"The file has no header, or no row below it.", "文件没有表头或没有数据行。")
	ErrQuotes = fault.Declare(fault.Invalid, "quote_not_closed",
		"A quotation mark that opens in line {line} does not close; what follows cannot be told apart.", "第 {line} 行的引号没有闭合，其后的内容无法区分。")
	ErrFileTooLarge = fault.Declare(fault.TooLarge, "file_too_large",
		"The file is larger than {limit}.", "文件超过 {limit}。")
	ErrSheet = fault.Declare(fault.Invalid, "sheet_unknown",
		"The workbook has no sheet {sheet}. Its sheets: {sheets}.", "工作簿中没有工作表“{sheet}”。现有：{sheets}。")
	ErrBusy = fault.Declare(fault.Conflict, "import_running",
		"This file is being imported by another process.", "另一进程正在导入此文件。")
	ErrUpload = fault.Declare(fault.NotFound, "upload_unknown", "There is no such uploaded file.", "找不到该上传文件。")
)

// What a row is refused for. The message never repeats what stands in the row: it may be personal.
var (
	ErrCells = fault.Declare(fault.Invalid, "row_too_wide",
		"The row has more values than the header has columns.", "该行的值多于表头列数。")
	ErrText = fault.Declare(fault.Invalid, "text_unreadable",
		"The text is not readable in the file's encoding.", "文本无法按文件编码识别。")
	ErrNumber = fault.Declare(fault.Invalid, "not_a_number", "This is not a number.", "不是有效的数字。")
	ErrWhole  = fault.Declare(fault.Invalid, "not_whole", "This must be a whole number.", "必须是整数。")
	ErrDate   = fault.Declare(fault.Invalid, "not_a_date", "This is not a date or a time.", "不是有效的日期时间。")
	ErrDates  = fault.Declare(fault.Invalid, "date_ambiguous",
		"Day and month cannot be told apart; say dates: dmy or mdy in the mapping.", "无法区分日和月；请在映射中注明 dates: dmy 或 mdy。")
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
	ErrStore = fault.Declare(fault.Invalid, "store_unknown_by_code",
		"There is no store with this code.", "没有该编码的门店。")
	ErrNobody = fault.Declare(fault.Invalid, "member_without_identity",
		"A member needs a phone, a card number, an e-mail or an external id.", "会员需要手机号、卡号、邮箱或外部编号之一。")
	ErrExists = fault.Declare(fault.Conflict, "member_there_already",
		"Somebody with one of these identities is a member already.", "已有会员使用其中某个身份标识。")
	ErrUnknownMember = fault.Declare(fault.Invalid, "member_not_found", "Nobody is known by this.", "没有会员使用此标识。")
	ErrSpanRange     = fault.Declare(fault.Invalid, "amount_out_of_range", "This is larger than any amount can be, or has too many decimals.", "数值超出范围，或小数位数过多。")
	ErrTwice         = fault.Declare(fault.Invalid, "row_repeated",
		"Row {row} of the file says the same sku or member already.", "文件第 {row} 行已有相同的商品或会员。")
)
