"""Every paper conforms to PDF/A-3a (archive) and PDF/UA-1 (screen readers), says the reference validator."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from public_notices.documents import document_pdf
from tests.notices import contents
from tests.notices.verapdf import broken_rules


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


RENUMBERED = "–¥€═▁◢ꀀꒌ"  # 仿宋里编号经过修正的字形；不修正时校验不通过


def test_every_kind_of_paper_is_pdf_a_3a_and_pdf_ua_1(papers: Mapping[str, bytes], folder: Path) -> None:
    post = contents.slip()["position"] | {"title": f"管理员{RENUMBERED}"}
    made = {**papers, "renumbered": document_pdf(contents.slip() | {"position": post})}
    files = [folder / f"{kind}.pdf" for kind in made]
    for file, pdf in zip(files, made.values(), strict=True):
        file.write_bytes(pdf)
    assert broken_rules(["3a", "ua1"], files) == []


def test_the_validator_notices_a_paper_without_structure(papers: Mapping[str, bytes], folder: Path) -> None:
    file = folder / "untagged.pdf"
    with pikepdf.open(BytesIO(papers["slip"])) as pdf:
        del pdf.Root["/StructTreeRoot"]
        pdf.save(file)
    broken = broken_rules(["3a", "ua1"], [file])
    assert {line.split()[0] for line in broken} == {"3a", "ua1"}
