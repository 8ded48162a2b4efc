"""What may be sent to our pages: texts of forms, and files only where a file is asked for."""

from __future__ import annotations

from flask import abort, request

from wizard.pages import SAFE_METHODS

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
FILES = frozenset({"uploaded", "template"})
OUTSIDE_FORMS = ("punchout.take_back", "cxml_in.receive")
"""Pages that a supplier posts to: they read the body themselves, and no supplier knows our token."""
BY_LINK_ALONE = ("told.end",)
"""Pages that a mail program posts to by itself (RFC 8058): the secret in the address is what lets it in."""


def judge_body() -> None:
    """Refuse what no form of ours sends: other kinds of bodies, files in place of texts, NUL in a text.

    Form libraries take JSON and files for any field, and PostgreSQL takes no NUL.
    """
    if request.endpoint in OUTSIDE_FORMS:
        return
    if any("\0" in text for texts in request.args.listvalues() for text in texts):
        abort(400)
    if request.method not in SAFE_METHODS and request.endpoint:
        _judge_form()


def _judge_form() -> None:
    if request.mimetype and request.mimetype not in FORMS:
        abort(415)
    if not FILES.issuperset(request.files):
        abort(400)
    if any("\0" in text for texts in request.form.listvalues() for text in texts):
        abort(400)
