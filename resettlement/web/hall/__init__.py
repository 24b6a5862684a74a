"""The hall: the operator's page, the screens that follow it, and the papers of each pick."""
