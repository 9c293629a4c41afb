"""The columns an import knows: what offices call them, and which field of a unit they fill."""

from ipcontact.sheets.table import Column

COLUMNS: tuple[Column, ...] = (
    Column("public_no", "单位编号", ("名录编号",)),
    Column(
        "name",
        "单位名称",
        ("企业名称", "申报单位", "机构名称", "单位全称", "企业全称", "申报单位名称"),
        required=True,
        is_key=True,
    ),
    Column(
        "credit_code",
        "统一社会信用代码",
        ("社会信用代码", "信用代码", "代码", "统一信用代码", "统一代码"),
        required=True,
        is_key=True,
    ),
    Column("kind", "单位类型", ("单位性质", "单位类别")),
    Column("legal_form", "企业类型", ("市场主体类型", "经营主体类型")),
    Column("registration_state", "登记状态", ("经营状态", "企业状态", "存续状态")),
    Column("registration_authority", "登记机关", ("发照机关",)),
    Column("registered_address", "住所", ("地址", "注册地址", "单位地址", "住所地址", "企业地址")),
    Column("business_address", "实际经营地", ("经营地址", "实际经营地址", "通讯地址")),
    Column("region", "所属区域", ("所属街镇", "所属功能区", "所属街道", "区域", "街镇")),
    Column("lead_agency", "主责单位", ("主责机构", "责任单位", "管辖单位")),
    Column("co_agency", "协同单位", ("协同机构",)),
    Column("industry_code", "行业代码", ("行业", "所属行业", "国民经济行业代码")),
    Column("registered_on", "成立日期", ("注册日期", "设立日期"), kind="date"),
    Column("criteria", "入库条件", ("申报条件", "入库条款", "申报依据条款", "符合条件")),
    Column("recommended_by", "推荐单位", ("推荐部门", "推荐机构")),
    Column("contact_name", "联络员", ("单位联络员", "主联络员", "联系人", "联络员姓名")),
    Column(
        "contact_phone",
        "联系电话",
        ("联系方式", "联络员电话", "联络员手机", "联系人电话", "手机", "电话", "手机号码"),
    ),
    Column("note", "备注", ("说明",), kind="lines"),
    Column("batch", "批次", ("版次", "列入批次", "入库批次")),
    Column("order", "序号", ("编号", "名录序号")),
    Column("published_on", "公布日期", ("公布时间", "发布日期"), kind="date"),
    Column("document_no", "文号", ("公布文号", "发文字号")),
    Column("listed_on", "纳入日期", ("列入日期", "入库日期"), kind="date"),
    Column("left_on", "移出日期", ("退出日期",), kind="date"),
    Column("ground", "移出原因", ("退出原因",)),
    Column("name_then", "当时名称", ("列入时名称", "公布时名称")),
    Column("derived_state", "名录状态", ("在库状态",)),
    Column("derived_names", "曾用名"),
    Column("derived_row", "原文件行号"),
    Column("derived_reason", "不能导入的原因"),
)

# Columns of our own exports that follow from other facts: read past, never written.
DERIVED = frozenset(column.key for column in COLUMNS if column.key.startswith("derived_"))

# Words in an unknown header that announce values of persons: these are not kept as a note.
PERSONAL_WORDS = (
    "电话",
    "手机",
    "邮箱",
    "身份证",
    "联系方式",
    "微信",
    "银行",
    "账号",
    "法定代表人",
)

# Plain text fields of a unit with the longest value their column holds.
TEXT_FIELDS: dict[str, int] = {
    "legal_form": 80,
    "registration_authority": 120,
    "registered_address": 300,
    "business_address": 300,
    "industry_code": 8,
}
