"""The questions of the application form, by version: one definition for the form, the check page,
the printed form, the reviewer's page and the defects (domain.md 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.units.choices import UnitKind

ORGANISATIONS = (UnitKind.ASSOCIATION, UnitKind.ALLIANCE)


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing the form asks.

    Attributes:
        name: key in the stored answers; `path` in its section is ``section.name``.
        label: the words on every page and paper.
        kind: text, long, code, mobile, phone, email, int, decimal, date, year, yes_no, choice,
            choices, region.
        purpose: why it is asked (PIPL 17, 35), shown beside personal and business values.
        is_personal: belongs to a person; kept apart, masked, never in exports without right.
        is_confidential: business secret; shown to reviewers only.
        options: (value, label) of a choice.
        unit: 件, 人, 万元.
        kinds: unit kinds it is asked of; empty: all.
    """

    name: str
    label: str
    kind: str = "text"
    is_required: bool = False
    max_length: int = 200
    help_text: str = ""
    purpose: str = ""
    is_personal: bool = False
    is_confidential: bool = False
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    kinds: tuple[str, ...] = ()

    def is_asked_of(self, unit_kind: str) -> bool:
        return not self.kinds or unit_kind in self.kinds


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page of the form."""

    key: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""
    kinds: tuple[str, ...] = ()

    def is_asked_of(self, unit_kind: str) -> bool:
        return not self.kinds or unit_kind in self.kinds

    def questions_for(self, unit_kind: str) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.is_asked_of(unit_kind))


_CONTACT = "只用于本机制的工作联系，不对外公开"
_REVIEW = "用于核对入库条件，不对外公开"


def _people(prefix: str, title: str, *, is_required: bool) -> tuple[Question, ...]:
    common = {"is_personal": True, "purpose": _CONTACT}
    return (
        Question(
            name=f"{prefix}_name",
            label=f"{title}姓名",
            max_length=40,
            is_required=is_required,
            **common,
        ),
        Question(name=f"{prefix}_department", label=f"{title}部门", max_length=60, **common),
        Question(name=f"{prefix}_title", label=f"{title}职务", max_length=60, **common),
        Question(
            name=f"{prefix}_mobile",
            label=f"{title}手机",
            kind="mobile",
            is_required=is_required,
            help_text="11 位手机号，接收通知和一次性链接",
            **common,
        ),
        Question(
            name=f"{prefix}_phone",
            label=f"{title}固定电话",
            kind="phone",
            max_length=30,
            **common,
        ),
        Question(name=f"{prefix}_email", label=f"{title}邮箱", kind="email", **common),
    )


def _counts(*pairs: tuple[str, str]) -> tuple[Question, ...]:
    return tuple(Question(name=name, label=label, kind="int", unit="件") for name, label in pairs)


BASIC = Section(
    key="basic",
    title="基本信息",
    questions=(
        Question(name="unit_name", label="单位全称", is_required=True, help_text="与登记证照一致"),
        Question(name="credit_code", label="统一社会信用代码", kind="code", max_length=18),
        Question(
            name="unit_kind",
            label="单位类型",
            kind="choice",
            is_required=True,
            options=tuple(UnitKind.choices),
        ),
        Question(
            name="lead_unit_name",
            label="牵头单位",
            is_required=True,
            kinds=(UnitKind.ALLIANCE,),
            help_text="联盟没有信用代码时，由牵头单位代为申报",
        ),
        Question(
            name="lead_unit_code",
            label="牵头单位信用代码",
            kind="code",
            max_length=18,
            is_required=True,
            kinds=(UnitKind.ALLIANCE,),
        ),
        Question(name="registered_address", label="住所", max_length=300, is_required=True),
        Question(
            name="business_address",
            label="实际经营地",
            max_length=300,
            help_text="与住所相同的不必填写",
        ),
        Question(
            name="region",
            label="所属功能区或街镇",
            kind="region",
            is_required=True,
            help_text="按实际经营地选择，决定由哪个监管所或功能区局初审",
        ),
        Question(name="registered_on", label="成立日期", kind="date"),
        Question(
            name="legal_representative",
            label="法定代表人（负责人）",
            max_length=40,
            is_personal=True,
            purpose="用于核对登记信息，不对外公开",
        ),
        Question(name="industry", label="所属行业", max_length=60, help_text="门类或大类即可"),
        Question(name="main_products", label="主营产品或服务", kind="long", max_length=300),
        Question(
            name="revenue",
            label="上年营业收入",
            kind="decimal",
            unit="万元",
            is_confidential=True,
            purpose=_REVIEW,
        ),
        Question(name="staff_count", label="职工人数", kind="int", unit="人"),
        Question(
            name="trade",
            label="涉外和参展情况",
            kind="choices",
            options=(("import_export", "进出口"), ("exhibition", "参展"), ("overseas", "海外布局")),
        ),
        Question(name="countries", label="海外布局的国家和地区", max_length=200),
    ),
)
PLATFORM = Section(
    key="platform",
    title="平台情况",
    kinds=(UnitKind.PLATFORM,),
    questions=(
        Question(name="platform_name", label="平台名称", is_required=True),
        Question(name="domain", label="域名或应用名称", is_required=True),
        Question(name="licence_no", label="增值电信业务许可或 ICP 备案号", max_length=80),
        Question(name="merchant_count", label="平台内经营者数", kind="int", unit="户"),
        Question(
            name="turnover",
            label="上年交易额",
            kind="decimal",
            unit="万元",
            is_confidential=True,
            purpose=_REVIEW,
        ),
        Question(name="has_ip_rules", label="是否制定知识产权保护规则", kind="yes_no"),
        Question(name="has_channel", label="是否设有知识产权投诉渠道", kind="yes_no"),
        Question(name="takedown_count", label="上年收到侵权通知数", kind="int", unit="件"),
    ),
)
ORGANISATION = Section(
    key="organisation",
    title="协会、联盟情况",
    kinds=ORGANISATIONS,
    questions=(
        Question(
            name="member_count", label="会员（成员）数", kind="int", unit="家", is_required=True
        ),
        Question(
            name="group_leader",
            label="知识产权联络小组负责人",
            max_length=40,
            is_personal=True,
            purpose=_CONTACT,
        ),
        Question(name="has_settlement_rules", label="是否有内部纠纷处理规则", kind="yes_no"),
        Question(name="has_mediation", label="是否设有人民调解委员会或工作站", kind="yes_no"),
    ),
)
RIGHTS = Section(
    key="rights",
    title="知识产权情况",
    intro="没有的填 0 或留空。专利的统计日见申报通知。",
    questions=(
        *_counts(
            ("inventions_filed", "发明专利申请"),
            ("inventions_held", "有效发明专利"),
            ("utility_models_held", "有效实用新型"),
            ("designs_held", "有效外观设计"),
            ("pct_filed", "PCT 申请"),
            ("trademarks_held", "注册商标（境内）"),
            ("madrid_held", "注册商标（马德里）"),
            ("copyrights_held", "著作权登记"),
            ("layout_designs_held", "集成电路布图设计"),
            ("geographical_indications", "地理标志"),
        ),
        Question(name="has_department", label="是否有知识产权管理机构", kind="yes_no"),
        Question(name="full_time_staff", label="专职管理人员", kind="int", unit="人"),
        Question(name="has_policy", label="是否建立知识产权管理制度", kind="yes_no"),
        Question(name="has_standard", label="是否通过 GB/T 29490 贯标", kind="yes_no"),
        Question(
            name="disputes",
            label="近三年被侵权、维权、被诉和涉外纠纷情况",
            kind="long",
            max_length=1000,
            is_confidential=True,
            purpose="用于了解保护需求，不对外公开",
        ),
        Question(
            name="needs",
            label="希望得到的帮助",
            kind="choices",
            options=(
                ("advice", "咨询"),
                ("training", "培训"),
                ("pre_examination", "预审"),
                ("overseas", "海外维权"),
                ("customs", "海关保护"),
                ("exhibition", "展会保护"),
                ("mediation", "调解"),
                ("navigation", "专利导航"),
            ),
        ),
        Question(name="needs_text", label="具体说明", kind="long", max_length=500),
    ),
)
CONTACTS = Section(
    key="contacts",
    title="联络员",
    intro="至少一名联络员。小企业一人即可，备联络员可不填。",
    questions=(
        *_people("primary", "主联络员", is_required=True),
        *_people("deputy", "备联络员", is_required=False),
    ),
)
FILLER = Section(
    key="filler",
    title="填报人",
    intro="由代理机构、集团或园区代为填报的，请写明并上传授权书。",
    questions=(
        Question(name="is_agent", label="是否由他人代为填报", kind="yes_no"),
        Question(name="organisation", label="代填单位", max_length=120),
        Question(
            name="person",
            label="代填人姓名",
            max_length=40,
            is_personal=True,
            purpose=_CONTACT,
        ),
    ),
)

FORMS: dict[str, tuple[Section, ...]] = {
    "2026": (BASIC, PLATFORM, ORGANISATION, RIGHTS, CONTACTS, FILLER),
}


def sections_of(form_version: str, unit_kind: str) -> tuple[Section, ...]:
    """Sections a version of the form asks of a kind of unit, in order (KeyError: no version)."""
    return tuple(section for section in FORMS[form_version] if section.is_asked_of(unit_kind))


def section_of(form_version: str, key: str) -> Section:
    """One section (KeyError when the version has none of that name)."""
    return {section.key: section for section in FORMS[form_version]}[key]


def asked(form_version: str, unit_kind: str) -> Iterator[tuple[str, Question]]:
    """(path, question) of everything asked, in order."""
    for section in sections_of(form_version, unit_kind):
        for question in section.questions_for(unit_kind):
            yield f"{section.key}.{question.name}", question


def split(section: Section, values: dict) -> tuple[dict, dict]:
    """Values of a section parted into (answers, persons): personal ones are kept elsewhere."""
    personal = {question.name for question in section.questions if question.is_personal}
    known = {question.name for question in section.questions}
    kept = {name: value for name, value in values.items() if name in known}
    return (
        {name: value for name, value in kept.items() if name not in personal},
        {name: value for name, value in kept.items() if name in personal},
    )
