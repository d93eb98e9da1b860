"""The full-text table: FTS5 on SQLite, tsvector on PostgreSQL; its columns hold tokens with a space between them."""

from typing import Any

from django.db import migrations

CREATE = {
    # `ascii` takes every character beyond ASCII for part of a token: what comes between spaces is one.
    "sqlite": [
        "CREATE VIRTUAL TABLE search_text USING fts5(title, body, title_words, body_words, tokenize = 'ascii')",
    ],
    # Positions are no part of `match`: PostgreSQL keeps 256 of a token and none above 16,383. That tokens follow one
    # another is looked up in the columns. Words stand in it with a mark of their column before them.
    "postgresql": [
        """
        CREATE TABLE search_text (
            rowid bigint PRIMARY KEY REFERENCES search_entry ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            title text NOT NULL,
            body text NOT NULL,
            title_words text NOT NULL,
            body_words text NOT NULL,
            match tsvector NOT NULL GENERATED ALWAYS AS (
                array_to_tsvector(
                    string_to_array(title, ' ') || string_to_array(body, ' ')
                    || string_to_array(regexp_replace(title_words, '(\\S+)', '/t\\1', 'g'), ' ')
                    || string_to_array(regexp_replace(body_words, '(\\S+)', '/b\\1', 'g'), ' ')
                )
            ) STORED
        )
        """,
        "CREATE INDEX search_text_match ON search_text USING gin (match)",
    ],
}


def create(_apps: Any, schema_editor: Any) -> None:
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(_apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE search_text")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
