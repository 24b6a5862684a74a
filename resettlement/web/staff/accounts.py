"""`/staff/accounts`: for the administrator, the accounts of the office: opened, closed, passwords reset."""

from __future__ import annotations

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.accounts import service
from resettlement.accounts.model import ROLE_LABELS, Role, password_rules
from resettlement.errors import BadInputError, RefusedError, ResettlementError
from resettlement.journal.service import act
from resettlement.translation import looked_up
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may
from resettlement.web.staff.common import CurrentForm, done, exported, show, text_of, typed_of
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


@get("/accounts", guards=[ADMINISTRATOR], sync_to_thread=False)
def desk() -> Redirect:
    """The administrator's own desk is this list."""
    return Redirect(PATH, status_code=303)


@get("/accounts", guards=[ADMINISTRATOR], sync_to_thread=True)
def accounts(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Every account, those that are closed too."""
    return show(request, "accounts", listing=_listing(request, engine))


@get("/accounts.xlsx", guards=[ADMINISTRATOR], sync_to_thread=True)
def accounts_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The list as a workbook."""
    return exported(_listing(request, engine))


@get("/accounts/new", guards=[ADMINISTRATOR], sync_to_thread=True)
def account_form(request: AnyRequest) -> AnyResponse:
    """The form for a new account."""
    return _form(request, {})


@post("/accounts/new", guards=[ADMINISTRATOR], sync_to_thread=True)
def add(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """A new account; its first password is told to its owner, who changes it."""
    typed = {name: text for name, text in typed_of(form).items() if name != "password"}
    problems: dict[str, str] = {}
    if typed.get("role") not in set(Role):
        problems["role"] = "请选择做什么工作"
    if not typed.get("name"):
        problems["name"] = "请填写姓名"
    if problems:
        return _form(request, typed, problems)
    try:
        act(
            engine,
            service.STREAM,
            lambda db, at: service.add_account(
                db,
                typed.get("account", ""),
                name=typed["name"],
                role=Role(typed["role"]),
                password=_password(form.get("password")),
                person=typed.get("person") or None,
                by=account.id,
                at=at,
            ),
        )
    except (RefusedError, BadInputError) as error:
        return _form(request, typed, error=error)
    return done(PATH, "account")


@get("/accounts/{account_id:str}", guards=[ADMINISTRATOR], sync_to_thread=True)
def one_account(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, account_id: FromPath[str]
) -> AnyResponse:
    """One account, and what can be done with it."""
    return _one(request, engine, account_id, own=account_id == account.id)


@post("/accounts/{account_id:str}/password", guards=[ADMINISTRATOR], sync_to_thread=True)
def reset(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    account_id: FromPath[str],
) -> AnyResponse:
    """A new password for somebody else; his own everybody changes knowing the old one."""
    own = account_id == account.id
    try:
        if own:
            raise RefusedError("accounts.own", "自己的密码请在“修改密码”里改，要先输入原密码。")
        password = _password(form.get("password"))
        act(
            engine,
            service.STREAM,
            lambda db, at: service.change_password(db, account_id, password, by=account.id, at=at),
        )
    except (RefusedError, BadInputError) as error:
        return _one(request, engine, account_id, own=own, error=error)
    return done(f"{PATH}/{account_id}", "reset")


@post("/accounts/{account_id:str}/close", guards=[ADMINISTRATOR], sync_to_thread=True)
def close(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    account_id: FromPath[str],
) -> AnyResponse:
    """Close an account for good: its sign-ins end at once."""
    own = account_id == account.id
    if text_of(form, "again") != account_id:
        problems = {"again": "与要停用的账号不同，没有停用"}
        return _one(request, engine, account_id, own=own, problems=problems)
    try:
        act(
            engine,
            service.STREAM,
            lambda db, at: service.deactivate(db, account_id, by=account.id, at=at),
        )
    except (RefusedError, BadInputError) as error:
        return _one(request, engine, account_id, own=own, error=error)
    return done(f"{PATH}/{account_id}", "closed")


def _password(sent: object) -> str:
    """As typed: blanks belong to it."""
    return sent if isinstance(sent, str) else ""


def _listing(request: AnyRequest, engine: Engine) -> Listing:
    with database.reading(engine) as db:
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
    return listing(request, "账号管理", PATH, COLUMNS, rows)


def _form(
    request: AnyRequest,
    typed: dict[str, str],
    problems: dict[str, str] | None = None,
    error: ResettlementError | None = None,
) -> AnyResponse:
    return show(
        request,
        "account_new",
        status_of(error) if error else 200,
        typed=typed,
        problems=problems or {},
        labels=LABELS | {"name": "姓名"},
        roles=[("", looked_up("请选择"))] + [(role.value, looked_up(ROLE_LABELS[role])) for role in Role],
        rules=password_rules(),
        errors=[error.message] if error else [],
    )


def _one(
    request: AnyRequest,
    engine: Engine,
    account_id: str,
    *,
    own: bool,
    problems: dict[str, str] | None = None,
    error: ResettlementError | None = None,
) -> AnyResponse:
    with database.reading(engine) as db:
        found = next((one for one in service.listed(db, clock.now()) if one.id == account_id), None)
    if found is None:
        raise NotFoundException
    return show(
        request,
        "account",
        status_of(error) if error else 200,
        of=found,
        role=ROLE_LABELS[found.role],
        own=own,
        problems=problems or {},
        labels=LABELS,
        rules=password_rules(),
        errors=[error.message] if error else [],
    )
