"""`/staff/accounts`: for the administrator, the accounts of the office: opened, closed, passwords reset."""

from __future__ import annotations

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from resettlement import clock
from resettlement.accounts import service
from resettlement.accounts.model import ROLE_LABELS, Role, password_rules
from resettlement.errors import RefusedError
from resettlement.translation import looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.security import AnyResponse, may
from resettlement.web.staff.frame import done, show
from resettlement.web.staff.list_pages import exported
from resettlement.web.staff.lists import Column, Listing, listing

PATH = "/staff/accounts"
ADMINISTRATOR = may(Role.ADMINISTRATOR)
COLUMNS = (
    Column("id", "登录账号", link="/staff/accounts/{id}"),
    Column("name", "姓名"),
    Column("role", "做什么工作", said=True),
    Column("state", "状态", tones={"在用": "good", "已停用": "warm"}, said=True),
    Column("sign_ins", "正在使用的登录", number=True),
)
LABELS = {
    "account": "登录账号",
    "role": "做什么工作",
    "password": "密码",
    "again": "再输入一次账号",
    "person": "本人已有的账号",
}


def _form(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    return show(
        desk,
        "account_new",
        retry,
        labels=LABELS | {"name": "姓名"},
        roles=[("", looked_up("请选择"))] + [(role.value, looked_up(ROLE_LABELS[role])) for role in Role],
        rules=password_rules(),
    )


def _one(desk: Desk, account_id: str, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        found = next((one for one in service.listed(db, clock.now()) if one.id == account_id), None)
    if found is None:
        raise NotFoundException
    return show(
        desk,
        "account",
        retry,
        of=found,
        role=ROLE_LABELS[found.role],
        own=account_id == desk.by,
        labels=LABELS,
        rules=password_rules(),
    )


@get("/accounts", guards=[ADMINISTRATOR], sync_to_thread=True)
def accounts(desk: AtDesk) -> AnyResponse:
    """Every account, those that are closed too."""
    return show(desk, "accounts", listing=_listing(desk))


@get("/accounts.xlsx", guards=[ADMINISTRATOR], sync_to_thread=True)
def accounts_workbook(desk: AtDesk) -> AnyResponse:
    """The list as a workbook."""
    return exported(_listing(desk))


@get("/accounts/new", guards=[ADMINISTRATOR], sync_to_thread=True)
def account_form(desk: AtDesk) -> AnyResponse:
    """The form for a new account."""
    return _form(desk)


@post("/accounts/new", guards=[ADMINISTRATOR], sync_to_thread=True)
@or_show(_form)
def add(desk: AtDesk) -> AnyResponse:
    """A new account; its owner gets the first password and changes it."""
    role = desk.text("role")
    if role not in set(Role):
        desk.problems["role"] = "请选择做什么工作"
    desk.require(name="请填写姓名")
    desk.check()
    desk.write_to(
        service.STREAM,
        lambda db, at: service.add_account(
            db,
            desk.text("account"),
            name=desk.text("name"),
            role=Role(role),
            password=desk.as_sent("password"),
            person=desk.text("person") or None,
            by=desk.by,
            at=at,
        ),
    )
    return done(PATH, "account")


@get("/accounts/{account_id:str}", guards=[ADMINISTRATOR], sync_to_thread=True)
def one_account(desk: AtDesk, account_id: FromPath[str]) -> AnyResponse:
    """One account, and what can be done with it."""
    return _one(desk, account_id)


@post("/accounts/{account_id:str}/password", guards=[ADMINISTRATOR], sync_to_thread=True)
@or_show(_one)
def reset(desk: AtDesk, account_id: FromPath[str]) -> AnyResponse:
    """A new password for somebody else; everybody changes their own, knowing the old one."""
    if account_id == desk.by:
        raise RefusedError("accounts.own", "自己的密码请在“修改密码”里改，要先输入原密码。")
    desk.write_to(
        service.STREAM,
        lambda db, at: service.change_password(db, account_id, desk.as_sent("password"), by=desk.by, at=at),
    )
    return done(f"{PATH}/{account_id}", "reset")


@post("/accounts/{account_id:str}/close", guards=[ADMINISTRATOR], sync_to_thread=True)
@or_show(_one)
def close(desk: AtDesk, account_id: FromPath[str]) -> AnyResponse:
    """Close an account for good: its sign-ins end at once."""
    if desk.text("again") != account_id:
        desk.check(again="与要停用的账号不同，没有停用")
    desk.write_to(
        service.STREAM,
        lambda db, at: service.deactivate(db, account_id, by=desk.by, at=at),
    )
    return done(f"{PATH}/{account_id}", "closed")


def _listing(desk: Desk) -> Listing:
    with desk.reading() as db:
        found = service.listed(db, clock.now())
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "role": ROLE_LABELS[one.role],
            "state": "在用" if one.active else "已停用",
            "sign_ins": one.sign_ins,
        }
        for one in found
    ]
    return listing(desk, "账号管理", PATH, COLUMNS, rows)
