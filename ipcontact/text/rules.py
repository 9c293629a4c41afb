"""Normal forms of what people type: for storing, for names, for searching, and dates."""

import math
import re
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_KEPT_PUNCTUATION = "（），；：！？…～"  # Chinese forms that NFKC would turn into ASCII
_KEPT = re.compile(f"([{_KEPT_PUNCTUATION}])")
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_PICTOGRAPH = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_LOOSE_JOINER = re.compile(f"(?<![{_PICTOGRAPH}])\u200d|\u200d(?![{_PICTOGRAPH}])")
_SPACE_BESIDE_CJK = re.compile(f"(?<=[{CJK}（）·]) +(?=[{CJK}（）·])")
_HAS_CJK = re.compile(f"[{CJK}]")
_NAME_FORMS = str.maketrans({"(": "（", ")": "）", "•": "·", "‧": "·", "・": "·", "∙": "·"})
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

SHANGHAI = ZoneInfo("Asia/Shanghai")
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_SERIALS = range(17_899, 73_416)  # 1949-01-01 to 2100-12-31: other numbers are not dates
_DATE = re.compile(
    r"(?P<y>\d{4})(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
    r"|年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})[日号]?|(?P<m3>\d{2})(?P<d3>\d{2}))"
    r"(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_DATE = re.compile(
    "([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]?"
)


def as_text(raw: object) -> str:
    """The text of a cell or field: None is empty, 12.0 is "12", lone surrogates are replaced."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    return str(raw).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _visible(text: str, *, lines: bool) -> str:
    """Drop what cannot be seen (control, zero-width, bidi); line breaks and tabs become spaces."""
    text = _LOOSE_JOINER.sub("", text)
    kept: list[str] = []
    for char in text:
        category = unicodedata.category(char)
        if char == "\n" and lines:
            kept.append(char)
        elif char in "\t\n\r\v\f\x85" or category[0] == "Z":
            kept.append(" ")
        elif char == "\u200d" or (category not in ("Cc", "Cf") and char not in _INVISIBLE_LETTERS):
            kept.append(char)
    return "".join(kept)


def _compatible(text: str) -> str:
    """NFKC, but Chinese punctuation stays Chinese."""
    parts = _KEPT.split(text)
    return "".join(p if p in _KEPT_PUNCTUATION else unicodedata.normalize("NFKC", p) for p in parts)


def clean_text(raw: object, *, lines: bool = False) -> str:
    """Text as it is stored.

    Args: raw: what was typed or read; lines: keep line breaks (long texts).
    Returns: full-width letters and digits made plain, Chinese punctuation kept, nothing
    invisible, spaces collapsed and trimmed. Doing it twice changes nothing.
    """
    text = as_text(raw).replace("\r\n", "\n").replace("\r", "\n")
    text = _visible(_compatible(_visible(text, lines=lines)), lines=lines)
    text = _compatible(re.sub(" +", " ", text))
    return re.sub(" *\n *", "\n", text).strip()


def clean_name(raw: object) -> str:
    """Name of a unit or person as it is stored.

    Returns: `clean_text` on one line without variation marks; in a Chinese name also brackets
    as （）, one kind of middle dot, and no spaces between Chinese characters.
    """
    text = _VARIATION.sub("", clean_text(raw))
    if not _HAS_CJK.search(text):
        return clean_text(text)
    return clean_text(_SPACE_BESIDE_CJK.sub("", text.translate(_NAME_FORMS)))


def search_key(raw: object) -> str:
    """Key under which a name is found; the stored key and the query are made alike.

    Returns: NFKC, lower-case, without spaces, brackets, punctuation and invisible characters.
    Doing it twice changes nothing.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", as_text(raw)).lower())
    kept = "".join(
        char
        for char in _VARIATION.sub("", text)
        if unicodedata.category(char)[0] not in "PZ"
        and unicodedata.category(char) not in ("Cc", "Cf", "Cs")
        and char not in _INVISIBLE_LETTERS
    )
    return unicodedata.normalize("NFKC", kept)


def parse_date(raw: object) -> date | None:
    """The date a cell or field means.

    Args: raw: a date, a datetime (an aware one is read in Shanghai), an Excel serial number
    (44561), or text: 2021-12-31, 2021/12/31, 2021.12.31, 2021年12月31日, 二〇二一年十二月三十一日,
    20211231; a time after it is ignored.
    Returns: the date, or None when it is not one (also 2021-02-30).
    """
    if isinstance(raw, datetime):
        return (raw.astimezone(SHANGHAI) if raw.tzinfo else raw).date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, bool) or (isinstance(raw, float) and not math.isfinite(raw)):
        return None
    if isinstance(raw, float):
        raw = int(raw)
    text = clean_text(raw)
    if chinese := _CHINESE_DATE.fullmatch(text.replace(" ", "")):
        year, month, day = chinese.groups()
        return _date(int(year.translate(_CHINESE_DIGITS)), _chinese(month), _chinese(day))
    text = re.sub(r" *([-/.年月日号]) *", r"\1", text)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text, re.ASCII):
        serial = int(text[:5])
        return _EXCEL_EPOCH + timedelta(days=serial) if serial in _EXCEL_SERIALS else None
    if not text.isascii() and "年" not in text:
        return None
    match = _DATE.fullmatch(text)
    if not match:
        return None
    part = match.groupdict()
    return _date(
        int(part["y"]),
        int(part["m"] or part["m2"] or part["m3"]),
        int(part["d"] or part["d2"] or part["d3"]),
    )


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _chinese(number: str) -> int:
    """Value of a Chinese number up to thirty-one."""
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return int(number.translate(_CHINESE_DIGITS))
    return (int(tens.translate(_CHINESE_DIGITS)) if tens else 1) * 10 + (
        int(ones.translate(_CHINESE_DIGITS)) if ones else 0
    )
