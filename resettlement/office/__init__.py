"""The office itself, whatever campaign it works on: its settings, and the working days it has entered."""
