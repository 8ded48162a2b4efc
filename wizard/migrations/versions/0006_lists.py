"""Lists of requisitions and orders that stay quick, and words to search them by"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from wizard.models.base import Word
from wizard.procurement.words import words_of

revision = "0006"
down_revision = "0005"

MADE = {"requisition": "created", "purchase_order": "queued"}
BATCH = 500


def upgrade() -> None:
    _copy_to_orders()
    for table, made in MADE.items():
        for way, column in (("status", "status"), ("mode", "mode"), ("who", "requester_id")):
            op.create_index(f"ix_{table}_by_{way}", table, ["organisation_id", column, made, "id"])
        op.create_index(f"ix_{table}_by_made", table, ["organisation_id", made, "id"])
        op.create_index(f"ix_{table}_by_total", table, ["organisation_id", "total", "id"])
    words = op.create_table(
        "requisition_word",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("word", Word, nullable=False),
        sa.Column("requisition_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_requisition_word_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["requisition_id"],
            ["requisition.id"],
            name=op.f("fk_requisition_word_requisition_id_requisition"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "word", "requisition_id", name=op.f("pk_requisition_word")
        ),
        sqlite_with_rowid=False,
    )
    _find_words(words)
    op.create_index("ix_requisition_word_requisition", "requisition_word", ["requisition_id", "word"])


def _copy_to_orders() -> None:
    """Who requested it and what it comes to: known by the order itself from now on."""
    op.add_column(
        "purchase_order", sa.Column("requester_id", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("purchase_order", sa.Column("total", sa.Numeric(18, 4), server_default="0", nullable=False))
    of_its_requisition = "FROM requisition WHERE requisition.id = purchase_order.requisition_id"
    op.execute(
        f"UPDATE purchase_order SET requester_id = (SELECT requester_id {of_its_requisition}), "  # noqa: S608
        f"total = (SELECT total {of_its_requisition})"
    )


def _find_words(words: sa.Table) -> None:
    connection, last = op.get_bind(), 0
    while rows := _requisitions(connection, last):
        last = rows[-1][0]
        found = [row for requisition in rows for row in _words_of(connection, *requisition)]
        connection.execute(sa.insert(words), found)


def _requisitions(connection: sa.Connection, last: int) -> list[Any]:
    query = (
        "SELECT r.id, r.organisation_id, o.order_id FROM requisition r "
        "LEFT JOIN purchase_order o ON o.requisition_id = r.id WHERE r.id > :last ORDER BY r.id LIMIT :batch"
    )
    return list(connection.execute(sa.text(query), {"last": last, "batch": BATCH}))


def _words_of(
    connection: sa.Connection, number: int, organisation: int, order: str | None
) -> Iterator[dict[str, Any]]:
    query = sa.text(
        "SELECT part, description, manufacturer, manufacturer_part "
        "FROM requisition_line WHERE requisition_id = :number"
    )
    texts = {text for line in connection.execute(query, {"number": number}) for text in line}
    for word in words_of(str(number), order or "", *texts):
        yield {"organisation_id": organisation, "requisition_id": number, "word": word}
