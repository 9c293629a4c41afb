"""The two addresses for machines."""

import pytest
from django.db import connection


@pytest.fixture
def unreachable_database(transactional_db, tmp_path, monkeypatch):
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", str(tmp_path))
        yield
        connection.close()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_when_all_is_well_then_ok_and_never_stored(client, path):
    response = client.get(path)

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_health_when_database_is_gone_then_alive_but_not_ready(client, unreachable_database):
    assert client.get("/healthz").status_code == 200

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"status": "database unavailable"})


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_when_posted_then_refused(client, path):
    assert client.post(path).status_code == 405
