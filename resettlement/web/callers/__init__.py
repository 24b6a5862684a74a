"""The callers' desk: whom to call today, one person's page, what receiving units still owe.

These pages show full names and telephone numbers: for callers and administrators alone, never cached.
"""

from resettlement.web.callers import corrections, events, issues, lists, person, units
from resettlement.web.desk import handlers_in

handlers = handlers_in(corrections, events, issues, lists, person, units)
