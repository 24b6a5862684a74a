"""The office's desk (`/staff`): from archive workbook to posted result, one module a group of pages."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from resettlement.web.staff import (
    imports,
    notices,
    objections,
    overview,
    positions,
    records,
    session,
    standing,
)
from resettlement.web.staff.common import form_of

handlers = [
    Router(
        "/staff",
        route_handlers=[
            overview.overview,
            records.records,
            records.records_workbook,
            records.review_all,
            records.confirm_all,
            records.person,
            records.review_one,
            records.confirm_one,
            records.fact_form,
            records.keep_fact,
            imports.upload_form,
            imports.template,
            imports.preview,
            imports.commit,
            standing.standing,
            standing.standing_workbook,
            standing.score_all,
            standing.freeze,
            positions.positions,
            positions.positions_workbook,
            notices.notices,
            notices.notices_workbook,
            notices.new_notice,
            notices.preview_notice,
            notices.post_notice,
            notices.one_notice,
            notices.notice_pdf,
            objections.objections,
            objections.objections_workbook,
            objections.objection_form,
            objections.file_objection,
            objections.objection,
            objections.rule,
            session.session_page,
            session.open_session,
            session.record,
            session.publish,
        ],
        dependencies={"form": Provide(form_of)},
    )
]
