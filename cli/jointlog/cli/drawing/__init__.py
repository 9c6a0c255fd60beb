"""The timeline as text: scale, bars, lanes, page. Nothing here prints."""
