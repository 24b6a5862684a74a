"""The standing page in FastAPI, SQLModel and Jinja, as their own guides write it."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from sqlmodel import Session, create_engine, select

from tests.bench._peer_rows import PeerGroup, PeerRow, file

app = FastAPI()
engine = create_engine(f"sqlite:///{file()}")
templates = Jinja2Templates(directory=Path(__file__).parent / "peer_templates")


@app.get("/standing", response_class=HTMLResponse)
def standing(request: Request) -> HTMLResponse:
    with Session(engine) as session:
        groups = session.exec(select(PeerGroup).order_by(PeerGroup.id)).all()
        rows = session.exec(select(PeerRow).order_by(PeerRow.id)).all()
        return templates.TemplateResponse(request, "standing.html", {"groups": groups, "rows": rows})
