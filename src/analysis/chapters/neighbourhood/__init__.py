"""One neighbourhood: wards or small areas of a council that are taken together."""
