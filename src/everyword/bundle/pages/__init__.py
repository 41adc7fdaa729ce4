"""Pages this program makes: words, tables, pictures, papers for the court."""
