"""A written account into draft facts, each with its words; nothing is kept here."""
