"""选岗会: opening the hall on what was posted, and recording what came of it."""
