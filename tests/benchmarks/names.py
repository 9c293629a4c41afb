"""Names and codes of units as a register has them: repetitive, alike, legal in form.

A name is place + brand + trade + legal form. Brands follow Zipf's law, so that common grams are
shared by a third of all names and rare ones stand in a handful.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from ipcontact.text.credit_code import ALPHABET, expected_check_character
from ipcontact.text.pinyin import pinyin_initials
from ipcontact.text.rules import search_key
from registry.units.rules import name_core

SEED = 120116
BRANDS = 3_000
_PLACES = {
    "天津": 30,
    "天津市": 14,
    "天津滨海新区": 6,
    "滨海新区": 4,
    "天津经济技术开发区": 3,
    "天津港保税区": 2,
    "天津自贸试验区": 2,
    "天津开发区": 3,
    "塘沽": 1,
    "": 12,
}
_TRADES = {
    "科技": 26,
    "贸易": 9,
    "商贸": 8,
    "文化传媒": 5,
    "电子商务": 4,
    "国际贸易": 4,
    "供应链管理": 3,
    "信息技术": 4,
    "网络科技": 4,
    "生物科技": 3,
    "新能源科技": 2,
    "环保科技": 2,
    "智能装备": 2,
    "精密机械": 2,
    "建筑工程": 4,
    "物流": 3,
    "医疗器械": 2,
    "生物医药": 1,
    "食品": 2,
    "化工": 2,
    "石油装备": 1,
    "海洋工程": 1,
    "企业管理咨询": 3,
    "知识产权代理": 1,
    "汽车零部件": 1,
    "自行车": 1,
    "仪器仪表": 1,
    "半导体材料": 1,
    "印刷包装": 1,
    "服装": 1,
}
_FORMS = {
    "有限公司": 74,
    "有限责任公司": 8,
    "股份有限公司": 5,
    "（天津）有限公司": 6,
    "集团有限公司": 2,
    "（集团）股份有限公司": 1,
    "合伙企业（有限合伙）": 2,
    "有限公司天津分公司": 2,
}
_BRAND_CHARACTERS = (
    "华中天海金东鑫盛达恒瑞泰源宏博创信通联安康美嘉佳宇龙飞凯诚德隆兴旺顺丰裕富润泽德邦"
    "智云星辰光明远航海河津沽渤蓝绿鼎晟睿翔腾亿万众合力元亨利贞同仁和祥瑞雅思卓越凌志"
    "昊坤乾正方圆融汇聚能量子微纳米晶芯石磐岩峰岭松柏林森木禾谷稻麦穗果蔬园田野牧渔港"
    "舟帆桥路道衡权法律商旅游艺术文墨书画琴棋茶酒食味香甜鲜洁净清澈冰雪霜露雨雷电风火"
    "土山水江湖泊溪泉涌浪潮汐洋洲岛屿岸滩湾浦渡津塘沽汉大港开发保税空港生态滨融创奥凯"
    "维特斯克莱尔诺贝利普罗米修斯赛博格尼曼迪欧亚非拉澳伦敦巴黎纽约京沪渝蜀粤闽赣湘鄂"
)


@dataclass(frozen=True)
class Piece:
    """A word of the grammar with the keys that names made of it share."""

    word: str
    key: str
    initials: str


@cache
def _piece(word: str) -> Piece:
    return Piece(word, search_key(word), pinyin_initials(word))


@dataclass(frozen=True)
class Name:
    """A name with what the services would store beside it."""

    text: str
    key: str
    initials: str
    core: str

    @property
    def search_text(self) -> str:
        return f"{self.key}\n{self.initials}"


def given_name(text: str) -> Name:
    """A real name, its keys made as the services make them."""
    return Name(text, search_key(text), pinyin_initials(text), name_core(text))


class Grammar:
    """An endless, repeatable stream of names. Args: seed: the same seed gives the same names."""

    def __init__(self, seed: int = SEED) -> None:
        self.chance = random.Random(seed)
        self.brands = self._brands()
        self._brand_weights = list(accumulate(1 / rank for rank in range(3, BRANDS + 3)))

    def _brands(self) -> list[str]:
        characters = list(dict.fromkeys(_BRAND_CHARACTERS))
        weights = [1 / rank for rank in range(8, len(characters) + 8)]
        found: dict[str, None] = {}
        while len(found) < BRANDS:
            length = 2 if self.chance.random() < 0.75 else 3
            found["".join(self.chance.choices(characters, weights, k=length))] = None
        return list(found)

    def names(self, count: int) -> Iterator[Name]:
        """`count` names."""
        places = self._chosen(list(_PLACES), list(accumulate(_PLACES.values())), count)
        brands = self._chosen(self.brands, self._brand_weights, count)
        trades = self._chosen(list(_TRADES), list(accumulate(_TRADES.values())), count)
        forms = self._chosen(list(_FORMS), list(accumulate(_FORMS.values())), count)
        for words in zip(places, brands, trades, forms, strict=True):
            pieces = [_piece(word) for word in words]
            core = _core_of_form(words[3])
            yield Name(
                "".join(words),
                "".join(piece.key for piece in pieces),
                "".join(piece.initials for piece in pieces),
                "".join(piece.key for piece in pieces[:3]) + core,
            )

    def _chosen(self, words: list[str], weights: list[float], count: int) -> list[str]:
        return self.chance.choices(words, cum_weights=weights, k=count)


@cache
def _core_of_form(form: str) -> str:
    return name_core(form)


def code_of(number: int) -> str:
    """A legal credit code of Binhai; the numbers are spread so that prefixes are not in order."""
    spread = number * 7_919_317 % 31**5
    body = ""
    for _ in range(5):
        spread, digit = divmod(spread, 31)
        body = ALPHABET[digit] + body
    code = f"91120116MA{ALPHABET[number % 31]}Y{body}"[:17]
    return code + expected_check_character(code)
