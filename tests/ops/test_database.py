"""The database that tests get."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection


@pytest.mark.django_db
def test_database_when_asked_then_a_migrated_clone():
    assert connection.settings_dict["NAME"].startswith("ipcontact_test_")
    assert ContentType.objects.filter(app_label="accounts", model="user").exists()


@pytest.mark.django_db(transaction=True)
def test_transactional_test_when_it_writes_then_commits():
    ContentType.objects.create(app_label="left", model="behind")

    assert ContentType.objects.filter(app_label="left").count() == 1


@pytest.mark.django_db(transaction=True)
def test_transactional_test_when_another_wrote_before_then_fresh_clone():
    assert ContentType.objects.filter(app_label="left").count() == 0
    assert ContentType.objects.filter(app_label="accounts", model="user").exists()
