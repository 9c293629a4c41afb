"""What is asked of each kind of proof: one definition for the forms, the judgement, the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.criteria.choices import VARIANTS, ProofKind, Variant

FILE = "file"  # stands for the attachment, which is no field of the proof
_VERBS = {"variant": "选择", FILE: "上传"}  # others are filled in


@dataclass(frozen=True, kw_only=True)
class Particular:
    """One thing asked about a proof.

    Attributes:
        name: a name of `proofs.PROOF_FIELDS`, or `FILE`.
        label: the words on every page.
        help_text: what to write.
        is_required: without it the condition is not proven.
        variants: only with these it is required; empty: with all.
        is_of_agency: filled in by the recommending agency, not by the unit.
    """

    name: str
    label: str
    help_text: str = ""
    is_required: bool = True
    variants: tuple[str, ...] = ()
    is_of_agency: bool = False

    def is_required_with(self, variant: str) -> bool:
        return self.is_required and (not self.variants or variant in self.variants)

    @property
    def missing(self) -> str:
        """What to do when it is not there."""
        return f"还没有{_VERBS.get(self.name, '填写')}{self.label}。"


def _file(label: str, help_text: str = "", **values) -> Particular:
    return Particular(name=FILE, label=label, help_text=help_text, **values)


def _text(name: str, label: str, help_text: str = "", **values) -> Particular:
    return Particular(name=name, label=label, help_text=help_text, **values)


_LEVEL = _text("variant", "级别")
_ISSUED = _text("issued_on", "认定日期", "认定文件的落款日期")
_UNTIL = _text(
    "expires_on", "到期日期", "文件写明周期的，填最后一天；没有写明的留空", is_required=False
)
_CERTIFICATE = (Variant.CERTIFICATE,)

PARTICULARS: dict[str, tuple[Particular, ...]] = {
    ProofKind.HIGH_TECH: (
        _text("variant", "证明方式", "有高新技术企业证书的选证书；没有的，可以提交“四新”情况说明"),
        _text("document_no", "证书编号", "照证书填写，如 GR202412000000", variants=_CERTIFICATE),
        _text("issuer", "发证机关", "照证书填写", is_required=False),
        _text("issued_on", "发证日期", "照证书填写", variants=_CERTIFICATE),
        _text(
            "expires_on", "到期日期", "证书没有写明的留空，按发证日起三年计算", is_required=False
        ),
        _text(
            "statement",
            "“四新”情况说明",
            "没有证书时填写：属于新技术、新产业、新业态、新模式中的哪一类，主要依据是什么",
            variants=(Variant.NEW_ECONOMY,),
        ),
        _file("证书扫描件", "有佐证材料的，也在这里上传", variants=_CERTIFICATE),
    ),
    ProofKind.DEMONSTRATION: (
        _LEVEL,
        _text("document_no", "文号", "认定文件的发文字号"),
        _text("issuer", "认定机关"),
        _ISSUED,
        _UNTIL,
        _file("认定文件"),
    ),
    ProofKind.PATENTS: (
        _text("variant", "统计口径", "申请量、拥有量任选一种，按这一种统计"),
        _text("counted_on", "统计日", "申报通知写明的那一天；没有写明的填清单整理的日期"),
        _text("entries", "专利清单", "每件专利一行，系统核对号码并去除重复"),
        _file("佐证材料", "专利证书、登记簿副本等，需要时上传", is_required=False),
    ),
    ProofKind.WELL_KNOWN_TRADEMARK: (
        _text("document_no", "认定文书号", "如商标驰字〔2020〕第1号，或判决书案号"),
        _text("issuer", "认定机关或法院"),
        _text("issued_on", "认定日期", "认定文书的落款日期"),
        _text(
            "statement",
            "商标、注册号和类别",
            "驰名商标按个案认定，只用于核对入库条件，不对外展示",
        ),
        _file("认定文书"),
    ),
    ProofKind.TIME_HONORED: (
        _text("variant", "类别"),
        _text("document_no", "文号", "认定文件的发文字号，写明批次"),
        _text("issuer", "认定机关", is_required=False),
        _ISSUED,
        _UNTIL,
        _file("认定文件"),
    ),
    ProofKind.PLATFORM_REVENUE: (
        _text("variant", "收入口径", "填平台收入还是单位收入，与证明材料一致"),
        _text("year", "年度", "最近一个完整的年度"),
        _text("figure", "这一年度的收入（万元）", "按万元填写，可以有两位小数"),
        _text("entries", "以前年度的收入", "每行一个年度，如：2024 620.5", is_required=False),
        _file("收入证明", "年度审计报告或纳税证明"),
    ),
    ProofKind.ORGANISATION: (
        _text("variant", "类别"),
        _text(
            "document_no",
            "登记证号",
            "社会团体登记证书上的编号",
            variants=(Variant.ASSOCIATION,),
        ),
        _text("issued_on", "成立日期", "登记或签订联盟协议的日期", is_required=False),
        _text(
            "statement",
            "牵头单位和联盟协议",
            "联盟填写：牵头单位全称、协议名称和签订日期",
            variants=(Variant.ALLIANCE,),
        ),
        _text("entries", "成员名单", "每个成员一行，写全称"),
        _file("登记证书或联盟协议"),
    ),
    ProofKind.CENTER_RECORD: (
        _text("document_no", "备案号", "保护中心备案通知上的编号"),
        _text("issued_on", "备案日期", is_required=False),
        _text("statement", "备案的技术领域", is_required=False),
        _file("备案通知", "没有通知的，由保护中心核对", is_required=False),
    ),
    ProofKind.FREE_REASON: (
        _text("statement", "申报理由", "说明为什么有较高的知识产权保护需求"),
        _text(
            "endorsement",
            "推荐单位说明",
            "推荐单位说明推荐这家单位的理由",
            is_of_agency=True,
        ),
        _file("佐证材料", is_required=False),
    ),
}
# What a kind counts, for sentences: 34 件.
UNITS = {
    ProofKind.PATENTS: "件",
    ProofKind.PLATFORM_REVENUE: "万元",
    ProofKind.ORGANISATION: "家",
}


def variants_of(kind: str) -> tuple[Variant, ...]:
    """The ways or levels of a kind of proof; empty when there is only one."""
    return VARIANTS.get(kind, ())


def asked_of(kind: str, *, is_agency: bool) -> Iterator[Particular]:
    """What a form asks. Args: is_agency: staff are asked for the agency's part as well."""
    return (item for item in PARTICULARS[kind] if is_agency or not item.is_of_agency)
