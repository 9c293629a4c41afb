"""The page kit: the five kinds of pages everything is built from."""

from ipcontact.ui.pages.base import DetailPage, Page, PlainPage
from ipcontact.ui.pages.forms import ActionPage, FormPage
from ipcontact.ui.pages.lists import BulkAction, ListPage

__all__ = ["ActionPage", "BulkAction", "DetailPage", "FormPage", "ListPage", "Page", "PlainPage"]
