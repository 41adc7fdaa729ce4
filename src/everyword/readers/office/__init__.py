"""Parts of the reader of office documents."""
