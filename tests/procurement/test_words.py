"""The words a purchase is found by."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from wizard.migrations import _config, upgrade_tables
from wizard.models.database import Database
from wizard.procurement.words import LONGEST, asked_for, words_of


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Gloves, NITRILE (100)", {"gloves", "nitrile", "100"}),
        ("B00TEST0001", {"b00test0001"}),
        ("PO-12-KX7Q2M", {"po", "12", "kx7q2m"}),
        ("Größe ＸＬ", {"grösse", "xl"}),
        ("Перчатки", {"перчатки"}),
        ("手袋100枚", {"手袋", "袋", "100", "枚"}),
        ("x" * 60, {"x" * LONGEST}),
        ("<>&", set()),
    ],
)
def test_texts_are_kept_as_words(said: str, kept: set[str]) -> None:
    assert words_of(said) == kept


def test_a_search_asks_for_pairs_where_words_have_no_spaces_between_them() -> None:
    assert asked_for("ニトリル手袋  Glove glove") == ["ニト", "トリ", "リル", "ル手", "手袋", "glove"]


def test_what_was_bought_before_the_search_existed_is_found_too(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(_config(connection), "0005")
    with closing(sqlite3.connect(tmp_path / "old.db")) as plain, plain:
        for statement in OLD:
            plain.execute(statement)
    upgrade_tables(database)
    with database.engine.connect() as connection:
        words = {row.word for row in connection.execute(text("SELECT word FROM requisition_word"))}
        order = connection.execute(text("SELECT requester_id, total FROM purchase_order")).one()
    database.close()
    assert {"7", "b00test0001", "gloves", "ltd", "po", "kx7q2m"} <= words
    assert tuple(order) == (3, 25)


OLD = (
    "INSERT INTO organisation (id, name, created) VALUES (1, 'Northwind', '2026-03-02 09:00:00')",
    "INSERT INTO requisition (id, organisation_id, setup_id, session_id, requester_id, status, mode, currency, "
    "total, department, budget, account, lines_hash, created, revision) VALUES "
    "(7, 1, 1, 1, 3, 'approved', 'test', 'USD', 25, '', '', '', '', '2026-03-02 09:00:00', 1)",
    "INSERT INTO requisition_line (requisition_id, number, part, auxiliary, description, quantity, unit_price, "
    "currency, unit_of_measure, classification, classification_domain, manufacturer_part, manufacturer, url, "
    "lead_time, extrinsics) VALUES (7, 1, 'B00TEST0001', '1,1', 'Gloves', '2', '12.50', 'USD', 'EA', '', '', "
    "'', 'Gloves Ltd', '', '', '[]')",
    "INSERT INTO purchase_order (id, organisation_id, setup_id, requisition_id, order_id, payload_id, mode, url, "
    "sealed_document, ship_to, bill_to, status, outcome, answer, queued, attempts) VALUES (1, 1, 1, 7, "
    "'PO-7-KX7Q2M', 'p', 'test', '', '', '{}', '{}', 'queued', '', '', '2026-03-02 09:00:00', 0)",
)
