"""What a notebook calls: each function shows one finding as prose, chart or table."""
