"""A fact typed into a form reads as the same words in the workbook's sheet 事项 do."""

from __future__ import annotations

from resettlement.records.hand_entry import read_fact, typed_from
from resettlement.records.lookup import in_words
from resettlement.records.workbook import read_records
from resettlement.sample import folder

FACTS = [fact for row in read_records(folder() / "records.xlsx").rows for fact in row.facts]


def test_every_fact_of_the_sample_comes_back_from_the_form_as_it_was() -> None:
    assert len({fact.kind for fact in FACTS}) > 5
    for fact in FACTS:
        assert read_fact(typed_from(fact)) == (fact, {})


def test_what_is_wrong_is_said_by_field() -> None:
    typed = {"事项": "服役地区", "类别": "艰苦边远", "起": "2012-01-01", "止": "2011-01-01", "天数": "3"}
    fact, wrong = read_fact(typed)
    assert fact is None
    assert wrong.keys() == {"止", "天数", "证明材料"}
    assert read_fact({})[1] == {"事项": "请选择事项"}
    assert "必须填写" in read_fact({"事项": "奖励", "证明材料": "登记表"})[1]["等级"]


def test_a_fact_is_put_in_the_words_of_the_sheet() -> None:
    award = {"kind": "award", "grade": "third_class_merit", "on": "2016-08-30", "collective": True}
    assert in_words(award) == "奖励：三等功，日期 2016-08-30，集体"
    assert in_words({"kind": "child_of_martyr"}) == "烈士子女"


def test_the_day_of_the_document_is_read_and_written_back() -> None:
    typed = {"事项": "参加作战", "天数": "8", "证明材料": "认定材料", "材料日期": "2012年7月3日"}
    fact, wrong = read_fact(typed)
    assert wrong == {}
    assert fact is not None
    assert str(fact.document_on) == "2012-07-03"
    assert typed_from(fact)["材料日期"] == "2012-07-03"


def test_a_day_of_the_document_that_does_not_exist_is_said_in_its_field() -> None:
    fact, wrong = read_fact({"事项": "参加作战", "天数": "8", "证明材料": "材料", "材料日期": "2012-06-31"})
    assert fact is None
    assert "这一天不存在" in wrong["材料日期"]
