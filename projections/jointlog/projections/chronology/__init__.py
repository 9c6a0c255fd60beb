"""The chronology: one incident as a document that can be put before a coroner.

    document = chronology(entries, Asked(release="1.0"))
    html_of(document), docx_of(document), csv_of(document)

The same entries and the same question give the same bytes: nothing in it tells when it was made.
`masking` withholds before anything is read from the entries, so that what is withheld cannot
appear in a sentence made of them.
"""
