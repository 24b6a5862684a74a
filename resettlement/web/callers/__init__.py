"""The callers' desk: whom to call today, one person's page, what receiving units still owe.

These pages show full names and telephone numbers: for callers and administrators alone, never cached.
"""

from litestar.handlers import HTTPRouteHandler

from resettlement.web.callers.corrections import handlers as corrections
from resettlement.web.callers.events import handlers as events
from resettlement.web.callers.issues import handlers as issues
from resettlement.web.callers.lists import handlers as lists
from resettlement.web.callers.person import handlers as person
from resettlement.web.callers.units import handlers as units

handlers: list[HTTPRouteHandler] = [*lists, *person, *events, *corrections, *units, *issues]
