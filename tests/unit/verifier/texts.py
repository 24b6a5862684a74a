"""The rule packs, the overlay and the session rules of the sample bundle: made up, and small."""

SERGEANTS_PACK = """
id = "test-sergeants"
title = "士官计分（测试用）"
categories = ["sergeant"]
local = ["tie_chain"]
tie_chain = []

[chapters]
scope = "范围"
service = "服役"
awards = "奖励"
other = "其他"

[[items]]
id = "exempt"
label = "荣誉称号"
chapter = "scope"
rule = "exempt"
article = "一"
facts = [{ kind = "award", grade = "honorary_title" }]
status = "seen"

[[items]]
id = "fraud"
label = "弄虚作假"
chapter = "scope"
rule = "bar"
facts = [{ kind = "file_fraud" }]
status = "seen"

[[items]]
id = "service"
label = "服役年限"
chapter = "service"
rule = "service_years"
article = "二"
facts = [{ kind = "not_counted" }]
brackets = [
  { id = "first12", label = "12年以内", through = 12, points = 3 },
  { id = "beyond12", label = "12年以后", points = 4 },
]
under_six_months = 0.5
exactly_six_months = "unknown"
over_six_months = 1
status = "seen"

[[items]]
id = "commendation"
label = "嘉奖"
chapter = "awards"
rule = "per_fact"
article = "三"
facts = [{ kind = "award", grade = "commendation" }]
points = 0.5
status = "seen"

[[items]]
id = "merit3"
label = "三等功"
chapter = "awards"
rule = "per_fact"
article = "三"
facts = [{ kind = "award", grade = "third_class_merit" }]
points = 10
status = "seen"

[[items]]
id = "disability"
label = "残疾"
chapter = "other"
rule = "by_value"
attribute = "grade"
choose = "highest"
facts = [{ kind = "disability" }]
points = { 6 = 30, 7 = 20 }
status = "seen"

[[items]]
id = "rest"
label = "其他"
chapter = "other"
rule = "nothing"
reason = "不计分"
facts = [{ kind = ["skill", "area"] }]
status = "seen"
"""
SERGEANTS_OVERLAY = """overlays = "test-sergeants"
by = "测试区"
document = "测试区工作方案"
on = 2021-09-10
tie_chain = ["longer_service", "older"]
"""
OFFICERS_PACK = """
id = "test-officers"
title = "军官计分（测试用）"
categories = ["officer"]
local = []
tie_chain = []

[chapters]
post = "职务"
awards = "奖励"
other = "其他"

[[one_per_cause]]
items = ["merit3"]

[[items]]
id = "post"
label = "职务"
chapter = "post"
rule = "by_value"
attribute = "level"
choose = "last"
facts = [{ kind = "post" }]
points = { "正营职" = 15, "副营职" = 12, "正连职" = 9 }
status = "seen"

[[items]]
id = "merit3"
label = "三等功"
chapter = "awards"
rule = "per_fact"
facts = [{ kind = "award", grade = "third_class_merit" }]
first = 2
each_later = 1
cap = 5
status = "seen"

[[items]]
id = "sanction"
label = "处分"
chapter = "other"
rule = "sanctions"
facts = [{ kind = "sanction" }]
points = { "party.warning" = -2, "party.serious_warning" = -4 }
status = "seen"
"""
SESSION_RULES = """id = "test-rules"
title = "测试选岗规则"
source = "测试"
minutes_to_choose = 5
guarantee = "warn"
tie_method = "wishes"
[missed.absent]
first = "last_of_list"
again = "first_free_wish"
[missed.late]
first = "last_of_list"
again = "first_free_wish"
[missed.over_time]
first = "last_of_list"
again = "first_free_wish"
[missed.left_room]
first = "last_of_list"
again = "first_free_wish"
[missed.refused]
first = "given_up"
again = "given_up"
[passed]
times = 1
then = "after:3"
[proxy]
allowed = true
papers = ["委托书", "本人身份证"]
"""
