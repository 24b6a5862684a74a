"""HTML to PDF: the only module that knows WeasyPrint.

Every paper is PDF/A-3a (ISO 19005-3, for the archive, with its data embedded) and PDF/UA-1 (ISO 14289-1, for
screen readers) at once. Same input, same bytes: identifier and dates come from the input, fonts from the
prepared folder alone. A paper that could not be drawn exactly is refused: characters without a glyph, any
resource that is not a packaged asset, any warning the renderer logs.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any
from warnings import catch_warnings, filterwarnings

from public_notices.environment import TEMPLATES
from public_notices.errors import RenderingWarnedError
from public_notices.fonts import fontconfig_file, made_with, refuse_missing

_ASSETS = TEMPLATES / "notices"
_ASSET_SCHEME = "notices:/"
_ONE_AT_A_TIME = Lock()  # threads would not be faster, and warnings must be told apart
# ISO 19005-3 6.6.2.3.2: a property outside the predefined schemas needs its schema described in the file.
_PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


@dataclass(frozen=True)
class EmbeddedFile:
    """A file carried inside the PDF; ``name`` in ASCII, ``description`` for people."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True)
class PrintJob:
    """All that decides a PDF's bytes. ``issued_on`` stands in the file as its date of creation."""

    html: str
    title: str
    issued_on: date
    attachments: tuple[EmbeddedFile, ...] = ()

    def identifier(self) -> bytes:
        """Sixteen bytes over the whole job: the PDF's permanent identifier (ISO 32000-1, 14.4)."""
        digest = hashlib.sha256(f"{self.title}\n{self.issued_on}\n{self.html}".encode())
        for file in self.attachments:
            digest.update(f"\n{file.name}\n{file.description}\n".encode() + file.data)
        return digest.digest()[:16]


def render(job: PrintJob) -> bytes:
    """The finished PDF of a whole HTML page (``lang`` set, one ``h1``).

    Raises MissingCharactersError, FontsNotPreparedError, RenderingWarnedError.
    """
    refuse_missing(job.html)
    with _ONE_AT_A_TIME:
        engine = _engine()
        with _Warnings() as warnings:
            pdf = _write(engine, job)
    if warnings.messages:
        raise RenderingWarnedError(job.title, warnings.messages)
    return pdf


def render_many(jobs: Iterable[PrintJob], workers: int = 2) -> Iterator[bytes]:
    """The PDFs in the order of the jobs, one after the other as they are ready, made by several processes.

    With one worker everything stays in this process, which is quicker for a handful of papers.
    """
    if workers < 2:
        yield from map(render, jobs)
        return
    # Fresh processes: a fork of a process that already holds fontconfig or threads is not safe.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(render, jobs)


@dataclass(frozen=True)
class _Engine:
    weasyprint: Any
    fonts: Any
    fetcher: Any


@cache
def _engine() -> _Engine:
    """WeasyPrint with the prepared fonts and no others, set up once per process."""
    os.environ["FONTCONFIG_FILE"] = str(fontconfig_file())  # read when WeasyPrint is first imported
    import weasyprint  # type: ignore[import-untyped]
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped]

    class PackagedAssets(URLFetcher):  # type: ignore[misc]
        """Serves the files beside the notice templates by bare name, and refuses everything else."""

        def fetch(self, url: str, headers: object = None) -> Any:
            return URLFetcherResponse(url, asset(url), {"Content-Type": "text/css; charset=utf-8"})

    return _Engine(weasyprint, FontConfiguration(), PackagedAssets())


def asset(url: str) -> bytes:
    """The packaged file behind ``notices:/NAME``; any other address raises ValueError.

    Names and remarks enter templates; no text may make the renderer read a file or call a machine.
    """
    name = url.removeprefix(_ASSET_SCHEME)
    if not url.startswith(_ASSET_SCHEME) or Path(name).name != name or not name.endswith(".css"):
        raise ValueError(f"refused: {url}")
    return (_ASSETS / name).read_bytes()


def _write(engine: _Engine, job: PrintJob) -> bytes:
    source = engine.weasyprint.HTML(string=job.html, base_url=_ASSET_SCHEME, url_fetcher=engine.fetcher)
    document = source.render(font_config=engine.fonts, pdf_variant="pdf/a-3a", pdf_tags=True)
    metadata = document.metadata
    metadata.title = job.title
    metadata.generator = f"Resettlement; {made_with()}"
    metadata.created = metadata.modified = job.issued_on.isoformat()
    metadata.generate_rdf_metadata = _with_pdfua(metadata.generate_rdf_metadata)
    metadata.attachments = [_attachment(engine, file, job.issued_on) for file in job.attachments]
    with catch_warnings():
        # WeasyPrint leaves the colour profile's file to the garbage collector.
        filterwarnings("ignore", ".*sRGB2014.icc", ResourceWarning)
        pdf = document.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, pdf_identifier=job.identifier())
    assert isinstance(pdf, bytes)
    return pdf


def _with_pdfua(generate: Callable[..., bytes]) -> Callable[..., bytes]:
    def both(variant: str, version: int, conformance: str) -> bytes:
        return generate(variant, version, conformance).replace(b"</rdf:RDF>", _PDFUA)

    return both


def _attachment(engine: _Engine, file: EmbeddedFile, day: date) -> Any:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - written as is, with the suffix Z
    return engine.weasyprint.Attachment(
        string=file.data,
        name=file.name,
        description=file.description,
        created=midnight,
        modified=midnight,
        relationship="Data",
    )


class _Warnings(logging.Handler):
    """Collects what WeasyPrint logs at WARNING or above, instead of letting it pass by on stderr."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self._logger = logging.getLogger("weasyprint")

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def __enter__(self) -> "_Warnings":
        self._propagate, self._logger.propagate = self._logger.propagate, False
        self._logger.addHandler(self)
        return self

    def __exit__(self, *failure: object) -> None:
        self._logger.removeHandler(self)
        self._logger.propagate = self._propagate
