"""Personal values as they are shown: enough to recognise, not enough to use."""

import re

from ipcontact.text.rules import clean_text

_COMPOUND = frozenset(
    (
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "司徒",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "夏侯",
        "端木",
    )
)


def mask_name(name: str) -> str:
    """张三 → 张*, 张小明 → 张*明, 欧阳明 → 欧阳*; a Latin name keeps its first letter."""
    name = clean_text(name)
    if len(name) < 2:
        return "*" * len(name)
    if name.isascii():
        return name[0] + "***"
    if len(name) == 2:
        return name[0] + "*"
    if len(name) == 3 and name[:2] in _COMPOUND:
        return name[:2] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_mobile(number: str) -> str:
    """13812341234 → 138****1234 (a leading +86 is dropped); anything else as `mask_phone`."""
    digits = re.sub(r"\D", "", clean_text(number), flags=re.ASCII)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    return mask_phone(number)


def mask_phone(number: str) -> str:
    """022-66881234 → 022-****1234, 66881234 → ****1234; under seven digits nothing is shown."""
    text = clean_text(number)
    if not text:
        return ""
    match = re.fullmatch(
        r"(?:[(（]?(0\d{2,3})[)）]?[- ]?)?(\d{7,8})(?:[-转 ]+\d{1,6})?", text, re.ASCII
    )
    if match:
        area, local = match.groups()
        return f"{area}-****{local[-4:]}" if area else f"****{local[-4:]}"
    digits = re.sub(r"\D", "", text, flags=re.ASCII)
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) >= 9 else "****"


def mask_email(address: str) -> str:
    """zhangsan@example.com → z***@example.com; without an @ nothing is shown."""
    text = clean_text(address)
    if not text:
        return ""
    local, at, domain = text.rpartition("@")
    return f"{local[0]}***@{domain}" if at and local and domain else "****"


def mask_id_number(number: str) -> str:
    """First three and last four characters (15 or 18); of anything shorter nothing is shown."""
    text = re.sub(r"\s", "", clean_text(number))
    if len(text) < 15:
        return "****" if text else ""
    return text[:3] + "*" * (len(text) - 7) + text[-4:]
