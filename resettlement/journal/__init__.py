"""The one append-only, hash-chained log (docs/session-log.md)."""
