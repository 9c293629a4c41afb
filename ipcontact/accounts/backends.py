"""Sign-in by user name or e-mail; permission questions answered from the capability table."""

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.capabilities import allowed_in_admin
from ipcontact.accounts.rights import can


class RoleBackend(AuthenticationBackend):
    """Decides alone: a no is final, no other backend is asked after it."""

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        if user_obj.is_active and allowed_in_admin(getattr(user_obj, "roles", ()), perm):
            return True
        raise PermissionDenied

    def has_module_perms(self, user_obj, app_label: str) -> bool:
        if app_label != "auth" and can(user_obj, "admin.enter"):
            return True
        raise PermissionDenied

    def get_user_permissions(self, user_obj, obj=None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj, obj=None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        return set()
