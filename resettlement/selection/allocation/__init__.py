"""Who gets which post by filed wishes: the case, its allocation and proofs, the lot, the outlook. Pure."""
