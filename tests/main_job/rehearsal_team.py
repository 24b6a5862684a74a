"""Host and supervisor who deal with the faults of a rehearsal as the rules say, without scripts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import httpx
from sqlalchemy import Engine

from resettlement import database
from resettlement.journal.model import Entry
from resettlement.journal.service import read
from resettlement.selection.rehearsal import drill
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.rehearsal.faults import FAULTS, Practice, open_fault
from resettlement.selection.service import load
from tests.browser.site import Site

PASSWORD = "a quiet office in autumn"
LOT = "05.11.16.20.28.33./"
MARK = "演练 REHEARSAL"


class Team:
    """Host and supervisor at their browsers without scripts, on a server that can lose its power."""

    def __init__(
        self,
        site: Site,
        engine: Engine,
        campaign: str,
        *browsers: httpx.Client,
        accounts: tuple[str, str],
        witness: str,
    ) -> None:
        self.site, self.engine, self.campaign = site, engine, campaign
        self.host, self.supervisor = browsers
        self.second, self.witness = accounts[1], witness
        self.away: Callable[[], AbstractContextManager[object]] = nullcontext
        for client, account in zip(browsers, accounts, strict=True):
            answer = client.post("/sign-in", data={"account": account, "password": PASSWORD})
            assert answer.status_code == 303

    def send(self, path: str, action: str, client: httpx.Client | None = None, **said: str) -> httpx.Response:
        """Open a page and send the form of this action with what it holds and what is typed into it."""
        client = client or self.host
        page = client.get(path, follow_redirects=True).text
        form = rf'<form method="post" action="((?:/c/[^/"]+)?{action})".*?</form>'
        found = re.search(form, page, re.DOTALL)
        assert found, f"no form for {action} on {path}"
        held = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0])
        return client.post(found[1], data={**{name: html.unescape(value) for name, value in held}, **said})

    def command(self, name: str, path: str = "/hall/control", **said: str) -> None:
        answer = self.send(path, f"/hall/control/{name}", **said)
        assert answer.status_code == 303, answer.text

    @property
    def id(self) -> str:
        with database.transaction(self.engine) as db:
            return rehearsal.on_screen(db, self.campaign)

    @property
    def logs(self) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        session_id = self.id
        with database.transaction(self.engine) as db:
            return read(db, session_id), drill.notes(db, session_id)

    @property
    def fault(self) -> Practice | None:
        return open_fault(*self.logs)

    def step(self) -> None:
        """Whatever is next: settle a tie, call, or choose the first post that is open."""
        with database.transaction(self.engine) as db:
            session = load(db, rehearsal.on_screen(db, self.campaign))
        if session.table is not None:
            self.choose(session.open_to(session.table.candidate)[0])
        elif len(session.next_in_turn) == 1:
            self.command("call")
        elif session.lot is None:
            witnesses = {"witness-1": self.second, "witness-2": self.witness}
            passwords = {"password-1": PASSWORD, "password-2": PASSWORD}
            said = {"key": LOT, "no_picture": "演练", **witnesses, **passwords}
            answer = self.send(f"/hall/control?lot={LOT}", "/hall/control/draw-lot", **said)
            assert answer.status_code == 303, answer.text
        else:
            self.command("settle-tie")

    def choose(self, post: str) -> None:
        answer = self.send(f"/hall/control?position={post}", "/hall/control/choose")
        if (
            answer.status_code == 422
        ):  # somebody behind could be left with nothing: the host is told, and goes on
            held = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
            answer = self.host.post(answer.request.url, data={**dict(held), "despite_warning": "yes"})
        assert answer.status_code == 303, answer.text

    def until_all_have_come(self) -> list[str]:
        """Go on until every fault has come and been dealt with; in the order in which they came."""
        met: list[str] = []
        while len(met) < len(FAULTS) or self.fault:
            if fault := self.fault:
                met.append(fault.fault)
                self.deal_with(fault)
            else:
                self.step()
        return met

    def deal_with(self, fault: Practice) -> None:
        page = self.host.get("/hall/control", follow_redirects=True).text
        assert MARK in page
        assert 'class="fault"' in page
        getattr(self, fault.fault)(fault)

    def power_cut(self, _fault: Practice) -> None:
        assert "现在断电" in self.host.get("/hall/projector", follow_redirects=True).text
        before = self.logs
        with self.away():
            self.site.kill()
            self.site.start()
        assert self.logs == before
        self.step()

    def wrong_click(self, fault: Practice) -> None:
        assert "故意点错" not in self.supervisor.get("/hall/supervisor", follow_redirects=True).text
        assert "故意点错" not in self.host.get("/hall/projector", follow_redirects=True).text
        self.step()
        wrong = self.logs[0][-1]
        assert wrong.payload["candidate"] == fault.candidate
        path = f"/hall/control?undo={wrong.version}"
        self.command("undo", path, reason="点错了", second=self.second, password=PASSWORD)

    def absent(self, _fault: Practice) -> None:
        self.command("miss", reason="absent")

    def printer_jam(self, fault: Practice) -> None:
        assert fault.came
        papers = f"/hall/papers/{fault.came.payload['version']}"
        for path in (papers, papers.replace("papers", "slip"), papers.replace("papers", "agreement")):
            page = self.host.get(path, follow_redirects=True).text
            assert "打印机卡纸" in page
            assert MARK in page
            assert "data-print" not in page
        answer = self.send(papers, "/hall/rehearsal/fault/printer_jam")
        assert answer.headers["location"].endswith(papers)
        assert "data-print" in self.host.get(papers, follow_redirects=True).text

    def objection(self, fault: Practice) -> None:
        assert "要求说明" in self.supervisor.get("/hall/supervisor", follow_redirects=True).text
        action = "/hall/rehearsal/fault/objection"
        empty = self.send("/hall/supervisor", action, self.supervisor, candidate=fault.candidate, text="")
        assert empty.status_code == 422
        said = {"candidate": fault.candidate, "text": "家属说没有听到复述"}
        answer = self.send("/hall/supervisor", action, self.supervisor, **said)
        assert answer.headers["location"].endswith("/hall/supervisor")

    def network_gone(self, _fault: Practice) -> None:
        assert self.host.get("/rehearsal/feed", follow_redirects=True).status_code == 204
        self.send("/hall/control", "/hall/rehearsal/fault/network_gone")
        with self.host.stream("GET", "/rehearsal/feed", follow_redirects=True) as heard:
            assert heard.status_code == 200
