"""The wards and small areas of an authority."""
