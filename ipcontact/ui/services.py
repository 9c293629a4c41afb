"""Changes of what the interface keeps: saved views and chosen columns."""

from ipcontact.accounts.rights import require
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import ColumnChoice, SavedView

VIEWS_PER_PAGE = 20


def save_view(
    *, by, page: str, name: str, query: str, columns: list[str], share: bool
) -> SavedView:
    """Keep a list as it is now. The same name on the same page is replaced.

    Args:
        by: the owner; needs `views.share` to share.
        page: key of the list page.
        name: what the owner calls it.
        query: query string without leading question mark.
        columns: names of the columns shown, empty for the usual ones.
        share: whether the owner's agency sees it.
    Raises:
        RuleViolation: no name, too many views, or sharing without an agency.
        PermissionDenied: sharing without the right.
    """
    if share:
        require(by, "views.share")
    name = name.strip()[:20]
    if not name:
        raise RuleViolation("view_name_missing", "请给视图起一个名称，例如“开发区企业”。")
    if share and by.agency_id is None:
        raise RuleViolation("view_share_without_agency", "您不属于任何机构，视图只能自己用。")
    with act("保存视图", by=by):
        mine = SavedView.objects.filter(owner=by, page=page)
        if mine.exclude(name=name).count() >= VIEWS_PER_PAGE:
            raise RuleViolation(
                "too_many_views", f"一个页面最多存{VIEWS_PER_PAGE}个视图，请先删除不用的。"
            )
        values = {
            "query": query[:2000],
            "columns": columns,
            "agency_id": by.agency_id if share else None,
        }
        view, _ = SavedView.objects.update_or_create(
            owner=by, page=page, name=name, defaults=values
        )
    return view


def delete_view(*, by, view: SavedView) -> None:
    """Remove an own view. A shared view of a colleague is refused."""
    if view.owner_id != by.pk:
        raise RuleViolation("view_of_another", "这是同事共享的视图，只有保存它的人能删除。")
    with act("删除视图", by=by):
        view.delete()


def choose_columns(*, by, page: str, columns: list[str]) -> None:
    """Remember which columns this person shows on a list; an empty list means the usual ones."""
    with act("选择列", by=by):
        if columns:
            ColumnChoice.objects.update_or_create(
                owner=by, page=page, defaults={"columns": columns}
            )
        else:
            ColumnChoice.objects.filter(owner=by, page=page).delete()
