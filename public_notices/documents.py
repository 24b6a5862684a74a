"""Frozen content to HTML and to PDF: one way in for every kind of paper (see `content` for the kinds)."""

from datetime import date
from functools import cache

import jinja2
from markupsafe import Markup

from public_notices.content import Content, check_content, content_bytes
from public_notices.environment import environment
from public_notices.errors import ContentRefusedError
from public_notices.rendering import EmbeddedFile, PrintJob, render
from public_notices.typesetting import FILTERS, printed_value

_STYLE_SHEETS = {"slip": "slip.css"}
_GBT9704 = "gbt9704.css"


def notice_body_html(content: Content) -> Markup:
    """The paper as one ``<article class="notice notice-KIND">``: for the web page and for the PDF.

    Raises ContentRefusedError naming the field that is missing.
    """
    check_content(content)
    template = _templates().get_template(f"notices/{content['kind']}.html")
    try:
        return Markup(template.render(content=content))  # noqa: S704 - made by an autoescaping template
    except jinja2.UndefinedError as error:
        raise ContentRefusedError(content["kind"], str(error.message), "必填") from error


def print_job(content: Content) -> PrintJob:
    """The paper ready for `rendering.render` or `render_many`, its content embedded as ``KIND.json``."""
    body = notice_body_html(content)
    kind = content["kind"]
    html = (
        _templates()
        .get_template("notices/_pdf.html")
        .render(content=content, stylesheet=_STYLE_SHEETS.get(kind, _GBT9704), body=body)
    )
    data = EmbeddedFile(f"{kind}.json", content_bytes(content), "本文件的数据（RFC 8785 形式的 JSON）")
    return PrintJob(html, content["title"], date.fromisoformat(content["issued_on"]), (data,))


def document_pdf(content: Content) -> bytes:
    """The finished PDF of one paper; the same content gives the same bytes."""
    return render(print_job(content))


@cache
def _templates() -> jinja2.Environment:
    templates = environment().overlay(finalize=printed_value)
    templates.filters = environment().filters | FILTERS
    return templates
