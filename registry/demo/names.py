"""Names and codes of demonstration units: plainly fictional, legal in form."""

from __future__ import annotations

from itertools import cycle, islice, product

from ipcontact.text.credit_code import expected_check_character
from registry.units.choices import UnitKind

_PLACES = (
    "滨海示例",
    "示例津沽",
    "示例海河",
    "示例渤海",
    "示例北塘",
    "示例东疆",
    "示例临港",
    "示例汉沽",
)
_TRADES = (
    "精密制造",
    "海工装备",
    "生物医药",
    "新能源材料",
    "云图软件",
    "智能机器人",
    "超硬刀具",
    "冷链物流",
    "环保科技",
    "半导体设备",
    "汽车零部件",
    "食品科技",
    "医疗器械",
    "航空复合材料",
    "盐化工",
    "数控机床",
    "电子信息",
    "检验检测",
    "高分子材料",
    "石油装备",
    "自行车",
    "仪器仪表",
    "建筑节能",
    "港口机械",
    "渔业科技",
    "文化创意",
    "印刷包装",
    "纺织服装",
    "农业科技",
    "工业设计",
)
_FORMS = ("有限公司", "股份有限公司", "集团有限公司", "（天津）有限公司")
_CODE_START = {
    UnitKind.ASSOCIATION: "51120116",
    UnitKind.PUBLIC_INSTITUTION: "12120116",
    UnitKind.SOLE_PROPRIETOR: "92120116",
    UnitKind.COOPERATIVE: "93120116",
}
SPECIAL: tuple[tuple[UnitKind, str, tuple[str, ...]], ...] = (
    (UnitKind.PLATFORM, "示例智联电子商务有限公司", ("6",)),
    (UnitKind.PLATFORM, "示例港城跨境电商平台有限公司", ("6", "8")),
    (UnitKind.PLATFORM, "示例渔市在线网络科技有限公司", ("6",)),
    (UnitKind.PLATFORM, "示例云仓供应链平台股份有限公司", ("1", "6")),
    (UnitKind.ASSOCIATION, "滨海示例区模具行业协会", ("7",)),
    (UnitKind.ASSOCIATION, "滨海示例区橡塑行业协会", ("7",)),
    (UnitKind.ASSOCIATION, "滨海示例区生物医药行业协会", ("7",)),
    (UnitKind.ASSOCIATION, "滨海示例区软件行业协会", ("7",)),
    (UnitKind.ASSOCIATION, "滨海示例区老字号协会", ("5", "7")),
    (
        UnitKind.ALLIANCE,
        "滨海示例区海洋高端装备与智能制造产业技术创新战略知识产权联盟",
        ("7",),
    ),
    (UnitKind.ALLIANCE, "示例新能源汽车产业知识产权联盟", ("7",)),
    (UnitKind.ALLIANCE, "示例细胞治疗产业知识产权联盟", ("7",)),
    (UnitKind.PUBLIC_INSTITUTION, "示例海洋工程研究院", ("3",)),
    (UnitKind.PUBLIC_INSTITUTION, "示例职业技术大学", ("3", "9")),
    (UnitKind.SOLE_PROPRIETOR, "滨海示例区示例斋糕点铺", ("5",)),
    (UnitKind.COOPERATIVE, "示例冬枣种植农民专业合作社", ("9",)),
    (UnitKind.BRANCH, "示例轨道交通装备有限公司滨海分公司", ("1",)),
    (UnitKind.OTHER, "示例国际公司滨海代表处", ("9",)),
)


def enterprise_names(count: int) -> list[str]:
    """`count` different names of enterprises (at most 240), no two of them alike."""
    forms = cycle(_FORMS)
    pairs = product(_TRADES, _PLACES)
    return [
        f"{place}{trade}{form}"
        for (trade, place), form in islice(zip(pairs, forms, strict=False), count)
    ]


def demo_code(number: int, kind: str = UnitKind.ENTERPRISE) -> str:
    """A credit code of legal form whose subject part begins with EX, for demonstration."""
    body = f"{_CODE_START.get(kind, '91120116')}MAEX{number:05d}"
    return body + expected_check_character(body)
