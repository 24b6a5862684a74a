"""公示、公告: drafted, made, held against the records, posted; standings frozen; objections filed."""
