"""The questions of a needs assessment, asked of a page's leading finding."""
