"""The public page of the conditions."""

from datetime import date

import pytest

from registry.criteria.models import SchemeVersion

pytestmark = pytest.mark.django_db


def test_criteria_page_when_scheme_in_force_then_has_nine_conditions_in_order(client):
    page = client.get("/criteria/").content.decode()

    positions = [page.index(f'id="c{code}"') for code in range(1, 10)]
    assert positions == sorted(positions)
    assert "专利申请量或拥有量在30件以上的知识产权成长型企业" in page
    assert "30件" in page
    assert "500万元" in page
    assert "待核对" in page
    assert "区市场监管局建立知识产权保护重点联系机制实施方案" in page


def test_criteria_page_when_no_scheme_in_force_then_says_so(client):
    SchemeVersion.objects.update(effective_until=date(2021, 6, 1))

    assert "还没有施行中的方案" in client.get("/criteria/").content.decode()
    assert client.get("/").status_code == 200
    assert client.get("/roster/").status_code == 200


def test_criteria_page_when_wording_holds_markup_then_it_is_escaped(client):
    scheme = SchemeVersion.objects.get()
    scheme.criteria.filter(code="9").update(wording="<b>其他</b>")

    assert "<b>其他</b>" not in client.get("/criteria/").content.decode()
