"""The standing page in Django, its ORM and Jinja2, as its own guides write it."""

from __future__ import annotations

from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.bench._peer_rows import PARTS, file

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file(), "CONN_MAX_AGE": None}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [Path(__file__).parent / "peer_templates"],
        }
    ],
)
django.setup()
from django.shortcuts import render  # noqa: E402 - Django is set up first


class Group(models.Model):
    label = models.TextField()
    labels = models.TextField()

    class Meta:
        app_label, managed, db_table = "bench", False, "peer_group"


class Row(models.Model):
    group = models.ForeignKey(Group, models.CASCADE)
    standing = models.IntegerField()
    candidate = models.TextField()
    name = models.TextField()
    exempt = models.BooleanField()
    total = models.TextField()
    for number in range(1, PARTS + 1):
        locals()[f"part{number}"] = models.TextField(null=True)

    class Meta:
        app_label, managed, db_table = "bench", False, "peer_row"


def standing(request: HttpRequest) -> HttpResponse:
    groups, rows = Group.objects.order_by("id"), list(Row.objects.order_by("id"))
    return render(request, "standing.html", {"groups": groups, "rows": rows})


urlpatterns = [path("standing", standing)]
app = get_wsgi_application()
