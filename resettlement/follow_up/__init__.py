"""回访: duties and their days after a pick, calls and visits, the call sheet."""
