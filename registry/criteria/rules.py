"""Reading which conditions a roster names."""

import re

_CHINESE = {c: str(i) for i, c in enumerate("一二三四五六七八九", start=1)}
_KEYWORDS = (
    ("高新", "1"),
    ("四新", "1"),
    ("示范", "2"),
    ("30件", "3"),
    ("成长型", "3"),
    ("驰名", "4"),
    ("老字号", "5"),
    ("电商平台", "6"),
    ("电子商务", "6"),
    ("500万", "6"),
    ("协会", "7"),
    ("联盟", "7"),
    ("备案", "8"),
    ("其他", "9"),
)


def read_criteria(text: str) -> tuple[str, ...]:
    """Codes of the conditions named in a cell: "（1）", "第三项", "1、3", "高新技术企业；老字号".

    Returns: codes "1" to "9" in ascending order; empty when none can be read.
    """
    compact = re.sub(r"\s", "", text)
    codes = {code for word, code in _KEYWORDS if word in compact}
    bare = re.sub(r"\d{2,}(件|万)?[^、，,；;（(]*", "", compact)
    codes |= set(re.findall(r"(?<!\d)[1-9](?!\d)", bare))
    for match in re.findall(
        r"[（(第条款项、，]?([一二三四五六七八九])(?=[）)、，项条款]|$)", compact
    ):
        codes.add(_CHINESE[match])
    return tuple(sorted(codes))
