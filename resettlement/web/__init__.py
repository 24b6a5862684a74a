"""The web application; it knows all other rooms, and none knows it."""
