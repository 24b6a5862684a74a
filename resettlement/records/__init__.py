"""档案: candidates and their facts, in from workbooks, entered by one and reviewed by another."""
