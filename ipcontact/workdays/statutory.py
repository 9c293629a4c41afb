"""Statutory holidays as the law fixes them, without the yearly shifting of days.

Source: 全国年节及纪念日放假办法 (2013 and, in force 2025-01-01, 2024 revision), article 2.
"""

from datetime import date, timedelta

# (春节 first day, 清明, 端午, 中秋): what the lunar calendar gives for years to come.
_LUNAR = {
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16)),
}
_REVISED = 2025  # since then also 除夕 and 2 May


def statutory_days(year: int) -> dict[date, str]:
    """Holidays of a year by rule: day → name.

    Returns: the days fixed in the solar calendar, and the lunar ones where they are known
    (2027 to 2035). Nothing is said about shifted or made-up days: only the yearly notice can.
    """
    days = {date(year, 1, 1): "元旦", date(year, 5, 1): "劳动节"}
    if year >= _REVISED:
        days[date(year, 5, 2)] = "劳动节"
    if year in _LUNAR:
        spring, qingming, duanwu, mid_autumn = (date(year, *day) for day in _LUNAR[year])
        days |= {spring + timedelta(days=shift): "春节" for shift in range(3)}
        days |= {spring - timedelta(days=1): "除夕"} if year >= _REVISED else {}
        days |= {qingming: "清明节", duanwu: "端午节", mid_autumn: "中秋节"}
    days |= {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    return dict(sorted(days.items()))


def knows_lunar(year: int) -> bool:
    """Whether the lunar festivals of the year are among `statutory_days`."""
    return year in _LUNAR
