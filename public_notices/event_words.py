"""The logs in words: every event of the session and of the campaign as a sentence, in the page's language.

Only ids, masked names and posts go in, so only they can come out.
"""

from __future__ import annotations

from collections.abc import Callable

from public_notices.wording import (
    BASES,
    MISSED,
    NOTICE_KINDS,
    OUTCOMES,
    Payload,
    account,
    consequence,
    duration,
    ended,
    joined,
    known,
    listed,
    parted,
    short_hash,
    shown_day,
)
from resettlement.translation import gettext as _
from resettlement.translation import looked_up, ngettext

METHODS = {
    "wishes": "按各人事先密封的志愿统一分配",
    "lot": "按抽签次序现场选岗",
    "indifferent": "各人能选的岗位名额都够用，先后不影响结果，按编号次序现场选岗",
}
CAMPAIGN_EVENTS = {
    "campaign_opened": "安置批次启动",
    "campaign_changed": "更改批次的联系方式、文字或安排",
    "category_added": "批次增加一个类别",
    "clock_set_right": "办公室的时钟走快，已由两人确认校准；在真实时间赶上以前，各条记录写上一条的时间",
    "wording_permitted": "准许公开的字样里增加一条，它与某人的姓名或单位代号相像",
    "records_imported": "档案信息录入",
    "records_reimported": "重新导入档案信息",
    "rule_figure_entered": "补充计分规则未定的数值，由一人录入",
    "rule_figure_confirmed": "补充的数值由另一人核对，计入计分规则",
    "rule_figure_dropped": "补充的数值退回，不计入计分规则",
    "record_policy_set": "设定复核与本人确认的要求",
    "review_passed": "档案信息复核一遍，还须再复核",
    "profile_corrected": "更正个人基本信息",
    "finding_decided": "公示前检查的疑点由一人核定",
    "positions_imported": "岗位信息录入",
    "position_barred": "一个岗位经复核不对一人开放，理由告知本人",
    "position_unbarred": "一个岗位经复核重新对一人开放",
    "record_changed": "补录、更正档案信息",
    "wishes_filed": "选岗志愿密封存档",
    "records_reviewed": "档案信息复核",
    "scores_confirmed": "本人签字确认评分",
    "objection_evidence_filed": "存入一件异议的证据",
    "person_removed": "一人移出本批次，以后不再计入",
    "person_restored": "误移出的一人恢复列入",
    "record_returned": "一人的档案退回录入",
    "signature_refused": "一人看过评分，不签字",
    "standing_frozen": "名次确定，不再变动",
    "session_recorded": "选岗会记录存档",
    "published": "公开全部资料",
}

Name = Callable[[str], str]


def session_event(entry: Payload, person: Name, post: Name) -> str:
    """One entry of the session as a sentence. `person` and `post` turn ids into words."""
    payload = entry["payload"]
    match entry["type"]:
        case "session_opened":
            return _opened(payload)
        case "lot_drawn":
            witnesses = _people(payload["witnesses"], account)
            drawn = _("抽签。号码 %(key)s，%(witnesses)s见证。", key=payload["key"], witnesses=witnesses)
            return joined([drawn, *_pictured(payload)])
        case "tie_settled":
            return _tie(payload, person, post)
        case "chosen":
            return _chosen(payload, person, post)
        case "undone":
            return _undone(payload, account(entry["by"]))
        case "closed":
            placed = sum(position is not None for position in payload["assignment"].values())
            return ngettext("选岗会结束，%(num)s 人选定岗位。", "选岗会结束，%(num)s 人选定岗位。", placed)
        case "proxy_admitted":
            return _proxy(payload, person)
        case "missed":
            return _missed(payload, person(payload["candidate"]))
        case "waived":
            return _waived(payload, person, post, account(entry["by"]))
        case "standby_checked" if "second" in payload:
            return _lifted(payload, person(payload["candidate"]), account(entry["by"]))
        case "round_begun":
            return _round(payload, person)
        case type_:
            return _short_event(type_, payload, person, post)


def _short_event(type_: str, payload: Payload, person: Name, post: Name) -> str:
    who = person(payload["candidate"]) if "candidate" in payload else ""
    match type_:
        case "arrived":
            return _("%(person)s 到备选区，点名已到。", person=who)
        case "standby_checked" if payload["passed"]:
            return _("%(person)s 在备选区核对身份和资格，通过。", person=who)
        case "standby_checked":
            return _(
                "%(person)s 在备选区核对身份和资格，没有通过。原因：%(reason)s。",
                person=who,
                reason=payload["reason"],
            )
        case "post_barred" if payload["barred"]:
            return _(
                "%(post)s 经复核不对 %(person)s 开放，理由告知本人。",
                post=post(payload["position"]),
                person=who,
            )
        case "post_barred":
            return _("%(post)s 经复核重新对 %(person)s 开放。", post=post(payload["position"]), person=who)
        case "called":
            return _("请 %(person)s 选岗。", person=who)
        case "clock_adjusted":
            return _(
                "给 %(person)s 补时%(time)s。原因：%(reason)s。",
                person=who,
                time=duration(payload["seconds"]),
                reason=payload["reason"],
            )
        case "passed":
            then = consequence(payload["consequence"])
            return _("%(person)s 本轮暂不选，%(then)s。", person=who, then=then)
        case "gave_up":
            return _("%(person)s 本次不选岗（不等于放弃安排工作待遇）。", person=who)
        case "seats_changed":
            return _change_of_posts("seats_changed", {**payload, "position": post(payload["position"])})
        case "paused":
            return _("暂停，停止计时。原因：%(reason)s。", reason=payload["reason"])
        case "resumed":
            return _("恢复，继续计时。")
        case _:
            return type_


def _proxy(payload: Payload, person: Name) -> str:
    values = {"person": person(payload["candidate"]), "papers": listed(payload["papers"])}
    if "requested_on" not in payload:
        return _("%(person)s 的受托人代为选岗，已验%(papers)s。", **values)
    day = shown_day(payload["requested_on"])
    return _("%(person)s 的受托人代为选岗，%(day)s申请，已验%(papers)s。", **values, day=day)


def _pictured(payload: Payload) -> list[str]:
    if "picture" in payload:
        return [_("现场照片留存，指纹 %(code)s。", code=short_hash(payload["picture"]))]
    if "no_picture" in payload:
        return [_("没有照片：%(reason)s。", reason=payload["no_picture"])]
    return []


def _waived(payload: Payload, person: Name, post: Name, by: str) -> str:
    values = {"person": person(payload["candidate"]), "post": post(payload["position"])}
    told = _(
        "%(person)s 放弃已选定的 %(post)s（不等于放弃安排工作待遇）。原因：%(reason)s。",
        **values,
        reason=payload["reason"],
    )
    if "second" not in payload:
        return told
    both = {"by": by, "second": account(payload["second"])}
    return joined([told, _("由%(by)s与%(second)s两人共同确认。", **both)])


def _lifted(payload: Payload, who: str, by: str) -> str:
    return _(
        "%(person)s 在备选区核对身份和资格，通过；此前登记的未通过由%(by)s与%(second)s两人共同取消。",
        person=who,
        by=by,
        second=account(payload["second"]),
    )


def _round(payload: Payload, person: Name) -> str:
    people = [one for queue in payload["queues"] for one in queue]
    return ngettext(
        "第二轮开始，%(num)s 人参加，依次为：%(people)s。",
        "第二轮开始，%(num)s 人参加，依次为：%(people)s。",
        len(people),
        people=_people(people, person),
    )


def _missed(payload: Payload, who: str) -> str:
    reason, then = known(MISSED, payload["reason"]), consequence(payload["consequence"])
    return _("%(person)s %(reason)s，按规则%(then)s。", person=who, reason=reason, then=then)


def _opened(payload: Payload) -> str:
    return _(
        "选岗会开始。共 %(people)s 人、%(posts)s 个岗位；公示过的名次、岗位、规则在此锁定。",
        people=len(payload["eligible"]),
        posts=len(payload["positions"]),
    )


def _undone(payload: Payload, by: str) -> str:
    return _(
        "撤回第 %(version)s 条起的操作。原因：%(reason)s。由%(by)s与%(second)s两人共同确认。",
        version=payload["from_version"],
        reason=payload["reason"],
        by=by,
        second=account(payload["second"]),
    )


def _chosen(payload: Payload, person: Name, post: Name) -> str:
    who, what = person(payload["candidate"]), post(payload["position"])
    if payload["proxy"]:
        chosen = _("%(person)s 选定 %(post)s（受托人代选）。", person=who, post=what)
    else:
        chosen = _("%(person)s 选定 %(post)s。", person=who, post=what)
    told = [chosen, ended(looked_up(BASES[payload["basis"]]))]
    if payload.get("opened"):
        told.append(_("当场启封志愿：%(wishes)s。", wishes=_wishes(payload["opened"])))
    if payload["warned"]:
        people = _people(payload["warned"], person)
        told.append(_("已当场提示：此后 %(people)s 可能无岗可选。", people=people))
    return joined(told)


def _tie(payload: Payload, person: Name, post: Name) -> str:
    how = known(METHODS, payload["method"])
    told = [_("%(people)s 同分，%(how)s。", people=_people(payload["class"], person), how=how)]
    if payload["mattered"]:
        told.append(_("抽签次序：%(people)s。", people=_people(payload["order"], person)))
    if payload["assignment"]:
        opened, given = sorted(payload["opened"].items()), sorted(payload["assignment"].items())
        wishes = parted(f"{person(p)} {_wishes(filed)}" for p, filed in opened)
        posts = parted(f"{person(p)} {post(x) if x else _('无岗')}" for p, x in given)
        told.append(_("当场启封志愿：%(wishes)s。分配：%(posts)s。", wishes=wishes, posts=posts))
    return joined(told)


def _wishes(opened: Payload) -> str:
    accepts = [_("服从调剂")] if opened["accepts_any"] else []
    return listed([*opened["wishes"], *accepts])


def _people(ids: list[str], name: Name) -> str:
    return listed(name(id_) for id_ in ids)


def _change_of_posts(change: str, payload: Payload) -> str:
    reason = payload["reason"]
    match change:
        case "seats_changed":
            return _(
                "岗位 %(post)s 的名额由 %(before)s 个改为 %(now)s 个。原因：%(reason)s。",
                post=payload["position"],
                before=payload["before"],
                now=payload["now"],
                reason=reason,
            )
        case "position_withdrawn":
            return _("岗位 %(post)s 撤回。原因：%(reason)s。", post=payload["position"], reason=reason)
        case _added:
            return _(
                "增加岗位 %(posts)s。原因：%(reason)s。", posts=listed(payload["positions"]), reason=reason
            )


def campaign_event(entry: Payload) -> str:
    """One entry of the campaign's log as a sentence."""
    payload = entry["payload"]
    match entry["type"]:
        case "notice_posted":
            kind = known(NOTICE_KINDS, str(payload["kind"]))
            return _("张贴%(kind)s：%(number)s。", kind=kind, number=payload["number"])
        case "scored":
            return _("量化评分（第 %(version)s 版），并由第二套程序复算一致。", version=payload["standing"])
        case "objection_filed" if payload.get("source") == "hall":
            return _("选岗会现场收到第 %(number)s 号异议。", number=payload["number"])
        case "objection_filed":
            return _("收到第 %(number)s 号书面异议。", number=payload["number"])
        case "objection_admitted" if payload["admitted"]:
            return _("受理第 %(number)s 号异议。", number=payload["number"])
        case "objection_admitted":
            return _("第 %(number)s 号异议不予受理。", number=payload["number"])
        case "objection_carried_out" if "reason" in payload:
            return _("第 %(number)s 号异议已按答复办理，评分没有改动。", number=payload["number"])
        case "objection_carried_out":
            return _("第 %(number)s 号异议已按答复重新评分。", number=payload["number"])
        case "objection_ruled":
            outcome = known(OUTCOMES, payload["outcome"])
            return _("答复第 %(number)s 号异议：%(outcome)s。", number=payload["number"], outcome=outcome)
        case "standing_unfrozen":
            return _("名次解除冻结，待更正。原因：%(reason)s。", reason=payload["reason"])
        case "session_day_changed":
            return _(
                "公告的选岗会日期是%(announced)s，改在%(held_on)s开场。原因：%(reason)s。",
                announced=shown_day(payload["announced"]),
                held_on=shown_day(payload["held_on"]),
                reason=payload["reason"],
            )
        case "pick_annulled":
            return _("%(candidate)s 选定的岗位 %(position)s 作废。原因：%(reason)s。", **payload)
        case "position_assigned":
            return _("%(candidate)s 由组织指定岗位 %(position)s。原因：%(reason)s。", **payload)
        case "seats_changed" | "position_withdrawn" | "positions_added" as change:
            return _change_of_posts(change, payload)
        case "wish_filed":
            return _(
                "%(candidate)s 第 %(n)s 次填报志愿，密封存档，封存码 %(code)s。",
                candidate=payload["candidate"],
                n=payload["revision"],
                code=short_hash(payload["commitment"]),
            )
        case "wish_code_issued":
            return _(
                "发给 %(candidate)s 第 %(n)s 个填报码，用来填报志愿。",
                candidate=payload["candidate"],
                n=payload["issue"],
            )
        case type_:
            told = known(CAMPAIGN_EVENTS, str(type_))
            people = len(payload.get("candidates", ()))
            if not people:
                return ended(told)
            return ngettext("%(told)s（%(num)s 人）。", "%(told)s（%(num)s 人）。", people, told=told)
