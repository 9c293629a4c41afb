"""Habits of templates: strict content policy, one frame, buttons that say what they do."""

import re

PAPER = '<article class="doc">'
PATTERNS = (
    ("inline style", re.compile(r"<style\b|\sstyle\s*=", re.I)),
    ("inline script", re.compile(r"<script\b(?![^>]*\bsrc\s*=)|javascript:", re.I)),
    ("event handler", re.compile(r"<[^>{}%]*\son[a-z]+\s*=", re.I)),
    ("unescaped output", re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")),
    ("something from another host", re.compile(r"(?:src|action)\s*=\s*[\"'](?:https?:)?//", re.I)),
    (
        "stylesheet from another host",
        re.compile(r"<link\b[^>]*href\s*=\s*[\"'](?:https?:)?//", re.I),
    ),
    ("label retyped from a state", re.compile(r"{%\s*if\s+[\w.]*state\s*==")),
)
FRAMES = ("layouts/", "ui/", "account/", "allauth/", "admin/", "mfa/", "base.html", "audit/")
# Templates that are a frame themselves, or must stand when nothing else does.
OWN_FRAME = {
    "base.html": "the frame of all layouts",
    "400.html": "drawn without context, when the request cannot be read",
    "413.html": "drawn before the request is read",
    "layouts/taken.html": "taken along in a zip, beside its own style sheet",
    "500.html": "drawn without context, when anything may be broken",
}
# Findings that may stay: (path, finding) -> reason.
ALLOWED = {
    ("ui/field_notes.html", "unescaped output"): "help texts are written in the code, some as HTML",
}
WHOLE_PAGE = re.compile(r"<html\b|<body\b|<main\b|{%\s*block\s+content\b")
HEADING = re.compile(r"<h1\b")  # only components of the kit may bring the page's heading along
EXTENDS = re.compile(r"{%\s*extends\s+(.+?)\s*%}")
EMPTY_LABELS = {
    "确定",
    "确认",
    "提交",
    "是",
    "否",
    "好",
    "好的",
    "OK",
    "Submit",
    "点击这里",
    "点此",
    "这里",
}
LABEL = re.compile(r"<(button|a)\b[^>]*>(.*?)</\1>", re.S)
INPUT_LABEL = re.compile(r"<input\b[^>]*type=[\"']submit[\"'][^>]*value=[\"']([^\"']*)", re.I)
TAG = re.compile(r"<[^>]+>|{%.*?%}|{#.*?#}|{{.*?}}", re.S)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.S)


def visible(text: str) -> str:
    """A template without its comments, line numbers kept."""
    return COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)


def template_errors(path: str, text: str) -> list[str]:
    """What is wrong with one template, as ``path:line: what``.

    Args:
        path: below templates/.
        text: its source.
    """
    text = visible(text)
    errors = [
        f"{path}:{_line(text, match.start())}: {what}"
        for what, pattern in PATTERNS
        for match in pattern.finditer(text)
        if (path, what) not in ALLOWED
    ]
    return errors + _frame_errors(path, text) + _label_errors(path, text)


def _is_piece(path: str, text: str) -> bool:
    """A component, or the paper of a document, whose heading is that of the page around it."""
    return path.startswith("ui/") or (path.startswith("documents/") and PAPER in text)


def _frame_errors(path: str, text: str) -> list[str]:
    if path in OWN_FRAME:
        return []
    extended = EXTENDS.search(text)
    if extended is None:
        is_page = WHOLE_PAGE.search(text) or (HEADING.search(text) and not _is_piece(path, text))
        return [f"{path}: a whole page without a layout"] if is_page else []
    parent = extended[1].strip("\"'")
    is_name = extended[1][0] in "\"'"
    return [] if not is_name or parent.startswith(FRAMES) else [f"{path}: extends {parent}"]


def _label_errors(path: str, text: str) -> list[str]:
    labels = [(match.start(), match[2]) for match in LABEL.finditer(text)]
    labels += [(match.start(), match[1]) for match in INPUT_LABEL.finditer(text)]
    return [
        f"{path}:{_line(text, place)}: the label {words} says nothing"
        for place, inner in labels
        if (words := TAG.sub("", inner).strip()) in EMPTY_LABELS
    ]


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
