"""The grammar of charts, and the charts that several topics share."""
