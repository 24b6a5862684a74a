"""岗位: offers, approval against the establishment, eligibility, feasibility."""
