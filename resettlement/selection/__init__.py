"""选岗: the session as its log, allocation by filed wishes, the filing of wishes, the rehearsal."""
