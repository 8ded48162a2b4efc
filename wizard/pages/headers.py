"""The headers of every answer: what the browser may load, frame, sniff and tell others."""

from __future__ import annotations

from flask import Response, g, request

from wizard.pages import services

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def allow_form_to(origin: str) -> None:
    """Name a supplier's origin on this page only: Chromium checks ``form-action`` along redirects too."""
    g.form_origin = origin


def set_headers(response: Response) -> Response:
    extra = g.get("form_origin")
    response.headers["Content-Security-Policy"] = f"{POLICY} {extra}" if extra else POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if services().settings.behind_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=300"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
