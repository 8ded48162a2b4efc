"""Renders step pages and single macros and reads them back."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template, render_template_string
from lxml import html

from tests.pages.page_lint import faults
from tests.pages.pattern import pattern_app, step_context


def shown(template: str, app: Flask | None = None, **context: Any) -> html.HtmlElement:
    app = app or pattern_app()
    with app.test_request_context():
        page = render_template(template, **context)
    assert faults(page) == []
    return html.document_fromstring(page)


def step(slug: str, state: str = "fresh", mode: str = "test", **changes: Any) -> html.HtmlElement:
    with pattern_app().test_request_context():
        context = step_context(slug, state, mode)
    return shown(f"steps/{slug}.html", **{**context, **changes})


def macro(source: str, **context: Any) -> html.HtmlElement:
    imports = "".join(
        f'{{% import "macros/{name}.html" as {name} with context %}}'
        for name in ("words", "form", "checks", "walk")
    )
    with pattern_app().test_request_context():
        return html.fragment_fromstring(
            render_template_string(imports + source, **context), create_parent="div"
        )


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
