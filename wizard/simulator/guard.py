"""What keeps these sign-in-free pages safe in a browser: headers, and no forms posted from other sites."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
OTHER_SITES = ("cross-site", "same-site")


def allow_form_to(url: str) -> None:
    """Let this one page post a form to another origin: the cart goes back to the purchasing system."""
    parts = urlsplit(url)
    g.form_action = f"{parts.scheme}://{parts.netloc}"


def keep_watch(app: Flask) -> None:
    @app.before_request
    def refuse_foreign_forms() -> None:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in OTHER_SITES:
            abort(403)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = " ".join((POLICY, g.get("form_action", ""))).strip()
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response
