"""A table of its own for the triggers, made inside each test's transaction."""

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from ipcontact.audit.triggers import audited, immutable


@pytest.fixture
def shelf(db):
    """Model with every kind of column the triggers treat differently."""
    with isolate_apps():  # no app: its ready() would register everything a second time

        class Shelf(models.Model):
            name = models.CharField("名称", max_length=40)
            number = models.IntegerField("数量", null=True)
            mobile = models.CharField("手机", max_length=20, blank=True)
            search_key = models.CharField("检索键", max_length=40, blank=True)
            code = models.CharField("代码", max_length=20, blank=True)
            password = models.CharField("密码", max_length=40, blank=True)

            class Meta:
                app_label = "audit"
                db_table = "test_shelf"
                triggers = [
                    *audited(personal=("mobile",), ignored=("search_key",)),
                    *immutable(fields=("code",)),
                ]

        with connection.schema_editor() as editor:
            editor.create_model(Shelf)
        yield Shelf
