"""Which language an answer speaks: public pages by their address, desks by a cookie that the switch sets.

A public page is the same bytes for everybody, so its English is a page of its own under `/en`.
"""

from __future__ import annotations

from litestar import post
from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from resettlement import translation
from resettlement.web.security import AnyRequest, AnyResponse, anyone, local_path
from resettlement.web.sent_form import Form

COOKIE = "language"
A_YEAR = 365 * 24 * 3600
DESKS = ("/staff", "/hall", "/callers", "/accounts", "/sign-in", "/setup")
"""Below these the cookie is asked; nowhere else is one looked at."""


def language_of(request: AnyRequest) -> str:
    """One of translation.LANGUAGES; Chinese where nothing else was asked for."""
    path: str = request.scope["path"]
    asked = path.split("/")[1]
    if path.startswith(DESKS):
        asked = request.cookies.get(COOKIE, "")
    return asked if asked in translation.LANGUAGES else translation.CHINESE


async def speak_as_asked(request: AnyRequest) -> None:
    """What answers this request, refusals included, speaks its language (`before_request`)."""
    translation.speak(language_of(request))


@post("/language", guards=[anyone])
async def switch(data: Form) -> AnyResponse:
    """The switch on every desk; it leads back to the page it was pressed on."""
    language = data.get("to", "")
    if language not in translation.LANGUAGES:
        raise HTTPException(status_code=400)
    cookie = Cookie(
        key=COOKIE,
        value=language,
        path="/",
        httponly=True,
        samesite="lax",
        max_age=A_YEAR,
    )
    return Redirect(local_path(data.get("back", "")) or "/", status_code=303, cookies=[cookie])
