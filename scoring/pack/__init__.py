"""A rule pack from its text: read, checked, laid over, built into frozen values."""
