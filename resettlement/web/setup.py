"""`/setup`: an empty database is set up here, with the code that the terminal shows; then it is gone."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from litestar import get, post
from litestar.response import Redirect
from sqlalchemy import Engine
from sqlmodel import select

from resettlement import database
from resettlement.accounts.model import password_rules
from resettlement.accounts.service import STREAM as ACCOUNTS
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import act
from resettlement.office import setup
from resettlement.office.service import Office, faults, suggested_folder
from resettlement.translation import gettext as _
from resettlement.web.rendering import page
from resettlement.web.security import LOOPBACK, AnyRequest, AnyResponse, CurrentEngine, anyone, on_loopback
from resettlement.web.sent_form import Form

PATH, SIGN_IN = "/setup", "/sign-in?to=/staff/accounts"
LABELS = {
    "code": "设置码", "account": "登录账号", "person": "您的姓名", "password": "密码",
    "again": "再输入一次密码", "name": "单位名称", "phone": "电话", "address": "通信地址",
    "folder": "公开包放在哪个文件夹", "public_address": "手机打开本站的网址",
}  # fmt: skip
_SIOCGIFADDR = 0x8915  # linux/sockios.h: an interface's address
_LED = ("/", "/en/", "/en", "/sign-in")


async def lead_there(request: AnyRequest) -> Redirect | None:
    """Of an empty database the home page and the sign-in lead to set-up (`before_request`)."""
    state = request.app.state
    engine: Engine | None = state.get("engine")
    if engine is None or state.get("begun") or request.method != "GET" or request.scope["path"] not in _LED:
        return None
    if await asyncio.to_thread(_begun, engine):
        state["begun"] = True  # an office that has begun never becomes empty again
        return None
    return Redirect(PATH, status_code=303)


@get(PATH, guards=[anyone], sync_to_thread=True)
def setup_form(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The form; the sign-in once somebody has an account."""
    with database.reading(engine) as db:
        if setup.is_set_up(db):
            return Redirect(SIGN_IN, status_code=303)
        usual = {"folder": suggested_folder(db), "public_address": _own_address(request), "account": "admin"}
    return _page(request, usual)


@post(PATH, guards=[anyone], sync_to_thread=True)
def set_up(request: AnyRequest, engine: CurrentEngine, data: Form) -> AnyResponse:
    """The first administrator and the office, all or nothing."""
    typed = {name: data.get(name, "").strip() for name in LABELS if name not in ("password", "again")}
    office = office_from(typed)
    problems = dict(faults(office))
    if not typed["person"]:
        problems["person"] = _("请填写姓名")
    if data.get("password", "") != data.get("again", ""):
        problems["again"] = _("两次输入的密码不一样")
    if problems:
        return _page(request, typed, problems)
    try:
        act(
            engine,
            ACCOUNTS,
            lambda db, at: setup.set_up(
                db, typed["code"], account=typed["account"], name=typed["person"],
                password=data.get("password", ""), office=office, at=at,
            ),
        )  # fmt: skip
    except (RefusedError, BadInputError) as error:
        return _page(request, typed, error=error)
    return Redirect(SIGN_IN, status_code=303)


def _page(
    request: AnyRequest,
    typed: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
    error: RefusedError | BadInputError | None = None,
) -> AnyResponse:
    told = [f"{_(LABELS[name])}：{why}" for name, why in (problems or {}).items()]
    told += [error.message] if error else []
    return page(
        request,
        "office/setup.html",
        422 if told else 200,
        typed=typed,
        problems=problems or {},
        errors=told,
        rules=password_rules(),
        labels=LABELS,
        addresses=addresses(request),
        loopback=on_loopback(request),
    )


def office_from(typed: Mapping[str, str]) -> Office:
    """What was typed of the office."""
    told = {key: typed.get(key, "") for key in ("name", "folder", "phone", "address")}
    return Office(**told, public_address=typed.get("public_address", "").rstrip("/"))


def addresses(request: AnyRequest) -> list[str]:
    """Where phones of the same network may reach this machine."""
    port = urlsplit(str(request.base_url)).port
    shown = f":{port}" if port and port not in (80, 443) else ""
    return [f"http://{one}{shown}" for one in _machine()]


def _own_address(request: AnyRequest) -> str:
    """The address under which the site was opened, where others can open it too."""
    own = str(request.base_url).rstrip("/")
    if urlsplit(own).hostname not in LOOPBACK:
        return own
    return next(iter(addresses(request)), "")


def _machine() -> list[str]:
    """This machine's own addresses on its networks, as the kernel knows them."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _number, name in socket.if_nameindex():
            with suppress(OSError):  # an interface without an address
                asked = struct.pack("256s", name.encode()[:15])
                found.append(socket.inet_ntoa(fcntl.ioctl(probe, _SIOCGIFADDR, asked)[20:24]))
    return [one for one in found if not one.startswith("127.")]


def _begun(engine: Engine) -> bool:
    with database.reading(engine) as db:
        return setup.is_set_up(db) or db.exec(select(Campaign.id).limit(1)).first() is not None
