"""Rehearsals (演练): the hall tried out with invented people and faults, and the report of it."""
