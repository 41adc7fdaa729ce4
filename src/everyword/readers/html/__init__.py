"""Words of HTML pages."""
