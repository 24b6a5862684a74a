"""公示: frozen content to HTML and PDF, what may be shown, the gate, the public bundle and its verifier."""
