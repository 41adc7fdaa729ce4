"""Parts of the reader of WhatsApp."""
