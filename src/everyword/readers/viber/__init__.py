"""Parts of the reader of Viber."""
