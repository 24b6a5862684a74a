"""The callers' desk: whom to call today, one person's page, what receiving units still owe.

These pages show full names and telephone numbers: for callers and administrators alone, never cached.
"""
