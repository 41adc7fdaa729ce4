"""What courts ask of a PDF, as dated records, and the checks that read a PDF against them."""
