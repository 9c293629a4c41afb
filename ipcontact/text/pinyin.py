"""Pinyin initials of names, so that 天津长荣科技 is found by tjcrkj."""

import re
from functools import cache, lru_cache
from importlib import import_module
from threading import Lock
from types import ModuleType

from ipcontact.text.rules import search_key

# Readings usual in names of firms and places where the dictionary prefers another one.
_CHARACTERS = {ord("长"): "cháng,zhǎng", ord("朝"): "cháo,zhāo", ord("单"): "dān,shàn,chán"}
_PHRASES = {
    "单县": [["shàn"], ["xiàn"]],
    "朝阳": [["cháo"], ["yáng"]],
    "长兴": [["cháng"], ["xīng"]],
    "长子县": [["zhǎng"], ["zǐ"], ["xiàn"]],
    "会长": [["huì"], ["zhǎng"]],
    "重工": [["zhòng"], ["gōng"]],
    "重机": [["zhòng"], ["jī"]],
    "行业": [["háng"], ["yè"]],
    "乐器": [["yuè"], ["qì"]],
    "参茸": [["shēn"], ["róng"]],
    "海参": [["hǎi"], ["shēn"]],
}
_loading = Lock()


@cache
def _dictionary() -> ModuleType:
    """The library with our readings; 57 MB, so loaded by who needs it and not at every start."""
    library = import_module("pypinyin")
    library.load_single_dict(dict(_CHARACTERS))
    library.load_phrases_dict(dict(_PHRASES))
    return library


@lru_cache(maxsize=4096)
def pinyin_initials(name: str) -> str:
    """First letters of the pinyin of a name, lower-case; Latin letters and digits are kept.

    A reading is chosen by phrase (银行 yh, 重庆 cq); where it is wrong people correct the stored
    key. Characters without a reading are left out.
    """
    with _loading:  # two threads would change the same dictionaries while reading them
        library = _dictionary()
    syllables = library.lazy_pinyin(
        search_key(name), style=library.Style.NORMAL, errors=lambda chars: list(chars), strict=False
    )
    return "".join(s[0] for s in syllables if re.match("[a-z0-9]", s))
