"""What every page carries: organ, demo banner, policy, valid HTML; pages for errors; gallery."""

import re

import html5lib
import pytest
from django.test import Client

from ipcontact.ui.models import SiteProfile

pytestmark = pytest.mark.django_db
WORKSPACE = ["/desk/", "/search/", "/search/?q=x", "/menu/", "/display/", "/staff-regions/"]
FORMS = ["/r/120116001/edit/", "/rename/?pick=120116001"]
PAGES = ["/display/", "/regions/", "/regions/?kind=zone&q=x", "/accounts/login/", "/nowhere/"]


def errors_of(html: str) -> list:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    return [(place, code, data) for place, code, data in parser.errors]


@pytest.mark.parametrize("path", PAGES)
def test_public_page_when_opened_then_is_valid_and_without_inline_code(client, sample_pages, path):
    page = client.get(path).content.decode()

    assert errors_of(page) == []
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page)


@pytest.mark.parametrize("path", WORKSPACE + FORMS)
def test_workspace_page_when_opened_then_is_valid_and_without_inline_code(
    client, sample_pages, handler, path
):
    page = client.get(path).content.decode()

    assert errors_of(page) == []
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page)


def test_gallery_when_debugging_then_is_valid_and_else_missing(client, settings):
    missing = client.get("/ui/").status_code
    settings.DEBUG = True

    page = client.get("/ui/")

    assert (missing, page.status_code) == (404, 200)
    assert errors_of(page.content.decode()) == []


def test_mails_when_debugging_then_shows_what_would_have_been_sent(client, settings, tmp_path):
    (tmp_path / "1.log").write_bytes(
        "Subject: =?utf-8?b?6YeN6K6+5a+G56CB?=\nTo: a@example.cn\n"
        "Content-Type: text/plain; charset=utf-8\n\n点这里\n".encode()
        + b"-" * 79
        + b"\n"
    )
    settings.EMAIL_FILE_PATH = str(tmp_path)
    missing = client.get("/mail/").status_code
    settings.DEBUG = True

    page = client.get("/mail/").content.decode()

    assert missing == 404
    assert "重设密码" in page
    assert "点这里" in page


@pytest.mark.parametrize("demo", [True, False])
def test_banner_when_data_are_made_up_then_stands_on_every_page(
    client, sample_pages, settings, handler, demo
):
    settings.DEMO = demo

    shown = ["虚构" in client.get(p).content.decode() for p in ("/regions/", "/desk/", "/nowhere/")]

    assert shown == [demo] * 3


def test_organ_when_edited_then_stands_on_the_next_page(client, sample_pages):
    SiteProfile(pk=1, organ_name="示例区市场监督管理局", icp_no="津ICP备00000000号").save()

    page = client.get("/regions/").content.decode()

    assert "<b>示例区市场监督管理局</b>" in page
    assert "津ICP备00000000号" in page


def test_missing_page_when_asked_then_helps_and_gives_a_number(client, sample_pages):
    response = client.get("/nowhere/")

    page = response.content.decode()
    assert response.status_code == 404
    assert "没有这一页" in page
    assert response["X-Request-ID"] in page


@pytest.mark.parametrize("path", ["/nowhere/", "/units/LX999999/", "/r/nowhere/edit/"])
def test_missing_page_when_debugging_then_is_the_same(
    client, sample_pages, settings, handler, path
):
    settings.DEBUG = True

    response = client.get(path)

    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


def test_refusal_when_the_right_is_lacking_then_says_which_role_may(client, handler):
    response = client.get("/audit/")

    page = response.content.decode()
    assert response.status_code == 403
    assert "审计员" in page
    assert response["X-Request-ID"] in page


def test_post_when_token_is_missing_then_says_the_page_expired(sample_pages):
    response = Client(enforce_csrf_checks=True).post("/display/", {"text": "large"})

    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()
    assert not response.cookies.get("display_text")


def test_failure_when_unexpected_then_is_plain_with_a_number(client, sample_pages, monkeypatch):
    def fail(self):
        raise RuntimeError("boom 91120116")

    monkeypatch.setattr("tests.ui.sample_urls.RegionList.get_queryset", fail)
    client.raise_request_exception = False

    response = client.get("/regions/")

    page = response.content.decode()
    assert response.status_code == 500
    assert "系统出错了" in page
    assert "boom" not in page
    assert response["X-Request-ID"] in page


def test_request_when_fields_are_too_many_then_is_refused_plainly(client, sample_pages, handler):
    client.raise_request_exception = False

    response = client.post("/rename/", {f"f{n}": "1" for n in range(2000)})

    assert response.status_code == 400
    assert "请求无法处理" in response.content.decode()
