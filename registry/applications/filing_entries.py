"""What the applicant's pages put into the menus, and who reads what an applicant handed in."""

from __future__ import annotations

from ipcontact.files import access
from ipcontact.ui.registry import MenuEntry, PublicEntry, menu, public_menu
from registry.applications.models import Application, Claim, Submission
from registry.applications.visitors import visitor_may


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    public_menu.add(PublicEntry(label="我要申报", url_name="applications:start", order=60))
    public_menu.add(PublicEntry(label="进度查询", url_name="applications:lookup", order=70))
    menu.add(
        MenuEntry(
            label="我的申报",
            url_name="applications:mine",
            audience="applications.own",
            icon="file",
            group="办理",
            order=20,
            pinned=True,
        )
    )
    for model, reads in ((Application, _sees), (Claim, _sees_claim), (Submission, _sees_version)):
        access.register(model._meta.db_table, reads, visitor_may=visitor_may)


def _sees(user, key: str) -> bool:
    return Application.objects.visible_to(user).filter(pk=key).exists()


def _sees_claim(user, key: str) -> bool:
    return Application.objects.visible_to(user).filter(claims=key).exists()


def _sees_version(user, key: str) -> bool:
    return Application.objects.visible_to(user).filter(submissions=key).exists()
