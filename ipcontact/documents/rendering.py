"""Filling a .docx template: everything escaped, nothing missing passes silently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from ipcontact.ui.errors import RuleViolation

NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_NOT_XML = ("\ufffe", "\uffff")
_WHO = "请系统管理员在 Word 中改正模板里的标记。"
_UNREADABLE = (BadZipFile, KeyError, PackageNotFoundError, ValueError, XMLSyntaxError)


class DocumentError(RuleViolation):
    """A template is missing, is no Word file, or asks for something nobody gave."""


def folder() -> Path:
    """Where the templates lie."""
    return Path(settings.BASE_DIR) / "templates" / "documents"


def render(name: str, context: Mapping[str, Any]) -> bytes:
    """A document made from a template.

    Args:
        name: of the template, without folder and ending.
        context: what its tags name. Text is escaped and freed of what a Word file cannot hold; a
            line break in it becomes one on paper, None an empty place.
    Returns:
        the .docx file.
    Raises:
        DocumentError: `document_missing`, `document_broken` (not readable, or a tag is wrong),
            `document_gap` (a tag names something that is not in the context).
    """
    document = _opened(name)
    try:
        document.render(dict(context), _environment(), autoescape=True)
    except UndefinedError as error:
        raise DocumentError(
            "document_gap", f"公文模板“{name}.docx”里有本系统不提供的内容：{error.message}。{_WHO}"
        ) from error
    except (TemplateError, *_UNREADABLE) as error:
        raise DocumentError("document_broken", _broken(name, error)) from error
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def faults() -> list[str]:
    """What is wrong with the templates, a sentence each; values are not looked at."""
    found = []
    for path in sorted(folder().glob("*.docx")):
        try:
            document = _opened(path.stem)
            document.get_undeclared_template_variables(_environment())
        except DocumentError as error:
            found.append(error.message)
        except (TemplateError, *_UNREADABLE) as error:
            found.append(_broken(path.stem, error))
    return found


def _broken(name: str, error: Exception) -> str:
    reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return f"公文模板“{name}.docx”有误：{reason}。{_WHO}"


def _opened(name: str) -> DocxTemplate:
    path = folder() / f"{name}.docx"
    if not NAME.fullmatch(name) or not path.is_file():
        raise DocumentError("document_missing", f"没有名为“{name}.docx”的公文模板。{_WHO}")
    document = DocxTemplate(path)
    try:
        document.init_docx()
    except _UNREADABLE as error:
        raise DocumentError("document_broken", _broken(name, error)) from error
    return document


def _environment() -> SandboxedEnvironment:
    """Templates are edited by people: they reach values, not the inside of Python."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_printable)


def _printable(value: Any) -> Any:
    """The value as it can stand in XML: no control or direction characters."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    return "".join(
        char
        for char in value
        if char == "\n"
        or (unicodedata.category(char) not in ("Cc", "Cf", "Cs") and char not in _NOT_XML)
    )
