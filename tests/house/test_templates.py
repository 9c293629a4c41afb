"""Templates: nothing inline, one frame, labels that say something."""

import pytest

from tests.house.pages import ALLOWED, OWN_FRAME, PATTERNS, template_errors
from tests.house.source import ROOT, templates


def test_templates_when_read_then_nothing_is_found():
    assert [e for path, text in templates() for e in template_errors(path, text)] == []


def test_own_frame_when_listed_then_the_file_exists():
    assert [path for path in OWN_FRAME if not (ROOT / "templates" / path).exists()] == []


def test_allowed_when_no_longer_found_then_the_entry_must_go():
    patterns, texts = dict(PATTERNS), dict(templates())

    assert [key for key in ALLOWED if not patterns[key[1]].search(texts[key[0]])] == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">x</p>',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<a href="javascript:go()">查看单位</a>',
        '<button type="button" onclick="go()">查看单位</button>',
        "{{ unit.note|safe }}",
        "{{ unit.note | safe }}",
        "{% autoescape off %}{{ note }}{% endautoescape %}",
        '<img src="https://example.com/a.png" alt="">',
        '<script src="//cdn.example.com/a.js"></script>',
        '<link rel="stylesheet" href="https://example.com/a.css">',
        "<h1>单位</h1>",
        "{% block content %}x{% endblock %}",
        '{% extends "other/page.html" %}',
        '<button type="submit">确定</button>',
        '<button>{% icon "x" %} 提交</button>',
        '<a href="/x/"><span>点击这里</span></a>',
        '<input type="submit" value="确认">',
    ],
)
def test_check_when_shown_a_bad_template_then_it_is_found(text):
    assert len(template_errors("registry/units/page.html", text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        '{% extends "layouts/workspace.html" %}{% block content %}<h1>单位</h1>{% endblock %}',
        '<script src="{% static "js/copy.js" %}" defer></script>',
        "{# onclick= and style= in a comment #}<p>单位</p>",
        '<button type="submit">提交申报</button>',
        '<a href="{{ unit.get_absolute_url }}">{{ unit.name }}</a>',
        '<input type="text" aria-label="说明" data-on="x">',
    ],
)
def test_check_when_shown_a_good_template_then_nothing_is_found(text):
    assert template_errors("registry/units/page.html", text) == []
