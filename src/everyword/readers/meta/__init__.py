"""Parts of the reader of Facebook, Messenger and Instagram."""
