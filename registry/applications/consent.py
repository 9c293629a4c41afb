"""What an applicant promises and consents to; every change is a new version (PIPL 14, 17)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Consent:
    """One statement the applicant ticks; all of them are needed."""

    key: str
    text: str


VERSION = "2026-1"
CONSENTS = (
    Consent("truth", "所填内容和所附材料真实、准确，如有不实，愿意承担相应责任。"),
    Consent(
        "publication",
        "同意在公示和名录中公开单位名称、统一社会信用代码、单位类型、所属区域、入库条件类别和推荐单位。",
    ),
    Consent(
        "personal",
        "已告知联络员等个人：其姓名和联系方式只用于本机制的工作联系，不对外公开；"
        "本人可要求查阅、更正或者删除。",
    ),
    Consent("use", "知道纳入名录不代表对产品、服务或知识产权质量的认可，不以此作宣传。"),
)
