"""Rights of signed-in people."""

from django.contrib.auth.backends import BaseBackend


class RoleBackend(BaseBackend):
    pass
