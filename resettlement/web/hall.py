"""Routes of hall."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

handlers: list[HTTPRouteHandler] = []
