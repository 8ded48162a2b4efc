"""The desk's own tables: where each setup stands, its timeline, notes, visits"""

import sqlalchemy as sa
from alembic import op

from wizard.models.append_only import protect, unprotect
from wizard.models.base import Moment, Word

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "desk_entry",
        sa.Column("setup_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("failing", sa.String(length=60), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("seen", Moment(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["user.id"], name=op.f("fk_desk_entry_assigned_to_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_desk_entry_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["seen_by_id"], ["user.id"], name=op.f("fk_desk_entry_seen_by_id_user")),
        sa.ForeignKeyConstraint(["setup_id"], ["setup.id"], name=op.f("fk_desk_entry_setup_id_setup")),
        sa.PrimaryKeyConstraint("setup_id", name=op.f("pk_desk_entry")),
    )
    op.create_index(
        "ix_desk_entry_by_assigned_to_id", "desk_entry", ["assigned_to_id", "done", "since", "setup_id"]
    )
    op.create_index("ix_desk_entry_by_at", "desk_entry", ["at", "done", "since", "setup_id"])
    op.create_index("ix_desk_entry_by_failing", "desk_entry", ["failing", "done", "since", "setup_id"])
    op.create_index("ix_desk_entry_by_mode", "desk_entry", ["mode", "done", "since", "setup_id"])
    op.create_index("ix_desk_entry_by_since", "desk_entry", ["done", "since", "setup_id"])
    op.create_index("ix_desk_entry_by_seen", "desk_entry", ["seen", "setup_id"])
    op.create_index("ix_desk_entry_by_organisation", "desk_entry", ["organisation_id", "setup_id"])

    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("setup_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["setup_id"], ["setup.id"], name=op.f("fk_look_setup_id_setup")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_look_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
        sa.UniqueConstraint("user_id", "setup_id", name=op.f("uq_look_user_id")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("setup_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("settled", Moment(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_note_author_id_user")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_note_settled_by_id_user")),
        sa.ForeignKeyConstraint(["setup_id"], ["setup.id"], name=op.f("fk_note_setup_id_setup")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index("ix_note_setup_id", "note", ["setup_id"])

    op.create_table(
        "setup_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("setup_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("earlier", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["setup_id"], ["setup.id"], name=op.f("fk_setup_event_setup_id_setup")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_setup_event_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_event")),
        sa.UniqueConstraint("setup_id", "number", name=op.f("uq_setup_event_setup_id")),
    )
    op.create_table(
        "setup_word",
        sa.Column("word", Word, nullable=False),
        sa.Column("setup_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["setup_id"], ["setup.id"], name=op.f("fk_setup_word_setup_id_setup")),
        sa.PrimaryKeyConstraint("word", "setup_id", name=op.f("pk_setup_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_setup_word_setup_id", "setup_word", ["setup_id", "word"])

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("setup_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_visit_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["setup_id"], ["setup.id"], name=op.f("fk_visit_setup_id_setup")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_visit_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("user_id", "organisation_id", "day", name=op.f("uq_visit_user_id")),
    )
    op.add_column("step_record", sa.Column("took", sa.Integer(), nullable=True))
    op.create_index("ix_step_record_by_took", "step_record", ["slug", "passed", "took"])
    protect(op.get_bind())


def downgrade() -> None:
    unprotect(op.get_bind())
    op.drop_index("ix_step_record_by_took", "step_record")
    op.drop_column("step_record", "took")
    for table in ("visit", "setup_word", "setup_event", "note", "look", "desk_entry"):
        op.drop_table(table)
