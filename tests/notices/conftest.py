"""Every kind of paper, made once for all tests of this folder."""

from collections.abc import Mapping

import pytest

from public_notices.documents import document_pdf
from tests.notices import contents

KINDS = tuple(make.__name__ for make in contents.ALL)


@pytest.fixture(scope="session")
def papers() -> Mapping[str, bytes]:
    """The finished PDF of each kind."""
    return {make.__name__: document_pdf(make()) for make in contents.ALL}
