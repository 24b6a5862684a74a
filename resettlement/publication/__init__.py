"""公开: the register of what was posted, and the documents of the public bundle."""
