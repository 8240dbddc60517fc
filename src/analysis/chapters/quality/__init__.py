"""How complete, old and certain the figures are."""
