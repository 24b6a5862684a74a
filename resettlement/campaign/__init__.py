"""年度安置批次: a year's campaign, its categories and the rules it was opened with."""
