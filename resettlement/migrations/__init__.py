"""The database's form, step by step (Alembic). `python -m resettlement.migrations MESSAGE` drafts a step."""
