"""The districts of an authority, of a county today or before a council took over from them."""
