"""Fields written without templates: the same as their widgets would draw."""

import pytest
from django import forms
from django.test.html import parse_html

from ipcontact.ui import drawing

HOSTILE = '"><script>alert(1)</script>'


class Sample(forms.Form):
    word = forms.CharField(label="名称", max_length=20, help_text="全称")
    answer = forms.ChoiceField(choices=[("yes", "是 <b>"), ("no", "否")], widget=forms.RadioSelect)
    note = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize("value", ["", "滨海", HOSTILE])
def test_text_box_when_drawn_then_as_the_widget_draws_it(value):
    bound = Sample({"word": value})["word"]

    drawn = drawing.text_box(bound, {"class": "input"})

    assert parse_html(drawn) == parse_html(bound.as_widget(attrs={"class": "input"}))


def test_text_box_when_the_field_is_no_single_line_then_nothing():
    assert drawing.text_box(Sample()["note"], {}) is None


def test_radios_when_one_is_chosen_then_it_alone_is_checked_and_words_are_escaped():
    drawn = drawing.radios(Sample({"answer": "no"})["answer"])

    assert drawn.count(" checked") == 1
    assert 'value="no" id="id_answer_1" checked' in drawn
    assert "是 &lt;b&gt;" in drawn
