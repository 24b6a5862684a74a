"""How a page comes to speak another language, and what never does."""

from __future__ import annotations

import pytest

from public_notices.environment import environment
from resettlement.translation import gettext, in_chinese, language, ngettext, speaking, voiced


def test_a_page_speaks_chinese_unless_asked() -> None:
    assert language() == "zh"
    assert gettext("提出异议") == "提出异议"


def test_a_sentence_is_looked_up_in_the_language_spoken() -> None:
    with speaking("en"):
        assert gettext("提出异议") == "Object"
    assert gettext("提出异议") == "提出异议"


def test_a_sentence_unknown_to_the_catalogue_stays_as_it_is() -> None:
    with speaking("en"):
        assert gettext("没有这句话 %(n)s", n=3) == "没有这句话 3"
        assert ngettext("%(num)s 头牛", "%(num)s 头牛们", 2) == "2 头牛们"


def test_what_is_kept_or_signed_is_chinese_whoever_works_on_it() -> None:
    @in_chinese
    def paper() -> str:
        return gettext("提出异议")

    with speaking("en"):
        assert paper() == "提出异议"
        assert language() == "en"


def test_a_label_in_a_variable_is_escaped() -> None:
    page = environment().from_string("{{ label|spoken }}")
    assert page.render(label="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("<p>Unit 区医院</p>", '<p>Unit <span lang="zh-CN">区医院</span></p>'),
        ("<p>S07 张𬭎（士官） chose</p>", '<p>S07 <span lang="zh-CN">张𬭎（士官）</span> chose</p>'),
        ('<a title="区医院">Post</a>', '<a title="区医院">Post</a>'),
        ("<option>区医院</option>", "<option>区医院</option>"),
        ("<title>区医院</title><b>甲 & 乙</b>", "<title>区医院</title><b>甲 & 乙</b>"),
    ],
)
def test_chinese_parts_of_an_english_page_say_so(page: str, marked: str) -> None:
    with speaking("en"):
        assert voiced(page) == marked.replace(
            "甲 & 乙", '<span lang="zh-CN">甲</span> & <span lang="zh-CN">乙</span>'
        )
    assert voiced(page) == page
