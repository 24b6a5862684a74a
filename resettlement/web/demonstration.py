"""The demonstration's clock on the desks: a day later, for everybody at once."""

from __future__ import annotations

from typing import Annotated

from litestar import post
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body
from litestar.response import Redirect

from public_notices.environment import environment
from resettlement.campaign import demonstration
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine, any_role, local_path

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/demonstration/forward", guards=[any_role], sync_to_thread=True)
def forward(request: AnyRequest, engine: CurrentEngine, data: Form) -> AnyResponse:
    """Move the clock on; it leads back to the page it was pressed on."""
    demonstration.move_forward(engine)
    return Redirect(local_path(data.get("back", "")) or "/", status_code=303)


environment().globals["clock_can_move"] = demonstration.can_move
handlers: list[HTTPRouteHandler] = [forward]
