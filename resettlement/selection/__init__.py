"""选岗: the session as its log, allocation, lot, outlook, and the session rules of a place."""
