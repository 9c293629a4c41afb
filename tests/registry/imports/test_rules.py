"""Words in a file: kinds, states, places."""

import pytest

from ipcontact.text.rules import search_key
from registry.imports.rules import (
    find_region,
    guess_kind,
    outside_district,
    read_ground,
    read_kind,
    read_state,
    region_of_address,
)

NAMES = ("塘沽街道", "新北街道", "中塘镇", "天津经济技术开发区", "天津港保税区")
NAMES += ("天津滨海高新技术产业开发区", "天津东疆综合保税区", "中新天津生态城")
REGIONS = {search_key(name): place for place, name in enumerate(NAMES)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("企业", "enterprise"),
        ("电子商务平台", "platform"),
        ("行业协会", "association"),
        ("产业联盟", "alliance"),
        ("事业单位", "public_institution"),
        ("个体工商户", "sole_proprietor"),
        ("农民专业合作社", "cooperative"),
        ("分支机构", "branch"),
        ("其他", "other"),
        ("有限责任公司", "enterprise"),
        ("天书", None),
    ],
)
def test_kind_when_written_in_words_is_read(text, kind):
    assert read_kind(text) == kind


@pytest.mark.parametrize(
    ("name", "code", "legal_form", "kind"),
    [
        ("示例甲科技有限公司", "91", "", "enterprise"),
        ("示例甲科技有限公司第一分公司", "91", "", "branch"),
        ("示例甲科技", "91", "有限责任公司分公司", "branch"),
        ("示例小吃店", "92", "", "sole_proprietor"),
        ("示例种植专业合作社", "93", "", "cooperative"),
        ("示例行业协会", "51", "", "association"),
        ("示例产业联盟", "51", "", "alliance"),
        ("示例产业联盟", "", "", "alliance"),
        ("示例联盟科技有限公司", "91", "", "enterprise"),
        ("示例研究院", "12", "", "public_institution"),
        ("示例办事处", "N2", "", "other"),
    ],
)
def test_kind_when_nothing_is_said_is_guessed(name, code, legal_form, kind):
    assert guess_kind(name, code, legal_form) == kind


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("存续", "active"),
        ("存续（在营、开业、在册）", "active"),
        ("在业", "active"),
        ("开业", "active"),
        ("吊销", "revoked"),
        ("吊销，未注销", "revoked"),
        ("吊销，已注销", "cancelled"),
        ("注销", "cancelled"),
        ("迁出", "moved_out"),
        ("并入", "merged_into"),
        ("破产", "bankrupt"),
        ("未核实", "unknown"),
        ("天书", None),
    ],
)
def test_state_when_written_in_words_is_read(text, state):
    assert read_state(text) == state


def test_ground_when_label_or_words_is_read():
    assert read_ground("自愿退出") == "own_wish"
    assert read_ground("企业申请退出") == "own_wish"
    assert read_ground("看不懂") == "other"


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("天津市滨海新区新北街道示例路1号", False),
        ("天津开发区第三大街8号", False),
        ("天津经济技术开发区西区示例路", False),
        ("滨海新区塘沽示例路", False),
        ("天津自贸试验区（空港经济区）示例路", False),
        ("天津市示例路1号", False),
        ("天津市和平区示例路1号", True),
        ("浙江省宁波市海曙区示例路1号", True),
        ("北京市海淀区示例路", True),
        ("慈溪市龙山镇示例村", True),
        ("某某镇示例村1号", True),
    ],
)
def test_address_when_elsewhere_is_outside(address, outside):
    assert outside_district(address, REGIONS) is outside


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("塘沽街道", "塘沽街道"),
        ("塘沽", "塘沽街道"),
        ("滨海新区中塘镇", "中塘镇"),
        ("开发区", "天津经济技术开发区"),
        ("经开区", "天津经济技术开发区"),
        ("高新区", "天津滨海高新技术产业开发区"),
        ("保税区", "天津港保税区"),
        ("东疆", "天津东疆综合保税区"),
        ("生态城", "中新天津生态城"),
        ("天津", None),
        ("海曙区", None),
        ("", None),
    ],
)
def test_region_when_named_shortly_is_found(text, name):
    found = find_region(text, REGIONS)

    assert (NAMES[found] if found is not None else None) == name


def test_region_of_address_when_spelled_out_is_found():
    assert region_of_address("天津市滨海新区新北街道示例路", REGIONS) == 1
    assert region_of_address("宁波市某某新北街道示例路", REGIONS) is None
