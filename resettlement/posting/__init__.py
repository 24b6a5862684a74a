"""公示: the register of notices, what each says, and the documents of the public bundle."""
