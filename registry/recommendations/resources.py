"""The columns of a 推荐汇总表: what offices call them; shared with the import of units."""

from ipcontact.sheets.table import Column
from registry.imports.resources import COLUMNS as UNIT_COLUMNS

# Of the columns an import of units knows, those that say something of a recommended unit.
_SHARED = (
    "name",
    "credit_code",
    "kind",
    "legal_form",
    "registration_state",
    "registration_authority",
    "registered_address",
    "business_address",
    "region",
    "co_agency",
    "industry_code",
    "registered_on",
    "criteria",
    "recommended_by",
    "contact_name",
    "contact_phone",
    "note",
    "order",
    "derived_row",  # of a file of refused rows that comes back
    "derived_reason",
)
COLUMNS: tuple[Column, ...] = (
    *(column for column in UNIT_COLUMNS if column.key in _SHARED),
    Column("contact_email", "电子邮箱", ("联系邮箱", "邮箱", "联络员邮箱")),
    Column("statement", "推荐意见", ("推荐理由", "推荐说明"), kind="lines"),
    Column("lead_unit_name", "牵头单位", ("牵头单位名称",)),
    Column("lead_unit_code", "牵头单位信用代码", ("牵头单位统一社会信用代码",)),
)
# Cells that belong to a person: kept apart from the others.
PERSONAL = ("contact_name", "contact_phone", "contact_email")
# What a whole sheet often leaves out, so that it can be filled in for all lines at once.
FILLABLE = ("kind", "region", "criteria", "statement")
# What can be mended on the page, in the order of the form.
MENDABLE = (
    "name",
    "credit_code",
    "kind",
    "registered_address",
    "region",
    "criteria",
    "contact_name",
    "contact_phone",
    "contact_email",
    "statement",
)
