"""异议: objections filed against a posted score, and the rulings on them."""
