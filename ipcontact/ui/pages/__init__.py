"""The page kit: the kinds of pages everything is built from."""

from ipcontact.ui.pages.base import DetailPage, Page, PlainPage
from ipcontact.ui.pages.forms import ActionPage, FormPage
from ipcontact.ui.pages.lists import BulkAction, ListPage
from ipcontact.ui.pages.reveal import RevealPage
from ipcontact.ui.pages.sheets import SheetPage

__all__ = [
    "ActionPage",
    "BulkAction",
    "DetailPage",
    "FormPage",
    "ListPage",
    "Page",
    "PlainPage",
    "RevealPage",
    "SheetPage",
]
